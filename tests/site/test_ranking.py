from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.site.canned import SEARCH_BEST
from aggregator.site.guard import add_functions
from aggregator.site.ranking import (
    COMMON,
    WEIGHTS,
    Weights,
    best_first,
    candidates,
    freshness,
    relevance,
)
from aggregator.site.selection import Cursor, Named, Selection
from aggregator.store.public_schema import schema_sql
from aggregator.tag.folding import fold, match_expression, parse_query
from aggregator.tag.place_forms import place_forms
from tests.site.sample import insert

TODAY = "2026-11-21T09:30:00Z"
FILLER = "the invented monitor writes about something else entirely in this sentence " * 12
TITLE, DEEP = "Invented: {}", "Invented: nothing of that kind"


def write(
    conn: sqlite3.Connection, number: int, date: str, title: str, text: str, **more: str
) -> None:
    insert(conn, "articles", id=number, key=f"k{number}", title=title, sort_date=date,
           published=date, state="live", **more)  # fmt: skip
    conn.execute(
        "insert into articles_fts (rowid, title, text, author) values (?, ?, ?, '')",
        (number, fold(title), fold(text)),
    )


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    for statement in schema_sql():
        conn.execute(statement)
    for number in range(100, 200):  # articles without the words, or every word would be common
        write(conn, number, "2026-01-01T00:00:00Z", DEEP, FILLER)
    yield conn
    conn.close()


def order(
    conn: sqlite3.Connection, words: str, weights: Weights = WEIGHTS, common: int = COMMON
) -> list[int]:
    found = candidates(conn, match_expression(words, place_forms), Named(Selection()), 1_000)
    scores = relevance(
        conn, parse_query(words, place_forms), [number for number, _ in found], weights, common
    )
    return [number for number, _ in best_first(found, scores, TODAY, weights)]


# (what is judged, query, the better article, the worse one): date, title, text
JUDGED = (
    ("a new title above an old title", "teachers",
     ("2026-11-01", TITLE.format("teachers"), FILLER),
     ("2023-11-01", TITLE.format("teachers"), FILLER)),
    ("an old title above a new passing mention", "teachers",
     ("2022-03-01", TITLE.format("teachers"), FILLER + "teachers"),
     ("2026-11-20", DEEP, FILLER + "teachers")),
    ("of two passing mentions the newer", "teachers",
     ("2026-11-20", DEEP, FILLER + "teachers"),
     ("2025-01-01", DEEP, FILLER + "teachers")),
    ("much about it, last year, above one mention today", "teachers",
     ("2025-11-01", DEEP, FILLER + "teachers " * 6),
     ("2026-11-20", DEEP, FILLER + "teachers")),
    ("both words in the title above one in it", "teachers school",
     ("2026-10-01", TITLE.format("teachers of a school"), FILLER),
     ("2026-11-20", TITLE.format("teachers"), FILLER + "school")),
    ("a phrase in the title above a phrase in the text", '"summoned teachers"',
     ("2024-01-01", TITLE.format("summoned teachers"), FILLER),
     ("2026-11-20", DEEP, FILLER + "summoned teachers")),
)  # fmt: skip
RANGES = {
    "title": (4.0, 8.0, 20.0),
    "half_life_days": (60.0, 365.0, 1_500.0),
    "age_floor": (0.5, 0.6, 0.8),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in RANGES.items() for value in values]
)
@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case[0])
def test_the_judged_pairs_hold_over_the_range_that_they_were_chosen_in(
    conn: sqlite3.Connection,
    case: tuple[str, str, tuple[str, str, str], tuple[str, str, str]],
    name: str,
    value: float,
) -> None:
    _, words, better, worse = case
    write(conn, 1, *worse)
    write(conn, 2, *better)
    assert order(conn, words, replace(WEIGHTS, **{name: value})) == [2, 1]


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case[0])
def test_of_a_common_word_only_how_often_it_stands_in_a_text_is_not_told(
    conn: sqlite3.Connection, case: tuple[str, str, tuple[str, str, str], tuple[str, str, str]]
) -> None:
    name, words, better, worse = case
    write(conn, 1, *worse)
    write(conn, 2, *better)
    told = name != "much about it, last year, above one mention today"
    assert order(conn, words, common=0) == ([2, 1] if told else [1, 2])


