"""Links of entries: absolute, http or https, or none at all."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_LONGEST = 2_000
_NO_HOST = re.compile(r"https?:(?:///|//[?#]|/*$)", re.I)
_HOST = re.compile(r"(?:(?=[.-]*\w)[\w.-]+|\[[\da-f:.]+\])(?::\d*)?", re.I)
_BREAKS = re.compile(r"[\t\r\n]+ *")


def base_address(link: str | None, document: str) -> str:
    """What links of a document are relative to: ``link``, where it names an address at all, else
    the address of the document itself."""
    try:
        return urljoin(document, link or "")
    except ValueError:  # "http://[", say: one field must not cost the feed
        return document


def web_link(link: str | None, base: str) -> str | None:
    """``link`` made absolute against ``base``; ``None`` where it is not a plain web address.

    Compares the parsed scheme with an allow-list: checks of the string's beginning keep
    being bypassed. Addresses with a user name or a backslash before the path are how look-alikes
    are written: programs and browsers disagree about the host.
    """
    if not link or len(link) > _LONGEST:
        return None
    # As browsers do (WHATWG URL, 4.4): line breaks within an address fall away, spaces stay.
    link = _BREAKS.sub("", link.strip()).replace(" ", "%20")
    if _NO_HOST.match(link):
        return None
    try:
        absolute = urljoin(base, link)
        parts = urlsplit(absolute)
        if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
            return None
        _ = parts.port
    except ValueError:
        return None
    return absolute if len(absolute) <= _LONGEST and absolute.isprintable() else None
