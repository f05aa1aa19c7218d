"""When a feed is due. Pure: the state, the outcome and the clock in, a moment out."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from aggregator.health import State

_LONGEST_BACKOFF = 24
"""Failures lengthen the interval linearly (Media Cloud found exponential growth on a base of
hours absurd), up to a day's worth at the default interval of one hour."""

_SLOW = frozenset({State.GONE, State.NOT_ALLOWED, State.CHALLENGED})
"""States that no retry heals: asked again at the longest interval, never forgotten."""


def next_check(
    feed: str, state: State, failures: int, now: datetime, interval: timedelta
) -> datetime:
    """When ``feed`` is to be asked again after an attempt that ended in ``state``.

    ``failures`` counts this attempt too. The interval is stretched by up to a tenth, always
    the same for one feed, so that feeds added together do not stay in step.
    """
    if state in _SLOW:
        factor = _LONGEST_BACKOFF
    else:
        factor = min(1 + failures, _LONGEST_BACKOFF) if state.failure else 1
    return now + interval * factor * (1 + _jitter(feed))


def next_page_attempt(attempts: int, now: datetime) -> datetime:
    """When a page that could not be fetched is tried again: 10 minutes, 1, 6, then 24 hours."""
    minutes = (10, 60, 360, 1440)[min(attempts, 4) - 1]
    return now + timedelta(minutes=minutes)


MOST_PAGE_ATTEMPTS = 6
"""After these (two days and seven hours) a page counts as failed; its entry stays."""


def _jitter(feed: str) -> float:
    digest = hashlib.blake2b(feed.encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big") / 65535 / 10