def test_a_common_and_a_rare_form_of_a_place_count_as_one_word(conn: sqlite3.Connection) -> None:
    for number in range(10, 40):
        write(conn, number, "2026-11-01", DEEP, FILLER + "Маріуполь")
    write(conn, 1, "2026-10-01", DEEP, FILLER + "Marioupol")
    write(conn, 2, "2026-10-01", TITLE.format("Маріуполь"), FILLER)
    found = order(conn, "Mariupol", common=20)
    assert (found[0], found[-1]) == (2, 1)


def test_a_rare_form_of_a_place_does_not_lift_an_article(conn: sqlite3.Connection) -> None:
    for number in range(10, 40):
        write(conn, number, "2026-11-01", DEEP, FILLER + "Маріуполь")
    write(conn, 1, "2026-10-01", DEEP, FILLER + "Marioupol")
    write(conn, 2, "2026-10-01", TITLE.format("Маріуполь"), FILLER)
    found = order(conn, "Mariupol")
    assert found[0] == 2
    assert found[-1] == 1  # older, and otherwise the same


def test_the_query_for_everybody_gives_the_same_order(conn: sqlite3.Connection) -> None:
    add_functions(conn)
    for number, (_, _, better, worse) in enumerate(JUDGED[:4]):
        write(conn, 2 * number + 1, *better)
        write(conn, 2 * number + 2, *worse)
    (today,) = conn.execute("select date('now')").fetchone()
    asked = conn.execute(SEARCH_BEST.sql, {"words": "teachers"}).fetchall()
    assert {row["key"] for row in asked} == {f"k{number}" for number in range(1, 9)}
    scores = relevance(conn, parse_query("teachers"), range(1, 9))
    dates = dict(conn.execute("select id, sort_date from articles where id < 9").fetchall())
    by_key = {f"k{n}": scores[n] * freshness(days(today) - days(dates[n])) for n in range(1, 9)}
    values = [by_key[row["key"]] for row in asked]
    # julianday('now') carries the hour, so scores that are equal to a day may change places.
    assert all(left >= right * 0.999 for left, right in pairwise(values))


def days(moment: str) -> int:
    return date.fromisoformat(moment[:10]).toordinal()


def test_a_word_of_every_article_loses_none_of_them(conn: sqlite3.Connection) -> None:
    # The oldest articles came last, as when an archive is read in.
    for number in range(1, 60):
        write(conn, number, f"2026-{1 + number % 11:02d}-01", TITLE.format("everywhere"), "x",
              source="a" if number % 2 else "b", language="en" if number % 3 else "uk")  # fmt: skip
        insert(conn, "article_regions", article=number, region="R", role="about",
               published=f"2026-{1 + number % 11:02d}-01")  # fmt: skip
    expression = match_expression("everywhere")
    selections = (
        Selection(), Selection(source="a"), Selection(language="uk"), Selection(region="R"),
        Selection(region="R", role="about", language="uk"), Selection(region="R", source="b"),
        Selection(region="R", role="mentions"), Selection(topic="none"),
    )  # fmt: skip
    for wanted in selections:
        named = Named(wanted, driver=next(iter(wanted.parameters()), ""))
        looked_up = candidates(conn, expression, named, 100)
        walked = candidates(conn, expression, named, 100, few=5)
        paged, before = [], None
        while page := candidates(conn, expression, named, 7, before, few=5):
            paged += page
            before = Cursor(page[-1][1], page[-1][0])
        assert looked_up == walked == paged
        assert looked_up == sorted(looked_up, key=lambda found: (found[1], found[0]), reverse=True)
    assert len(candidates(conn, expression, Named(Selection()), 100)) == 59
    assert len(candidates(conn, expression, Named(Selection(source="a")), 100)) == 30


@given(st.floats(allow_nan=False))
def test_age_takes_two_fifths_at_most_and_never_adds(age: float) -> None:
    assert 0.6 <= freshness(age) <= 1
    assert freshness(365) == pytest.approx(0.8)


def test_an_odd_date_counts_as_very_old() -> None:
    found = [(1, "soon"), (2, "2026-11-01"), (3, "")]
    assert best_first(found, dict.fromkeys((1, 2, 3), 1.0), TODAY)[0] == (2, "2026-11-01")
