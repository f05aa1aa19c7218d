"""The page of a story, and why its number is what it is: origins, who repeats whom, history."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from datasette import Response

from aggregator.site.answers import Ask, GoneError, NotHereError
from aggregator.site.languages import DEFAULT, said
from aggregator.site.reading import read_site, source_names
from aggregator.site.rows import Site
from aggregator.site.story_drawing import Drawing, draw
from aggregator.site.text import Moment, as_line, as_moment, as_text, direction, shorten
from aggregator.site.tombstones import is_removed
from aggregator.site.words import letter_sentence
from aggregator.story.wording import ONE_IS_NORMAL, repeated

TITLE_CHARACTERS = 300

ROLES = {
    "origin": "original report",
    "relay": "repeats",
    "copy": "copies",
    "translation": "translates",
    "review": "fact check",
    "correction": "correction",
    "retraction": "retraction",
    "doubt": "notice of doubt",
    "statement": "statement",
    "appeal": "appeal",
    "guide": "guide",
    "analysis": "analysis",
    "list": "list",
}
RULES = {
    "I1": "one publisher or owner",
    "I2": "it names or links where it has it from",
    "I3": "the same words",
    "I4": "a translation",
    "I5": "they document together, or belong to one coalition",
    "I6": "both rest on the same third party",
    "I7": "one author",
    "I8": "the same unusual figure",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story as the page shows it."""

    id: int
    path: str
    title: str
    language: str
    direction: str
    source: str
    source_path: str
    letter: str
    date: Moment | None
    role: str
    role_words: str
    of: str  # whom it repeats, in words
    sentence: str
    access: str
    access_sentence: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """One dependence, numbered as in the drawing."""

    number: int
    taker: str
    giver: str
    kind: str
    rule: str
    rule_words: str
    state: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of a story, with the language of the words that it stands in."""

    value: int
    what: str
    flag: str
    counted_by: str
    period_words: str
    sort_date: str
    source: str
    sentence: str
    language: str
    direction: str


@dataclass(frozen=True, slots=True)
class Refuted:
    """A claim that a fact check of the story refutes."""

    checker: str
    claimant: str
    sentence: str
    rating: int


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """Everything that the two pages of a story say."""

    id: str
    path: str
    title: str
    language: str  # of the title
    direction: str
    words: str
    number: int | None
    repeated: str
    neutral: str
    first_line: str
    reason: str
    missing: str
    not_held: str
    rule_version: str
    updated: Moment | None
    tellings: tuple[Telling, ...]
    arrows: tuple[Arrow, ...]
    figures: tuple[Counted, ...]
    claims: tuple[Refuted, ...]
    history: tuple[tuple[Moment | None, str], ...]
    drawing: Drawing


def story_path(story: str) -> str:
    """The address of a story, below the base."""
    return f"/story/{quote(story, safe='')}"


async def story(ask: Ask) -> Response:
    """``/story/<key>``: any article's key leads to the story that tells it."""
    return await _page(ask, "story")


async def why(ask: Ask) -> Response:
    """``/story/<key>/why``: origins, who repeats whom, what is missing, the history."""
    return await _page(ask, "why")


async def _page(ask: Ask, template: str) -> Response:
    key = ask.part("key")

    def question(conn: sqlite3.Connection) -> tuple[Site, StoryRecord]:
        record = read_story(conn, key, ask.language)
        if record is None and is_removed(conn, key):
            raise GoneError(said("This article is no longer here."))
        if record is None:
            raise NotHereError(said("There is no story with this name, or it has been taken down."))
        return read_site(conn), record

    site, record = await ask.read(question)
    return await ask.page(template, site, {"story": record})


