"""How often a feed is worth asking, learnt from what it really publishes. Pure.

Two signals. The **rate**: new entries in a week, fading; half of the mean gap between two is
how often a look pays (miniflux counts the entries of a week). The **share** of a document that
was known before: at two thirds and more we come too often, below a third too seldom, and entries
may fall out of the document unseen (Media Cloud's thresholds). Slower only where both agree and
twice in a row; faster where either says so, and as fast as may be at once where nothing in the
document was known: then some of it has probably fallen out already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import Entry

WEEK = timedelta(days=7)
_KNOWN, _NEW = 2 / 3, 1 / 3
_IN_A_ROW = 2
_SLOWER, _FASTER = 1.5, 2.0
"""Media Cloud's thresholds and its two polls in a row; the steps are ours. Set on the simulated
year (``python -m bench.year``)."""
_WHOLE = 3
"""Entries below which a document that is all new says nothing."""


@dataclass(frozen=True, slots=True)
class Range:
    """Between which intervals a feed's own may move. All three equal: it is fixed."""

    start: timedelta
    shortest: timedelta
    longest: timedelta

    @property
    def fixed(self) -> bool:
        """Whether a person has set the interval of this very feed."""
        return self.shortest == self.longest

    def clamp(self, interval: timedelta) -> timedelta:
        """``interval``, brought within the range."""
        return min(max(interval, self.shortest), self.longest)


@dataclass(frozen=True, slots=True)
class Pace:
    """What was learnt of a feed's rhythm."""

    interval: timedelta
    weekly: float  # new entries in a week, fading
    streak: int  # looks in a row that found mostly known (+) or mostly new (-) entries
    measured: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What a successful look has found. An unchanged answer is ``Found()``."""

    entries: int = 0
    new: int = 0


def first_pace(entries: Sequence[Entry], now: datetime, limits: Range) -> Pace:
    """The pace after the first document, from the dates of its entries; without dates the
    configured interval stands until something is known."""
    dates = sorted(e.published for e in entries if e.published and e.published <= now)
    recent = [moment for moment in dates if now - moment <= WEEK]
    weekly = float(len(recent))
    if len(recent) > 1 and len(recent) == len(dates):
        # The whole document is younger than a week: it shows only the end of the week.
        weekly = (len(recent) - 1) * (WEEK / max(recent[-1] - recent[0], timedelta(hours=1)))
    start = limits.clamp(min(limits.start, worthwhile(weekly, limits)))
    return Pace(start, weekly, 0, now)


def paced(old: Pace, found: Found, now: datetime, planned: datetime | None, limits: Range) -> Pace:
    """The pace after a successful look at ``now`` that had been ``planned``.

    ``planned`` is ``None`` where it was not. A look that came much later (the machine was off, the
    site was away) or earlier says nothing about the share: it counts for the rate alone.
    """
    passed = max(now - old.measured, timedelta(0))
    weekly = old.weekly * math.exp(-passed / WEEK) + found.new
    if limits.fixed:
        return Pace(limits.start, weekly, 0, now)
    streak, on_time = old.streak, planned is not None and _near(planned, now, old.interval)
    if on_time and found.new == found.entries >= _WHOLE:
        return Pace(limits.shortest, weekly, 0, now)
    if on_time:
        streak = _streak(old.streak, found)
    target, interval = worthwhile(weekly, limits), old.interval
    if streak <= -_IN_A_ROW:
        interval, streak = interval / _FASTER, 0
    if streak >= _IN_A_ROW and target > interval:
        interval, streak = min(target, interval * _SLOWER), 0
    return Pace(limits.clamp(min(interval, target)), weekly, streak, now)


def _near(planned: datetime, now: datetime, interval: timedelta) -> bool:
    return abs(now - planned) <= max(interval / 2, timedelta(minutes=10))


def worthwhile(weekly: float, limits: Range) -> timedelta:
    """Half of the mean gap between two new entries, within the limits."""
    if weekly <= WEEK / (2 * limits.longest):
        return limits.longest
    return limits.clamp(WEEK / weekly / 2)


def _streak(old: int, found: Found) -> int:
    known = 1 - found.new / found.entries if found.entries else 1.0
    if known >= _KNOWN:
        return min(max(old, 0) + 1, _IN_A_ROW)
    return max(min(old, 0) - 1, -_IN_A_ROW) if known < _NEW else 0
