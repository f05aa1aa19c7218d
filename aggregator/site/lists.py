"""Regions, topics, sources, languages and feeds, as lists show them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from aggregator.clock import system_clock, to_iso
from aggregator.health import State
from aggregator.site.languages import DEFAULT, catalogue, said
from aggregator.site.paths import page_path
from aggregator.site.selection import REGION_NAMES, name_in
from aggregator.site.source_names import named_here, read_names
from aggregator.site.text import Moment, as_line, as_moment, as_text, web_link
from aggregator.site.words import GRADES, KINDS, language_name, letter_sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """A region, topic, source or language with the number and newest of its articles.

    ``own_names`` are (language code, name); ``facts`` are lines in plain words.
    """

    kind: str
    code: str
    name: str
    articles: int
    latest: Moment | None
    own_names: tuple[tuple[str, str], ...] = ()
    note: str = ""
    parent: str = ""
    parent_name: str = ""
    facts: tuple[str, ...] = ()
    vetted: str = ""  # sources: how well, in words
    occupied: tuple[Moment | None, Moment | None] = (None, None)
    """From when and to when a region has been occupied, by the official list."""
    law: str = ""
    codes: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """The entry's page."""
        return page_path(self.kind, self.code)


def read_regions(
    conn: sqlite3.Connection,
    language: str = DEFAULT,
    *,
    only_oblasts: bool = False,
    code: str = "",
    parent: str = "",
    named: bool = False,
) -> list[Entry]:
    """Regions with the most articles first: all, the oblasts, one, those inside one, or those that
    articles name and the oblasts."""
    rows = conn.execute(
        f"select r.*, {name_in(language, 'region', 'r.')} as name_here, "  # noqa: S608
        f"{name_in(language, 'region', 'p.')} as parent_name from regions r "
        "left join regions p on p.code = r.parent "
        "where (:code = '' or r.code = :code) and (:parent = '' or r.parent = :parent) "
        "and (not :oblasts or r.iso is not null) "
        "and (not :named or r.articles > 0 or r.iso is not null) "
        "order by r.articles desc, r.name limit 2000",
        {"code": code, "parent": parent, "oblasts": only_oblasts, "named": named},
    )
    return [_region(row) for row in rows]


INSIDE = 60
"""Places inside a region that its page lists: an oblast has up to 1,300."""


def read_inside(conn: sqlite3.Connection, region: str, language: str = DEFAULT) -> list[Entry]:
    """Places at any depth inside a region that an article names, the most named first.

    Of the raions and hromadas between only those that articles name themselves: a tag for a town
    adds its oblast, not its raion (docs/tagging.md), so theirs would be a nought above its towns.
    """
    rows = conn.execute(
        "with recursive inside(code) as ("  # noqa: S608 — name_in has fixed words only
        "select code from regions where parent = :region "
        "union select r.code from inside i join regions r on r.parent = i.code) "
        f"select r.*, {name_in(language, 'region', 'r.')} as name_here, "
        "'' as parent_name from inside i join regions r on r.code = i.code "
        "where r.articles > 0 order by r.articles desc, r.name limit :most",
        {"region": region, "most": INSIDE},
    )
    return [_region(row) for row in rows]


def _region(row: sqlite3.Row) -> Entry:
    names = [("en", as_line(row["name"]))]
    names += [(language, as_line(row[f"name_{language}"])) for language in REGION_NAMES]
    code = as_line(row["code"])
    return Entry(
        kind="region",
        code=code,
        name=as_line(row["name_here"]) or code,
        articles=row["articles"] or 0,
        latest=as_moment(row["latest"], "day"),
        own_names=tuple(name for name in names if name[1]),
        note=as_line(row["kind"]),
        parent=as_line(row["parent"]),
        parent_name=as_line(row["parent_name"]),
        occupied=(as_moment(row["occupied_from"]), as_moment(row["occupied_to"])),
    )


def read_topics(conn: sqlite3.Connection, topic: str = "", language: str = DEFAULT) -> list[Entry]:
    """All topics, or one."""
    rows = conn.execute(
        "select * from topics where :id = '' or id = :id order by articles desc, name",
        {"id": topic},
    )
    own = language in {"uk"}
    return [
        Entry(
            kind="topic",
            code=as_line(row["id"]),
            name=as_line((own and row[f"name_{language}"]) or row["name"]) or as_line(row["id"]),
            articles=row["articles"] or 0,
            latest=as_moment(row["latest"], "day"),
            own_names=(("uk", as_line(row["name_uk"])),) if row["name_uk"] else (),
            note=as_text((own and row[f"scope_{language}"]) or row["scope"]),
            law=as_line(row["law"]),
            codes=tuple(
                (name, as_line(row[column])) for name, column in _CODES if as_line(row[column])
            ),
        )
        for row in rows
    ]