def read_story(conn: sqlite3.Connection, key: str, named_in: str = DEFAULT) -> StoryRecord | None:
    """The story with this key, or the one in which the article with this key stands; sources under
    the name that they have of their own in the language ``named_in``."""
    row = conn.execute(
        "select s.* from articles a join story_articles m on m.article = a.id "
        "join stories s on s.id = m.story where a.key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    tellings = _tellings(conn, row["id"], named_in)
    arrows = _arrows(conn, row["id"], tellings, named_in)
    repeats = sum(t.role in {"relay", "copy", "translation"} for t in tellings)
    title = shorten(as_line(row["title"]), TITLE_CHARACTERS)
    language = next((t.language for t in tellings if t.title == title), "")
    return StoryRecord(
        id=row["id"],
        path=story_path(row["id"]),
        title=title,
        language=language,
        direction=direction(language),
        words=as_line(row["words"]),
        number=row["number"],
        repeated=repeated(repeats),
        neutral=ONE_IS_NORMAL if row["number"] in {3, 6} else "",
        first_line=_first_line(tellings),
        reason=as_line(row["reason"]),
        missing=as_line(row["missing"]),
        not_held=_body_name(as_line(row["not_held"])),
        rule_version=as_line(row["rule_version"]),
        updated=as_moment(row["updated"]),
        tellings=tellings,
        arrows=arrows,
        figures=_figures(conn, row["id"], named_in),
        claims=_claims(conn, row["id"], named_in),
        history=_history(conn, row["id"]),
        drawing=draw(
            [(t.id, t.source, t.role) for t in tellings],
            [(a.number, *pair) for a, pair in zip(arrows, _ends(conn, row["id"]), strict=True)],
        ),
    )


def _body_name(code: str) -> str:
    """A body that is no source of ours, as people call it."""
    from aggregator.tag.organisation_names import bodies  # noqa: PLC0415 — few pages need it

    known = bodies().get(code)
    return known.name if known else code.replace("-", " ")


def _first_line(tellings: tuple[Telling, ...]) -> str:
    """Who speaks, and how well vetted: of the origin, else of the first article."""
    first = next((t for t in tellings if t.counts), None) or next(
        (t for t in tellings if t.role == "origin"), tellings[0]
    )
    return f"{first.source}: {first.letter}" if first.letter else first.source


def _tellings(conn: sqlite3.Connection, story: str, named_in: str) -> tuple[Telling, ...]:
    rows = conn.execute(
        "select a.id, a.key, a.title, a.language, a.published, a.sort_date, m.role, m.of_article, "
        "m.of_body, m.sentence, m.access, m.access_sentence, m.counts, a.source, "
        "s.letter, o.source as of_source from story_articles m join articles a on a.id = m.article "
        "left join sources s on s.id = a.source left join articles o on o.id = m.of_article "
        "where m.story = ? order by a.sort_date, a.id limit 200",
        (story,),
    ).fetchall()
    codes = {row[code] for row in rows for code in ("source", "of_source", "of_body")}
    names = source_names(conn, codes, named_in)
    return tuple(_telling(row, names) for row in rows)


def _telling(row: sqlite3.Row, names: dict[str, str]) -> Telling:
    role, language = as_line(row["role"]), as_line(row["language"])
    of = names.get(row["of_source"]) or names.get(row["of_body"])
    of = of or _body_name(as_line(row["of_body"]))
    code = as_line(row["source"])
    letter = as_line(row["letter"])
    return Telling(
        id=row["id"],
        path=f"/article/{quote(row['key'], safe='')}",
        title=shorten(as_line(row["title"]), TITLE_CHARACTERS),
        language=language,
        direction=direction(language),
        source=names.get(row["source"]) or code,
        source_path=f"/source/{quote(code, safe='')}",
        letter=letter_sentence(letter, "given") if letter else "an official body",
        date=as_moment(row["published"] or row["sort_date"]),
        role=role,
        role_words=ROLES.get(role, role),
        of=of,
        sentence=as_text(row["sentence"]),
        access=as_line(row["access"]),
        access_sentence=as_text(row["access_sentence"]),
        counts=bool(row["counts"]),
    )


def _ends(conn: sqlite3.Connection, story: str) -> list[tuple[int, int | str, bool]]:
    """The ends of each edge: the article that depends, and an article or a body."""
    rows = conn.execute(
        "select taker, giver, giver_body, kind from story_edges where story = ? order by number",
        (story,),
    )
    return [
        (r["taker"], r["giver"] if r["giver"] is not None else _body_name(as_line(r["giver_body"])),
         r["kind"] == "relay")
        for r in rows
    ]  # fmt: skip


def _arrows(
    conn: sqlite3.Connection, story: str, tellings: tuple[Telling, ...], named_in: str
) -> tuple[Arrow, ...]:
    names = {t.id: t.source for t in tellings}
    rows = conn.execute(
        "select * from story_edges where story = ? order by number", (story,)
    ).fetchall()
    bodies = source_names(conn, {row["giver_body"] for row in rows}, named_in)
    return tuple(
        Arrow(
            number=row["number"],
            taker=names.get(row["taker"], ""),
            giver=names.get(row["giver"], "")
            or bodies.get(row["giver_body"])
            or _body_name(as_line(row["giver_body"])),
            kind="has it from" if row["kind"] == "relay" else "same origin as",
            rule=as_line(row["rule"]),
            rule_words=RULES.get(as_line(row["rule"]), ""),
            state=as_line(row["state"]),
            evidence=as_text(row["evidence"]),
        )
        for row in rows
    )


def _figures(conn: sqlite3.Connection, story: str, named_in: str) -> tuple[Counted, ...]:
    """The figures of a story side by side, each with its counter: never added up."""
    rows = conn.execute(
        "select f.value, f.what, f.counter, f.counter_words, f.period_words, f.sentence, f.flag, "
        "a.source, a.language, a.sort_date from story_articles m "
        "join figures f on f.article = m.article join articles a on a.id = m.article "
        "where m.story = ? and f.claimed = 0 "
        "order by f.what, f.value desc, a.sort_date limit 60",
        (story,),
    ).fetchall()
    names = source_names(conn, {r[code] for r in rows for code in ("source", "counter")}, named_in)
    return tuple(_counted(row, names) for row in rows)


def _counted(row: sqlite3.Row, names: dict[str, str]) -> Counted:
    language, source = as_line(row["language"]), names.get(row["source"], "")
    return Counted(
        value=row["value"],
        what=as_line(row["what"]),
        flag=as_line(row["flag"]),
        counted_by=names.get(row["counter"]) or as_line(row["counter_words"]) or source,
        period_words=as_line(row["period_words"]),
        sort_date=as_line(row["sort_date"]),
        source=source,
        sentence=as_line(row["sentence"]),
        language=language,
        direction=direction(language),
    )


def _claims(conn: sqlite3.Connection, story: str, named_in: str) -> tuple[Refuted, ...]:
    rows = conn.execute(
        "select c.claimant, c.sentence, c.rating, a.source from story_claims c "
        "join articles a on a.id = c.article "
        "where c.story = ? order by c.article, c.number limit 20",
        (story,),
    ).fetchall()
    names = source_names(conn, {row["source"] for row in rows}, named_in)
    return tuple(
        Refuted(names.get(r["source"], ""), _body_name(as_line(r["claimant"])),
                as_text(r["sentence"]), r["rating"])
        for r in rows
    )  # fmt: skip


def _history(conn: sqlite3.Connection, story: str) -> tuple[tuple[Moment | None, str], ...]:
    rows = conn.execute(
        "select at, number, reason, rule_version from story_numbers where story = ? "
        "order by id desc limit 50",
        (story,),
    )
    return tuple(
        (as_moment(r["at"]),
         ("no number " if r["number"] is None else f"number {r['number']} ") +
         f"({as_line(r['reason'])}, rules {as_line(r['rule_version'])})")
        for r in rows
    )  # fmt: skip
