from __future__ import annotations

from datetime import timedelta

import pytest
import yaml

from aggregator.health import Extraction, State, Watch
from tests.origin import faults
from tests.pipeline.lines import PARAGRAPH, Item, SampleLine, article_page

ONE = [Item("kherson", "A search in Kherson", guid="k1")]
TITLE = ONE[0].title
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def show(line: SampleLine, text: str = PARAGRAPH * 3, **more: str) -> None:
    line.origin.page("/kherson", article_page(TITLE, text), **more)


def asked(line: SampleLine) -> int:
    return len(line.origin.asked("/kherson"))


def later(line: SampleLine, by: timedelta) -> None:
    line.now += by
    line.round()


def article(line: SampleLine, columns: str) -> tuple[object, ...]:
    return line.query(f"SELECT {columns} FROM articles")[0]


def test_a_page_is_looked_at_again_on_schedule_and_unchanged_costs_no_reading(
    line: SampleLine,
) -> None:
    line.publish_feed_only(ONE)
    show(line, etag='"1"')
    line.round()
    kept = ["feed_state", "articles", "robots"]
    before = line.dump("archive.db", kept)
    news = line.query("SELECT * FROM articles", db="news.db")
    seq = article(line, "seq")
    for step, looks in ((HOUR, 1), (1.1 * HOUR, 2), (20 * HOUR, 2), (8 * HOUR, 3), (8 * DAY, 4)):
        later(line, step)
        assert asked(line) == looks, step
    assert all(r.headers["if-none-match"] == '"1"' for r in line.origin.asked("/kherson")[1:])
    assert line.dump("archive.db", kept) == before
    assert line.query("SELECT * FROM articles", db="news.db") == news
    assert article(line, "seq") == seq


def test_an_edit_on_the_page_alone_is_found_and_makes_a_version(line: SampleLine) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    show(line, PARAGRAPH * 3 + "Correction: the court released two of them. " * 5)
    later(line, 1.2 * HOUR)
    assert article(line, "state, watch") == ("edited", Watch.OPEN)
    assert line.query("SELECT changed FROM revisions ORDER BY number") == [
        ("first seen",), ("text",)
    ]  # fmt: skip


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_gone_after_two_looks_and_nothing_held_is_deleted(
    line: SampleLine, status: int
) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    line.origin.page("/kherson", "gone", status=status)
    later(line, 1.2 * HOUR)
    assert article(line, "state, watch, extraction") == ("live", Watch.OPEN, str(Extraction.FULL))
    later(line, 26 * HOUR)
    assert article(line, "state, watch, extraction") == ("gone", Watch.GONE, str(Extraction.FULL))
    assert line.query("SELECT state, excerpt FROM articles", db="news.db") == [("gone", "")]
    assert article(line, "updated > first_seen") == (1,), "readers hear of it by that alone"
    text = line.query("SELECT text FROM texts JOIN articles USING (content_hash)")
    assert "Bakhchysarai" in str(text)


def test_a_gone_page_that_answers_again_is_back(line: SampleLine) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    line.origin.remove("/kherson")
    later(line, 1.2 * HOUR)
    later(line, 26 * HOUR)
    assert article(line, "state") == ("gone",)
    show(line)
    later(line, 9 * DAY)
    assert article(line, "state, watch, missing_since") == ("live", Watch.OPEN, None)
    assert line.query("SELECT state FROM articles", db="news.db") == [("live",)]


def test_one_404_between_two_answers_is_nothing(line: SampleLine) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    line.origin.remove("/kherson")
    later(line, 1.2 * HOUR)
    show(line)
    later(line, 26 * HOUR)
    assert article(line, "state, missing_since") == ("live", None)


def test_an_article_that_leads_to_the_home_page_is_missing_and_not_edited(
    line: SampleLine,
) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    line.origin.page("/", article_page("The sample monitor", "Welcome to our news. " * 40))
    line.origin.page("/kherson", "", status=302, headers={"Location": "/"})
    later(line, 1.2 * HOUR)
    later(line, 26 * HOUR)
    assert article(line, "state, title") == ("gone", TITLE)
    assert line.query("SELECT count(*) FROM revisions") == [(1,)]


def test_a_page_that_prints_the_clock_stops_making_versions(line: SampleLine) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    for n in range(10):
        show(line, PARAGRAPH * 3 + f"\nPrinted at 1{n}:05, read {n * 17} times.")
        later(line, 95 * DAY)
    assert line.query("SELECT count(*) FROM revisions")[0][0] in {4, 5}
    assert article(line, "watch") == (Watch.RESTLESS,)
    show(line, PARAGRAPH * 3 + "\nThe court has set all of them free on Friday, at 12:05.")
    later(line, 95 * DAY)
    assert article(line, "watch") == (Watch.OPEN,)


