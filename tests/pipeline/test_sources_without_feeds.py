"""Sources without a feed through the whole line, against the loopback origin."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

from aggregator.cli import main
from aggregator.health import State
from aggregator.retrieval import POSTS_PER_PAGE
from tests.extract.reports import report
from tests.origin import faults
from tests.origin.server import Exchange, Page
from tests.pipeline.lines import PARAGRAPH, Item, SampleLine, article_page

PER_LOOK = ["feed_state", "feed_habits"]  # what a look itself leaves behind
POSTS = "/wp-json/wp/v2/posts"
NS = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Blog:
    """A WordPress that answers its API as WordPress does: filtered, ordered, paged."""

    def __init__(self, line: SampleLine) -> None:
        self.line, self.posts = line, dict[int, tuple[datetime, str]]()
        line.origin.answer(POSTS, self.play)

    def write(self, number: int, at: datetime, text: str = PARAGRAPH * 3) -> None:
        self.posts[number] = (at, text)

    async def play(self, exchange: Exchange) -> None:
        query = parse_qs(urlsplit(exchange.request.path).query)
        page, size = int(query.get("page", ["1"])[0]), int(query["per_page"][0])
        rows = sorted(self.posts.items(), key=lambda row: row[1][0], reverse=True)
        total = -(-len(rows) // size)
        if page > max(total, 1):
            wrong = json.dumps({"code": "rest_post_invalid_page_number"}).encode()
            await Page(wrong, "application/json", status=400)(exchange)
            return
        shown = rows[(page - 1) * size : page * size]
        body = json.dumps([self.post(number, at, text) for number, (at, text) in shown])
        headers = {"X-WP-TotalPages": str(total)}
        await Page(body.encode(), "application/json", headers)(exchange)

    def post(self, number: int, at: datetime, text: str) -> dict[str, object]:
        return {
            "id": number,
            "guid": {"rendered": self.line.origin.url(f"/?p={number}")},
            "link": self.line.origin.url(f"/post-{number}/"),
            "date_gmt": "2026-02-01T09:00:00",
            "modified_gmt": f"{at:%Y-%m-%dT%H:%M:%S}",
            "title": {"rendered": f"Sample report {number}"},
            "excerpt": {"rendered": "<p>A sample.</p>"},
            "content": {"rendered": f"<p>{text}</p>"},
        }


@pytest.fixture
def blog(line: SampleLine) -> Blog:
    line.keys = {"kind": "wordpress"}
    line.write([POSTS])
    return Blog(line)


def day(number: int) -> datetime:
    return datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=number)


def asked(line: SampleLine) -> list[str]:
    """What was asked for since the last look, without the query of WordPress but its page, and
    without robots.txt."""
    paths = []
    for request in line.origin.requests:
        parts = urlsplit(request.path)
        if parts.path == "/robots.txt":
            continue
        page = parse_qs(parts.query).get("page", parse_qs(parts.query).get("p"))
        paths.append(parts.path + (f"?{page[0]}" if page else ""))
    line.origin.requests.clear()
    return paths


def states(line: SampleLine) -> list[tuple[object, ...]]:
    return line.query("SELECT state, detail FROM feed_state")


def test_posts_of_wordpress_need_no_page_and_are_whole(line: SampleLine, blog: Blog) -> None:
    blog.write(1, day(1))
    line.round()
    assert asked(line) == [POSTS]
    assert line.query(
        "SELECT title, extraction, text_from, published FROM articles", db="archive.db"
    ) == [("Sample report 1", "full text", "feed", "2026-02-01T09:00:00Z")]
    (text,) = line.query("SELECT text FROM texts")
    assert "Bakhchysarai" in str(text[0])


def test_a_second_look_at_an_unchanged_source_changes_no_row_and_asks_once(
    line: SampleLine, blog: Blog
) -> None:
    for number in range(50):
        blog.write(number, day(number))
    line.round()
    before = line.dump("archive.db", PER_LOOK), line.dump("news.db", ["feeds", "meta"])
    assert asked(line) == [POSTS, f"{POSTS}?2", f"{POSTS}?3"]
    line.round()
    assert asked(line) == [POSTS]
    assert states(line)[0][0] == State.UNCHANGED
    after = line.dump("archive.db", PER_LOOK), line.dump("news.db", ["feeds", "meta"])
    assert before == after


def test_one_new_post_costs_one_request(line: SampleLine, blog: Blog) -> None:
    for number in range(50):
        blog.write(number, day(number))
    line.round()
    asked(line)
    blog.write(99, day(99))
    line.round()
    assert asked(line) == [POSTS]
    assert line.query("SELECT count(*) FROM articles") == [(51,)]


def test_the_first_look_takes_no_more_pages_than_are_allowed(line: SampleLine, blog: Blog) -> None:
    line.keys = {"kind": "wordpress", "pages": 2}
    line.write([POSTS])
    for number in range(5 * POSTS_PER_PAGE):
        blog.write(number, day(number))
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(2 * POSTS_PER_PAGE,)]
    asked(line)
    line.round()
    assert asked(line) == [POSTS]  # what is older is history
    assert line.query("SELECT count(*) FROM articles") == [(2 * POSTS_PER_PAGE,)]


def test_what_came_during_a_long_pause_is_fetched_over_several_rounds(
    line: SampleLine, blog: Blog
) -> None:
    line.keys = {"kind": "wordpress", "pages": 2}
    line.write([POSTS])
    blog.write(0, day(0))
    line.round()
    for number in range(1, 6 * POSTS_PER_PAGE):
        blog.write(number, day(number))
    line.round()
    assert states(line) == [("working", "older pages wait for the next round")]
    for _ in range(5):
        line.round()
    assert line.query("SELECT count(*) FROM articles") == [(6 * POSTS_PER_PAGE,)]
    ((left,),) = line.query("SELECT documents FROM feed_documents")
    assert "older" not in str(left)
    asked(line)
    line.round()
    assert asked(line) == [POSTS]


def test_an_older_page_that_fails_is_asked_for_again(line: SampleLine, blog: Blog) -> None:
    line.keys = {"kind": "wordpress", "pages": 2}
    line.write([POSTS])
    blog.write(0, day(0))
    line.round()
    for number in range(1, 30):
        blog.write(number, day(number))
    broken = True

    async def torn(exchange: Exchange) -> None:
        if broken and "&page=2" in exchange.request.path:
            await faults.status(503)(exchange)
        else:
            await blog.play(exchange)

    line.origin.answer(POSTS, torn)
    line.round()
    assert "an older page: HTTP error" in str(states(line)[0][1])
    assert line.query("SELECT count(*) FROM articles") == [(21,)]
    broken = False
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(30,)]


def test_an_edited_post_becomes_a_new_version(line: SampleLine, blog: Blog) -> None:
    blog.write(1, day(1))
    line.round()
    blog.write(1, day(30), PARAGRAPH * 2 + "The number was corrected to four.")
    line.round()
    assert line.query("SELECT state FROM articles") == [("edited",)]
    assert line.query("SELECT changed FROM revisions ORDER BY number") == [
        ("first seen",),
        ("text",),
    ]


# --- sitemaps ----------------------------------------------------------------------------------


def sitemap(line: SampleLine, rows: Sequence[tuple[str, str | None]], tag: str = "url") -> str:
    root = "urlset" if tag == "url" else "sitemapindex"
    parts = [
        f"<{tag}><loc>{line.origin.url(path)}</loc>"
        + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "")
        + f"</{tag}>"
        for path, lastmod in rows
    ]
    return f"<?xml version='1.0'?><{root} xmlns='{NS}'>{''.join(parts)}</{root}>"


def publish(line: SampleLine, path: str, document: str, **options: str) -> None:
    line.origin.page(path, document, content_type="application/xml", **options)


def site_map(line: SampleLine, pages: int = 3) -> None:
    line.keys = {"kind": "sitemap", "articles": ["/news/*"], "pages": pages}
    line.write(["/sitemap.xml"])
    for name in "abcdef":
        line.origin.page(f"/news/{name}", article_page(f"Sample report {name}"))


def test_an_address_in_a_sitemap_becomes_an_article_with_the_title_of_its_page(
    line: SampleLine,
) -> None:
    site_map(line)
    publish(line, "/sitemap.xml", sitemap(line, [("/news/a", "2026-02-01"), ("/about", None)]))
    line.round()
    assert line.query("SELECT title, title_from, text_from FROM articles") == [
        ("Sample report a", "page", "page")
    ]


def test_a_lastmod_that_moved_makes_the_page_due_again_and_only_that_one(line: SampleLine) -> None:
    site_map(line)
    rows = [("/news/a", "2026-02-01"), ("/news/b", "2026-02-02")]
    publish(line, "/sitemap.xml", sitemap(line, rows))
    line.round()
    asked(line)
    line.origin.page("/news/a", article_page("Sample report a", PARAGRAPH * 2 + "Corrected."))
    publish(line, "/sitemap.xml", sitemap(line, [("/news/a", "2026-02-09"), rows[1]]))
    line.round()
    assert asked(line) == ["/sitemap.xml", "/news/a"]
    assert line.query("SELECT title FROM articles WHERE state = 'edited'") == [("Sample report a",)]


def test_of_an_index_only_what_has_moved_is_asked(line: SampleLine) -> None:
    site_map(line)
    publish(line, "/one.xml", sitemap(line, [("/news/a", "2026-01-01")]), etag='"1"')
    packed = gzip.compress(sitemap(line, [("/news/b", "2026-02-02")]).encode())
    line.origin.page("/two.xml.gz", packed, content_type="application/x-gzip")
    index = [("/one.xml", "2026-01-01"), ("/two.xml.gz", "2026-02-02")]
    publish(line, "/sitemap.xml", sitemap(line, index, "sitemap"), etag='"i1"')
    line.round()
    assert asked(line)[:3] == ["/sitemap.xml", "/two.xml.gz", "/one.xml"]
    assert line.query("SELECT count(*) FROM articles") == [(2,)]
    line.round()
    assert asked(line) == ["/sitemap.xml"]
    assert states(line)[0][0] == State.UNCHANGED
    publish(line, "/one.xml", sitemap(line, [("/news/a", "2026-01-01"), ("/news/c", None)]))
    index[0] = ("/one.xml", "2026-03-01")
    publish(line, "/sitemap.xml", sitemap(line, index, "sitemap"), etag='"i2"')
    line.round()
    assert asked(line) == ["/sitemap.xml", "/one.xml", "/news/c"]


def test_sitemaps_without_a_date_are_asked_though_the_index_stays_the_same(
    line: SampleLine,
) -> None:
    site_map(line, pages=1)
    publish(line, "/posts-1.xml", sitemap(line, [("/news/a", None)]), etag='"a"')
    publish(line, "/posts-2.xml", sitemap(line, [("/news/b", None)]), etag='"b"')
    index = sitemap(line, [("/posts-1.xml", None), ("/posts-2.xml", None)], "sitemap")
    publish(line, "/sitemap.xml", index, etag='"i"')
    line.round()
    assert asked(line) == ["/sitemap.xml", "/posts-2.xml", "/news/b"]
    before = line.dump("archive.db", PER_LOOK)
    line.round()
    assert asked(line) == ["/sitemap.xml", "/posts-2.xml"]
    assert line.dump("archive.db", PER_LOOK) == before
    publish(line, "/posts-2.xml", sitemap(line, [("/news/b", None), ("/news/c", None)]), etag='"c"')
    line.round()
    assert asked(line) == ["/sitemap.xml", "/posts-2.xml", "/news/c"]
    assert states(line)[0][0] == State.WORKING


def test_a_sitemap_of_an_index_that_fails_is_asked_again_and_the_others_count(
    line: SampleLine,
) -> None:
    site_map(line)
    publish(line, "/one.xml", sitemap(line, [("/news/a", None)]))
    line.origin.answer("/two.xml", faults.status(500))
    index = sitemap(line, [("/one.xml", "2026-01-01"), ("/two.xml", "2026-02-02")], "sitemap")
    publish(line, "/sitemap.xml", index, etag='"i"')
    line.round()
    ((state, detail),) = states(line)
    assert state == State.WORKING
    assert "/two.xml: HTTP error: HTTP 500" in str(detail)
    publish(line, "/two.xml", sitemap(line, [("/news/b", None)]))
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(2,)]


def test_when_no_sitemap_of_an_index_can_be_had_the_feed_fails(line: SampleLine) -> None:
    site_map(line)
    line.origin.answer("/one.xml", faults.status(500))
    publish(line, "/sitemap.xml", sitemap(line, [("/one.xml", None)], "sitemap"))
    line.round()
    assert states(line)[0][0] == State.HTTP


def test_a_sitemap_beside_a_feed_takes_nothing_away_from_its_entries(line: SampleLine) -> None:
    site_map(line)
    line.keys, line.keys_of = {}, {"/sitemap.xml": {"kind": "sitemap", "articles": ["/news/*"]}}
    line.write(["/feed", "/sitemap.xml"])
    line.publish_feed_only([Item("news/a", "Sample report a", summary="From the feed.")])
    line.origin.page("/sitemap.xml", "x", status=404)
    line.round()
    for moment in ("2026-02-01", "2026-02-02"):
        publish(line, "/sitemap.xml", sitemap(line, [("/news/a", moment)]))
        line.round()
    assert [path for path in asked(line) if path == "/news/a"] == ["/news/a"] * 2
    ((entry, date),) = line.query("SELECT entry, published FROM articles")
    assert json.loads(str(entry))["summary"] == "From the feed."
    assert json.loads(str(entry))["revised"] == "2026-02-02"
    assert date == "2026-03-01T09:00:00Z"


# --- listing pages -----------------------------------------------------------------------------


def listing(numbers: Sequence[int], page: int = 1, item: str = "article") -> str:
    rows = "".join(
        f'<{item} class="n"><h3><a href="/news/{number}">Sample report {number}</a></h3>'
        f"<span class=d>{number} / 02 / 2026</span></{item}>"
        for number in numbers
    )
    older = f'<a rel="next" href="/list?p={page + 1}">Older</a>'
    return f"<!DOCTYPE html><title>List</title><p>{PARAGRAPH}</p>{rows}{older}"


def list_pages(line: SampleLine) -> None:
    line.keys = {
        "kind": "listing",
        "layout": [{"item": "article.n", "title": "h3", "date": ".d", "next": "a[rel=next]"}],
    }
    line.write(["/list"])
    for number in range(1, 29):
        line.origin.page(f"/news/{number}", article_page(f"Sample report {number}"))


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


def test_a_new_rule_reads_a_page_that_has_not_changed(line: SampleLine) -> None:
    site_map(line)
    rows = [("/news/a", "2026-02-01"), ("/other/b", "2026-02-02")]
    publish(line, "/sitemap.xml", sitemap(line, rows), etag='"1"')
    line.origin.page("/other/b", article_page("Sample report b"))
    line.round()
    line.round()
    assert states(line)[0][0] == State.UNCHANGED
    line.keys = {"kind": "sitemap", "articles": ["/news/*", "/other/*"]}
    line.write(["/sitemap.xml"])
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(2,)]


def test_a_kill_between_two_rounds_repeats_nothing_that_waits(line: SampleLine, blog: Blog) -> None:
    blog.write(0, day(0))
    line.round()
    for number in range(1, 4 * POSTS_PER_PAGE):
        blog.write(number, day(number))
    line.round()
    assert "older" in str(line.query("SELECT documents FROM feed_documents"))
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(4 * POSTS_PER_PAGE,)]


# --- documents and channels --------------------------------------------------------------------


def test_a_report_behind_a_list_becomes_a_document_with_title_date_and_text(
    line: SampleLine,
) -> None:
    line.keys = {"kind": "pdf", "layout": [{"item": "li", "date": "i"}]}
    line.write(["/reports"])
    rows = "<li><a href='/files/may.pdf'>Sample review of May</a> <i>12 травня 2025</i></li>"
    line.origin.page("/reports", f"<title>R</title><ul>{rows}</ul><p>{PARAGRAPH}</p>")
    words = ("Sample review. In Bakhchysarai the monitors", "recorded eight searches in May.")
    body = report([words])
    line.origin.page("/files/may.pdf", body, content_type="application/pdf")
    line.round()
    assert line.query(
        "SELECT title, link, published, published_from, extraction, detail FROM articles"
    ) == [
        (
            "Sample review of May",
            line.origin.url("/files/may.pdf"),
            "2025-05-12T00:00:00Z",
            "feed",
            "full text",
            "PDF, 1 page",
        )
    ]
    ((text,),) = line.query("SELECT text FROM texts")
    assert "the monitors recorded eight searches" in str(text)


def test_a_link_of_an_ordinary_feed_that_answers_a_pdf_is_read_like_one(line: SampleLine) -> None:
    line.publish_feed_only([Item("review", "Sample review")])
    body = report([["A sample report on the searches in Yalta and Alushta, invented."]])
    line.origin.page("/review", body, content_type="application/octet-stream")
    line.round()
    assert line.query("SELECT extraction, text_from FROM articles") == [("full text", "page")]


def test_messages_of_a_channel_become_articles_without_another_request(line: SampleLine) -> None:
    line.fetch = {"telegram": True}
    line.keys = {"kind": "telegram"}
    line.write(["/s/sample_channel"])
    messages = "".join(
        f'<div class="tgme_widget_message" data-post="sample_channel/{number}">'
        f'<div class="tgme_widget_message_text js-message_text">Sample message {number}.<br>'
        f"{PARAGRAPH}</div><a class='tgme_widget_message_date'>"
        f"<time datetime='2026-02-0{number}T10:00:00+00:00'></time></a></div>"
        for number in (4, 5)
    )
    line.origin.page("/s/sample_channel", f"<div class='tgme_channel_info'></div>{messages}")
    line.round()
    assert asked(line) == ["/s/sample_channel"]
    assert line.query("SELECT title, link, extraction FROM articles ORDER BY published") == [
        ("Sample message 4.", "https://t.me/sample_channel/4", "full text"),
        ("Sample message 5.", "https://t.me/sample_channel/5", "full text"),
    ]


def test_the_check_of_sources_looks_at_every_kind_once(line: SampleLine, blog: Blog) -> None:
    for number in range(50):
        blog.write(number, day(number))
    arguments = ["--feeds", str(line.feeds), "--allow-address", "127.0.0.0/8", "sources", "check"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "working" in result.output
    assert str(POSTS_PER_PAGE) in result.output
    assert asked(line) == [POSTS]
