"""Dates as sources write them: to UTC, with a precision, inventing nothing.

The raw string is always kept beside the value. A time without a zone is Kyiv time, because
that is where the sources that leave it out are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from aggregator.model import Precision
from aggregator.parse.months import month as month_named

Dated = tuple[datetime, Precision]

KYIV = ZoneInfo("Europe/Kyiv")
_EARLIEST_YEAR = 1991
"""No site is older than the web; 1970-01-01 is how programs write "no date"."""
_LONGEST = 200

_DAY = r"(?<![\d.])(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|-го)?"
_WORD = r"(?:de\s+|of\s+)?(?P<month>[^\W\d_]{3,})\.?,?"
_YEAR = r"(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d)"
_SHORT_YEAR = r"(?P<year>\d{2})(?!\d|[:.h]\d)"
_GAP = r"[\s/.,-]*"
# In this order: a shape with a year of four digits is certain, one with two may be a time.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?<!\d)(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)",
        rf"{_DAY}\s*([./-])\s*(?P<month>\d{{1,2}})\s*\2\s*{_YEAR}",
        _DAY + _GAP + _WORD + _GAP + _YEAR,
        rf"(?<![^\W\d_]){_WORD}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}})\s+{_WORD}\s+(?P<day>\d{{1,2}})(?!\d)",
        # ctime(3): "Mon Aug 26 14:05:00 UTC 2024"
        rf"(?<![^\W\d_]){_WORD}\s+(?P<day>\d{{1,2}})(?=\s+\d{{1,2}}:\d\d.*\s(?P<year>\d{{4}})$)",
        rf"{_DAY}\s*([./-])\s*(?P<month>\d{{1,2}})\s*\2\s*{_SHORT_YEAR}",
        _DAY + _GAP + _WORD + _GAP + _SHORT_YEAR,
        rf"^\W*{_WORD}\s+{_YEAR}",
        r"^(?P<year>\d{4})-(?P<month>\d{1,2})$",
        r"^(?P<month>\d{1,2})[./](?P<year>\d{4})$",
    )
)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d))?(Z?)$")
_UNIX = re.compile(r"^(\d{9,10})(?:\d{3})?$")
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.h](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?(?!\.?\d)(?:\s*([ap])\.?m\b\.?)?",
    re.I,
)
_ZONE = re.compile(
    r"\s*\(?(?P<name>[^\W\d_]{1,5})?\s*(?:(?P<sign>[+-])(?P<hours>\d\d?):?(?P<minutes>\d\d)?)?"
)
_OFFSETS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "eet": 2, "eest": 3, "msk": 3, "мск": 3, "trt": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Date:
    year: int
    month: int
    day: int | None
    rest: str  # the text without the date, where the time may stand


def parse_date(raw: str | None) -> Dated | None:
    """The moment that ``raw`` names, in UTC, and how precise it is; ``None`` where it names none.

    A day without a time is that day at 00:00:00Z with the precision ``day``: shifting it by a
    zone would change the day. Understands RFC 3339, RFC 822 and the shapes that Ukrainian,
    Russian and western European sites print (``3 / 05 / 2023``, ``26 серпня 2024``). Where day
    and month cannot be told apart the day comes first, as everywhere but in the USA.
    """
    if not raw or len(raw) > _LONGEST:
        return None
    text = unicodedata.normalize("NFC", " ".join(raw.split()))
    try:
        found = _counted(text) or _written(_spelled_out(text))
    except (ValueError, OverflowError):
        return None
    return found if found and found[0].year >= _EARLIEST_YEAR else None


def _counted(text: str) -> Dated | None:
    """Seconds or milliseconds since 1970, as some programs write dates."""
    match = _UNIX.match(text)
    return (datetime.fromtimestamp(int(match[1]), UTC), "minute") if match else None


def _spelled_out(text: str) -> str:
    """ISO 8601 basic format (``20240826T140500Z``) in the extended one."""
    return _COMPACT.sub(
        lambda m: f"{m[1]}-{m[2]}-{m[3]}" + (f"T{m[4]}:{m[5]}:{m[6]}{m[7]}" if m[4] else ""), text
    )


def _written(text: str) -> Dated | None:
    date = next(_dates(text), None)
    if date is None:
        return None
    if date.day is None:
        return datetime(date.year, date.month, 1, tzinfo=UTC), "month"
    midnight = datetime(date.year, date.month, date.day, tzinfo=UTC)
    time = _TIME.search(date.rest)
    if time is None:
        return midnight, "day"
    naive = midnight.replace(tzinfo=None) + _since_midnight(time)
    zone = _zone(date.rest[time.end() :])
    return naive.replace(tzinfo=zone).astimezone(UTC), "minute"


def _dates(text: str) -> Iterator[_Date]:
    for shape in _SHAPES:
        for match in shape.finditer(text):
            parts = match.groupdict()
            word = parts["month"]
            number = int(word) if word.isdecimal() else month_named(word)
            if number is None:
                continue
            day = int(parts["day"]) if "day" in parts else None
            if day is not None and day <= 12 < number and match.start("day") < match.start("year"):
                number, day = day, number  # 5/13/2023 can only be the 13th of May
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            yield _Date(_full_year(parts["year"]), number, day, rest)


def _full_year(digits: str) -> int:
    """Two digits as POSIX reads them (strptime, %y): 69 to 99 are of the last century."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


def _since_midnight(time: re.Match[str]) -> timedelta:
    """Raises ``ValueError`` for what no clock shows; 24:00 and a leap second are shown."""
    hour, minute, second = int(time[1]), int(time[2]), int(time[3] or 0)
    if time[4]:
        hour = hour % 12 + 12 * (time[4] in "pP")
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        raise ValueError(f"not a time of the day: {time.group()!r}")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _zone(after: str) -> tzinfo:
    """The zone that stands behind a time: an offset, a known name, or else that of Kyiv."""
    match = _ZONE.match(after)
    if match is None:
        return KYIV
    name = (match["name"] or "").lower()
    if match["sign"] and (not name or name in _OFFSETS):
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        return timezone(timedelta(minutes=-minutes if match["sign"] == "-" else minutes))
    return timezone(timedelta(hours=_OFFSETS[name])) if name in _OFFSETS else KYIV
