"""When a page is fetched: at first, again after a failure, and again to see edits. Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from itertools import pairwise

MOST_PAGE_ATTEMPTS = 6
"""After these (two days and seven hours) a page counts as failed; its entry stays."""

LADDER = (
    timedelta(hours=1),
    timedelta(hours=24),
    timedelta(days=7),
    timedelta(days=30),
    timedelta(days=91),
)
"""Looks at a page that was read, counted from the moment we first saw the article; the last step
is repeated for as long as the source is collected from. Corrections come early, removals late."""

GONE_AFTER = timedelta(hours=12)
"""Between the first 404 or 410 and the one that is believed. Sites under attack and in the middle
of a move answer 404 for hours."""

REFUSED = timedelta(days=30)
"""When a page that robots.txt forbids is thought of again: rules change, and asking costs a look
into a file that is cached for a day."""


def next_page_attempt(attempts: int, now: datetime) -> datetime:
    """When a page that could not be fetched is tried again: 10 minutes, 1, 6, then 24 hours."""
    minutes = (10, 60, 360, 1440)[min(attempts, 4) - 1]
    return now + timedelta(minutes=minutes)


def next_look(article: int, first_seen: datetime, sort_date: datetime, now: datetime) -> datetime:
    """When a page that was read is looked at again.

    ``sort_date`` is when it was published, as far as known: a report that was two years old when
    we first saw it will not be corrected within the hour, so steps that it had long outgrown are
    left out. Up to a tenth of a step is added, so that what was read together, such as the
    thousand pages of a first round, is not due together.
    """
    age = max(first_seen - sort_date, timedelta(0))
    for step, following in pairwise(LADDER):
        moment = first_seen + step + _spread(article, step)
        if moment > now and age < following:
            return moment
    return now + LADDER[-1] + _spread(article, LADDER[-1])


def is_gone(missing_since: datetime | None, now: datetime) -> bool:
    """Whether a page that answers 404 or 410 at ``now`` is believed to be gone: it answered so
    before, and not just before."""
    return missing_since is not None and now - missing_since >= GONE_AFTER


def _spread(article: int, step: timedelta) -> timedelta:
    digest = hashlib.blake2b(str(article).encode(), digest_size=2).digest()
    # Whole seconds: moments are stored so, and one cut below its step would be due twice.
    return timedelta(seconds=int(step.total_seconds() / 10 * int.from_bytes(digest, "big") / 65535))
