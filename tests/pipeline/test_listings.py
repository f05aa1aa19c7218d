"""Listing pages through the whole line, against the loopback origin."""

from __future__ import annotations

from aggregator.health import State
from tests.pipeline.lines import SampleLine
from tests.pipeline.without_feeds import (
    PER_LOOK,
    asked,
    list_pages,
    listing,
    states,
)


def test_a_listing_page_gives_articles_with_their_dates_and_is_paged_while_it_brings_news(
    line: SampleLine,
) -> None:
    list_pages(line)
    line.origin.page("/list", listing(range(20, 28)))
    line.origin.page("/list?p=2", listing(range(12, 20), 2))
    line.origin.page("/list?p=3", listing(range(4, 12), 3))
    line.round()
    assert [path for path in asked(line) if "list" in path] == ["/list", "/list?2", "/list?3"]
    assert line.query("SELECT count(*), max(published) FROM articles") == [
        (24, "2026-02-27T00:00:00Z")
    ]
    line.origin.page("/list", listing(range(21, 29)))
    line.round()
    assert asked(line) == ["/list", "/news/28"]


def test_a_rebuilt_page_is_a_named_state_and_loses_nothing(line: SampleLine) -> None:
    list_pages(line)
    line.origin.page("/list", listing([1, 2]))
    line.round()
    line.origin.page("/list", listing([3], item="section"))
    line.round()
    assert states(line) == [
        ("layout has changed", "nothing on the page fits the selector 'article.n'")
    ]
    assert line.query("SELECT count(*) FROM articles", db="news.db") == [(2,)]
    line.round()  # and it goes on saying so, although the page is the same
    assert states(line)[0][0] == State.LAYOUT


def test_a_page_that_prints_the_clock_changes_no_article(line: SampleLine) -> None:
    list_pages(line)
    line.origin.page("/list", listing([1, 2]))
    line.round()
    before = line.dump("archive.db", PER_LOOK)
    line.origin.page("/list", listing([1, 2]) + "<p>12:00:01</p>")
    line.round()
    assert line.dump("archive.db", PER_LOOK) == before
