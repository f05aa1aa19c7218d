"""The page of one article: what it says, why it is here, what changed, how to quote it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from datasette import Response

from aggregator.site.answers import Ask, GoneError, NotHereError
from aggregator.site.languages import said
from aggregator.site.marks import marked
from aggregator.site.reading import read_article, read_site
from aggregator.site.rows import Item, Site, Tag
from aggregator.site.stories import StoryRecord, read_story
from aggregator.site.text import Moment, as_line, as_moment, shorten
from aggregator.site.tombstones import is_removed
from aggregator.site.why_tags import because
from aggregator.site.words import SHOWN

TITLE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words of a title: kept, added or removed since the version before."""

    text: str
    kind: str  # "", "ins" or "del": the element of HTML that says so


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article as we saw it, and how it differs from the one before."""

    number: int
    seen: Moment | None
    title: str
    words: int | None
    changed: str
    title_changes: tuple[Change, ...] = ()
    more_words: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """A tag with what caused it, in plain words."""

    tag: Tag
    because: tuple[str, ...]


async def article(ask: Ask) -> Response:
    """``/article/<key>``."""
    key = ask.part("key")

    def question(
        conn: sqlite3.Connection,
    ) -> tuple[Site, Item, list[Revision], StoryRecord | None]:
        item = read_article(conn, key, ask.language)
        if item is None and is_removed(conn, key):
            raise GoneError(said("This article is no longer here."))
        if item is None:
            raise NotHereError(said("There is no article with this name."))
        revisions = with_changes(_revisions(conn, item.id))
        return read_site(conn), item, revisions, read_story(conn, key)

    site, item, revisions, story = await ask.read(question)
    title, text = marked(item)
    context = {
        "item": item,
        "title": title,
        "title_line": shorten(item.title, TITLE_CHARACTERS),
        "text": text,
        "reuse": SHOWN.get(item.shown, ""),
        "revisions": revisions,
        "story": story,
        "reasons": [Reason(tag, because(tag)) for tag in (*item.regions, *item.topics)],
    }
    return await ask.page("article", site, context)


def _revisions(conn: sqlite3.Connection, article: int) -> list[Revision]:
    """The hundred newest versions, newest first."""
    rows = conn.execute(
        "select * from revisions where article = ? order by number desc limit 100", (article,)
    )
    return [
        Revision(
            number=row["number"],
            seen=as_moment(row["seen"]),
            title=shorten(as_line(row["title"]), TITLE_CHARACTERS),
            words=row["words"] if isinstance(row["words"], int) else None,
            changed=as_line(row["changed"]),
        )
        for row in rows
    ]


def with_changes(revisions: Sequence[Revision]) -> list[Revision]:
    """Each version with its differences from the one before it (which follows in the list).

    The words of the title are compared, because titles are public. Of texts only the length is:
    what a source removed may have been removed for somebody's safety.
    """
    if not revisions:
        return []
    found = []
    for newer, older in pairwise(revisions):
        found.append(
            Revision(
                newer.number,
                newer.seen,
                newer.title,
                newer.words,
                newer.changed,
                title_changes(older.title, newer.title) if older.title != newer.title else (),
                (newer.words or 0) - (older.words or 0) if newer.words and older.words else 0,
            )
        )
    return [*found, revisions[-1]]


def title_changes(before: str, after: str) -> tuple[Change, ...]:
    """The words of both titles, those that went and those that came marked."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", title) for title in (before, after))
    changes: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            changes.append(Change("".join(old[a:b]), ""))
            continue
        if b > a:
            changes.append(Change("".join(old[a:b]), "del"))
        if d > c:
            changes.append(Change("".join(new[c:d]), "ins"))
    return tuple(changes)
