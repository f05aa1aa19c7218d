from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aggregator.extract import UNTITLED, extract
from aggregator.health import Extraction
from aggregator.model import Entry, Page
from tests.extract.pages import NOTHING_SAID, URL, answer, page

HEAD = """<title>Обшук у Ялті – Сайт</title><meta property="og:title" content="Обшук у Ялті">
<meta name="author" content="Олена Петренко">
<meta property="article:published_time" content="2024-08-26T10:15:00+03:00">
<link rel="canonical" href="/news/search-in-yalta/">"""
FULL = page(HEAD)
SAID = Entry(
    id="1",
    link=URL,
    title="Заголовок стрічки",
    summary="Коротко зі стрічки.",
    author="Автор стрічки",
    language="ru",
    published_raw="2024-08-20",
    published=datetime(2024, 8, 20, tzinfo=UTC),
    published_precision="day",
)


def test_what_the_feed_says_stands_before_what_the_page_says() -> None:
    article = extract(SAID, answer(FULL), "en")
    assert (article.title, article.title_from) == ("Заголовок стрічки", "feed")
    assert (article.author, article.author_from) == ("Автор стрічки", "feed")
    assert (article.language, article.language_from) == ("ru", "feed")
    assert (article.published_raw, article.published_from) == ("2024-08-20", "feed")
    assert article.published_precision == "day"


def test_the_text_is_the_pages() -> None:
    article = extract(SAID, answer(FULL))
    assert article.text_from == "page"
    assert article.extraction is Extraction.FULL
    assert "четвертий такий обшук" in article.text
    assert "Коментар від читача" not in article.text


def test_what_the_feed_does_not_say_comes_from_the_page() -> None:
    article = extract(NOTHING_SAID, answer(FULL), "en")
    assert (article.title, article.title_from) == ("Обшук у Ялті", "page")
    assert (article.author, article.author_from) == ("Олена Петренко", "page")
    assert (article.language, article.language_from) == ("uk", "page")
    assert article.published == datetime(2024, 8, 26, 7, 15, tzinfo=UTC)
    assert article.published_raw == "2024-08-26T10:15:00+03:00"
    assert (article.published_from, article.published_precision) == ("page", "minute")


def test_only_the_author_is_missing_and_comes_from_the_page() -> None:
    article = extract(replace(SAID, author=None), answer(FULL))
    assert (article.author, article.author_from) == ("Олена Петренко", "page")
    assert article.title_from == "feed"


def test_what_nobody_says_is_said_by_nobody() -> None:
    article = extract(NOTHING_SAID, answer(page(lang=None)))
    assert (article.title, article.title_from) == (UNTITLED, "")
    assert (article.author, article.author_from) == (None, "")
    assert (article.published, article.published_from) == (None, None)
    assert (article.language, article.language_from) == (None, "")


def test_the_language_of_the_source_is_the_last_resort() -> None:
    article = extract(NOTHING_SAID, answer(page(lang=None)), "en")
    assert (article.language, article.language_from) == ("en", "source")


def test_an_author_of_a_page_loses_the_address() -> None:
    head = '<meta name="author" content="Олена Петренко (olena.petrenko@site.example)">'
    article = extract(NOTHING_SAID, answer(page(head)))
    assert article.author == "Олена Петренко"


@pytest.mark.parametrize("lang", ["uk", "uk-UA", "crh"])
def test_a_declared_language_is_read(lang: str) -> None:
    assert extract(NOTHING_SAID, answer(page(lang=lang))).language == lang.lower()


@pytest.mark.parametrize("lang", ["", "x", "українська", "uk ru", "<script>"])
def test_a_language_that_is_no_code_is_none(lang: str) -> None:
    document = page(lang=None).replace("<html>", f"<html lang='{lang}'>")
    assert extract(NOTHING_SAID, answer(document)).language is None


