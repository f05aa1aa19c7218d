"""The sample database with a trick in every text of every table, as if nothing had cleaned it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from aggregator.store.public_schema import TABLES
from tests.site.sample import add_article, write_database
from tests.site.tricks import TEXTS

KEPT = {
    "publication", "article_regions", "article_topics", "story_articles", "story_edges",
}  # fmt: skip
"""Tables that only join others, or that are ours."""
JOINING = {
    "id", "key", "code", "source", "feed", "article", "region", "topic", "story", "parent", "role",
    "kind", "state", "scope", "question", "iso", "letter", "sort_date", "published", "counter",
    "of_article", "taker", "giver", "language", "legal_status", "a", "b", "rule", "shown",
}  # fmt: skip
"""Columns by which rows are found: with a trick in them nothing would be shown at all."""
FIRST = 10_000
"""Number of the first article that carries a trick of its own; their keys are ``trick-<n>``."""


def write_poisoned(path: Path) -> dict[str, str]:
    """Writes the database; gives the tricks by the key of the article whose title each is."""
    write_database(path)
    keys = {}
    with closing(sqlite3.connect(path)) as conn, conn:
        for number, text in enumerate(TEXTS.values(), FIRST):
            key = f"trick-{number}"
            keys[key] = text
            add_article(
                conn, number,
                {"key": key, "title": text, "excerpt": f"{text}\n\n{text}", "author": text,
                 "link": text, "published_raw": text, "language": text[:12]},
            )  # fmt: skip
        turn = count()
        texts = list(TEXTS.values())
        for table in TABLES:
            if table.name in KEPT:
                continue
            for column in table.columns:
                if "text" not in column.type.lower() or column.name in JOINING:
                    continue
                rows = conn.execute(
                    f"select rowid from {table.name} where rowid < ?", (FIRST,)
                ).fetchall()
                for (row,) in rows:
                    conn.execute(
                        f"update or ignore {table.name} set {column.name} = ? where rowid = ?",
                        (texts[next(turn) % len(texts)], row),
                    )
    return keys
