"""What is remembered of the documents of a source beside its first one, a row for each feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from aggregator.model import Validators
from aggregator.retrieval import FeedDocument


class FeedDocuments:
    """The table of them; part of :class:`aggregator.store.archive.Archive`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[str, tuple[FeedDocument, ...]]:
        """The documents by feed id; a feed without any is not there."""
        rows = self._db.execute("SELECT feed, documents FROM feed_documents")
        return {feed: tuple(map(_document, json.loads(text))) for feed, text in rows}

    def put(self, feed: str, documents: Sequence[FeedDocument]) -> None:
        """Remembers ``documents`` of ``feed`` instead of what was remembered."""
        if not documents:
            self._db.execute("DELETE FROM feed_documents WHERE feed = ?", [feed])
            return
        text = json.dumps([_row(each) for each in documents], ensure_ascii=False)
        self._db.execute("INSERT OR REPLACE INTO feed_documents VALUES (?, ?)", [feed, text])


def _row(document: FeedDocument) -> list[Any]:
    validators = document.validators
    return [document.url, document.role, document.lastmod, validators.etag,
            validators.last_modified, document.body_sha256]  # fmt: skip


def _document(row: list[Any]) -> FeedDocument:
    return FeedDocument(row[0], row[1], row[2], Validators(row[3], row[4]), row[5])
