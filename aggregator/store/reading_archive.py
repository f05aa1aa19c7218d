"""Questions to the archive that need no lock: what is due, how the feeds are doing."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from aggregator.clock import from_iso
from aggregator.model import Registry
from aggregator.store.feed_states import ABSENT, FeedState, feed_state
from aggregator.store.opening import ARCHIVE, explained, read_archive


def asked(folder: Path, sql: str, *arguments: str) -> list[sqlite3.Row]:
    """What the archive answers; nothing where there is no archive yet, or one without the table.
    Raises :class:`~aggregator.store.opening.StoreError`."""
    if not (folder / ARCHIVE).exists():
        return []
    with closing(read_archive(folder)) as db, explained(folder / ARCHIVE):
        try:
            return db.execute(sql, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):  # made a moment ago, its tables not yet
                return []
            raise


def feed_states(folder: Path) -> dict[str, FeedState]:
    """Every feed's state by feed id; empty where nothing was fetched yet."""
    if not (folder / ARCHIVE).exists():
        return {}
    with closing(read_archive(folder)) as db, explained(folder / ARCHIVE):
        try:
            rows = db.execute("SELECT * FROM feed_state")
            return {row["feed"]: feed_state(ABSENT | dict(row)) for row in rows}
        except sqlite3.OperationalError:  # made a moment ago, its tables not yet
            return {}


def next_due(folder: Path, registry: Registry) -> datetime | None:
    """When the next feed or page is due; the beginning of time where a feed was never asked."""
    feeds = [f for s in registry.sources for f in s.feeds if f.enabled]
    states = feed_states(folder)
    beginning = datetime.min.replace(tzinfo=UTC)
    moments = [
        states[f.id].next_check if f.id in states and states[f.id].url == f.url else beginning
        for f in feeds
    ]
    page = _next_page(folder, registry)
    if page is not None:
        moments.append(page)
    return min(moments, default=None)


def _next_page(folder: Path, registry: Registry) -> datetime | None:
    if not (folder / ARCHIVE).exists():
        return None
    listed = json.dumps(sorted(s.id for s in registry.sources))
    with closing(read_archive(folder)) as db, explained(folder / ARCHIVE):
        try:
            row = db.execute(
                "SELECT min(page_next) FROM articles WHERE page_next IS NOT NULL "
                "AND source IN (SELECT value FROM json_each(?)) AND state <> 'held' "
                "AND source NOT IN (SELECT source FROM quarantined)",
                [listed],
            ).fetchone()
        except sqlite3.OperationalError:
            return None
    return from_iso(row[0]) if row[0] else None


def usual_gaps(folder: Path) -> dict[str, float]:
    """The longest usual pause of each feed in seconds, by feed id; without those unknown."""
    if not (folder / ARCHIVE).exists():
        return {}
    with closing(read_archive(folder)) as db, explained(folder / ARCHIVE):
        try:
            found = db.execute(GAPS).fetchall()
        except sqlite3.OperationalError:
            return {}
    return {row[0]: row[1] for row in found}


GAPS = (
    "SELECT feed, json_extract(habits, '$.usual_gap') AS gap FROM feed_habits "
    "WHERE json_extract(habits, '$.usual_gap') > 0"
)
