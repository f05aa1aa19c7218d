"""The order of what a search found: by date, or by how well it answers and how old it is.

Two questions for the database: which articles match (:func:`candidates`), and how strongly the
words speak in them (:func:`relevance`). The order itself (:func:`best_first`) is plain arithmetic.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from aggregator.site.selection import Cursor, Named, Selection
from aggregator.site.statement import parts
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
MOST_RANKED = 1_000
"""Matches that are compared, the newest ones: bounds a search for a word that stands in all of
1,000,000 articles (measured, docs/search.md)."""
GAP = 20_000
"""Row numbers without an article that is asked about, from which on two questions for the index
for words are quicker than one that passes all of them (0.05 microseconds each)."""
COMMON = 20_000
"""Articles with a form of a word, from which on it is weighed by where it stands, not by how
often: FTS5 counts all of them for every question (20 ms of 600,000), and among a thousand new
articles with a common word those that have it in the title are what is looked for."""
RECENT = 32_768
"""Row numbers, the last ones, in which is counted how common such a form is."""


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
    named: Named,
    limit: int,
    before: Cursor | None = None,
    *,
    few: int | None = None,
) -> list[Candidate]:
    """The newest articles that match and that the selection allows, at most ``limit``.

    None is left out for being common: where many match, an index that ends in the date is walked
    and each article looked up among the matches. ``few`` parts the two ways. Held articles are not
    asked about: they are not in the full-text index.
    """
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        if before is None and few is None and named == _EVERYTHING:
            last = _come_last(cursor, expression, limit)
            if last is not None:
                return last
        few = _few(cursor, limit) if few is None else few
        if _count(cursor, expression, few + 1) > few:
            return _walk(conn, expression, named, limit, before)
        made = parts(named.selection, "", named.days, before)
        # What is put together is fixed text; everything asked for is bound.
        cursor.execute(
            f"select a.id, a.sort_date from articles_fts f cross join {made.tables} "  # noqa: S608
            f"where articles_fts match :match and a.id = f.rowid and {made.where} "
            "order by a.sort_date desc, a.id desc limit :limit",
            made.parameters | {"match": expression, "limit": limit},
        )
        return [(number, listed or "") for number, listed in cursor]


_EVERYTHING = Named(Selection())


def _come_last(cursor: sqlite3.Cursor, expression: str, limit: int) -> list[Candidate] | None:
    """The newest among those that came last, which the index for words gives at once; None where
    others may be newer. What came before an article was first seen no later than it, and is not
    dated later than it was first seen (store.archive), so once as many as are wanted are dated
    after the first of these came, they are the newest of all."""
    most = limit + limit // 4 + 1
    cursor.execute(
        "select a.id, a.sort_date, a.first_seen from (select rowid from articles_fts "
        "where articles_fts match ? order by rowid desc limit ?) f "
        "cross join articles a on a.id = f.rowid",
        (expression, most),
    )
    rows = cursor.fetchall()
    newest = sorted(((listed or "", number) for number, listed, _ in rows), reverse=True)[:limit]
    if len(rows) == most:
        since = min(rows)[2]
        if not since or newest[-1][0] < since:
            return None
    return [(number, listed) for listed, number in newest]


def _few(cursor: sqlite3.Cursor, limit: int) -> int:
    """Up to so many matches it is quicker to look each one's date up than to walk a date index
    until ``limit`` are found: 1.1 microseconds a match, 0.5 an article that is passed (measured on
    100,000 and 1,000,000 articles, where both ways take as long for 7,000 and 21,000 matches)."""
    (highest,) = cursor.execute("select max(id) from articles").fetchone()
    return int(math.sqrt(limit * (highest or 0) * 0.5 / 1.1))


def _walk(
    conn: sqlite3.Connection, expression: str, named: Named, limit: int, before: Cursor | None
) -> list[Candidate]:
    """Goes down the index in which the selection is narrowest, newest first, and keeps what
    matches."""
    made = parts(named.selection, named.driver, named.days, before, with_articles=False)
    found: list[Candidate] = []
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        cursor.execute(
            f"select {made.number}, {made.date} from {made.tables} where {made.where} "  # noqa: S608
            f"order by {made.date} desc, {made.number} desc",
            made.parameters,
        )
        passed = 0
        while len(found) < limit:
            rows = cursor.fetchmany(_next(limit, len(found), passed))
            if not rows:
                break
            passed += len(rows)
            these = among(conn, expression, [number for number, _ in rows])
            found += [(number, listed or "") for number, listed in rows if number in these]
    return found[:limit]


def _next(limit: int, found: int, passed: int) -> int:
    """How many articles are looked at next: as many as the rest is likely to be among, at most
    three times those before. The index for words takes as long for few as for many of one time."""
    if not found:
        return 3 * passed or limit
    return min(3 * passed, (limit - found) * passed * 11 // (found * 10) + 20)


def among(conn: sqlite3.Connection, expression: str, numbers: Sequence[int]) -> set[int]:
    """Which of these articles match."""
    found: set[int] = set()
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        for run in _runs(sorted(numbers)):
            cursor.execute(
                "select rowid from articles_fts where articles_fts match ? and rowid between ? "
                "and ? and +rowid in (select value from json_each(?))",
                (expression, run[0], run[-1], json.dumps(run)),
            )
            found.update(number for (number,) in cursor)
    return found


def _runs(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ascending numbers, parted where :data:`GAP` and more are left out."""
    begin = 0
    for at, (number, following) in enumerate(pairwise(numbers), 1):
        if following - number > GAP:
            yield numbers[begin:at]
            begin = at
    if numbers:
        yield numbers[begin:]


