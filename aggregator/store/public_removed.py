"""Which articles are no longer in the public file: their opaque keys, and since which day.

Everything here can be made anew from the archive: articles that a person has taken down, and those
of sources that have left ``feeds.yaml``. What was never shown is not told. Of the moment only the
day: the second would be that of other rows, which say what the article was about.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from aggregator.health import Extraction

LAST_CHANGE = (
    "SELECT max(at) FROM (SELECT max(coalesce(page_fetched, first_seen)) AS at FROM articles "
    "UNION ALL SELECT max(substr(at, 1, 10)) || 'T00:00:00Z' FROM takedowns "
    "UNION ALL SELECT max(at) FROM source_records WHERE record IS NULL)"
)
"""When the archive last changed what is shown: an article came, or one went (that to the day)."""
_RANKED = (
    "SELECT key, source, row_number() OVER (PARTITION BY source ORDER BY "
    "coalesce(published, first_seen) DESC, key) FROM articles WHERE extraction <> ? "
    "AND state <> 'held' AND source IN (SELECT value FROM json_each(?))"
)

_LEFT = "INSERT INTO removed (key, removed, rank) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING"
# Its source may have left before: then it is told already, and goes on in its own right.
_TAKEN_DOWN = (
    "INSERT INTO removed (key, removed, rank) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
    "removed = excluded.removed, rank = excluded.rank "
    "WHERE (removed, rank) <> (excluded.removed, excluded.rank)"
)


class Removed:
    """Writes the table ``removed`` of ``news``."""

    def __init__(self, archive: sqlite3.Connection, news: sqlite3.Connection) -> None:
        self._archive, self._news = archive, news
        self.changed = False
        """Whether an article was told to be gone, or is here again."""

    def write(self, listed: Collection[str], *, anew: bool) -> None:
        """What was taken down; ``anew``: also what belongs to sources that are not ``listed``,
        which :meth:`left` tells otherwise."""
        taken = self._archive.execute(
            "SELECT key, substr(at, 1, 10) AS day, 1 FROM takedowns WHERE shown ORDER BY key"
        )
        self._put(_TAKEN_DOWN, taken)
        if anew:
            left = self._left()
            self.left(source for source in left if source not in listed)

    def left(self, sources: Iterable[str]) -> None:
        """The articles of sources that have left ``feeds.yaml``, the newest of each first: more
        may go at once than feeds can tell."""
        since = self._left()
        listed = json.dumps(sorted(since.keys() & set(sources)))
        rows = self._archive.execute(_RANKED, [str(Extraction.PENDING), listed])
        self._put(_LEFT, ((key, since[source], rank) for key, source, rank in rows))

    def _left(self) -> dict[str, str]:
        """The sources that have ever left, with the day."""
        rows = self._archive.execute(
            "SELECT source, substr(max(at), 1, 10) FROM source_records WHERE record IS NULL "
            "GROUP BY source"
        )
        return dict(tuple(row) for row in rows)

    def came_back(self, articles: Iterable[str]) -> None:
        """Articles that are shown again."""
        back = self._news.execute(
            "DELETE FROM removed WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(list(articles))],
        )
        self.changed |= back.rowcount > 0

    def _put(self, sql: str, rows: Iterable[tuple[str, str, int]]) -> None:
        self.changed |= self._news.executemany(sql, rows).rowcount > 0
