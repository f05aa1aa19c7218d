from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from aggregator.health import State
from aggregator.model import Document, Layout, ParsedFeed, Retrieval
from aggregator.parse import parse_source

URL = "https://monitor.example/news/"
FILLER = "<p>" + "Зразковий текст про моніторинг. " * 20 + "</p>"
OLD = """
<div class="post"><h2><a href="/news/1">Обшук у Ялті</a></h2><span class="d">3 / 05 / 2023</span>
<p><a href="/news/1">Детальніше</a></p></div>
<div class="post"><h2><a href="/news/2">Вирок у Сімферополі</a></h2><span class="d">26 серпня 2024
</span></div><a class="next" href="/news/page/2">Далі</a>"""
NEW = """
<article><a class="cover" href="/news/3"><img src="x.jpg" alt=""></a><h3>Зниклий у Мелітополі</h3>
<time datetime="2026-02-03T10:00:00+02:00">3 лютого</time></article>"""
BEFORE = Layout("div.post", "h2 a", "h2", ".d", "a.next", date(2025, 12, 31))
AFTER = Layout("article", None, "h3")


def read(
    body: str, *layouts: Layout, articles: tuple[str, ...] = (), day: date = date(2026, 3, 1),
    kind: str = "listing",
) -> ParsedFeed:  # fmt: skip
    markup = f"<!DOCTYPE html><html><head><title>Новини</title></head><body>{body}{FILLER}</body>"
    document = Document(markup.encode(), "text/html", URL, day)
    retrieval = Retrieval(kind, articles, (), layouts)  # type: ignore[arg-type]
    return parse_source(retrieval, document, 500)


def test_selectors_find_link_title_date_and_the_next_page() -> None:
    feed = read(OLD, BEFORE, day=date(2025, 6, 1))
    assert (feed.state, feed.title) == (State.WORKING, "Новини")
    first, second = feed.entries
    assert (first.link, first.title) == ("https://monitor.example/news/1", "Обшук у Ялті")
    assert first.published == datetime(2023, 5, 3, tzinfo=UTC)
    assert (first.published_raw, first.published_precision) == ("3 / 05 / 2023", "day")
    assert second.published == datetime(2024, 8, 26, tzinfo=UTC)
    assert feed.older == "https://monitor.example/news/page/2"


def test_a_rebuilt_site_is_read_by_the_new_rule_and_old_pages_still_by_the_old() -> None:
    layouts = (BEFORE, AFTER)
    assert [e.title for e in read(NEW, *layouts).entries] == ["Зниклий у Мелітополі"]
    assert len(read(OLD, *layouts, day=date(2025, 12, 31)).entries) == 2
    too_early = read(NEW, *layouts, day=date(2025, 12, 31))
    assert too_early.state is State.LAYOUT
    assert too_early.detail == "nothing on the page fits the selector 'div.post'"


def test_the_machines_date_comes_before_the_printed_one() -> None:
    (entry,) = read(NEW, AFTER).entries
    assert entry.published == datetime(2026, 2, 3, 8, tzinfo=UTC)


def test_a_page_under_an_expired_rule_says_so() -> None:
    feed = read(OLD, BEFORE)
    assert (feed.state, feed.detail) == (State.LAYOUT, "the last layout was valid until 2025-12-31")


def test_items_without_a_link_are_a_changed_layout_too() -> None:
    feed = read("<article><h3>A</h3></article>" * 3, AFTER)
    assert feed.detail == "3 items fit 'article', and none has a link"


def test_a_page_without_text_is_empty_not_changed() -> None:
    document = Document(b"<html><body><div id=root></div>", "text/html", URL, date(2026, 3, 1))
    feed = parse_source(Retrieval("listing", (), (), (AFTER,)), document, 500)
    assert (feed.state, feed.detail) == (
        State.EMPTY,
        "the page shows hardly any text: it may need JavaScript",
    )


