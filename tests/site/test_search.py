from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from aggregator.site.search import MAX_WORDS, match_expression
from aggregator.store.public_schema import FTS_SQL
from tests.site.conftest import Get
from tests.site.sample import CRIMEA, KHERSON


def titles(get: Get, path: str) -> list[str]:
    page = html.fromstring(get(path).content)
    return [bdi.text for bdi in page.xpath("//ol[@class='articles']//h3//bdi")]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fts") / "fts.db"
    with sqlite3.connect(path) as conn:
        conn.execute(FTS_SQL)
        conn.execute(
            "insert into articles_fts (rowid, title, text, author) values (1, 'a', 'b', '')"
        )
    conn.close()
    return path


SYNTAX = st.sampled_from([*"\"'*^+-(){}:.,<>|&\\\x00 ", "AND", "OR", "NOT", "NEAR", "title"])


@settings(max_examples=300)
@given(text=st.text(max_size=60) | st.lists(SYNTAX, max_size=12).map(" ".join))
def test_nothing_that_is_typed_is_a_syntax_error(index: Path, text: str) -> None:
    expression = match_expression(text)
    conn = sqlite3.connect(index)
    try:
        if expression:
            conn.execute(
                "select rowid from articles_fts where articles_fts match ?", (expression,)
            ).fetchall()
    finally:
        conn.close()


def test_words_are_quoted_and_a_star_means_other_endings() -> None:
    assert match_expression('херсон* OR "x') == '"херсон"* "OR" """x"'
    assert match_expression("п’ять пʼять") == '"п\'ять" "п\'ять"'
    assert match_expression(" * - ( ") == ""
    assert match_expression("a " * 50).count('"a"') == MAX_WORDS


def test_search_finds_every_language(get: Get) -> None:
    assert "Sample: teachers in Kherson were summoned" in titles(get, "/search?q=kherson")
    assert titles(get, "/search?q=" + quote("МЕЛІТОПОЛІ")) == [
        "Зразок: у Мелітополі перевіряли телефони"
    ]
    assert titles(get, "/search?q=" + quote("écoles")) == ["Exemple : des écoles de Crimée"]
    assert titles(get, "/search?q=" + quote("мелітоп*"))
    assert titles(get, "/search?q=" + quote("пʼять"))  # the text has another apostrophe


def test_search_narrows_by_region_topic_source_and_language(get: Get) -> None:
    assert titles(get, f"/search?region={CRIMEA}&topic=repression") == [
        "Образец: суд в Симферополе"
    ]
    assert titles(get, f"/search?q={quote('суд')}&region={CRIMEA}") == [
        "Образец: суд в Симферополе"
    ]
    assert titles(get, f"/search?q={quote('суд')}&region={KHERSON}") == []
    assert titles(get, "/search?q=invented&language=fr") == []
    assert titles(get, "/search?language=fr") == ["Exemple : des écoles de Crimée"]


def test_what_was_typed_comes_back_as_text(get: Get) -> None:
    asked = '"><script>alert(1)</script>'
    page = html.fromstring(get("/search?q=" + quote(asked)).content)
    assert page.xpath("//input[@name='q']/@value") == [asked]
    assert not page.xpath("//script")


def test_a_search_without_a_word_says_so(get: Get) -> None:
    assert "There is no word to look for" in get("/search?q=" + quote("***")).text


def test_nothing_found_says_what_to_try(get: Get) -> None:
    assert "Nothing was found." in get("/search?q=zzzzzz").text


def test_search_results_are_paged(get: Get) -> None:
    first = html.fromstring(get("/search?q=Plain").content)
    (following,) = first.xpath("//a[@rel='next']/@href")
    assert "q=Plain" in following
    assert len(titles(get, following)) == 50
    assert not set(titles(get, "/search?q=Plain")) & set(titles(get, following))
