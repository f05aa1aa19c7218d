"""Dates as sources write them: to UTC, with a precision, inventing nothing.

The raw string is always kept beside the value. A time without a zone is Kyiv time, because
that is where the sources that leave it out are.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from aggregator.model import Precision

Dated = tuple[datetime, Precision]

KYIV = ZoneInfo("Europe/Kyiv")
_EARLIEST_YEAR = 1991
"""No site is older than the web; 1970-01-01 is how programs write "no date"."""

_ISO = re.compile(
    r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$",
    re.I,
)
_TIME = re.compile(r"\b(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s*([ap]m)?\b", re.I)
_NUMERIC = re.compile(r"\b(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})\b")
_NAMED = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,})\.?,?\s+(?:de\s+)?(\d{4})\b"
)
_NAMED_US = re.compile(r"\b([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_MONTH_YEAR = re.compile(r"^\W*([^\W\d_]{3,})\.?\s+(?:de\s+)?(\d{4})\b")
_WORDED = ((_NAMED, 1, 2, 3), (_NAMED_US, 2, 1, 3), (_MONTH_YEAR, 0, 1, 2))
_ZONE = re.compile(
    r"(?:\b(?:Z|UT|UTC|GMT|EE?S?T|[ECMP][SD]T|MSK|CES?T)|[+-]\d{2}:?\d{2})\s*(?:\([^)]*\))?\s*$"
)
_OFFSETS = {"EET": 2, "EEST": 3, "EST": -5, "EDT": -4, "MSK": 3, "CET": 1, "CEST": 2}

# ruff: noqa: E501 — one month a line: the lines are data
_MONTHS = (
    "jan january січ янв января janv janvier enero ene janu jän januar gennaio gen janeiro stycz sty",
    "feb february лют фев февраля févr février fevr fevrier febrero februar febbraio feb fevereiro lut",
    "mar march берез бер мар марта mars marzo märz maerz março marco",
    "apr april квіт кві апр апреля avr avril abril abr april aprile kwie",
    "may трав тра мая май mai mayo maggio maio maj",
    "jun june черв чер июн июня juin junio giugno junho czerw",
    "jul july лип июл июля juil juillet julio juli luglio julho lip",
    "aug august серп сер авг августа août aout agosto ago sier",
    "sep sept september верес вер сен сентября septembre septiembre settembre setembro wrze",
    "oct october жовт жов окт октября octobre octubre oktober ottobre outubro paź paz okt",
    "nov november листоп лис ноя ноября novembre noviembre novembro listop",
    "dec december груд гру дек декабря déc décembre decembre diciembre dezember dicembre dezembro grud",
)
_BY_MONTH = {name: number for number, line in enumerate(_MONTHS, 1) for name in line.split()}


def parse_date(raw: str | None) -> Dated | None:
    """The moment that ``raw`` names, in UTC, and how precise it is; ``None`` where it names none.

    A day without a time is that day at 00:00:00Z with the precision ``day``: shifting it by a
    zone would change the day. Understands RFC 3339, RFC 822 and the shapes that Ukrainian,
    Russian and western European sites print (``3 / 05 / 2023``, ``26 серпня 2024``).
    """
    if not raw or len(raw) > 200:
        return None
    text = " ".join(raw.split())
    try:
        found = _iso(text) or _rfc822(text) or _printed(text)
    except (ValueError, OverflowError):
        return None
    if found is None or found[0].year < _EARLIEST_YEAR:
        return None
    return found


def _iso(text: str) -> Dated | None:
    match = _ISO.match(text)
    if not match:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    if day is None:
        return datetime(int(year), int(month), 1, tzinfo=UTC), "month"
    if hour is None:
        return datetime(int(year), int(month), int(day), tzinfo=UTC), "day"
    if zone and zone.upper() not in {"Z", "UTC", "GMT"}:
        iso = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}:{second or '00'}{zone}"
        return datetime.fromisoformat(iso).astimezone(UTC), "minute"
    moment = datetime(
        int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59),
        tzinfo=UTC if zone else KYIV,
    )  # fmt: skip
    return moment.astimezone(UTC), "minute"


def _rfc822(text: str) -> Dated | None:
    if not re.match(
        r"^(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\.?\s+\d{2,4}\b.*\d:\d\d", text
    ):
        return None
    zone = _ZONE.search(text)
    name = zone.group().strip().upper() if zone else ""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if name in _OFFSETS and moment.utcoffset() is None:
        offset = _OFFSETS[name]
        return datetime.fromisoformat(f"{moment:%Y-%m-%dT%H:%M:%S}{offset:+03d}:00").astimezone(
            UTC
        ), "minute"
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC if name else KYIV)
    return moment.astimezone(UTC), "minute"


def _printed(text: str) -> Dated | None:
    day = _day(text)
    if day is None:
        return None
    year, month, number = day
    if number is None:
        return datetime(year, month, 1, tzinfo=UTC), "month"
    rest = _NUMERIC.sub(" ", text, count=1)
    time = _TIME.search(rest)
    if not time:
        return datetime(year, month, number, tzinfo=UTC), "day"
    hour = int(time[1]) % 12 + 12 * (time[4].lower() == "pm") if time[4] else int(time[1])
    zone = UTC if re.search(r"\b(UTC|GMT)\b", text) else KYIV
    moment = datetime(year, month, number, hour, int(time[2]), int(time[3] or 0), tzinfo=zone)
    return moment.astimezone(UTC), "minute"


def _day(text: str) -> tuple[int, int, int | None] | None:
    if match := _NUMERIC.search(text):
        day, month, year = (int(part) for part in match.groups())
        return (year + 2000 if year < 100 else year), month, day
    for pattern, day_at, month_at, year_at in _WORDED:
        match = pattern.search(text)
        if match and (named := _month(match[month_at])) is not None:
            return int(match[year_at]), named, int(match[day_at]) if day_at else None
    return None


def _month(word: str) -> int | None:
    """The month that ``word`` names in any case form, by its longest known beginning."""
    word = word.lower()
    for length in range(len(word), 2, -1):
        if (number := _BY_MONTH.get(word[:length])) is not None:
            return number
    return None
