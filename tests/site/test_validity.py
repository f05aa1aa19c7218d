"""Every kind of feed of the site is valid by checks written from its specification."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from aggregator.site import opml
from aggregator.site.jsonfeed import json_document
from aggregator.site.routes import patterns
from aggregator.site.rows import Site
from tests.site import jsonfeed11, opml20, rfc4287
from tests.site.conftest import Get
from tests.site.every_feed import ATOM_FEEDS, JSON_FEEDS, OPML
from tests.site.sample import AUTHORITY, URL

SITE = Site("Sample", URL, AUTHORITY, "")


def test_no_kind_of_feed_is_left_out() -> None:
    followed = [p for p in patterns() if re.search(r"\\\.(atom|json|opml)\$$", p.pattern)]
    assert len(followed) > 7
    every = [address.partition("?")[0] for address in (*ATOM_FEEDS, *JSON_FEEDS, *OPML)]
    missing = [p.pattern for p in followed if not any(p.match(address) for address in every)]
    assert missing == [], "name an address of it in tests/site/every_feed.py"


@pytest.mark.parametrize("address", ATOM_FEEDS)
def test_atom_feeds_keep_rfc_4287_5005_and_6721(get: Get, address: str) -> None:
    answer = get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert rfc4287.problems(answer.content) == []


@pytest.mark.parametrize("address", JSON_FEEDS)
def test_json_feeds_keep_json_feed_1_1(get: Get, address: str) -> None:
    answer = get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert jsonfeed11.problems(answer.content) == []


@pytest.mark.parametrize("address", OPML)
def test_lists_of_feeds_keep_opml_2_0(get: Get, address: str) -> None:
    answer = get(address)
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    assert opml20.problems(answer.content) == []


@pytest.mark.parametrize("address", JSON_FEEDS)
def test_both_forms_of_a_feed_tell_the_same_entries(get: Get, address: str) -> None:
    items = get(address).json()["items"]
    feed = etree.fromstring(get(address.replace(".json", ".atom")).content)
    ids = [entry.findtext(rfc4287.ATOM + "id") for entry in feed.findall(rfc4287.ATOM + "entry")]
    assert [item["id"] for item in items] == ids


def test_our_own_feeds_are_all_listed_and_answer(get: Get) -> None:
    listed = etree.fromstring(get("/feeds.opml").content).findall("body/outline/outline")
    feeds = {str(each.get("xmlUrl")).removeprefix(URL): each for each in listed}
    for kind in ("stories.atom", "all", "topic/", "region/", "stories/campaign/", "stories/case/"):
        assert any(address.startswith(f"/feeds/{kind}") for address in feeds), kind
    for address, outline in feeds.items():
        assert get(address).status_code == 200
        assert get(str(outline.get("htmlUrl")).removeprefix(URL)).status_code == 200
    assert "/feeds/campaign/sample-over.atom" not in feeds, "nothing more is asked for there"


def test_the_checks_see_what_is_wrong() -> None:
    links = {"self": f"{URL}/a.json", "alternate": URL}
    good = json_document(SITE, "Sample", [], links)
    assert jsonfeed11.problems(good) == []
    for old, new in (
        (b"/version/1.1", b"/version/1"), (b'"title": "Sample"', b'"title": ""'),
        (b'"items"', b'"entries"'), (b'"language": "en"', b'"language": "e n"'),
        (b'"items": []', b'"items": [{"id": "1"}]'), (b'"_aggregator"', b'"aggregator"'),
        (b'"items": []', b'"next_url": "https://news.example/a.json", "items": []'),
        (b'"items": []', b'"items": [{"id": "1", "content_text": "", "date_modified": "now"}]'),
    ):  # fmt: skip
        assert jsonfeed11.problems(good.replace(old, new)), new
    group = opml.Group("All", (("All", "/feeds/all.atom", "/"),))
    listed = opml.feeds_document(SITE, [group])
    assert opml20.problems(listed) == []
    for old, new in (
        (b'version="2.0"', b'version="3"'), (b"<head>", b"<top/><head>"), (b'text="All', b'tex="'),
        (b'xmlUrl="https', b'xmlUrl="no space'), (b"ownerName", b"owner"),
        (b'type="rss" ', b""),
    ):  # fmt: skip
        assert opml20.problems(listed.replace(old, new)), new
    assert opml20.problems(opml.feeds_document(SITE, []))
