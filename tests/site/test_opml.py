"""The list of sources as OPML, and the letters of sources in it and in feeds."""

from __future__ import annotations

from datasette.app import Datasette
from lxml import etree

from tests.site.conftest import Get
from tests.site.sample import URL


def test_the_opml_lists_every_source_once(get: Get, site: Datasette) -> None:
    answer = get("/sources.opml")
    root = etree.fromstring(answer.content)
    assert root.tag == "opml"
    assert root.get("version") == "2.0"
    assert root.findtext("head/title")
    sources = root.findall("body/outline")
    assert len(sources) == 3
    feeds = root.findall("body/outline/outline")
    assert {feed.get("type") for feed in feeds} == {"rss"}
    assert [feed.get("xmlUrl") for feed in feeds] == [
        f"{URL}/feeds/source/sample-ministry.atom",
        "https://www.monitor.example/old/",
        "https://www.monitor.example/feed/",
        f"{URL}/feeds/source/sample-newsroom.atom",  # it has no feed that is fetched
    ]
    assert all(feed.get("text") for feed in feeds)
    assert (
        get("/sources.opml", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    )


def test_the_opml_has_letter_and_review_of_each_source(get: Get) -> None:
    root = etree.fromstring(get("/sources.opml").content)
    said = {
        outline.get("text", "")[:15]: (
            outline.get("{urn:aggregator:opml}letter"),
            outline.get("{urn:aggregator:opml}reviewed"),
            (outline.get("description") or "").replace("no full review yet", "none"),
        )
        for outline in root.findall("body/outline")
    }
    assert said == {
        "Sample Ministry": ("none", None, "official statement (last full review: none)"),
        "Sample Monitor ": (
            "C", "2025-10-01", "on probation or partly checked (last full review: 2025-10-01)",
        ),
        "Sample Newsroom": ("F", None, "not assessed (last full review: none)"),
    }  # fmt: skip


def letters_in(element: etree._Element) -> list[tuple[str | None, str | None]]:
    return [
        (category.get("term"), category.get("label"))
        for category in element.findall("{http://www.w3.org/2005/Atom}category")
        if category.get("scheme") == "urn:aggregator:source-letter"
    ]


def test_entries_and_the_feed_of_a_source_carry_its_letter(get: Get) -> None:
    expected = [("C", "Source: on probation or partly checked")]
    feed = etree.fromstring(get("/feeds/source/sample-monitor.atom").content)
    assert letters_in(feed) == expected
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entries
    assert all(letters_in(entry) == expected for entry in entries)
    everything = etree.fromstring(get("/feeds/all.atom").content)
    assert letters_in(everything) == []
    ministry = etree.fromstring(get("/feeds/source/sample-ministry.atom").content)
    assert letters_in(ministry) == [("none", "Source: official statement")]
