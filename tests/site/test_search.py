from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from aggregator.site.guard import search_words
from aggregator.site.pages import LIST_ARTICLES
from tests.site.conftest import Get
from tests.site.sample import CRIMEA, KHERSON


def titles(get: Get, path: str) -> list[str]:
    page = html.fromstring(get(path).content)
    return [bdi.text_content() for bdi in page.xpath("//ol[@class='articles']//h3//bdi")]


SYNTAX = st.sampled_from([*"\"'*^+-(){}:.,<>|&\\\x00 ", "AND", "OR", "NOT", "NEAR", "title"])


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60) | st.lists(SYNTAX, max_size=12).map(" ".join))
def test_nothing_that_is_typed_is_a_syntax_error(database: Path, text: str) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        conn.execute(
            "select rowid from articles_fts where articles_fts match ?", (search_words(text),)
        ).fetchall()
    finally:
        conn.close()


@pytest.mark.parametrize("path", ["/search?q=", "/news/articles?_search=", "/news/search?words="])
@pytest.mark.parametrize("asked", ["teacher", "TEACHERS", "teachers*", '"teachers were summoned"'])
def test_every_search_box_finds_the_same_words(get: Get, path: str, asked: str) -> None:
    page = html.fromstring(get(path + quote(asked)).content)
    assert "Sample: teachers in Kherson were summoned" in page.text_content()


def test_search_finds_every_language(get: Get) -> None:
    assert "Sample: teachers in Kherson were summoned" in titles(get, "/search?q=kherson")
    assert titles(get, "/search?q=" + quote("МЕЛІТОПОЛЬ")) == [
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
    assert titles(get, "/search?q=teachers&language=fr") == []
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
    assert len(titles(get, following)) == LIST_ARTICLES
    assert not set(titles(get, "/search?q=Plain")) & set(titles(get, following))
