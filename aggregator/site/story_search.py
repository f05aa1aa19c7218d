"""Searching for stories: of each story the article that answers first, in either order."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from aggregator.site.ranking import Candidate, candidates, matching
from aggregator.site.selection import Cursor, Named

CHUNK = 3
"""How many times as many articles are looked at as stories are wanted, each time."""


def first_of_each_story(found: Sequence[Candidate], told: Mapping[int, str]) -> list[Candidate]:
    """The articles in their order without those whose story stands above them already; ``told`` are
    the stories of the articles (:func:`stories_of`)."""
    firsts: dict[object, Candidate] = {}
    for candidate in found:
        firsts.setdefault(told.get(candidate[0], candidate[0]), candidate)
    return list(firsts.values())


def stories_of(conn: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The story of each article that stands in one."""
    rows = conn.execute(
        "select o.article, o.story from json_each(?) j "
        "cross join story_articles o on o.article = j.value",
        (json.dumps(list(numbers)),),
    )
    return dict(rows.fetchall())


def newest_of_each_story(
    conn: sqlite3.Connection,
    expression: str,
    named: Named,
    size: int,
    before: Cursor | None = None,
) -> list[Candidate]:
    """The newest matching article of each story, at most ``size``; none whose story has a newer
    matching one, so that pages never show a story twice."""
    kept: list[Candidate] = []
    told: dict[int, str] = {}
    place = before
    while len(kept) < size:
        found = candidates(conn, expression, named, CHUNK * size, place)
        told |= stories_of(conn, [number for number, _ in found])
        firsts = first_of_each_story([*kept, *found], told)[len(kept) :]
        if before is not None:
            firsts = _without_newer(conn, expression, named, firsts, before)
        kept += firsts
        if len(found) < CHUNK * size:
            break
        place = Cursor(found[-1][1], found[-1][0])
    return kept[:size]


def _without_newer(
    conn: sqlite3.Connection,
    expression: str,
    named: Named,
    found: Sequence[Candidate],
    before: Cursor,
) -> list[Candidate]:
    """Those whose story had no matching article on the pages before."""
    told = stories_of(conn, [number for number, _ in found])
    rows = conn.execute(
        "select m.article, m.story from (select distinct value from json_each(:stories)) j "
        "cross join story_articles m on m.story = j.value "
        "cross join articles a on a.id = m.article and (a.sort_date, a.id) >= (:date, :id)",
        {"stories": json.dumps(list(told.values())), "date": before.date, "id": before.id},
    ).fetchall()
    newer = dict(rows)
    passed = {newer[number] for number in matching(conn, expression, named, list(newer))}
    return [it for it in found if told.get(it[0]) not in passed]
