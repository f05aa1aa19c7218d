from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from aggregator.site.reading import read_article
from aggregator.site.rows import Item
from aggregator.site.snippets import READ_CHARACTERS, SNIPPET_CHARACTERS, Why, why
from aggregator.site.text import without_direction_tricks
from aggregator.tag.folding import parse_query, term_spans
from aggregator.tag.place_forms import place_forms
from tests.site.conftest import Get


@pytest.fixture(scope="module")
def item(database: Path) -> Item:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    found = read_article(conn, "sample-en")
    conn.close()
    assert found is not None
    return found


def ask(item: Item, query: str, **values: str) -> Why:
    return why(replace(item, **values), parse_query(query, place_forms))  # type: ignore[arg-type]


def marked(why: Why) -> list[str]:
    return [part.text for part in (*why.title, *why.snippet) if part.matched]


def test_the_words_that_matched_are_marked_in_any_ending(item: Item) -> None:
    found = ask(item, "teacher Херсон", title_raw="Teachers of Kherson", excerpt_raw="A teacher.")
    assert marked(found) == ["Teachers", "Kherson", "teacher"]
    assert found.elsewhere == ""


@pytest.mark.parametrize(
    ("shown", "author", "query", "words"),
    [
        ("excerpt", "", "prison", "Found in the full text, which its source does not allow"),
        ("unknown", "", "prison", "Found in the full text, which its source does not allow"),
        ("link", "", "teachers prison", "Some of the words were found in the full text, which"),
        ("full", "", "prison", "Found further down in the text."),
        ("excerpt", "A. Prison", "prison", "Found in the name of the author."),
        ("excerpt", "", "teachers -prison", ""),
    ],
)
def test_where_the_match_is_not_shown_words_say_where_it_is(
    item: Item, shown: str, author: str, query: str, words: str
) -> None:
    found = ask(item, query, title_raw="Teachers", excerpt_raw="", shown=shown, author=author)
    assert found.elsewhere.startswith(words)
    assert bool(found.elsewhere) == bool(words)


def test_a_long_text_is_shown_around_its_matches(item: Item) -> None:
    text = "nothing here " * 300 + "the prison of the prison guards " + "nothing more " * 300
    found = ask(item, "prison", title_raw="T", excerpt_raw=text)
    shown = "".join(part.text for part in found.snippet)
    assert marked(found) == ["prison", "prison"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) <= SNIPPET_CHARACTERS + 10


TEXT = st.text(max_size=400) | st.lists(
    st.sampled_from(
        ["Маріуполя", "<mark>", "</bdi>", "&amp;", "teachers", "\u202e", "\n", "'", '"']
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(title=TEXT, text=TEXT, query=TEXT)
def test_what_is_shown_is_the_text_itself(item: Item, title: str, text: str, query: str) -> None:
    found = ask(item, query[:200], title_raw=title, excerpt_raw=text)
    shown = [part.text for part in found.snippet if part.text not in {"… ", " …"}]
    assert without_space("".join(shown)) in without_space(without_direction_tricks(text))


def without_space(text: str) -> str:
    return "".join(text.split())


WORDS = ("Маріуполя", "Mariupol", "teachers", "summoned", "<b>", "prison", "x")


@given(
    text=st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join),
    query=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
)
def test_every_mark_answers_the_question_and_no_answer_is_left_unmarked(
    item: Item, text: str, query: str
) -> None:
    terms = parse_query(query, place_forms)
    found = ask(item, query, title_raw=text, excerpt_raw="")
    for part in found.title:
        assert part.matched == any(term_spans(part.text, terms))


@settings(max_examples=60, deadline=None)
@given(query=TEXT, order=st.sampled_from(["best", "newest", ""]), page=st.text(max_size=5))
def test_any_question_gets_a_page_and_no_markup_gets_through(
    get: Get, query: str, order: str, page: str
) -> None:
    safe = query.encode("utf-8", "replace").decode()
    answer = get("/search?" + urlencode({"q": safe[:150], "order": order, "page": page}))
    assert answer.status_code == 200 or "too long" in answer.text
    tree = html.fromstring(answer.content)
    assert not tree.xpath("//script | //img | //*[@onerror]")
    assert not tree.xpath("//bdi//*[not(self::mark)]")


def test_markup_in_title_and_text_is_shown_as_text_beside_the_marks(get: Get) -> None:
    tree = html.fromstring(get("/search?q=alert").content)
    assert "alert" in [mark.text for mark in tree.xpath("//ol//mark")]
    assert "<script>" in tree.xpath("//ol")[0].text_content()
    assert not tree.xpath("//ol//script | //ol//img")


def test_both_orders_are_links_and_keep_the_question(get: Get) -> None:
    best = html.fromstring(get("/search?q=teachers&language=en").content)
    (newest,) = best.xpath("//a[text()='Newest first']/@href")
    assert newest == "/explore?q=teachers&language=en&order=newest"
    other = html.fromstring(get(newest).content)
    (back,) = other.xpath("//a[text()='Best first']/@href")
    assert back == "/explore?q=teachers&language=en"
    assert other.xpath("//input[@name='order']/@value") == ["newest"]


@pytest.mark.parametrize("order", ["best", "newest"])
def test_pages_follow_each_other_without_a_gap(get: Get, order: str) -> None:
    path, seen = f"/search?q=Plain&order={order}", []
    for _ in range(5):
        tree = html.fromstring(get(path).content)
        seen += tree.xpath("//ol[@class='articles']//h3/a/@href")
        following = tree.xpath("//a[@rel='next']/@href")
        if not following:
            break
        path = following[0]
    assert len(seen) == len(set(seen)) == 120


def test_an_order_that_does_not_exist_is_refused_in_words(get: Get) -> None:
    answer = get("/search?q=x&order=" + quote("oldest"))
    assert answer.status_code == 404
    assert "The order is either best or newest." in answer.text


def test_a_text_longer_than_is_read_is_not_called_hidden(item: Item) -> None:
    text = "a " * READ_CHARACTERS + "prison"
    assert ask(item, "prison", excerpt_raw=text, shown="full").elsewhere == (
        "Found further down in the text."
    )
