"""When a feed is asked again: its pace where it answered, a pause where it failed. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.health import State
from aggregator.model import NO_HINTS, Feed, FetchSettings, Hints
from aggregator.schedule.pace import Range

DAY = timedelta(days=1)
LONGEST_ADVICE = DAY
"""A server may ask for a pause of a day at most. Longer ones seen in the wild were mistakes
(30 days: brief issue 123; reader caps at a month, issue 384), and news of a month ago is none."""

GONE_PAUSE = timedelta(days=30)
_CLUMP = timedelta(hours=1)
_SKIPPED = timedelta(days=3)

_A_DAY = frozenset({State.CHALLENGED, State.NOT_ALLOWED, State.ROBOTS})
"""States that no retry heals, but a person may: asked once a day."""
_TEMPORARY = frozenset({State.TIMEOUT, State.CONNECT})
_SOFT = frozenset({State.DNS, State.TLS})
_SOFT_STATUSES = frozenset({404, 408, 425})
_TEMPORARY_STATUSES = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which moments a feed may be asked again; from feeds.yaml."""

    pace: Range

    @classmethod
    def of(cls, feed: Feed, settings: FetchSettings) -> Limits:
        """The limits of one feed. An interval written at the feed itself is taken as it is."""
        if feed.interval is not None:
            own = timedelta(seconds=feed.interval)
            return cls(Range(own, own, own))
        start = timedelta(seconds=settings.interval)
        shortest = min(timedelta(seconds=settings.shortest_interval), start)
        longest = max(timedelta(seconds=settings.longest_interval), start)
        return cls(Range(start, shortest, longest))


@dataclass(frozen=True, slots=True)
class Advice:
    """What server and document said about the next request; seconds."""

    retry_after: float | None = None
    fresh: float | None = None
    hints: Hints = NO_HINTS


NO_ADVICE = Advice()


def failure_weight(state: State, status: int | None) -> float:
    """How much one failure adds to the score: 1 hard, 0.5 soft, 0.25 passing, 0 none.

    Media Cloud's weights. Live feeds do answer 404 and come back, so 404 is soft; 429, 503 and a
    connection that does not come about pass; a refusal (401, 403) and a document that is no feed
    are hard.
    """
    if not state.failure:
        return 0.0
    if state in _TEMPORARY or (state is State.HTTP and status in _TEMPORARY_STATUSES):
        return 0.25
    if state in _SOFT:
        return 0.5
    if state is State.HTTP and status is not None:
        return 0.5 if status in _SOFT_STATUSES or status >= 500 else 1.0
    return 1.0


def pause(state: State, score: float, limits: Limits, again: bool = False) -> timedelta:
    """How long a failing feed is left alone, without advice and jitter.

    ``score`` counts this failure too; the pause grows in a line (exponential growth on a base of
    hours is absurd: Media Cloud) and ends at a day. ``again``: the attempt before ended in the
    same state; a second 410 is believed, and the feed rests for thirty days.
    """
    if state is State.GONE:
        return GONE_PAUSE if again else DAY
    if state in _A_DAY:
        return DAY
    return min(limits.pace.start * (1 + score), max(DAY, limits.pace.start))


def next_check(
    feed: str, wait: timedelta, advice: Advice, now: datetime, *, overload: bool = False
) -> datetime:
    """When ``feed`` is asked again: after ``wait``, or later where it asks for it.

    Advice lengthens a wait and never shortens it, and by a day at most. Up to a tenth is added
    so that feeds do not stay in step, up to an hour after a 429 (``overload``): what clumped
    once would clump again. Hours and days that the document asks to skip are skipped.
    """
    asked = (advice.retry_after, advice.fresh, advice.hints.every)
    longest = max((timedelta(seconds=min(s, 1e6)) for s in asked if s), default=timedelta(0))
    wait = max(wait, min(longest, LONGEST_ADVICE))
    share = _share(feed, now)
    spread = max(wait / 10, _CLUMP) if overload else wait / 10
    return _skipping(now + wait + spread * share, advice.hints)


def _skipping(moment: datetime, hints: Hints) -> datetime:
    """The first moment from ``moment`` on that is in no hour and on no day to be skipped (RSS
    2.0: hours and days are GMT). A document that skips everything skips nothing."""
    latest, at = moment + _SKIPPED, moment
    while at <= latest:
        utc = at.astimezone(UTC)
        if utc.hour not in hints.skip_hours and utc.weekday() not in hints.skip_days:
            return at
        at += timedelta(hours=1)
    return moment


def _share(feed: str, now: datetime) -> float:
    """From 0 to 1; another one for each feed and each moment, the same for the same."""
    digest = hashlib.blake2b(f"{feed}\n{now.isoformat()}".encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big") / 65535
