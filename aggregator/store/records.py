"""Rows of the private archive as values, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from aggregator.clock import from_iso, to_iso
from aggregator.health import State
from aggregator.identify import title_key
from aggregator.model import Entry, Reading, Validators


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed is doing, as remembered between rounds."""

    feed: str
    url: str
    state: State
    since: datetime
    failures: int
    last_attempt: datetime
    next_check: datetime
    status: int | None = None
    detail: str = ""
    last_success: datetime | None = None
    last_new_item: datetime | None = None
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the entries of one document."""

    new: int = 0
    changed: int = 0
    known: int = 0
    without_identity: int = 0
    held: int = 0  # kept from publication: the source is in quarantine


@dataclass(frozen=True, slots=True)
class PendingPage:
    """An article whose page is to be fetched (again)."""

    article: int
    source: str
    feed: str
    link: str | None


@dataclass(frozen=True, slots=True)
class StoredText:
    """An article's words, to be tagged again."""

    article: int
    source: str
    feed: str
    title: str
    text: str
    language: str | None
    published: str | None
    tag_version: str


@dataclass(frozen=True, slots=True)
class TaggedBy:
    """Articles of one feed whose tags one version of the tagger has made."""

    version: str
    source: str
    feed: str


def sort_date(published: datetime | None, first_seen: str) -> str:
    """Nothing is sorted into the future: a date after we saw the article is not believed here."""
    return min(to_iso(published), first_seen) if published else first_seen


def reading_row(reading: Reading, first_seen: str) -> dict[str, Any]:
    """The columns of ``articles`` that a reading sets."""
    article = reading.article
    return {
        "title": article.title,
        "title_key": title_key(article.title),
        "author": article.author,
        "language": article.language,
        "published": to_iso(article.published) if article.published else None,
        "published_raw": article.published_raw,
        "published_precision": article.published_precision,
        "published_from": article.published_from,
        "sort_date": sort_date(article.published, first_seen),
        "extraction": str(article.extraction),
        "detail": article.detail,
        "title_from": article.title_from,
        "text_from": article.text_from,
        "author_from": article.author_from,
        "language_from": article.language_from,
        "content_hash": reading.content_hash,
        "words": reading.words,
        "canonical": article.canonical,
        "tag_version": reading.tagged.version,
        "tag_attempts": 0 if reading.tagged.version else 1,
    }


def entry_json(entry: Entry) -> str:
    """The entry as received, so that its page can be read again at any time."""
    # Not asdict: it copies every value deeply, a tenth of a millisecond for each article.
    values = {each.name: getattr(entry, each.name) for each in fields(entry)}
    values["published"] = to_iso(entry.published) if entry.published else None
    return json.dumps(values, ensure_ascii=False)


def entry_from(text: str) -> Entry:
    """The inverse of :func:`entry_json`."""
    values = json.loads(text)
    values["published"] = from_iso(values["published"]) if values["published"] else None
    return Entry(**values)


def feed_row(state: FeedState) -> dict[str, Any]:
    """One row of ``feed_state``."""
    return {
        "feed": state.feed,
        "url": state.url,
        "state": str(state.state),
        "status": state.status,
        "detail": state.detail,
        "since": to_iso(state.since),
        "failures": state.failures,
        "last_attempt": to_iso(state.last_attempt),
        "last_success": to_iso(state.last_success) if state.last_success else None,
        "last_new_item": to_iso(state.last_new_item) if state.last_new_item else None,
        "next_check": to_iso(state.next_check),
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "body_sha256": state.body_sha256,
    }


def feed_state(row: dict[str, Any]) -> FeedState:
    """The inverse of :func:`feed_row`."""

    def moment(name: str) -> datetime | None:
        return from_iso(row[name]) if row[name] else None

    return FeedState(
        feed=row["feed"],
        url=row["url"],
        state=State(row["state"]),
        since=from_iso(row["since"]),
        failures=row["failures"],
        last_attempt=from_iso(row["last_attempt"]),
        next_check=from_iso(row["next_check"]),
        status=row["status"],
        detail=row["detail"],
        last_success=moment("last_success"),
        last_new_item=moment("last_new_item"),
        validators=Validators(row["etag"], row["last_modified"]),
        body_sha256=row["body_sha256"],
    )
