"""Bodies are taken out before feedparser reads a document; nothing may come out otherwise."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import ParsedFeed
from aggregator.parse import parse_feed, xmlfeed
from aggregator.parse.bodies import Lifted, lift
from bench.parse_feeds import make_feeds, sizes
from tests.parse.documents import ATOM, RDF, RSS, URL, rss

LONG = "Довгий абзац про обшуки в Бахчисараї та суди в Сімферополі. " * 4


def as_it_is(text: str) -> Lifted:
    return Lifted(text, "\0", ())


def item(inside: str) -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:foo="https://foo.example/">'
        f"<channel><link>https://site.example/</link><item>{inside}</item></channel></rss>"
    )


def read(text: str) -> ParsedFeed:
    return parse_feed(text.encode("utf-8", "replace"), "application/xml", URL)


def read_whole(text: str) -> ParsedFeed:
    """As it was before bodies were lifted."""
    with mock.patch.object(xmlfeed, "lift", as_it_is):
        return read(text)


PIECES = [
    f"<description>{LONG}</description>", f"<description><![CDATA[<p>{LONG}</p>]]></description>",
    f"<content:encoded> <![CDATA[<p>{LONG}</p>\r\n<script>x</script>]]> </content:encoded>",
    f"<description>&lt;p&gt;{LONG}&amp;nbsp;&#8212;&lt;/p&gt;</description>",
    f"<description>{LONG}&nbsp;x</description>", f"<description>{LONG} & x</description>",
    f"<description>{LONG}<b>x</b></description>", "<description>short</description>",
    f"<content:encoded type='application/octet-stream'>{LONG}</content:encoded>",
    f"<title>a<description>{LONG}</description>b</title>", f"<title><![CDATA[{LONG}]]></title>",
    f"<title><foo:summary a='b'>{LONG}</foo:summary></title>", "<title>Обшук</title>",
    f"<!-- <description>{LONG}</description> -->", "<category>Крим</category>", "<category/>",
    f"<category><![CDATA[{LONG}]]></category>", "<enclosure url='https://a.example/b' length='1'/>",
    "<category>a & b</category>", "<category><b>x</b></category>",
    "<slash:comments>3</slash:comments>",
    f"<content type='xhtml'><div><category>x</category>{LONG}</div></content>",
    f"<summary type='html'>{LONG}</summary>", "<guid>x</guid>", "<link>https://a.example/1</link>",
    f"<description><![CDATA[{LONG}", f"<description>{LONG}", "]]>", "</item><item>", "-->",
    f"<description><![CDATA[{LONG}]]> and more</description>", "<author>a@b.example (C)</author>",
    f"<description>Ð\x9eÐ±Ñ\x88ÑÐº {'x' * 120}</description>", f"<link>{LONG}</link>",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_an_entry_is_read_alike_with_its_bodies_lifted_and_in_place(pieces: list[str]) -> None:
    text = item("".join(pieces))
    lifted, whole = read(text), read_whole(text)
    assert lifted.entries == whole.entries


@pytest.mark.parametrize("document", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_every_format_is_read_alike(document: str) -> None:
    assert read(document) == read_whole(document)


def test_the_samples_of_the_bench_are_read_alike_and_lose_most_of_their_size() -> None:
    for sample in make_feeds(10, seed=7):
        whole = parse_feed(sample.body, sample.content_type, URL)
        with mock.patch.object(xmlfeed, "lift", as_it_is):
            assert parse_feed(sample.body, sample.content_type, URL) == whole
        if "xhtml" not in sample.name:
            encoding = "cp1251" if b"windows-1251" in sample.body else "utf-8"
            text = sample.body.decode(encoding)
            assert len(lift(text).text) < len(text) * 0.6, sample.name


def test_a_mark_that_a_feed_writes_itself_is_a_text_like_any_other() -> None:
    mark = lift(item(f"<description>{LONG}</description>")).mark
    text = item(f"<title>{mark}0</title><description>{LONG}</description>")
    (entry,) = read(text).entries
    assert entry.title == f"{mark}0"
    assert entry.summary == LONG.strip()


def test_the_newest_entries_are_chosen_before_their_texts_are_made() -> None:
    items = [
        f"<title>{day}</title><pubDate>{day:02} Aug 2024 10:00 GMT</pubDate>"
        for day in (3, 1, 4, 2)
    ]
    feed = parse_feed(rss(*items).encode(), "application/xml", URL, max_entries=2)
    assert [entry.title for entry in feed.entries] == ["3", "4"]
    assert feed.detail == "2 of 4 entries taken, the newest"


@pytest.mark.parametrize(
    "piece",
    [
        "<description><![CDATA[", "<description>", "<!--", "<category ", "<category a='b' ",
        "<category>&amp;", "<content type='html' ", "<description>&#1", '<enclosure a="&lt;',
    ],
)  # fmt: skip
def test_unclosed_elements_by_the_hundred_thousand_are_passed_over_once(piece: str) -> None:
    # With a search from each to the end of the text this would take an hour.
    text = f"<rss><channel><item>{piece * 300_000}"
    assert lift(text).text == text


def test_sizes_follow_the_feeds_that_were_measured() -> None:
    every = sizes(200)
    assert every[100] == pytest.approx(80_000, rel=0.05)
    assert every[189] == pytest.approx(1_300_000, rel=0.1)
    assert max(every) == 2_500_000
