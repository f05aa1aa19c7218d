"""The page of a story, and why its number is what it is: origins, who repeats whom, history."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette import Response

from aggregator.site.answers import Ask, GoneError, NotHereError
from aggregator.site.languages import DEFAULT, said
from aggregator.site.paths import page_path
from aggregator.site.reading import read_site
from aggregator.site.rows import Site, language_tag
from aggregator.site.source_names import source_names
from aggregator.site.story_drawing import Drawing, draw
from aggregator.site.tellings import COLUMNS, Telling, first_of, telling_of, titled_as
from aggregator.site.text import Moment, as_line, as_moment, as_text, shorten
from aggregator.site.tombstones import is_removed
from aggregator.site.words import RULES, body_name
from aggregator.story.wording import ONE_IS_NORMAL, repeated

TITLE_CHARACTERS = 300
REPEATING = frozenset({"relay", "copy", "translation"})
"""Roles of articles that have what they tell from somebody else."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The two lines of a story: who speaks and how well vetted, and how many separate origins."""

    id: str
    number: int | None
    words: str
    repeated: str
    neutral: str
    tellings: tuple[Telling, ...]

    @property
    def path(self) -> str:
        """The address of the story, below the base."""
        return page_path("story", self.id)

    @property
    def first(self) -> Telling:
        """Whose words the first line speaks of."""
        return first_of(self.tellings)


@dataclass(frozen=True, slots=True)
class Known:
    """How an article of a story knows what it tells: whom it repeats, in words, or its access."""

    of: str
    access: str
    sentence: str


Report = tuple[Telling, Known]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One dependence, numbered as in the drawing; ``ends`` are the article that depends, and an
    article or the name of a body."""

    number: int
    ends: tuple[int, int | str]
    taker: str
    giver: str
    relay: bool  # or else both have the same origin
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

    verdict: Verdict
    title: str
    language: str  # of the title
    reason: str
    missing: str
    not_held: str
    rule_version: str
    reports: tuple[Report, ...]
    arrows: tuple[Arrow, ...]
    figures: tuple[Counted, ...]
    claims: tuple[Refuted, ...]
    history: tuple[tuple[Moment | None, str], ...]
    drawing: Drawing


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


def read_verdict(conn: sqlite3.Connection, key: str, named_in: str = DEFAULT) -> Verdict | None:
    """The two lines of the story in which the article with this key stands; sources under the name
    that they have of their own in the language ``named_in``."""
    row = _row_of(conn, key)
    reports = _reports(conn, row["id"], named_in) if row is not None else ()
    return _verdict(row, reports) if row is not None and reports else None


def read_story(conn: sqlite3.Connection, key: str, named_in: str = DEFAULT) -> StoryRecord | None:
    """The story with this key, or the one in which the article with this key stands."""
    row = _row_of(conn, key)
    reports = _reports(conn, row["id"], named_in) if row is not None else ()
    if row is None or not reports:
        return None
    story = row["id"]
    verdict = _verdict(row, reports)
    titled = titled_as(as_line(row["title"]), verdict.tellings)
    arrows = _arrows(conn, story, verdict.tellings, named_in)
    return StoryRecord(
        verdict=verdict,
        title=shorten(as_line(row["title"]) or titled.title, TITLE_CHARACTERS),
        language=titled.language,
        reason=as_line(row["reason"]),
        missing=as_line(row["missing"]),
        not_held=body_name(as_line(row["not_held"])),
        rule_version=as_line(row["rule_version"]),
        reports=reports,
        arrows=arrows,
        figures=_figures(conn, story, named_in),
        claims=_claims(conn, story, named_in),
        history=_history(conn, story),
        drawing=draw(
            [(t.id, t.source_name, t.role) for t in verdict.tellings],
            [(arrow.number, *arrow.ends, arrow.relay) for arrow in arrows],
        ),
    )


def _row_of(conn: sqlite3.Connection, key: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = conn.execute(
        "select s.* from articles a join story_articles o on o.article = a.id "
        "join stories s on s.id = o.story where a.key = ?",
        (key,),
    ).fetchone()
    return row


def _verdict(row: sqlite3.Row, reports: Sequence[Report]) -> Verdict:
    tellings = tuple(told for told, _ in reports)
    return Verdict(
        id=row["id"],
        number=row["number"],
        words=as_line(row["words"]),
        repeated=repeated(sum(told.role in REPEATING for told in tellings)),
        neutral=ONE_IS_NORMAL if row["number"] in {3, 6} else "",
        tellings=tellings,
    )


def _reports(conn: sqlite3.Connection, story: str, named_in: str) -> tuple[Report, ...]:
    rows = conn.execute(
        f"select {COLUMNS}, o.of_body, o.access, o.access_sentence, "  # noqa: S608
        "g.source as of_source from story_articles o join articles a on a.id = o.article "
        "left join sources s on s.id = a.source left join articles g on g.id = o.of_article "
        "where o.story = ? and a.state is not 'held' order by a.sort_date, a.id limit 200",
        (story,),
    ).fetchall()
    codes = {row[code] for row in rows for code in ("source", "of_source", "of_body")}
    names = source_names(conn, codes, named_in)
    return tuple(
        (telling_of(row, names),
         Known(names.get(row["of_source"]) or _called(row["of_body"], names),
               as_line(row["access"]), as_text(row["access_sentence"])))
        for row in rows
    )  # fmt: skip


def _called(code: object, names: Mapping[str, str]) -> str:
    """What a source or another body is called; ``names`` are those of the sources."""
    return names.get(as_line(code)) or body_name(as_line(code))


def _arrows(
    conn: sqlite3.Connection, story: str, tellings: Sequence[Telling], named_in: str
) -> tuple[Arrow, ...]:
    rows = conn.execute(
        "select * from story_edges where story = ? order by number", (story,)
    ).fetchall()
    names = source_names(conn, {row["giver_body"] for row in rows}, named_in)
    tellers = {told.id: told.source_name for told in tellings}
    return tuple(_arrow(row, tellers, _called(row["giver_body"], names)) for row in rows)


def _arrow(row: sqlite3.Row, tellers: Mapping[int, str], body: str) -> Arrow:
    giver = row["giver"]
    return Arrow(
        number=row["number"],
        ends=(row["taker"], body if giver is None else giver),
        taker=tellers.get(row["taker"], ""),
        giver=tellers.get(giver, "") or body,
        relay=row["kind"] == "relay",
        rule=as_line(row["rule"]),
        rule_words=RULES.get(as_line(row["rule"]), ""),
        state=as_line(row["state"]),
        evidence=as_text(row["evidence"]),
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
    source = names.get(row["source"], "")
    return Counted(
        value=row["value"],
        what=as_line(row["what"]),
        flag=as_line(row["flag"]),
        counted_by=names.get(row["counter"]) or as_line(row["counter_words"]) or source,
        period_words=as_line(row["period_words"]),
        sort_date=as_line(row["sort_date"]),
        source=source,
        sentence=as_line(row["sentence"]),
        language=language_tag(row["language"]),
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
        Refuted(names.get(r["source"], ""), body_name(as_line(r["claimant"])),
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
