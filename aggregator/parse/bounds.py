"""How many entries of a document are taken, and which. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from aggregator.model import ParsedFeed


def newest(moments: Sequence[datetime | None], most: int | None) -> list[int]:
    """Where the newest ``most`` stand, in the order of the document; undated ones count as new."""
    places = range(len(moments))
    if most is None or len(moments) <= most:
        return list(places)
    return sorted(sorted(places, key=lambda i: (_age(moments[i]), i))[:most])


def bounded(feed: ParsedFeed, most: int) -> ParsedFeed:
    """Keeps the newest ``most`` entries, and says so where there were more."""
    total = len(feed.entries)
    if total <= most:
        return feed
    kept = newest([entry.published for entry in feed.entries], most)
    entries = tuple(feed.entries[i] for i in kept)
    return replace(feed, entries=entries, detail=taken(most, total, feed.detail))


def taken(kept: int, total: int, detail: str) -> str:
    """``detail``, and that only ``kept`` of ``total`` entries were taken."""
    note = f"{kept} of {total:,} entries taken, the newest"
    return f"{detail}; {note}" if detail else note


def _age(moment: datetime | None) -> float:
    return -moment.timestamp() if moment else float("-inf")