@pytest.mark.parametrize(
    ("head", "before", "moment", "precision"),
    [
        ("<meta property='article:published_time' content='2024-08-26T10:15:00+03:00'>", "",
         "2024-08-26T07:15", "minute"),
        ("<meta name='DC.date.issued' content='2024-08-26'>", "", "2024-08-26T00:00", "day"),
        ("<meta itemprop='datePublished' content='26 серпня 2024, 10:15'>", "",
         "2024-08-26T07:15", "minute"),
        ("<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"datePublished\": "
         "\"2024-08-26T10:15:00+03:00\", \"dateModified\": \"2024-09-01\"}</script>", "",
         "2024-08-26T07:15", "minute"),
        ("<script type='application/ld+json'>{\"@graph\": [{\"datePublished\" : "
         "\"2024-08-26\"}]}</script>", "", "2024-08-26T00:00", "day"),
        ("", "<time itemprop='datePublished' datetime='2024-08-26T10:15:00+03:00'>x</time>",
         "2024-08-26T07:15", "minute"),
        ("", "<time pubdate>26 серпня 2024</time>", "2024-08-26T00:00", "day"),
        ("", "<time class='entry-date' datetime='2024-08-26T10:15:00+03:00'>26.08.2024</time>",
         "2024-08-26T00:00", "day"),
        ("", "<span class='post-date'>26.08.2024</span>", "2024-08-26T00:00", "day"),
        ("<meta property='article:published_time' content='nonsense'>"
         "<meta name='date' content='2024-08-26'>", "", "2024-08-26T00:00", "day"),
        ("<meta property='article:published_time' content='1970-01-01T00:00:00Z'>"
         "<meta name='date' content='2024-08-26'>", "", "2024-08-26T00:00", "day"),
    ],
)  # fmt: skip
def test_a_date_is_found_where_a_page_states_it(
    head: str, before: str, moment: str, precision: str
) -> None:
    article = extract(NOTHING_SAID, answer(page(head, before)))
    assert article.published is not None
    assert f"{article.published:%Y-%m-%dT%H:%M}" == moment
    assert (article.published_precision, article.published_from) == (precision, "page")


def test_no_date_is_taken_from_the_text_of_an_article() -> None:
    text = ("Обшук відбувся 26 серпня 2024 року, повідомили сусіди. " * 4,)
    article = extract(NOTHING_SAID, answer(page(paragraphs=text)))
    assert article.published is None


def test_a_raw_date_of_the_feed_is_kept_where_nobody_can_read_it() -> None:
    entry = replace(NOTHING_SAID, published_raw="минулої весни")
    assert extract(entry, answer(page())).published_raw == "минулої весни"


def test_a_date_of_the_feed_that_cannot_be_read_gives_way_to_the_pages() -> None:
    entry = replace(NOTHING_SAID, title="t", published_raw="минулої весни")
    article = extract(entry, answer(FULL))
    assert (article.published_raw, article.published_from) == ("2024-08-26T10:15:00+03:00", "page")


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/news/search-in-yalta/", "https://site.example/news/search-in-yalta/"),
        ("https://other.example/a", "https://other.example/a"),
        ("", None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_canonical_link_is_a_web_address_or_none(href: str, canonical: str | None) -> None:
    head = f'<link rel="canonical" href="{href}">'
    assert extract(NOTHING_SAID, answer(page(head))).canonical == canonical


def test_a_page_that_could_not_be_fetched_keeps_the_entry_with_the_reason() -> None:
    failed = Page(URL, failure=Extraction.PAGE_FAILED, detail="HTTP error: HTTP 404")
    article = extract(SAID, failed)
    assert (article.extraction, article.detail) == (Extraction.PAGE_FAILED, "HTTP error: HTTP 404")
    assert (article.text, article.text_from) == ("Коротко зі стрічки.", "feed")
    assert article.title == "Заголовок стрічки"


def test_a_byline_is_taken_where_it_is_stated_and_not_guessed_from_a_class() -> None:
    head = HEAD.replace('<meta name="author" content="Олена Петренко">', "")
    guessed = page(head).replace("<footer>", '<p class="author">Коментаторка Одна</p><footer>')
    assert extract(replace(SAID, author=None), answer(guessed)).author is None
    stated = guessed.replace("<footer>", '<a rel="author" href="/o">Ольга Коваль</a><footer>')
    assert extract(replace(SAID, author=None), answer(stated)).author == "Ольга Коваль"


def test_a_tag_with_thousands_of_attributes_is_refused_and_a_written_in_picture_is_not() -> None:
    hostile = FULL.replace(
        "<footer>", "<p " + " ".join(f'a{n}="1"' for n in range(40_000)) + "><footer>"
    )
    article = extract(SAID, answer(hostile))
    assert article.extraction is Extraction.NO_TEXT
    assert "attributes" in article.detail
    picture = FULL.replace(
        "<footer>", f'<img src="data:image/png;base64,{"A" * 60_000}=="><footer>'
    )
    assert extract(SAID, answer(picture)).extraction is Extraction.FULL