def matching(
    conn: sqlite3.Connection, expression: str, named: Named, numbers: Sequence[int]
) -> set[int]:
    """Which of these articles match and are allowed by the selection."""
    made = parts(named.selection, "", named.days)
    rows = conn.execute(
        f"select a.id from json_each(:asked) j cross join {made.tables} "  # noqa: S608
        f"where a.id = j.value and {made.where}",
        made.parameters | {"asked": json.dumps(list(among(conn, expression, numbers)))},
    )
    return {row[0] for row in rows}


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
    common: int = COMMON,
) -> dict[int, float]:
    """How strongly the words speak in each article: BM25 (FTS5 manual, section 5.1.1); a form that
    more than ``common`` articles have is weighed as if it stood once in the title, or in the text.

    The forms of one place count as one word: asked in one expression, BM25 would take a form that
    few articles use (``Marioupol``) for a rare word and lift those articles above all others.
    """
    scores = dict.fromkeys(numbers, 0.0)
    with closing(conn.cursor()) as cursor:
        cursor.row_factory = None
        total = _total(cursor)
        for term in terms:
            if not term.excluded and scores:
                told = _of_term(cursor, term, total, scores, weights, common)
                scores = {number: scores[number] + told.get(number, 0.0) for number in scores}
    return scores


def _of_term(
    cursor: sqlite3.Cursor,
    term: Term,
    total: int,
    articles: Collection[int],
    weights: Weights,
    most: int,
) -> dict[int, float]:
    """What one term says of each article; each has it, in one form or another."""
    forms = [f'"{" ".join(phrase)}"{"*" if term.prefix else ""}' for phrase in term.phrases]
    numbers = {form: _count(cursor, form, most + 1) for form in forms}
    rare = {form: number for form, number in numbers.items() if 0 < number <= most}
    common = " OR ".join(form for form, number in numbers.items() if number > most)
    # An article with two forms counts twice here; to count it once costs as much as the search.
    number = sum(rare.values()) + (_share(cursor, common, total) if common else 0)
    weight = _weight(total, min(total, number))
    found = _how_often(cursor, rare, total, articles, weights)
    if common:
        titled = _in_title(cursor, common, articles)
        least = _saturated(weights.text)
        for article in articles:
            once = max(least, found.get(article, 0.0))
            found[article] = _saturated(weights.title + weights.text) if article in titled else once
    return {article: weight * often for article, often in found.items()}


def _how_often(
    cursor: sqlite3.Cursor,
    forms: Mapping[str, int],
    total: int,
    articles: Collection[int],
    weights: Weights,
) -> dict[int, float]:
    """The part of BM25 that says how much of an article the forms are; ``forms`` with the number of
    articles that have each."""
    found: dict[int, float] = {}
    asked = json.dumps(list(articles))
    for form, number in forms.items():
        # FTS5's own weight of the form is taken out again.
        own = _fts5_weight(total, number)
        narrow = (
            "and +rowid in (select value from json_each(:asked))" if number > len(articles) else ""
        )
        rows = cursor.execute(
            f"select rowid, bm25(articles_fts, {weights.title}, {weights.text}, {weights.author}) "  # noqa: S608
            f"from articles_fts where articles_fts match :form "
            f"and rowid between :first and :last {narrow}",
            {"form": form, "asked": asked, "first": min(articles), "last": max(articles)},
        )
        for article, score in rows:
            if article in articles:  # FTS5 gives better matches lower numbers
                found[article] = found.get(article, 0.0) - score / own
    return found


def _in_title(cursor: sqlite3.Cursor, forms: str, articles: Collection[int]) -> set[int]:
    cursor.execute(
        "select rowid from articles_fts where articles_fts match ? and rowid between ? and ?",
        (f"{{title}} : ({forms})", min(articles), max(articles)),
    )
    return {number for (number,) in cursor}


def _total(cursor: sqlite3.Cursor) -> int:
    """How many articles the index has: exactly where a few missing numbers would matter, else the
    highest number (to count 1,000,000 takes 4 ms)."""
    (highest,) = cursor.execute("select max(id) from articles_fts_docsize").fetchone()
    if (highest or 0) > _COUNTED:
        return int(highest)
    (total,) = cursor.execute("select count(*) from articles_fts_docsize").fetchone()
    return int(total)


_COUNTED = 100_000


def _share(cursor: sqlite3.Cursor, forms: str, total: int) -> int:
    """About how many of ``total`` articles have one of the forms, from the newest of them."""
    (since,) = cursor.execute("select max(id) - ? from articles_fts_docsize", (RECENT,)).fetchone()
    (recent,) = cursor.execute(
        "select count(*) from articles_fts_docsize where id > ?", (since,)
    ).fetchone()
    cursor.execute(
        "select count(*) from articles_fts where articles_fts match ? and rowid > ?", (forms, since)
    )
    return int(cursor.fetchone()[0]) * total // int(recent)


def _saturated(often: float) -> float:
    """BM25's answer to a word that stands so often in an article of average length."""
    return often * (_K1 + 1) / (often + _K1)


_K1 = 1.2
"""As in fts5_aux.c."""


def _weight(total: int, number: int) -> float:
    """Inverse document frequency, above zero also for a word that most articles have."""
    return math.log(1 + (total - number + 0.5) / (number + 0.5))


def _fts5_weight(total: int, number: int) -> float:
    """The same as fts5_aux.c computes it: a word of more than half of all articles has none."""
    weight = math.log((total - number + 0.5) / (number + 0.5))
    return weight if weight > 0 else 1e-6
