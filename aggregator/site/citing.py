"""Who cites a source, and whom it cites: the relay edges of all stories, counted."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.site.languages import DEFAULT
from aggregator.site.paths import page_path
from aggregator.site.source_names import source_names
from aggregator.site.text import as_line
from aggregator.site.words import body_name

MOST = 20
"""Names shown on each side; a table of all is one query away."""

_CITED_BY = """
    select taker_source, count(*) from story_edges where giver_source = :source
    and kind = 'relay' and state not like 'rejected%' group by 1
"""
_CITES = """
    select giver_source, count(*) from story_edges where taker_source = :source
    and kind = 'relay' and state not like 'rejected%' group by 1
"""
Counts = Mapping[str, int]
"""Reports by the source (or other body) that cites, or is cited."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A source or another body, and in how many reports; ``path`` where it has a page here."""

    name: str
    path: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class Citing:
    """Both directions, those with the most reports first."""

    cited_by: tuple[Cited, ...]
    cites: tuple[Cited, ...]


def read_citing(conn: sqlite3.Connection, source: str, language: str = DEFAULT) -> Citing:
    """Who repeats this source in stories, and whom it repeats, by their names in a language."""
    cited_by, cites = (_count(conn, sql, source) for sql in (_CITED_BY, _CITES))
    return Citing(
        _named(conn, source, cited_by, language, only_sources=True),
        _named(conn, source, cites, language, only_sources=False),
    )


def _count(conn: sqlite3.Connection, sql: str, source: str) -> Counts:
    return {as_line(who): number for who, number in conn.execute(sql, {"source": source}) if who}


def _named(
    conn: sqlite3.Connection, source: str, counts: Counts, language: str, *, only_sources: bool
) -> tuple[Cited, ...]:
    names = source_names(conn, counts, language)
    found = [
        Cited(
            names.get(who) or body_name(who),
            page_path("source", who) if who in names else None,
            number,
        )
        for who, number in counts.items()
        if who != source and (who in names or not only_sources)
    ]
    return tuple(sorted(found, key=lambda it: (-it.reports, it.name))[:MOST])
