"""Conditional requests: ETag, Last-Modified and 304 (RFC 9110, sections 8.8 and 13)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def weak_etag(*parts: object) -> str:
    """A weak entity tag of everything that the answer is made of.

    Weak, because a proxy that compresses changes the bytes and not the meaning.
    """
    text = repr(parts).encode("utf-8", "backslashreplace")
    return f'W/"{hashlib.sha256(text).hexdigest()[:32]}"'


def http_date(moment: datetime) -> str:
    """``Sat, 21 Nov 2026 09:30:00 GMT`` (RFC 9110, 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def is_not_modified(
    headers: Mapping[str, str], etag: str, last_modified: datetime | None = None
) -> bool:
    """Whether 304 is the answer. ``headers`` has lower-case names.

    If-None-Match compares weakly, takes lists and ``*``, and makes If-Modified-Since
    ignored (13.1.3); a date that cannot be read is ignored as well.
    """
    asked = headers.get("if-none-match")
    if asked is not None:
        own = etag.removeprefix("W/")
        return asked.strip() == "*" or own in _ENTITY_TAG.findall(asked)
    since = headers.get("if-modified-since")
    if since is None or last_modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except (ValueError, IndexError):
        return False
    if moment.tzinfo is None:  # "-0000": RFC 5322 says that nothing is known of the zone
        moment = moment.replace(tzinfo=UTC)
    return last_modified.replace(microsecond=0) <= moment
