"""Every source without a feed in feeds.yaml has a sample of ours, and its rule reads it.

The samples (tests/parse/samples) are invented, in the shape that the addresses of the sites have.
When `aggregator sources check` sees a site answer otherwise, its rule and its sample change
together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aggregator.health import State
from aggregator.model import Document, Feed, ParsedFeed
from aggregator.parse import parse_source
from aggregator.retrieval import first_address
from aggregator.sources import load

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"
SUFFIXES = {"wordpress": ".json", "sitemap": ".xml"}
TYPES = {".json": "application/json", ".xml": "application/xml", ".html": "text/html"}
MARKS = ("SAMPLE", "ЗРАЗОК", "ОБРАЗЕЦ")
REGISTRY = load(ROOT / "feeds.yaml")
FEEDS = [f for s in REGISTRY.sources for f in s.feeds if f.retrieval.kind != "feed"]
WITHOUT_A_FEED = {
    s.id
    for s in REGISTRY.sources
    if s.feeds and all(f.retrieval.kind != "feed" for f in s.feeds)
}  # fmt: skip
CORE = set("krymsos chrg zmina khpg t4p opora helping_to_leave mejlis ukraineworld".split())
NUMBER = {
    "krymsos/site": 3, "khpg/site-en": 3, "ctrc/site": 3, "imi/site": 3,
}  # fmt: skip
"""Entries of a sample; of the others two."""


def sample(feed: Feed) -> Path:
    return SAMPLES / (feed.id.replace("/", "-") + SUFFIXES.get(feed.retrieval.kind, ".html"))


def read(feed: Feed, body: bytes | None = None) -> ParsedFeed:
    path = sample(feed)
    document = Document(
        path.read_bytes() if body is None else body,
        TYPES[path.suffix], first_address(feed), date(2026, 11, 21), 1,
    )  # fmt: skip
    return parse_source(feed.retrieval, document, 500)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.id)
def test_the_rule_of_a_source_reads_its_sample(feed: Feed) -> None:
    read_sample = read(feed)
    assert (read_sample.state, read_sample.detail) == (State.WORKING, "")
    assert len(read_sample.entries) == NUMBER.get(feed.id, 2)
    host = (urlsplit(feed.url).hostname or "").removeprefix("www.")
    for entry in read_sample.entries:
        assert entry.link
        assert (urlsplit(entry.link).hostname or "").removeprefix("www.") == host
        assert feed.retrieval.kind == "sitemap" or (entry.title or "").startswith(MARKS)
        assert feed.retrieval.kind != "pdf" or ".pdf" in entry.link.lower()


@pytest.mark.parametrize(
    "feed", [f for f in FEEDS if f.retrieval.kind in ("listing", "pdf")], ids=lambda feed: feed.id
)
def test_a_page_of_another_shape_is_a_changed_layout_for_each_of_them(feed: Feed) -> None:
    rebuilt = "<html><body><a href='/x'>News</a>" + "<p>A rebuilt sample page.</p>" * 20
    assert read(feed, rebuilt.encode()).state is State.LAYOUT


def test_every_monitor_of_the_seeds_that_has_a_site_and_fifteen_without_a_feed_have_a_rule() -> (
    None
):
    assert {feed.source for feed in FEEDS} >= CORE
    assert len(WITHOUT_A_FEED) >= 15, sorted(WITHOUT_A_FEED)
    assert {"krymsos", "khpg", "ctrc", "crimean_solidarity", "opora", "uhhru", "hrmmu"} <= {
        feed.source for feed in FEEDS
    }


def test_none_is_enabled_before_it_was_seen_to_answer() -> None:
    for feed in FEEDS:
        assert not feed.enabled
        assert feed.reason
        assert feed.grade in "LI"


def test_no_sample_lies_about_without_a_source() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == {sample(feed).name for feed in FEEDS}
    for path in SAMPLES.iterdir():
        assert "SAMPLE" in path.read_text(encoding="utf-8") or "ЗРАЗОК" in path.read_text("utf-8")


def test_the_list_of_khpg_leads_to_its_second_page() -> None:
    (feed,) = [each for each in FEEDS if each.source == "khpg"]
    assert read(feed).older == "https://khpg.org/en/page_2"
