from __future__ import annotations

from datetime import timedelta

import pytest

from aggregator.health import Extraction, State
from tests.origin import faults
from tests.pipeline.lines import NOON, PARAGRAPH, Item, SampleLine, article_page, rss

ARTICLES = [
    Item("kherson", "Sample: children taken from Kherson region", guid="k1"),
    Item("crimea", "Зразок: у Сімферополі засудили трьох людей", guid="c2"),
    Item("melitopol", "Образец: в Мелитополе задержали учителя", guid="m3"),
]


def test_a_round_stores_every_article_with_the_text_of_its_page(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    summary = line.round()
    assert [r.state for r in summary.feeds] == [State.WORKING]
    rows = line.query("SELECT title, extraction, text_from, t.text FROM articles a "
                      "JOIN texts t USING (content_hash) ORDER BY a.id")  # fmt: skip
    assert [row[0] for row in rows] == [item.title for item in ARTICLES]
    assert {row[1] for row in rows} == {Extraction.FULL}
    assert {row[2] for row in rows} == {"page"}
    assert all(PARAGRAPH.strip()[:80] in str(row[3]) for row in rows)


def test_a_second_round_over_unchanged_feeds_changes_no_row(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    line.round()
    before = line.dump("archive.db", ["feed_state"]), line.dump("news.db", ["feeds", "publication"])
    pages = sum(len(line.origin.asked(f"/{item.name}")) for item in ARTICLES)
    line.now += timedelta(minutes=50)  # no page is to be looked at again yet
    line.round()
    after = line.dump("archive.db", ["feed_state"]), line.dump("news.db", ["feeds", "publication"])
    assert after == before
    assert sum(len(line.origin.asked(f"/{item.name}")) for item in ARTICLES) == pages


@pytest.mark.parametrize(
    "validators", [{"etag": '"1"'}, {"last_modified": "Sun, 01 Mar 2026 09:00:00 GMT"}]
)
def test_a_known_feed_is_asked_conditionally(line: SampleLine, validators: dict[str, str]) -> None:
    line.publish_feed(ARTICLES, **validators)
    line.round()
    summary = line.round()
    assert [r.state for r in summary.feeds] == [State.UNCHANGED]
    assert {"if-none-match", "if-modified-since"} & line.origin.asked("/feed")[1].headers.keys()


def test_a_server_that_ignores_validators_is_told_by_the_hash_of_its_body(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    line.round()
    assert [r.state for r in line.round().feeds] == [State.UNCHANGED]


def test_an_edit_makes_a_revision_and_never_a_new_article(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    line.round()
    changed = PARAGRAPH.replace("three residents", "four residents") * 3
    line.origin.page("/kherson", article_page(ARTICLES[0].title, changed))
    edited = Item("kherson", ARTICLES[0].title, guid="k1", summary="Corrected: four residents.")
    line.publish_feed([edited, *ARTICLES[1:]])
    line.now += timedelta(hours=1)
    summary = line.round()
    assert summary.feeds[0].stored.changed == 1
    assert summary.feeds[0].stored.new == 0
    assert line.query("SELECT count(*) FROM articles") == [(3,)]
    assert line.query("SELECT state, updated FROM articles WHERE key = "
                      "(SELECT key FROM articles ORDER BY id LIMIT 1)") == [
        ("edited", "2026-03-01T13:00:00Z")
    ]  # fmt: skip
    assert line.query("SELECT number, changed FROM revisions WHERE article = 1 ORDER BY 1") == [
        (1, "first seen"), (2, "text"),
    ]  # fmt: skip
    kept = line.query("SELECT t.text FROM revisions r JOIN texts t USING (content_hash) "
                      "WHERE r.article = 1 ORDER BY number")  # fmt: skip
    assert "three residents" in str(kept[0])
    assert "four residents" in str(kept[1])


def test_an_entry_that_leaves_the_feed_stays_with_us(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    line.round()
    line.publish_feed(ARTICLES[1:])
    line.round()
    assert line.query("SELECT count(*), count(DISTINCT state) FROM articles", db="news.db") == [
        (3, 1)
    ]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (faults.status(404), Extraction.PAGE_FAILED),
        (faults.status(403), Extraction.PAGE_FAILED),
        (faults.endless_without_length(), Extraction.PAGE_FAILED),
        (faults.binary_as_html(), Extraction.NOT_HTML),
        (faults.pdf(), Extraction.PDF_BROKEN),
        (faults.empty_body("text/html"), Extraction.NO_TEXT),
        (faults.challenge_deflect(), Extraction.PAGE_FAILED),
        (faults.gzip_bomb(), Extraction.PAGE_FAILED),
    ],
)
def test_a_page_that_yields_nothing_keeps_its_entry_with_the_reason(
    line: SampleLine, fault: object, expected: Extraction
) -> None:
    line.publish_feed(ARTICLES)
    line.origin.answer("/crimea", fault)  # type: ignore[arg-type]
    line.round()
    rows = line.query(
        "SELECT title, extraction, excerpt FROM articles WHERE title LIKE 'Зразок%'", db="news.db"
    )
    assert rows == [(ARTICLES[1].title, str(expected), "A sample summary.")]
    others = line.query(
        "SELECT count(*) FROM articles WHERE extraction = 'full text'", db="news.db"
    )
    assert others == [(2,)]


def test_a_page_that_failed_is_tried_again_later_and_is_no_edit(line: SampleLine) -> None:
    line.publish_feed(ARTICLES[:1])
    line.origin.answer("/kherson", faults.status(503))
    line.round()
    line.origin.page("/kherson", article_page(ARTICLES[0].title))
    line.round()
    assert line.query("SELECT extraction FROM articles") == [(str(Extraction.PAGE_FAILED),)]
    line.now += timedelta(minutes=11)
    line.round()
    assert line.query("SELECT extraction, state FROM articles") == [(str(Extraction.FULL), "live")]
    assert [row[0] for row in line.query("SELECT changed FROM revisions ORDER BY number")] == [
        "first seen", "page read",
    ]  # fmt: skip


def test_a_page_that_was_read_is_not_lost_to_a_later_outage(line: SampleLine) -> None:
    line.publish_feed(ARTICLES[:1])
    line.round()
    line.origin.answer("/kherson", faults.status(500))
    line.publish_feed([Item("kherson", ARTICLES[0].title, guid="k1", summary="Changed.")])
    line.now += timedelta(hours=1)
    line.round()
    assert line.query("SELECT extraction, text_from FROM articles") == [
        (str(Extraction.FULL), "page")
    ]


@pytest.mark.parametrize("name", faults.FAULTS)
def test_one_faulty_feed_costs_the_others_nothing(line: SampleLine, name: str) -> None:
    line.fetch = {"timeout": 0.5, "total_timeout": 1, "per_host": 8, "max_bytes": 1_000_000}
    line.publish_feed(ARTICLES[:1])
    line.origin.answer("/bad", faults.FAULTS[name]())
    line.write(["/bad", "/feed"])
    summary = line.round()
    states = {result.feed.id: result.state for result in summary.feeds}
    assert states["sample/feed"] is State.WORKING
    published = dict(line.query("SELECT id, state FROM feeds", db="news.db"))
    assert published["sample/bad"] == str(states["sample/bad"])
    full = "SELECT count(*) FROM articles WHERE extraction = 'full text'"
    # Here the two share a host; one that asks for a pause gets it, and its pages wait.
    pause = "429" in name or name == "503 with seconds"
    assert line.query(full, db="news.db")[0][0] >= 1 or pause
    assert line.query("SELECT count(*) FROM articles")[0][0] >= 1


@pytest.mark.parametrize(
    ("date", "published", "sort_date"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, "2026-03-01T12:00:00Z"),
        ("Thu, 01 Jan 2099 00:00:00 GMT", "2099-01-01T00:00:00Z", "2026-03-01T12:00:00Z"),
        ("Sun, 01 Mar 2026 09:00:00", "2026-03-01T07:00:00Z", "2026-03-01T07:00:00Z"),
        ("nonsense", None, "2026-03-01T12:00:00Z"),
        (None, None, "2026-03-01T12:00:00Z"),
    ],
)
def test_a_strange_date_is_kept_as_written_and_never_sorts_into_the_future(
    line: SampleLine, date: str | None, published: str | None, sort_date: str
) -> None:
    line.publish_feed([Item("a", "Sample", date)])
    line.round()
    rows = line.query("SELECT published, published_raw, sort_date FROM articles", db="news.db")
    assert rows == [(published, date, sort_date)]


def test_entries_without_id_link_title_and_text_are_counted_and_left_out(line: SampleLine) -> None:
    line.origin.page(
        "/feed",
        "<rss version='2.0'><channel><title>t</title><item></item>"
        "<item><title>Only a title</title></item><item><description>Only words</description></item>"
        "</channel></rss>",
    )
    summary = line.round()
    assert summary.feeds[0].stored.without_identity == 1
    assert line.query("SELECT title FROM articles ORDER BY id") == [
        ("Only a title",),
        ("(no title)",),
    ]


def test_a_feed_waits_until_it_is_due_and_backs_off_when_it_fails(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    line.round(everything=False)
    assert line.round(everything=False).feeds == []
    line.now = NOON + timedelta(hours=1, minutes=7)
    assert len(line.round(everything=False).feeds) == 1
    line.origin.answer("/feed", faults.status(500))
    line.now += timedelta(hours=2)
    assert line.round(everything=False).feeds[0].state is State.HTTP
    line.now += timedelta(hours=1, minutes=30)
    assert line.round(everything=False).feeds == []


def test_a_broken_feed_is_never_answered_with_its_own_validators(line: SampleLine) -> None:
    line.origin.page("/feed", "<html><body>Not a feed</body></html>", etag='"1"')
    assert line.round().feeds[0].state is State.NOT_A_FEED
    assert line.round().feeds[0].state is State.NOT_A_FEED
    assert "if-none-match" not in line.origin.asked("/feed")[1].headers


def test_the_same_article_in_two_feeds_of_a_source_is_one_article(line: SampleLine) -> None:
    line.publish_feed(ARTICLES)
    line.origin.page("/again", rss(line.origin, ARTICLES[:2]), content_type="application/rss+xml")
    line.write(["/feed", "/again"])
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(3,)]


@pytest.mark.parametrize(
    "fault", [faults.empty_body("text/html"), faults.pdf(), faults.binary_as_html()]
)
def test_what_we_fail_to_read_is_no_edit_of_the_source(line: SampleLine, fault: object) -> None:
    line.publish_feed(ARTICLES[:1])
    line.round()
    line.origin.answer("/kherson", fault)  # type: ignore[arg-type]
    line.publish_feed_only([Item("kherson", ARTICLES[0].title, guid="k1", summary="Changed.")])
    line.now += timedelta(hours=1)
    line.round()
    assert line.query("SELECT state, extraction, text_from FROM articles") == [
        ("live", str(Extraction.FULL), "page")
    ]
    assert line.query("SELECT count(*) FROM revisions") == [(1,)]


def test_a_round_without_any_connection_is_this_machines_fault_and_soon_repeated(
    line: SampleLine,
) -> None:
    line.publish_feed(ARTICLES[:1])
    line.write(["/feed", "/other"])
    line.origin.answer("/feed", faults.hang())
    line.origin.answer("/other", faults.hang())
    line.fetch = {"timeout": 0.3}
    line.write(["/feed", "/other"])
    assert line.round().offline
    assert line.query("SELECT DISTINCT next_check, failures FROM feed_state") == [
        ("2026-03-01T12:10:00Z", 0)
    ]
