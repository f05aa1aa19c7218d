"""What every part of the archive needs to write a row of ``articles``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from aggregator.identify import Key


class Rows:
    """The open archive, and the number that rises with each change of an article."""

    def __init__(self, db: Database) -> None:
        self._db = db
        # The fact stands for articles that were taken down with the number of the last change.
        last = "SELECT max(seq) FROM articles UNION ALL SELECT value FROM facts WHERE name = 'seq'"
        self._seq = max(int(row[0] or 0) for row in db.execute(last))

    def _update(self, article: int, values: dict[str, Any]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(
            f"UPDATE articles SET {assignments} WHERE id = ?",
            [*values.values(), article],
        )

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def _one(self, sql: str, arguments: Sequence[Any] = ()) -> Any:
        row = self._db.execute(sql, list(arguments)).fetchone()
        return row[0] if row else None

    def _add_key(self, source: str, key: Key, article: int) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO article_keys (source, kind, value, article) VALUES (?, ?, ?, ?)",
            [source, key.kind, key.value, article],
        )