def test_selectors_that_find_no_date_or_title_are_said() -> None:
    feed = read(NEW, Layout("article", None, "h3", ".nothing"))
    assert (feed.state, feed.detail) == (
        State.WORKING,
        "no date could be read by the selector '.nothing'",
    )
    assert read(NEW, Layout("article", None, "h1")).detail == (
        "no title was found by the selector 'h1'"
    )


def test_without_a_layout_links_with_the_address_of_an_article_are_entries() -> None:
    body = (
        '<nav><a href="/en/about">About us</a></nav>'
        '<a href="/en/1608"><img src="a.png"></a><a href="/en/1608">Searches in Yalta</a>'
        '<a href="/en/1608">Read more</a><a href="/en/1609" title="A verdict">»</a>'
        '<a href="https://elsewhere.example/en/1610">Somebody else</a>'
    )
    feed = read(body, articles=("/en/[0-9]*",))
    assert [(e.link, e.title) for e in feed.entries] == [
        ("https://monitor.example/en/1608", "Searches in Yalta"),
        ("https://monitor.example/en/1609", "»"),
    ]
    changed = read('<a href="/about">x</a>', articles=("/en/[0-9]*",))
    assert changed.state is State.LAYOUT
    assert changed.detail == "none of 1 links has the address of an article (see `articles`)"


def test_links_to_the_page_itself_and_to_home_are_no_articles() -> None:
    body = '<a href="/news/#top">Up</a><a href="/">Home</a><a href="/news/9">An article</a>'
    assert [e.link for e in read(body, articles=("/*",)).entries] == [
        "https://monitor.example/news/9"
    ]


def test_the_kind_pdf_takes_links_to_documents() -> None:
    body = (
        '<ul><li><a href="/f/review-may.pdf">Огляд за травень</a></li>'
        '<li><a href="/f/REVIEW.PDF?v=2">Огляд за червень</a></li>'
        '<li><a href="https://cdn.example/x.pdf">Чужий</a></li>'
        '<li><a href="/about">Про нас</a></li>'
    )
    assert [e.title for e in read(body, kind="pdf").entries] == [
        "Огляд за травень",
        "Огляд за червень",
    ]
    wide = read(body, kind="pdf", articles=("*.pdf", "//cdn.example/*.pdf"))
    assert [e.title for e in wide.entries] == ["Огляд за травень", "Чужий"]
    rows = read(body, Layout("li", "a"), kind="pdf")
    assert len(rows.entries) == 2


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        (b"%PDF-1.4", "application/pdf", "a file, not a page (application/pdf)"),
        (b'{"a": 1}', "application/json", "not a web page (application/json)"),
        (b" \n ", "text/html", "the answer was empty"),
        (b"<p " + b"a=1 " * 60_000 + b">" + b"x" * 1000, "", "a tag has thousands of attributes"),
    ],
)
def test_what_is_no_page_is_named(body: bytes, kind: str, detail: str) -> None:
    document = Document(body, kind, URL, date(2026, 3, 1))
    feed = parse_source(Retrieval("listing", ("/*",)), document, 500)
    assert (feed.state, feed.detail) == (State.NOT_A_FEED, detail)


def test_a_hostile_base_leads_nowhere() -> None:
    body = '<base href="javascript:alert(1)//"><a href="x">An article here</a>'
    assert read(body, articles=("/*",)).state is State.LAYOUT
    body = '<base href="https://evil.example/"><a href="/news/5">An article</a>'
    assert read(body, articles=("/*",)).state is State.LAYOUT


def test_the_next_page_stays_on_the_host() -> None:
    page = NEW + '<a rel="next" href="https://evil.example/2">2</a><a rel="next" href="?p=2">2</a>'
    assert read(page, Layout("article", older="a[rel=next]")).older == f"{URL}?p=2"


def test_a_page_in_windows_1251_is_read_by_its_bytes() -> None:
    markup = f"<html><body>{OLD}{FILLER}</body></html>".encode("cp1251")
    document = Document(markup, "text/html", URL, date(2025, 1, 1))
    feed = parse_source(Retrieval("listing", (), (), (BEFORE,)), document, 500)
    assert feed.entries[0].title == "Обшук у Ялті"
