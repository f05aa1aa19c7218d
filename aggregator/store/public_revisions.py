"""The table ``revisions`` of ``news.db``: every version of an article, and how it differs from the
one before as far as that may be told."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aggregator.model import Source
from aggregator.store.public_differences import NEWEST, differences, titles

if TYPE_CHECKING:
    from aggregator.story.claims import Apart

Insert = Callable[[str, Sequence[dict[str, Any]]], None]


class Revisions:
    """Writes the versions of articles; ``insert`` is that of the publication."""

    def __init__(self, archive: sqlite3.Connection, insert: Insert) -> None:
        self._archive, self._insert = archive, insert

    def write(
        self,
        articles: Sequence[sqlite3.Row],
        sources: Mapping[str, Source],
        aparts: Mapping[int, Apart | None],
    ) -> None:
        """Writes all versions of the articles."""
        found: dict[int, list[sqlite3.Row]] = {}
        for row in self._archive.execute(
            "SELECT * FROM revisions WHERE article IN (SELECT value FROM json_each(?)) "
            "ORDER BY article, number",
            [json.dumps([article["id"] for article in articles])],
        ):
            found.setdefault(row["article"], []).append(row)
        rows: list[dict[str, Any]] = []
        for article in articles:
            versions, apart = found.get(article["id"], []), aparts[article["id"]]
            told: dict[int, str] = {}
            titled: dict[int, str] = {}
            if len(versions) > 1 and apart is None:
                source, texts = sources[article["source"]], self._texts(versions)
                told = differences(versions, texts, article, source)
                titled = titles(versions, texts, article, source)
            rows += revision_rows(versions, article, apart, told, titled)
        self._insert("revisions", rows)

    def _texts(self, versions: Sequence[sqlite3.Row]) -> dict[str, str]:
        hashes = [row["content_hash"] for row in versions[-NEWEST - 1 :]]
        rows = self._archive.execute(
            "SELECT content_hash, text FROM texts "
            "WHERE content_hash IN (SELECT value FROM json_each(?))",
            [json.dumps(hashes)],
        )
        return {row[0]: row[1] for row in rows}


def revision_rows(
    versions: Iterable[sqlite3.Row],
    article: sqlite3.Row,
    apart: Apart | None,
    told: Mapping[int, str],
    titled: Mapping[int, str],
) -> list[dict[str, Any]]:
    """The rows of one article. ``told``: by number, how a version differs from the one before;
    ``titled``: the title of an older one, where it is not the present one. Of an article that has
    gone not even older titles are shown."""
    present = article["title"] if article["state"] == "gone" else None
    return [
        {
            "id": row["id"],
            "article": row["article"],
            "number": row["number"],
            "seen": row["seen"],
            "title": apart.title if apart else present or titled.get(row["number"], row["title"]),
            "words": row["words"],
            "text_sha256": row["content_hash"],
            "changed": row["changed"],
            "difference": told.get(row["number"]),
        }
        for row in versions
    ]
