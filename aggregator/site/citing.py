"""Who cites a source, and whom it cites: the relay edges of all stories, counted."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from aggregator.site.changes import Remembered, state_of
from aggregator.site.languages import DEFAULT
from aggregator.site.selection import Selection
from aggregator.site.source_names import source_names
from aggregator.site.text import as_line
from aggregator.site.words import body_name

MOST = 20
"""Names shown on each side; a table of all is one query away."""

_RELAYS = "e.kind = 'relay' and e.state not like 'rejected%'"
_CITED_BY = f"""
    select t.source, count(*) from articles g join story_edges e on e.giver = g.id
    join articles t on t.id = e.taker where g.source = :source and {_RELAYS} group by 1
"""  # noqa: S608 — constants of ours; the source is bound
_CITED_AS_BODY = f"""
    select t.source, count(*) from story_edges e indexed by idx_story_edges_giver_body
    join articles t on t.id = e.taker where e.giver_body = :source and {_RELAYS} group by 1
"""  # noqa: S608
# "indexed by", because nearly all edges have an empty giver_body, so SQLite would read them all.
_CITES = f"""
    select coalesce(g.source, e.giver_body), count(*) from articles t
    join story_edges e on e.taker = t.id left join articles g on g.id = e.giver
    where t.source = :source and {_RELAYS} group by 1
"""  # noqa: S608
Counts = Mapping[str, int]
"""Reports by the source (or other body) that cites, or is cited."""
Held = tuple[Counts, Counts]


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


def read_citing(
    conn: sqlite3.Connection,
    source: str,
    kept: Remembered[Held] | None = None,
    language: str = DEFAULT,
) -> Citing:
    """Who repeats this source in stories, and whom it repeats, by their names in a language.

    Counting goes through all articles of the source (90 ms for 80,000), so the counts are ``kept``
    until something of the source changes: an edge between two articles changes with their story,
    and that counts as a change of all its articles. Reports of the source that we do not hold
    stand in no story; who cites those is asked every time.
    """
    state = state_of(conn, Selection(source=source)) if kept is not None else None
    held = kept.get(source, state) if kept is not None and state else None
    if held is None:
        held = (_count(conn, _CITED_BY, source), _count(conn, _CITES, source))
        if kept is not None and state:
            kept.keep(source, state, held)
    cited_by = Counter(held[0]) + Counter(_count(conn, _CITED_AS_BODY, source))
    return Citing(
        _named(conn, source, cited_by, language, only_sources=True),
        _named(conn, source, held[1], language, only_sources=False),
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
            f"/source/{quote(who, safe='')}" if who in names else None,
            number,
        )
        for who, number in counts.items()
        if who != source and (who in names or not only_sources)
    ]
    return tuple(sorted(found, key=lambda it: (-it.reports, it.name))[:MOST])


_kept: WeakKeyDictionary[Any, Remembered[Held]] = WeakKeyDictionary()


def kept_by(datasette: Any) -> Remembered[Held]:
    """The counts that this Datasette keeps: at most those of 200 sources."""
    return _kept.setdefault(datasette, Remembered(200))
