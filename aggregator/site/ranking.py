"""The order of what a search found: by date, or by how well it answers and how old it is.

Two questions for the database: which articles match (:func:`candidates`), and how strongly the
words speak in them (:func:`relevance`). The order itself (:func:`best_first`) is plain arithmetic.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from aggregator.site.period import EVER, Days
from aggregator.site.selection import Cursor, Selection
from aggregator.site.statement import bounds_of
from aggregator.tag.folding import Term

Candidate = tuple[int, str]
"""Row number of an article and its sort date."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the order. Chosen on the judged pairs of tests/site/test_ranking.py, which
    also holds the range of each in which they come out the same; there is no log of visits on
    which they could be tuned."""

    title: float = 8.0
    """A word in the title counts as eight in the text."""
    text: float = 1.0
    author: float = 1.0
    half_life_days: float = 365.0
    """Age at which half of what age can take away is gone. A year, because the monitors' long
    reports come yearly or half-yearly and the last one should not yet count as old."""
    age_floor: float = 0.6
    """What age leaves at least: an old report on exactly this stays above a new one that
    mentions it in passing."""


WEIGHTS = Weights()
MOST_RANKED = 2_000
"""Matches that are compared, the newest ones: bounds a search for a word that stands in all of
100,000 articles (measured, docs/search.md)."""
BLOCK = 8_192
"""Row numbers whose matches are read together while an index is walked: the newest articles have
the highest numbers, so a walk for 2,000 matches reads a few blocks (5 ms) and not all matches of
1,000,000 articles (200 ms)."""
WALKED = 2_000
"""Rows of an index that are walked before the other words of a selection are asked of them."""


def best_first(
    found: Sequence[Candidate],
    scores: Mapping[int, float],
    today: str,
    weights: Weights = WEIGHTS,
) -> list[Candidate]:
    """The articles by relevance times :func:`freshness`; of equals the newer one first."""
    day = _day(today)

    def key(candidate: Candidate) -> tuple[float, str, int]:
        number, listed = candidate
        then = _day(listed)
        age = math.inf if then is None or day is None else float(day - then)
        return (scores.get(number, 0.0) * freshness(age, weights), listed, number)

    return sorted(found, key=key, reverse=True)


def freshness(age_days: float, weights: Weights = WEIGHTS) -> float:
    """1 for today, ``age_floor`` for ever ago, half-way between at ``half_life_days``.

    A hyperbola, not a power of two, so that it can be written in plain SQL (docs/search.md).
    """
    young = weights.half_life_days / (weights.half_life_days + max(age_days, 0.0))
    return weights.age_floor + (1 - weights.age_floor) * young


def _day(moment: str) -> int | None:
    try:
        return date.fromisoformat(moment[:10]).toordinal()
    except ValueError:
        return None


def candidates(
    conn: sqlite3.Connection,
    expression: str,
    wanted: Selection,
    limit: int,
    before: Cursor | None = None,
    *,
    days: Days = EVER,
    few: int | None = None,
) -> list[Candidate]:
    """The newest articles that match and that the selection allows, at most ``limit``.

    None is left out for being common: where many match, an index that ends in the date is
    walked and each article looked up among the matches. ``few`` parts the two ways.
    """
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None  # up to 100,000 rows are read
        few = _few(cursor, limit) if few is None else few
        if _count(cursor, expression, few + 1) <= few:
            tables, where, parameters = _narrowed(wanted, before, "", days)
            # What is put together is fixed text; everything asked for is bound.
            cursor.execute(
                f"select d.id, d.sort_date from articles_fts f cross join {tables} "  # noqa: S608
                f"where articles_fts match :match and d.id = f.rowid and {where} "
                "order by d.sort_date desc, d.id desc limit :limit",
                parameters | {"match": expression, "limit": limit},
            )
            return [(number, listed or "") for number, listed in cursor]
        return list(islice(_walk(conn, expression, wanted, before, days), limit))


def _few(cursor: sqlite3.Cursor, limit: int) -> int:
    """Up to so many matches it is quicker to look each one's date up (3 microseconds) than to walk
    a date index until ``limit`` are found (0.4 for each article passed)."""
    (highest,) = cursor.execute("select max(id) from articles").fetchone()
    return int(math.sqrt(limit * (highest or 0) * 0.4 / 3))


class _Matches:
    """The articles that match, read from the full-text index a block at a time when asked for."""

    def __init__(self, conn: sqlite3.Connection, expression: str) -> None:
        self._conn, self._expression = conn, expression
        self._blocks: set[int] = set()
        self._numbers: set[int] = set()

    def among(self, passed: Sequence[tuple[int, bytes | None]]) -> list[Candidate]:
        """Those that match, in their order. Dates come as bytes: Datasette makes each text in
        Python, and most rows are passed only."""
        for block in {number // BLOCK for number, _ in passed} - self._blocks:
            self._read(block)
        matching = self._numbers
        return [
            (number, (listed or b"").decode("utf-8", "replace"))
            for number, listed in passed
            if number in matching
        ]

    def _read(self, block: int) -> None:
        with closing(self._conn.cursor()) as cursor:
            cursor.row_factory = None
            cursor.execute(
                "select rowid from articles_fts where articles_fts match ? "
                "and rowid between ? and ?",
                (self._expression, block * BLOCK, (block + 1) * BLOCK - 1),
            )
            self._numbers.update(number for (number,) in cursor)
        self._blocks.add(block)


def matching(
    conn: sqlite3.Connection,
    expression: str,
    wanted: Selection,
    numbers: Sequence[int],
    days: Days = EVER,
) -> list[int]:
    """Which of these articles match and are allowed by the selection."""
    if not numbers:
        return []
    rows = conn.execute(
        "select rowid from articles_fts where articles_fts match ? "
        "and rowid in (select value from json_each(?))",
        (expression, json.dumps(list(numbers))),
    )
    return list(_allowed(conn, wanted, [row[0] for row in rows], days))


def _allowed(
    conn: sqlite3.Connection, wanted: Selection, numbers: Sequence[int], days: Days
) -> set[int]:
    """Which of these articles the selection allows."""
    tables, where, parameters = _narrowed(wanted, None, "", days)
    if not (wanted.source or wanted.language or days.since or days.until):
        # Tags and stories alone are asked of narrow indexes; rows of articles are wide.
        tables, where = "(select 1)", where.replace("d.id", "j.value")
    else:
        tables += " on d.id = j.value"
    rows = conn.execute(
        f"select j.value from json_each(:asked) j cross join {tables} where {where}",  # noqa: S608
        parameters | {"asked": json.dumps(list(numbers))},
    )
    return {row[0] for row in rows}


def _walk(
    conn: sqlite3.Connection,
    expression: str,
    wanted: Selection,
    before: Cursor | None,
    days: Days,
) -> Iterator[Candidate]:
    """Goes down an index of the narrowest word of the selection, newest first, and keeps what
    matches; the other words are asked of that only, because fewer articles match than carry a
    word that somebody chose beside it."""
    matches = _Matches(conn, expression)
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        driver = "source" if wanted.source else _narrowest(cursor, wanted)
        only = _only(wanted, driver)
        tagged = driver if driver in ("region", "topic") else ""
        tables, where, parameters = _narrowed(only, before, tagged, days)
        number, listed = _columns(tagged)
        cursor.execute(
            f"select {number}, cast({listed} as blob) from {tables} where {where} "  # noqa: S608
            f"order by {listed} desc, {number} desc",
            parameters,
        )
        rest = _without(wanted, only)
        while passed := cursor.fetchmany(WALKED):
            found = matches.among(passed)
            if found and rest.parameters():
                allowed = _allowed(conn, rest, [article for article, _ in found], EVER)
                found = [candidate for candidate in found if candidate[0] in allowed]
            yield from found


def _only(wanted: Selection, driver: str) -> Selection:
    """The one word of a selection, with the role that goes with it."""
    only = Selection(**{driver: getattr(wanted, driver)} if driver else {})
    return replace(only, role=wanted.role) if driver in ("region", "topic") else only


def _without(wanted: Selection, only: Selection) -> Selection:
    """The other words of a selection; a role goes with each region and topic that is left."""
    rest = replace(wanted, period="", **{name: "" for name in only.parameters() if name != "role"})
    return rest if rest.region or rest.topic else replace(rest, role="")


def _narrowest(cursor: sqlite3.Cursor, wanted: Selection) -> str:
    """The region or the topic, whichever has fewer articles; empty where neither is asked for."""
    asked = {"region": "select articles from regions where code = ?",
             "topic": "select articles from topics where id = ?"}  # fmt: skip
    sizes = {}
    for name, sql in asked.items():
        if getattr(wanted, name):
            row = cursor.execute(sql, (getattr(wanted, name),)).fetchone()
            sizes[name] = (row[0] or 0) if row else 0
    return min(sizes, key=lambda name: sizes[name], default="")


def _columns(driver: str) -> tuple[str, str]:
    return ("d.article", "d.published") if driver else ("d.id", "d.sort_date")


def _narrowed(
    wanted: Selection, before: Cursor | None, driver: str, days: Days
) -> tuple[str, str, dict[str, str | int]]:
    """Tables, conditions and parameters of a selection, with a tag table or ``articles`` first.

    Held articles are not asked about: they are not in the full-text index.
    """
    number, listed = _columns(driver)
    tables, articles = (f"article_{driver}s d" if driver else "articles d"), "d"
    where, parameters = ["1"], dict[str, str | int](wanted.parameters())
    if driver and wanted.language:
        tables, articles = f"{tables} cross join articles a on a.id = d.article", "a"
    where += [
        f"{articles}.{name} = :{name}" for name in ("source", "language") if parameters.get(name)
    ]
    for name in ("region", "topic"):
        if not parameters.get(name):
            continue
        if name == driver:
            where.append(f"d.{name} = :{name}" + (" and d.role = :role" if wanted.role else ""))
        else:
            where.append(
                f"exists (select 1 from article_{name}s t where t.article = {number} "  # noqa: S608
                f"and t.{name} = :{name}{' and t.role = :role' if wanted.role else ''})"
            )
    bounds, bound = bounds_of(wanted, days, before, number, listed)
    where += bounds
    parameters |= bound
    return tables, " and ".join(where), parameters


def _count(cursor: sqlite3.Cursor, expression: str, most: int) -> int:
    cursor.execute(
        "select count(*) from (select 1 from articles_fts where articles_fts match ? limit ?)",
        (expression, most),
    )
    return int(cursor.fetchone()[0])


def relevance(
    conn: sqlite3.Connection,
    terms: Sequence[Term],
    numbers: Sequence[int],
    weights: Weights = WEIGHTS,
) -> dict[int, float]:
    """How strongly the words speak in each article: BM25 (FTS5 manual, section 5.1.1).

    The forms of one place count as one word: asked in one expression, BM25 would take a form that
    few articles use (``Marioupol``) for a rare word and lift those articles above all others.
    """
    scores = dict.fromkeys(numbers, 0.0)
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        (total,) = cursor.execute("select count(*) from articles_fts_docsize").fetchone()
        for term in terms:
            if not term.excluded and scores:
                _add_term(cursor, term, total, scores, weights)
    return scores


def _add_term(
    cursor: sqlite3.Cursor, term: Term, total: int, scores: dict[int, float], weights: Weights
) -> None:
    forms = [f'"{" ".join(phrase)}"{"*" if term.prefix else ""}' for phrase in term.phrases]
    numbers = {form: _count(cursor, form, total) for form in forms}
    # An article with two forms counts twice here; to count it once costs as much as the search.
    weight = _weight(total, min(total, sum(numbers.values())))
    asked = json.dumps(list(scores))
    for form, number in numbers.items():
        if not number:
            continue
        # FTS5's own weight of the form is taken out again, the weight of the term put in.
        factor = weight / _fts5_weight(total, number)
        narrow = (
            "and +rowid in (select value from json_each(:asked))" if number > len(scores) else ""
        )
        rows = cursor.execute(
            f"select rowid, bm25(articles_fts, {weights.title}, {weights.text}, {weights.author}) "  # noqa: S608
            f"from articles_fts where articles_fts match :form "
            f"and rowid between :first and :last {narrow}",
            {"form": form, "asked": asked, "first": min(scores), "last": max(scores)},
        )
        for article, score in rows:
            if article in scores:
                scores[article] -= score * factor  # FTS5 gives better matches lower numbers


def _weight(total: int, number: int) -> float:
    """Inverse document frequency, above zero also for a word that most articles have."""
    return math.log(1 + (total - number + 0.5) / (number + 0.5))


def _fts5_weight(total: int, number: int) -> float:
    """The same as fts5_aux.c computes it: a word of more than half of all articles has none."""
    weight = math.log((total - number + 0.5) / (number + 0.5))
    return weight if weight > 0 else 1e-6
