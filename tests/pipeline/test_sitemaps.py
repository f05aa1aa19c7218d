"""Sitemaps through the whole line, against the loopback origin."""

from __future__ import annotations

import gzip
import json

from aggregator.health import State
from tests.origin import faults
from tests.pipeline.lines import PARAGRAPH, Item, SampleLine, article_page
from tests.pipeline.without_feeds import (
    PER_LOOK,
    asked,
    publish,
    site_map,
    sitemap,
    states,
)


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
