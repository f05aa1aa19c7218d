"""Text from outside, made fit to be shown: plain, on one line where it must be, without tricks.

Everything in ``news.db`` was written by somebody else. Templates escape it; this module
removes what escaping leaves in place: control characters, signs that turn the direction of
writing round, and links that are not links to a web page.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import idna

_FORMLESS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
"""Letters that Unicode gives no form: a title of them would be a link of nothing."""
_BLANK = re.compile(f"[{_FORMLESS}]")
_NOT_SHOWN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; tab and line ends are kept as spaces
    "\u200b\u2060\ufeff"  # invisible, used to hide words from filters
    f"{_FORMLESS}"
    "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"  # direction marks, embeddings, overrides
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"  # not characters in XML 1.0, section 2.2
    "\U000e0000-\U000e007f"  # tag characters: text that nobody sees
    "]"
)
_SPACE = re.compile(r"\s+")
_LINE_SPACE = re.compile(r"[^\S\n]+")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ug"})


def _safe(text: str) -> str:
    safe = _NOT_SHOWN.sub("", text)
    # U+xFFFE and U+xFFFF of the higher planes are legal in XML 1.0 but never characters.
    return unicodedata.normalize("NFC", safe)


def as_text(value: object) -> str:
    """Any SQLite value as safe text that keeps its line ends; None gives the empty string."""
    if value is None:
        return ""
    raw = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if _is_plain(raw):
        return raw
    return _LINE_SPACE.sub(" ", _safe(raw)).strip()


def as_line(value: object) -> str:
    """Any SQLite value as safe text on one line."""
    if isinstance(value, str) and _is_plain(value):
        return value
    return _SPACE.sub(" ", as_text(value)).strip()


def as_json(value: object) -> object:
    """The JSON value that a text holds; None for anything else (never an error)."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_list(value: object) -> list[object]:
    """The JSON list that a text holds; nothing where it is none."""
    found = as_json(value)
    return found if isinstance(found, list) else []


def _is_plain(raw: str) -> bool:
    """Whether a text is already as it is to be shown: nearly all are, and a list of fifty articles
    asks for 2,000 texts (a third of the time that reading one took).

    No character that is not shown is printable, but for letters without a form, nor is any space
    but U+0020 (str.isprintable).
    """
    return (
        raw.isprintable()
        and "  " not in raw
        and raw[:1] != " "
        and raw[-1:] != " "
        and (raw.isascii() or (unicodedata.is_normalized("NFC", raw) and not _BLANK.search(raw)))
    )


_FORMULA = re.compile(r"\s*[=+\-@|\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How a cell begins that a spreadsheet reckons with: OWASP, "CSV injection"; the wide forms of the
signs as Excel takes them in East Asian settings; and what some programs strip before they look."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.ASCII | re.IGNORECASE)


def as_cell(value: str) -> str:
    """The text for a cell of a table: with an apostrophe in front where it would be a formula."""
    text = without_direction_tricks(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def without_direction_tricks(text: str) -> str:
    """The text with every character removed that is not shown but changes what is shown."""
    return _NOT_SHOWN.sub("", text)


def shorten(text: str, characters: int) -> str:
    """Cuts after the last whole word within ``characters`` and says so with an ellipsis."""
    if len(text) <= characters:
        return text
    head = text[:characters]
    space = head.rfind(" ")
    # A single word longer than half of the space is cut inside, or nothing would be left.
    return (head[:space] if space > characters // 2 else head).rstrip(" ,;:") + "…"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError for a port that is no number
    except ValueError:
        return None
    return parts


def web_link(value: object) -> str | None:
    """The address if it is a plain ``http`` or ``https`` address of a host, otherwise None.

    Refuses ``javascript:`` and ``data:``, and an address with a user name, because
    ``https://known.example@other.example/`` reads as the wrong host.
    """
    if not isinstance(value, str):
        return None
    url = value.strip()
    if not url or _NOT_SHOWN.search(url) or re.search(r"[\s<>\"\\^`{|}]", url):
        return None
    parts = _split(url)
    if parts is None or parts.scheme.lower() not in {"http", "https"}:
        return None
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return None
    if host_of(url) is None:
        return None
    return url if url.isascii() else _in_ascii(parts)


def _in_ascii(parts: SplitResult) -> str:
    """RFC 3987 to RFC 3986: an Atom link and an href carry ASCII only. The host goes by IDNA, for
    with percent signs in it not every program finds it."""
    host = _ascii_host(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    url = urlunsplit(parts._replace(netloc=host + port))
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]")


def host_of(url: str) -> str | None:
    """The host of an address in ASCII, so that look-alike letters show as ``xn--``."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return None
    host = parts.hostname
    try:
        return _ascii_host(host).removeprefix("www.")
    except UnicodeError:
        return None


def _ascii_host(host: str) -> str:
    """By IDNA 2008, as browsers and our fetcher do it: to the older one of Python's own, straße.de
    is strasse.de, which belongs to somebody else. Raises ``UnicodeError``."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:  # signs that only the older one knows
        return host.encode("idna").decode("ascii")


def direction(language: str) -> str:
    """``rtl`` for a language written from right to left, otherwise ``ltr``."""
    return "rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time for people (``words``) and for machines (``iso``, UTC, RFC 3339)."""

    iso: str
    words: str
    utc: str


def as_moment(value: object, precision: str = "minute") -> Moment | None:
    """Reads ``2026-11-21T09:30:00Z`` or a bare day; None for anything else (never an error).

    ``precision`` limits the words to what the source said: ``minute``, ``day`` or ``month``.
    """
    moment = _read_time(value)
    if moment is None:
        return None
    if precision == "minute" and len(str(value)) == len("2026-11-21"):
        precision = "day"
    # isoformat, because strftime does not pad years before 1000 on Linux.
    iso = moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    month = f"{_MONTHS[moment.month - 1]} {moment.year}"
    if precision == "month":
        return Moment(iso, month, f"{iso[:7]} (month only)")
    if precision == "day":
        return Moment(iso, f"{moment.day} {month}", f"{iso[:10]} (day only)")
    return Moment(iso, f"{moment.day} {month}", f"{iso[:10]} {iso[11:16]} UTC")


def _read_time(value: object) -> datetime | None:
    """An aware UTC time; None for a time without a zone, which would be a guess."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None and len(value) == len("2026-11-21"):
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
