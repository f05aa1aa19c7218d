"""A feed that has moved: when its new address is believed. Pure.

A permanent redirect (301, 308) is followed on each request; the address it leads to is kept
only after it has said the same for seven days (lion-reader PR 183; FreshRSS rewrites at once and
is led astray by one wrong answer of a proxy). feeds.yaml is never rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.fetch.domains import is_same_site

CONSISTENT = timedelta(days=7)
_SIGHTINGS = 3
"""Answers that must have said the same within the seven days: two ends of a week are no week."""
GIVES_UP = 5
"""Failures in a row after which a kept address is forgotten and that of feeds.yaml asked again."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where permanent redirects have been leading, and what was made of it."""

    to: str | None = None
    since: datetime | None = None
    seen: int = 0
    address: str | None = None  # kept: asked instead of the address in feeds.yaml


def after_answer(move: Move, configured: str, leads_to: str | None, now: datetime) -> Move:
    """The move after an answer that was a document. ``leads_to`` is where an unbroken chain of
    permanent redirects ended, ``None`` where there was none.

    An answer that says otherwise starts the count anew; no answer at all says nothing. An address
    on another registrable domain than the one in feeds.yaml (``configured``) is never kept: such
    a move puts the source in quarantine, and after its release a person changes feeds.yaml.
    """
    if leads_to is None or not is_same_site(configured, leads_to):
        return Move(address=move.address)
    if leads_to != move.to or move.since is None:
        return Move(leads_to, now, 1, move.address)
    seen = move.seen + 1
    if seen >= _SIGHTINGS and now - move.since >= CONSISTENT:
        return Move(address=leads_to)
    return Move(move.to, move.since, seen, move.address)


def after_failure(move: Move, failures: int) -> Move:
    """The move after ``failures`` in a row: a kept address that stays dead is forgotten."""
    if move.address is not None and failures >= GIVES_UP:
        return Move()
    return move
