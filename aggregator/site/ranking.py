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
from dataclasses import dataclass
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
FEW = 15_000
"""Up to so many matches it is quicker to look each one's date up than to walk a date index."""


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
    few: int = FEW,
) -> list[Candidate]:
    """The newest articles that match and that the selection allows, at most ``limit``.

    None is left out for being common: where many match, an index that ends in the date is
    walked and each article looked up among the matches. ``few`` parts the two ways.
    """
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None  # up to 100,000 rows are read
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
        cursor.execute("select rowid from articles_fts where articles_fts match ?", (expression,))
        matching = {number for (number,) in cursor}
        return list(islice(_walk(cursor, wanted, before, matching, days), limit))


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
    tables, where, parameters = _narrowed(wanted, None, "", days)
    rows = conn.execute(
        f"select d.id from json_each(:asked) j cross join {tables} on d.id = j.value "  # noqa: S608
        f"where {where} and d.id in (select rowid from articles_fts "
        "where articles_fts match :match and rowid in (select value from json_each(:asked)))",
        parameters | {"match": expression, "asked": json.dumps(list(numbers))},
    )
    return [row[0] for row in rows]


def _walk(
    cursor: sqlite3.Cursor,
    wanted: Selection,
    before: Cursor | None,
    matching: set[int],
    days: Days,
) -> Iterator[Candidate]:
    """Goes down an index of the selection, newest first, and keeps what matches."""
    driver = "" if wanted.source else "region" if wanted.region else "topic" if wanted.topic else ""
    tables, where, parameters = _narrowed(wanted, before, driver, days)
    number, listed = _columns(driver)
    cursor.execute(
        f"select {number}, {listed} from {tables} where {where} "  # noqa: S608
        f"order by {listed} desc, {number} desc",
        parameters,
    )
    return ((found, date_ or "") for found, date_ in cursor if found in matching)


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
            if not term.excluded:
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
            f"from articles_fts where articles_fts match :form {narrow}",
            {"form": form, "asked": asked},
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