_CODES = (("HURIDOCS", "huridocs"), ("IPTC", "iptc"), (said("SDG target"), "sdg"))


def read_sources(conn: sqlite3.Connection, language: str = DEFAULT) -> list[Entry]:
    """All sources by name."""
    rows = conn.execute(
        "select id, name, names, kind, mandate, articles, latest, letter, letter_words, status "
        "from sources order by name"
    ).fetchall()
    named = {
        row["id"]: named_here(
            as_line(row["name"]) or as_line(row["id"]), read_names(row["names"]), language
        )
        for row in rows
    }
    entries = [
        Entry(
            kind="source",
            code=as_line(row["id"]),
            name=named[row["id"]][0],
            articles=row["articles"] or 0,
            latest=as_moment(row["latest"], "day"),
            own_names=named[row["id"]][1],
            note=KINDS.get(as_line(row["kind"]), as_line(row["kind"])),
            facts=(as_text(row["mandate"]),) if row["mandate"] else (),
            vetted=letter_sentence(
                as_line(row["letter"]), as_line(row["letter_words"]), as_line(row["status"])
            ),
        )
        for row in rows
    ]
    ui = catalogue(language)
    return entries if language == DEFAULT else sorted(entries, key=lambda it: ui.order(it.name))


def read_languages(conn: sqlite3.Connection) -> list[Entry]:
    """Languages of articles, by stepping through the index instead of reading all of it."""
    rows = conn.execute(
        "with recursive l(code) as (select min(language) from articles "
        "union all select (select min(language) from articles where language > l.code) from l "
        "where l.code is not null) select code from l where code is not null limit 100"
    ).fetchall()
    codes = [as_line(row[0]) for row in rows]
    entries = [Entry("language", code, language_name(code), 0, None) for code in codes if code]
    return sorted(entries, key=lambda entry: entry.name)


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """One feed and how it is doing, in words."""

    id: str
    source: str
    source_name: str
    url: str | None
    enabled: bool
    reason: str
    grade: str
    state: str
    failing: bool
    remedy: str
    status: int | None
    detail: str
    since: Moment | None
    failures: int
    last_success: Moment | None
    last_new_item: Moment | None
    quiet: bool  # it answers, and has brought nothing for much longer than usual
    next_check: Moment | None


_FAILURES = frozenset(state.value for state in State if state.failure)


def read_feeds(conn: sqlite3.Connection, source: str = "") -> list[FeedHealth]:
    """All feeds, or those of one source; those that have failed longest come first."""
    rows = conn.execute(
        "select f.*, s.name as source_name from feeds f left join sources s on s.id = f.source "
        "where :source = '' or f.source = :source order by f.failures desc, f.since, f.id",
        {"source": source},
    )
    return [_health(row) for row in rows]


def _word(state: str, status: object) -> str:
    """``HTTP 404`` instead of ``HTTP error``."""
    known = isinstance(status, int) and state == State.HTTP
    return f"HTTP {status}" if known else state or State.NEVER.value


def _health(row: sqlite3.Row) -> FeedHealth:
    state = as_line(row["state"])
    return FeedHealth(
        id=as_line(row["id"]),
        source=as_line(row["source"]),
        source_name=as_line(row["source_name"]) or as_line(row["source"]),
        url=web_link(row["url"]),
        enabled=bool(row["enabled"]),
        reason=as_line(row["reason"]),
        grade=GRADES.get(as_line(row["grade"]), as_line(row["grade"])),
        state=_word(state, row["status"]),
        failing=state in _FAILURES,
        remedy=as_line(row["remedy"]),
        status=row["status"] if isinstance(row["status"], int) else None,
        detail=as_line(row["detail"])[:300],
        since=as_moment(row["since"]),
        failures=row["failures"] or 0,
        last_success=as_moment(row["last_success"]),
        last_new_item=as_moment(row["last_new_item"]),
        quiet=state not in _FAILURES and "" < as_line(row["quiet_from"]) < to_iso(system_clock()),
        next_check=as_moment(row["next_check"]),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is. Articles are summed over the sources, which is quick at any size."""

    articles: int
    sources: int
    feeds: int
    failing: int


def read_totals(conn: sqlite3.Connection) -> Totals:
    """Counts for the home and about pages."""
    articles, sources = conn.execute(
        "select coalesce(sum(articles), 0), count(*) from sources"
    ).fetchone()
    feeds = conn.execute("select state from feeds where enabled").fetchall()
    failing = sum(1 for row in feeds if row[0] in _FAILURES)
    return Totals(articles, sources, len(feeds), failing)
