"""Which articles are no longer in the public file: their opaque keys, and since when.

Everything here can be made anew from the archive: articles that a person has taken down, and those
of sources that have left ``feeds.yaml``. What is held back was never shown and is not told.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from aggregator.health import Extraction

LAST_CHANGE = (
    "SELECT max(at) FROM (SELECT max(coalesce(page_fetched, first_seen)) AS at FROM articles "
    "UNION ALL SELECT max(at) FROM takedowns "
    "UNION ALL SELECT max(at) FROM source_records WHERE record IS NULL)"
)
"""When the archive last changed what is shown: an article came, or one went."""


class Removed:
    """Writes the table ``removed`` of ``news``."""

    def __init__(self, archive: sqlite3.Connection, news: sqlite3.Connection) -> None:
        self._archive, self._news = archive, news
        self.changed = False
        """Whether an article was told to be gone, or is here again."""

    def write(self, listed: Collection[str], *, anew: bool) -> None:
        """What was taken down; ``anew``: also what belongs to sources that are not ``listed``,
        which :meth:`left` tells otherwise."""
        taken = self._archive.execute("SELECT key, at FROM takedowns ORDER BY id").fetchall()
        self._put([tuple(row) for row in taken])
        if anew:
            rows = self._archive.execute(
                "SELECT key, source FROM articles WHERE extraction <> ? AND state <> 'held' "
                "AND source NOT IN (SELECT value FROM json_each(?))",
                [str(Extraction.PENDING), json.dumps(sorted(listed))],
            )
            self.left([tuple(row) for row in rows])

    def left(self, articles: Iterable[tuple[str, str]]) -> None:
        """Articles, as (key, source), whose sources have left ``feeds.yaml``."""
        rows = self._archive.execute(
            "SELECT source, max(at) FROM source_records WHERE record IS NULL GROUP BY source"
        )
        since = {row[0]: row[1] for row in rows}
        self._put([(key, since[source]) for key, source in articles if source in since])

    def came_back(self, articles: Iterable[str]) -> None:
        """Articles that are shown again."""
        back = self._news.execute(
            "DELETE FROM removed WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(list(articles))],
        )
        self.changed |= back.rowcount > 0

    def _put(self, rows: Collection[tuple[str, str]]) -> None:
        told = self._news.executemany(
            "INSERT OR IGNORE INTO removed (key, removed) VALUES (?, ?)", rows
        )
        self.changed |= told.rowcount > 0
