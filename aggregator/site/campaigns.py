"""``/campaigns`` and ``/cases``: what one can do, whether it is open, and the stories about it.

Cases are only prisoners whose own supporters campaign in public (aggregator/data/cases.yaml);
there is no other list of persons, and no way to ask for one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette import Response

from aggregator.site.answers import Ask, NotHereError
from aggregator.site.languages import DEFAULT, said
from aggregator.site.matching import read_matching
from aggregator.site.pages import LIST_ARTICLES, Listing
from aggregator.site.paths import page_path
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import Cursor, Named, Selection, has_stories, shown_as
from aggregator.site.text import as_line, as_list, as_text, web_link
from aggregator.tag.folding import match_expression

STATES = {
    "open": said("open"),
    "closed": said("closed"),
    "unchecked": said("status not known"),
    "held": said("held"),
    "freed": said("freed"),
}
_TABLES = {"campaign": "campaigns", "case": "cases"}


@dataclass(frozen=True, slots=True)
class Effort:
    """A campaign, or a case with those who campaign for it."""

    kind: str
    id: str
    name: str
    by: str
    by_own: bool  # whether that is in the language of the page, not in English
    state: str
    since: str
    ended: str
    checked: str
    what: str
    act: str
    link: str | None
    phrases: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its page."""
        return page_path(self.kind, self.id)

    def feed_path(self, kind: str = "atom", *, stories: bool = False) -> str:
        """Its feed of articles or of stories; ``kind`` is atom or json."""
        return f"/feeds/{'stories/' if stories else ''}{self.kind}/{self.id}.{kind}"

    @property
    def state_words(self) -> str:
        """The state in words."""
        return STATES.get(self.state, self.state)

    @property
    def expression(self) -> str:
        """Any of the phrases, as an expression for the full-text index."""
        phrases = [match_expression(f'"{phrase}"') for phrase in self.phrases]
        return " OR ".join(f"({phrase})" for phrase in phrases if phrase)


def read_efforts(
    conn: sqlite3.Connection, kind: str, language: str = DEFAULT, code: str = ""
) -> list[Effort]:
    """All campaigns or cases, the open ones first; or one."""
    table = _TABLES[kind]
    rows = conn.execute(
        f"select * from {table} where :code = '' or id = :code "  # noqa: S608
        "order by state in ('closed', 'freed'), state = 'unchecked', name",
        {"code": code},
    )
    return [_effort(row, kind, language) for row in rows]


def _effort(row: sqlite3.Row, kind: str, language: str) -> Effort:
    own = language == "uk"
    case = kind == "case"
    phrases = as_list(row["spellings" if case else "words"])
    return Effort(
        kind=kind,
        id=as_line(row["id"]),
        name=as_line(_in(row, "name", own)),
        by=as_line(_in(row, "by", own)),
        by_own=own and bool(_in(row, "by", own) != row["by"]),
        state=as_line(row["state"]),
        since=as_line(row["since"]),
        ended=as_line(row["until" if case else "ended"]),
        checked=as_line(row["checked"]),
        what=as_text(_in(row, "who" if case else "what", own)),
        act="" if case else as_text(_in(row, "act", own)),
        link=web_link(row["evidence" if case else "link"]),
        phrases=tuple(as_line(it) for it in phrases),
    )


def _in(row: sqlite3.Row, column: str, own: bool) -> object:
    """The column in the language of the page, where it has it; an older file has not all."""
    named = f"{column}_uk"
    return (own and named in row.keys() and row[named]) or row[column]  # noqa: SIM118 — of values


async def campaigns(ask: Ask) -> Response:
    """``/campaigns``: what one can do."""
    return await _list(ask, "campaign")


async def cases(ask: Ask) -> Response:
    """``/cases``: prisoners whose supporters campaign in public."""
    return await _list(ask, "case")


async def _list(ask: Ask, kind: str) -> Response:
    def question(conn: sqlite3.Connection) -> tuple[Site, list[Effort], bool]:
        return read_site(conn), read_efforts(conn, kind, ask.language), has_stories(conn)

    site, efforts, stories = await ask.read(question)
    return await ask.page("efforts", site, {"kind": kind, "efforts": efforts, "stories": stories})


async def effort(ask: Ask) -> Response:
    """``/campaign/<id>`` and ``/case/<id>``, with the newest stories in which one of its phrases
    stands, or the articles with ``show=articles``, page by page."""
    kind, code = ask.part("kind"), ask.part("code")
    cursor = Cursor.read(ask.word("before"))
    stories = shown_as(ask.word("show")) == "stories"

    def question(conn: sqlite3.Connection) -> tuple[Site, Effort, Listing, list[Effort]]:
        found = read_effort(conn, kind, code, ask.language)
        others = read_efforts(conn, "campaign", ask.language) if kind == "case" else []
        return read_site(conn), found, listing(conn, found), others

    def listing(conn: sqlite3.Connection, found: Effort) -> Listing:
        asked = (found.expression, Named(Selection()), cursor, LIST_ARTICLES, ask.language)
        return read_matching(conn, *asked, stories=stories and has_stories(conn))

    site, found, listed, others = await ask.read(question)
    letters = [it for it in others if "letter" in it.id or "write" in it.id]
    return await ask.page("effort", site, {"effort": found, "listing": listed, "letters": letters})


def read_effort(conn: sqlite3.Connection, kind: str, code: str, language: str = DEFAULT) -> Effort:
    """One campaign or case. Raises ``NotHereError`` where there is none of this name."""
    found = read_efforts(conn, kind, language, code) if code else []
    if not found:
        raise NotHereError(said("There is no campaign with this name, or it has been taken down."))
    return found[0]
