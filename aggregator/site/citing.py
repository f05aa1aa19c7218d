"""Who cites a source, and whom it cites: the relay edges of all stories, counted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from aggregator.site.text import as_line

MOST = 20
"""Names shown on each side; a table of all is one query away."""

_RELAYS = "e.kind = 'relay' and e.state not like 'rejected%'"
_CITED_BY = f"""
    select s.id, s.name, count(*) from (
      select e.taker from articles g join story_edges e on e.giver = g.id
      where g.source = :source and {_RELAYS}
      union all
      select e.taker from story_edges e where e.giver_body = :source and {_RELAYS}) found
    join articles t on t.id = found.taker join sources s on s.id = t.source
    where s.id <> :source group by s.id order by 3 desc, 2 limit {MOST}
"""  # noqa: S608 — constants of ours; the source is bound
_CITES = f"""
    select s.id, coalesce(s.name, replace(replace(found.who, '-', ' '), '_', ' ')), count(*) from (
      select coalesce(g.source, e.giver_body) as who from articles t
      join story_edges e on e.taker = t.id left join articles g on g.id = e.giver
      where t.source = :source and {_RELAYS}) found
    left join sources s on s.id = found.who
    where found.who <> :source group by found.who order by 3 desc, 2 limit {MOST}
"""  # noqa: S608


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


def read_citing(conn: sqlite3.Connection, source: str) -> Citing:
    """Who repeats this source in stories, and whom it repeats."""
    return Citing(_read(conn, _CITED_BY, source), _read(conn, _CITES, source))


def _read(conn: sqlite3.Connection, sql: str, source: str) -> tuple[Cited, ...]:
    rows = conn.execute(sql, {"source": source}).fetchall()
    return tuple(
        Cited(as_line(name), f"/source/{code}" if code else None, count)
        for code, name, count in rows
    )
