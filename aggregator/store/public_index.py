"""The full-text index of ``news.db``: contentless, so the words can be found and not read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from aggregator.store.public_schema import FTS


class FullText:
    """Puts the words of articles into the index of ``news`` and takes them out again."""

    def __init__(self, news: sqlite3.Connection) -> None:
        self._news = news

    def add(self, rows: Sequence[tuple[int, str, str | None, str | None]]) -> None:
        """Indexes articles: number, title, text, author."""
        if not rows:
            return
        from aggregator.tag.folding import fold  # noqa: PLC0415 — only where words are indexed

        values: list[Any] = []
        for article, title, text, author in rows:
            values += [article, fold(title), fold(text or ""), fold(author or "")]
        places = ", ".join(["(?, ?, ?, ?)"] * len(rows))
        self._news.execute(
            f"INSERT INTO {FTS} (rowid, title, text, author) VALUES {places}",
            values,
        )

    def take_out(self, article: int, title: str, text: str, author: str | None) -> None:
        """Takes an article out. A contentless index forgets a row only when told the very words
        that it holds."""
        from aggregator.tag.folding import fold  # noqa: PLC0415

        self._news.execute(
            f"INSERT INTO {FTS} ({FTS}, rowid, title, text, author) VALUES ('delete', ?, ?, ?, ?)",
            [article, fold(title), fold(text), fold(author or "")],
        )

    def merge(self) -> None:
        """Merges the whole index, which drops the words that were taken out from its segments."""
        self._news.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('optimize')")