def test_an_entry_that_prints_the_clock_is_not_read_with_every_round(line: SampleLine) -> None:
    show(line)
    for n in range(12):
        line.publish_feed_only([Item("kherson", TITLE, guid="k1", summary=f"Read {n} times.")])
        later(line, timedelta(minutes=20))
    assert asked(line) <= 8
    assert line.query("SELECT count(*) FROM revisions") == [(1,)]


# --- robots.txt and pauses -----------------------------------------------------------


def robots(line: SampleLine, rules: str, status: int = 200) -> None:
    line.origin.page("/robots.txt", rules, content_type="text/plain", status=status)


def test_a_page_that_robots_forbids_is_not_asked_for_and_its_entry_stays(line: SampleLine) -> None:
    robots(line, "User-agent: *\nDisallow: /kherson\n")
    line.publish_feed_only(ONE)
    show(line)
    summary = line.round()
    assert asked(line) == 0
    assert summary.pages_failed == 0
    assert article(line, "extraction, title, state") == (str(Extraction.ROBOTS), TITLE, "live")
    assert line.query("SELECT extraction FROM articles", db="news.db") == [
        (str(Extraction.ROBOTS),)
    ]


def test_a_feed_is_asked_for_whatever_robots_says_of_it_and_robots_only_for_pages(
    line: SampleLine,
) -> None:
    robots(line, "User-agent: *\nDisallow: /\n")
    line.publish_feed_only([])
    assert [r.state for r in line.round().feeds] == [State.EMPTY]
    assert line.origin.asked("/robots.txt") == []


def test_robots_is_asked_for_once_a_day_and_host(line: SampleLine) -> None:
    line.publish_feed([*ONE, Item("yalta", guid="y"), Item("kerch", guid="c")])
    line.round()
    later(line, 5 * HOUR)
    assert len(line.origin.asked("/robots.txt")) == 1
    later(line, 22 * HOUR)
    assert len(line.origin.asked("/robots.txt")) == 2


def test_a_source_that_has_given_permission_is_not_asked_for_its_robots(line: SampleLine) -> None:
    robots(line, "User-agent: *\nDisallow: /\n")
    line.publish_feed_only(ONE)
    show(line)
    line.write()
    document = yaml.safe_load(line.feeds.read_text("utf-8"))
    document["sources"][0]["permission"] = {
        "given_on": "2026-02-01", "contact": "the editors", "evidence": "a letter",
    }  # fmt: skip
    line.feeds.write_text(yaml.safe_dump(document), encoding="utf-8")
    line.round()
    assert article(line, "extraction") == (str(Extraction.FULL),)
    assert line.origin.asked("/robots.txt") == []


def test_while_robots_cannot_be_read_pages_wait_without_counting_as_failed(
    line: SampleLine,
) -> None:
    robots(line, "", status=500)
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    assert asked(line) == 0
    assert article(line, "extraction, page_attempts") == (str(Extraction.PENDING), 0)
    robots(line, "User-agent: *\nDisallow:\n")
    later(line, 2 * HOUR)
    assert article(line, "extraction") == (str(Extraction.FULL),)


def test_a_429_on_a_page_quiets_the_whole_host_for_feeds_and_pages_and_for_later_rounds(
    line: SampleLine,
) -> None:
    many = [Item(name, guid=name) for name in ("kherson", "yalta", "kerch", "sudak", "saky")]
    line.publish_feed_only(many)
    for item in many:
        line.origin.page(f"/{item.name}", "slow down", status=429, headers={"Retry-After": "7200"})
    line.round()
    pages = [r.path for r in line.origin.requests if r.path not in {"/feed", "/robots.txt"}]
    assert len(pages) == 1
    feeds = len(line.origin.asked("/feed"))
    line.now += HOUR
    summary = line.round()
    assert [r.state for r in summary.feeds] == [State.WAITING]
    assert len(line.origin.asked("/feed")) == feeds
    assert line.query("SELECT state, failures FROM feed_state") == [("working", 0)]
    for item in many:
        line.origin.page(f"/{item.name}", article_page(item.name))
    later(line, 1.2 * HOUR)
    later(line, HOUR)
    assert {row[0] for row in line.query("SELECT extraction FROM articles")} == {
        str(Extraction.FULL)
    }


def test_a_page_that_was_read_is_looked_at_for_ever_although_its_host_fails(
    line: SampleLine,
) -> None:
    line.publish_feed_only(ONE)
    show(line)
    line.round()
    line.origin.answer("/kherson", faults.status(500))
    for _ in range(12):
        later(line, 2 * DAY)
    assert article(line, "extraction, state") == (str(Extraction.FULL), "live")
    assert article(line, "page_next")[0] is not None
