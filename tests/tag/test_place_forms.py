from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from aggregator.tag.folding import fold, match_expression
from aggregator.tag.place_forms import place_forms

DOCUMENTS = {
    "en": "Teachers in Mariupol were told to teach in Russian.",
    "uk": "Жителів Маріуполя змушують брати паспорти.",
    "ru": "В Мариуполе снесли дом.",
    "fr": "À Marioupol, les habitants attendent.",
    "crimea": "A court in occupied Crimea sentenced him.",
    "крим": "У Криму засудили трьох людей.",
    "crime": "A war crime was documented in Kherson.",
}


def find(query: str) -> set[str]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE texts USING fts5(name UNINDEXED, text)")
        db.executemany(
            "INSERT INTO texts VALUES (?, ?)", [(k, fold(v)) for k, v in DOCUMENTS.items()]
        )
        expression = match_expression(query, place_forms)
        return {
            row[0] for row in db.execute("SELECT name FROM texts WHERE texts MATCH ?", [expression])
        }


@pytest.mark.parametrize(
    "query", ["Mariupol", "Маріуполя", "в Мариуполе", "Marioupol", "in mariupol"]
)
def test_a_place_is_found_under_any_of_its_names_in_any_case_form(query: str) -> None:
    assert find(query) == {"en", "uk", "ru", "fr"}


@pytest.mark.parametrize("query", ["Crimea", "Крим", "Крым", "Krym"])
def test_crimea_is_found_and_no_crime_with_it(query: str) -> None:
    assert find(query) == {"crimea", "крим"}


@pytest.mark.parametrize("query", ["human", "bar", "teachers", "", "zzz"])
def test_an_ordinary_word_is_not_widened_to_a_place(query: str) -> None:
    assert place_forms(query) == ()
