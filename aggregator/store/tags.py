"""The tags of the archive, and what is remembered of the rules that made them.

Part of :class:`~aggregator.store.archive.Archive`, which alone makes it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from aggregator.model import Tagged, TagPart
from aggregator.store.opening import writing
from aggregator.store.records import StoredText, TaggedBy

MOST_TAG_ATTEMPTS = 5
"""Rounds in which an article is tagged that trips the tagger, before it waits for other rules. A
text that does so does it again, unless a worker was killed for want of memory or time."""

_COLUMNS: dict[TagPart, tuple[str, ...]] = {
    "places": ("regions",),
    "topics": ("topics",),
    "claims": ("organisations", "figures"),
}
_SELECT = (
    "SELECT a.id, a.source, a.feed, a.title, t.text, a.language, a.published, a.tag_version "
    "FROM articles a JOIN texts t USING (content_hash) WHERE "
)


class TagStore:
    """Reading and writing tags. ``next_seq`` gives the number of the next change."""

    def __init__(self, db: Database, next_seq: Callable[[], int]) -> None:
        self._db, self._next_seq = db, next_seq

    def store(self, article: int, tagged: Tagged) -> None:
        """All tags of one article, in the transaction of the caller."""
        self._db.execute(
            "INSERT OR REPLACE INTO tags "
            "(article, regions, topics, organisations, figures, version) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [article, tagged.regions, tagged.topics, tagged.organisations, tagged.figures,
             tagged.version],
        )  # fmt: skip

    # --- the tagger ------------------------------------------------------------------

    def tagger(self) -> str:
        """Fingerprint of the tagger that all articles were last brought up to; empty if none."""
        rows = self._db.execute("SELECT value FROM facts WHERE name = 'tagger'").fetchall()
        return str(rows[0][0]) if rows else ""

    def remember_tagger(self, fingerprint: str) -> None:
        """Notes that every article now has the tags of this tagger."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES ('tagger', ?)", [fingerprint])

    def rules(self, kind: str, version: str) -> list[str] | None:
        """The units of rules that were in force once; None where nobody kept them."""
        rows = self._db.execute(
            "SELECT units FROM rules WHERE kind = ? AND version = ?", [kind, version]
        ).fetchall()
        return json.loads(zlib.decompress(rows[0][0])) if rows else None

    def keep_rules(self, kind: str, version: str, units: Callable[[], Sequence[str]]) -> None:
        """Keeps the rules by which articles are tagged from now on. ``units`` is asked only where
        they are not kept yet."""
        if self.rules(kind, version) is None:
            packed = zlib.compress(json.dumps(units(), ensure_ascii=False).encode())
            self._db.execute("INSERT INTO rules VALUES (?, ?, ?)", [kind, version, packed])

    def drop_rules(self, kind: str, used: Iterable[str]) -> None:
        """Drops the rules of one kind but those in use."""
        self._db.execute(
            "DELETE FROM rules WHERE kind = ? AND version NOT IN (SELECT value FROM json_each(?))",
            [kind, json.dumps(sorted(used))],
        )

    # --- articles to tag again --------------------------------------------------------

    def tagged_by(self, sources: Iterable[str]) -> list[TaggedBy]:
        """Which taggers have made the tags that are held, feed by feed."""
        rows = self._db.execute(
            "SELECT DISTINCT tag_version, source, feed FROM articles WHERE tag_version <> '' "
            "AND source IN (SELECT value FROM json_each(?)) ORDER BY 1, 2, 3",
            [json.dumps(sorted(sources))],
        )
        return [TaggedBy(*row) for row in rows]

    def texts_of(self, group: TaggedBy, after: int, limit: int = 200) -> list[StoredText]:
        """Articles of a group with their texts, by id from ``after`` on; without those whose
        tagging fails, which are told by :meth:`failing`."""
        rows = self._db.execute(
            f"{_SELECT} a.tag_version = ? AND a.source = ? AND a.feed = ? AND a.id > ? "
            "AND a.tag_attempts = 0 ORDER BY a.id LIMIT ?",
            [group.version, group.source, group.feed, after, limit],
        )
        return [StoredText(*row) for row in rows]

    def failing(self, sources: Iterable[str], after: int, limit: int = 200) -> list[StoredText]:
        """Articles whose tagging has failed, but not :data:`MOST_TAG_ATTEMPTS` times yet, by id
        from ``after`` on."""
        rows = self._db.execute(
            f"{_SELECT} a.tag_attempts > 0 AND a.tag_attempts <= ? "
            "AND a.id > ? AND a.source IN (SELECT value FROM json_each(?)) ORDER BY a.id LIMIT ?",
            [MOST_TAG_ATTEMPTS - 1, after, json.dumps(sorted(sources)), limit],
        )
        return [StoredText(*row) for row in rows]

    def forgive_failures(self) -> None:
        """Other rules may succeed: what has failed is tried again as if it had failed once."""
        self._db.execute("UPDATE articles SET tag_attempts = 1 WHERE tag_attempts > 0")

    # --- tags made again --------------------------------------------------------------

    def count_failures(self, articles: Iterable[int]) -> None:
        """Notes that tagging these has failed once more; they keep the tags that they have."""
        self._db.execute(
            "UPDATE articles SET tag_attempts = tag_attempts + 1 "
            "WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(articles))],
        )

    def bring_up(self, articles: Iterable[int], version: str) -> None:
        """Notes that the tags of these are what this tagger would make, without making them."""
        self._db.execute(
            "UPDATE articles SET tag_version = ? WHERE id IN (SELECT value FROM json_each(?))",
            [version, json.dumps(list(articles))],
        )

    def bring_group_up(self, group: TaggedBy, version: str) -> None:
        """The same for a whole group of articles."""
        self._db.execute(
            "UPDATE articles SET tag_version = ? "
            "WHERE tag_version = ? AND source = ? AND feed = ? AND tag_attempts = 0",
            [version, group.version, group.source, group.feed],
        )

    def store_again(self, tags: Iterable[tuple[int, Tagged, frozenset[TagPart]]]) -> int:
        """Stores the parts that were tagged again; returns how many articles really changed. Only
        those are published again."""
        with writing(self._db):
            return sum([self._store_again(*each) for each in tags])

    def _store_again(self, article: int, tagged: Tagged, parts: frozenset[TagPart]) -> bool:
        columns = [column for part in _COLUMNS if part in parts for column in _COLUMNS[part]]
        new: list[Any] = [getattr(tagged, column) for column in columns]
        old = self._db.execute(
            f"SELECT {', '.join(columns)} FROM tags WHERE article = ?", [article]
        ).fetchone()
        values: dict[str, Any] = {"tag_version": tagged.version, "tag_attempts": 0}
        if "language" in parts:
            values |= self._other_language(article, tagged.language)
        changed = old is None or list(old) != new or "language" in values
        if old is None:
            self.store(article, tagged)
        elif list(old) != new:
            made = dict(zip(columns, new, strict=True)) | {"version": tagged.version}
            self._update("tags", "article", article, made)
        if changed:
            values["seq"] = self._next_seq()
        self._update("articles", "id", article, values)
        self._db.execute(
            "UPDATE articles SET detail = '' WHERE id = ? AND detail LIKE 'tagging failed:%'",
            [article],
        )
        return changed

    def _other_language(self, article: int, language: str | None) -> dict[str, Any]:
        held = self._db.execute("SELECT language FROM articles WHERE id = ?", [article]).fetchone()
        if held[0] == language:
            return {}
        return {"language": language, "language_from": "detected" if language else ""}

    def _update(self, table: str, key: str, article: int, values: dict[str, Any]) -> None:
        assignments = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(
            f"UPDATE {table} SET {assignments} WHERE {key} = ?", [*values.values(), article]
        )
