"""What an answer says about the next request: Retry-After, Cache-Control, Expires. Pure.

All values are seconds from now. A header that says nothing sensible says nothing: ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DIGITS = re.compile(r"\d{1,10}")
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,10})\"?\s*(?=,|$)", re.I)
_NOT_STORED = re.compile(r"(?:^|,)\s*(?:no-store|no-cache)\s*(?=,|$)", re.I)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the server asks to be left alone (RFC 9110, 10.2.3): seconds, or a date.

    A date counts from the server's own ``Date``, where it sent one: its clock may be wrong, and
    then it is wrong in both. A date in the past means now: 0.
    """
    text = headers.get("retry-after", "").strip()
    if _DIGITS.fullmatch(text):
        return float(text)
    return _until(text, headers, now)


def fresh_for(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the answer stays fresh (RFC 9111, 4.2): max-age before Expires, less its Age.

    ``no-cache`` and ``no-store`` allow asking at any time: ``None``. Of several ages the lowest
    counts (4.2.1 lets us choose, and a high one is more often a mistake).
    """
    control = headers.get("cache-control", "")
    if _NOT_STORED.search(control):
        return None
    ages = [float(age) for age in _MAX_AGE.findall(control)]
    lifetime = min(ages) if ages else _until(headers.get("expires", ""), headers, now)
    if lifetime is None:
        return None
    age = headers.get("age", "").strip()
    return max(lifetime - (float(age) if _DIGITS.fullmatch(age) else 0.0), 0.0)


def _until(text: str, headers: Mapping[str, str], now: datetime) -> float | None:
    moment = _http_date(text)
    if moment is None:
        return None
    base = _http_date(headers.get("date", "")) or now
    return max((moment - base).total_seconds(), 0.0)


def _http_date(text: str) -> datetime | None:
    """The three forms of RFC 9110, 5.6.7; all of them mean GMT."""
    if not 8 <= len(text) <= 60:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
