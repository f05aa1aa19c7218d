"""One article as a part of its story: who tells it, when, in which role."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aggregator.site.paths import page_path
from aggregator.site.rows import NO_TITLE, Titled, language_tag
from aggregator.site.text import Moment, as_line, as_moment, web_link
from aggregator.site.words import ROLES, letter_sentence

COLUMNS = """a.id, a.key, a.title, a.link, a.language, a.source, a.published,
    a.published_precision, a.sort_date, a.first_seen, a.updated, a.state, o.role, o.counts,
    s.id as known, s.letter, s.letter_words, s.status"""
"""What is read of articles (``a``), their places in stories (``o``) and their sources (``s``)."""


@dataclass(frozen=True, slots=True)
class Telling(Titled):
    """One article of a story: who, when, in which role."""

    id: int
    key: str
    title: str
    link: str | None
    language: str
    source: str
    source_name: str
    source_known: bool
    grade: str  # letter of its source; empty for an official body
    letter: str  # the same in words
    date: Moment | None
    changed: Moment | None  # last change that we saw, else when we first saw it
    state: str
    role: str
    counts: bool

    @property
    def path(self) -> str:
        """The article's page."""
        return page_path("article", self.key)

    @property
    def role_words(self) -> str:
        """The role in words; an unknown one as it is."""
        return ROLES.get(self.role, self.role)


def telling_of(row: sqlite3.Row, names: Mapping[str, str]) -> Telling:
    """Reads a row of :data:`COLUMNS`; ``names`` are those of the sources."""
    source = as_line(row["source"])
    return Telling(
        id=row["id"],
        key=as_line(row["key"]),
        title=as_line(row["title"]) or NO_TITLE,
        link=web_link(row["link"]),
        language=language_tag(row["language"]),
        source=source,
        source_name=names.get(row["source"]) or source or "unknown source",
        source_known=row["known"] is not None,
        grade=as_line(row["letter"]),
        letter=letter_sentence(
            as_line(row["letter"]), as_line(row["letter_words"]), as_line(row["status"])
        ) if row["known"] is not None else "",
        date=as_moment(row["published"], row["published_precision"] or "minute")
        or as_moment(row["sort_date"]),
        changed=as_moment(row["updated"]) or as_moment(row["first_seen"])
        or as_moment(row["sort_date"]),
        state=as_line(row["state"]),
        role=as_line(row["role"]),
        counts=bool(row["counts"]),
    )  # fmt: skip


def first_of(tellings: Sequence[Telling]) -> Telling:
    """Whose words the first line speaks of: the first that counts as an origin, else the first
    origin, else the first article."""
    return next(
        (t for t in tellings if t.counts),
        next((t for t in tellings if t.role == "origin"), tellings[0]),
    )


def titled_as(title: str, tellings: Sequence[Telling]) -> Telling:
    """The article that has the title of the story, which is in its language; else the first."""
    return next((t for t in tellings if t.title == title), tellings[0])
