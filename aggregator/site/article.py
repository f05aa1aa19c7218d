"""The page of one article: what it says, why it is here, what changed, how to quote it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from datasette import Response

from aggregator.site.answers import Ask, GoneError, NotHereError
from aggregator.site.languages import said
from aggregator.site.marks import marked
from aggregator.site.reading import read_article, read_site
from aggregator.site.rows import Item, Site, Tag
from aggregator.site.stories import Verdict, read_verdict
from aggregator.site.text import Moment, as_json, as_line, as_moment, shorten
from aggregator.site.tombstones import is_removed
from aggregator.site.why_tags import because
from aggregator.site.words import SHOWN, letter_sentence

TITLE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words of a title or text: kept, added or removed since the version before."""

    text: str
    kind: str  # "", "ins" or "del": the element of HTML that says so
    hidden: int = 0  # so many words that are not told


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
    text_changes: tuple[Change, ...] | None = None  # None: not compared


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
    ) -> tuple[Site, Item, list[Revision], Verdict | None, str]:
        item = read_article(conn, key, ask.language)
        if item is None and is_removed(conn, key):
            raise GoneError(said("This article is no longer here."))
        if item is None:
            raise NotHereError(said("There is no article with this name."))
        revisions = with_changes(_revisions(conn, item.id))
        letter = read_letter(conn, item.source)
        return read_site(conn), item, revisions, read_verdict(conn, key, ask.language), letter

    site, item, revisions, story, letter = await ask.read(question)
    title, text = marked(item)
    context = {
        "item": item,
        "title": title,
        "title_line": shorten(item.title, TITLE_CHARACTERS),
        "text": text,
        "reuse": SHOWN.get(item.shown, ""),
        "revisions": revisions,
        "story": story,
        "letter": letter,
        "reasons": [Reason(tag, because(tag)) for tag in (*item.regions, *item.topics)],
    }
    return await ask.page("article", site, context)


def read_letter(conn: sqlite3.Connection, source: str) -> str:
    """How well the source is vetted, in words, so that whoever copies a line takes it along; empty
    for a source that is not in the file any more."""
    row = conn.execute(
        "select letter, letter_words, status from sources where id = ?", (source,)
    ).fetchone()
    if row is None:
        return ""
    return letter_sentence(*map(as_line, row))


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
            text_changes=text_changes(row["difference"] if "difference" in row.keys() else None),  # noqa: SIM118
        )
        for row in rows
    ]


_SIGNS = {"=": "", "+": "ins", "-": "del"}


def text_changes(value: object) -> tuple[Change, ...] | None:
    """Reads ``revisions.difference``; None for what is not of its form."""
    runs = as_json(value)
    if not isinstance(runs, list):
        return None
    found = []
    for run in runs:
        if not isinstance(run, list) or len(run) != 2 or run[0] not in _SIGNS:
            return None
        sign, words = run
        hidden = words if type(words) is int and words > 0 else 0
        found.append(Change("" if hidden else as_line(words), _SIGNS[sign], hidden))
    return tuple(found)


def with_changes(revisions: Sequence[Revision]) -> list[Revision]:
    """Each version with its differences from the one before it (which follows in the list).

    The words of the title are compared here, because titles are public; those of the text were
    when it was published, as far as they may be shown.
    """
    if not revisions:
        return []
    found = []
    for newer, older in pairwise(revisions):
        changed = title_changes(older.title, newer.title) if older.title != newer.title else ()
        more = newer.words - older.words if newer.words and older.words else 0
        found.append(replace(newer, title_changes=changed, more_words=more))
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
