"""Whether a source is quarantined. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.takeover.signals import Signal

WINDOW = timedelta(hours=24)
SOFT_KINDS = 2
"""Two kinds of soft signals within a day: each alone has an innocent reason nearly always (a new
author, a new host), two on one day seldom."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A signal that was recorded earlier."""

    name: str
    hard: bool
    seen: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from an answer: whether its source is quarantined, and in one line why."""

    quarantine: bool
    reason: str = ""


def decide(now_seen: Sequence[Signal], earlier: Sequence[Seen], now: datetime) -> Verdict:
    """Quarantine or not. ``earlier`` are signals of the same source since it was last released."""
    hard = [signal for signal in now_seen if signal.hard]
    if hard:
        return Verdict(True, f"{hard[0].name}: {hard[0].detail}")
    recent = {s.name for s in earlier if not s.hard and now - s.seen <= WINDOW}
    kinds = recent | {signal.name for signal in now_seen}
    if now_seen and len(kinds) >= SOFT_KINDS:
        return Verdict(True, "within a day: " + "; ".join(sorted(kinds)))
    return Verdict(False)
