from __future__ import annotations

import sqlite3
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.site.selection import (
    Cursor,
    NotKnownError,
    Selection,
    from_pairs,
    name_it,
)
from aggregator.site.statement import newest
from tests.site.sample import CRIMEA, KHERSON


@pytest.mark.parametrize("order", [("region", "topic"), ("topic", "region")])
def test_the_order_of_the_words_does_not_matter(order: tuple[str, str]) -> None:
    asked = from_pairs([(name, "x") for name in order])
    assert asked.canonical() == "region=x&topic=x"


def test_empty_words_are_ignored_as_forms_send_them() -> None:
    assert from_pairs([("region", ""), ("topic", "x"), ("role", "")]) == Selection(topic="x")


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["region", "topic", "source", "language"]), st.text(min_size=1))
)
def test_the_preferred_address_asks_the_same(asked: dict[str, str]) -> None:
    selection = from_pairs(asked.items())
    path = selection.feed_path()
    assert path.isascii()
    assert path.startswith("/feeds/")
    assert ".atom" in path
    assert selection.parameters() == asked


@pytest.mark.parametrize(
    "pairs",
    [[("colour", "red")], [("region", "a"), ("region", "b")], [("role", "about")],
     [("topic", "a"), ("role", "x")]],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(NotKnownError):
        from_pairs(pairs)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15))
def test_a_place_in_a_list_is_read_back(number: int) -> None:
    cursor = Cursor("2026-11-01T00:00:00Z", number)
    assert Cursor.read(str(cursor)) == cursor


@settings(deadline=None)
@given(st.text())
def test_a_place_that_is_none_is_the_beginning(text: str) -> None:
    cursor = Cursor.read(text)
    assert cursor is None or isinstance(cursor.id, int)


@pytest.mark.parametrize(
    ("region", "topic", "source", "language"),
    list(product(("", KHERSON, CRIMEA), ("", "education"), ("", "sample-monitor"), ("", "en"))),
)
def test_every_combination_gives_what_a_plain_filter_gives(
    database: Path, region: str, topic: str, source: str, language: str
) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    named = name_it(conn, Selection(region, topic, source, language))
    sql, parameters = newest(named, 1000)
    found = [row[0] for row in conn.execute(sql, parameters)]
    plain = conn.execute(
        "select id from articles a where state <> 'held' "
        "and (:r = '' or id in (select article from article_regions where region = :r)) "
        "and (:t = '' or id in (select article from article_topics where topic = :t)) "
        "and (:s = '' or source = :s) and (:l = '' or language = :l) "
        "order by sort_date desc, id desc",
        {"r": region, "t": topic, "s": source, "l": language},
    ).fetchall()
    conn.close()
    assert found == [row[0] for row in plain]
    assert found or (region and topic) or language


@pytest.mark.parametrize(
    "selection",
    [Selection(), Selection(region=KHERSON), Selection(topic="education"),
     Selection(region=KHERSON, topic="education"), Selection(region=KHERSON, role="about"),
     Selection(source="sample-monitor"), Selection(language="uk")],
)  # fmt: skip
def test_every_list_starts_from_an_index_that_ends_in_the_date(
    database: Path, selection: Selection
) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    sql, parameters = newest(name_it(conn, selection), 50)
    plan = [row[3] for row in conn.execute(f"explain query plan {sql}", parameters)]
    conn.close()
    assert "USING" in plan[0]
    assert "INDEX" in plan[0]
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
