"""Rows of the private archive as values, and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Literal

from aggregator.clock import from_iso, to_iso
from aggregator.identify import title_key
from aggregator.model import Entry, Reading, Validators


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
    validators: Validators = field(default_factory=Validators)
    sha256: str | None = None  # of the page as last read; None: never, or its entry has changed


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the page of an article has come to.

    ``page``: it was read. ``same``: it is as it was. ``missing``: 404 or 410. ``refused``:
    robots.txt forbids it. ``failed``: it did not come. ``later``: its host wants to be left alone,
    for ``seconds`` where that is known. There is a ``reading`` where something was read, and where
    an article that never had one must do with the words of its feed.
    """

    article: int
    found: Literal["page", "same", "missing", "refused", "failed", "later"]
    reading: Reading | None = None
    validators: Validators = field(default_factory=Validators)
    sha256: str | None = None
    seconds: float | None = None


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


def completed(entry: Entry, before: Entry) -> Entry:
    """``entry`` with what it leaves out taken from ``before``, which another feed of the same
    source said of the same article."""
    gaps = {
        each.name: getattr(before, each.name)
        for each in fields(entry)
        if getattr(entry, each.name) in (None, "") and each.name != "revised"
    }
    if entry.published is not None:
        gaps = {name: value for name, value in gaps.items() if not name.startswith("published")}
    complete = entry.complete or (before.complete and not entry.content)
    return replace(entry, **gaps, complete=complete) if gaps or complete else entry


def entry_from(text: str) -> Entry:
    """The inverse of :func:`entry_json`."""
    values = json.loads(text)
    values["published"] = from_iso(values["published"]) if values["published"] else None
    return Entry(**values)
