from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from aggregator.parse import parse_feed
from tests.parse.documents import ATOM, JSON, RDF, RSS, URL, rss


def read(document: str | bytes, content_type: str = "text/xml", most: int = 500) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, content_type, URL, max_entries=most)


def entry_of(*fields: str) -> Entry:
    (entry,) = read(rss("".join(fields))).entries
    return entry


def test_rss_gives_every_field() -> None:
    feed = read(RSS)
    assert (feed.state, feed.title, feed.language) == (
        State.WORKING,
        "Правозахисний монітор",
        "uk-UA",
    )
    first, second = feed.entries
    assert first == Entry(
        id="site-1",
        link="https://site.example/1",
        title="У Мелітополі зник журналіст",
        summary="Коротко про подію",
        content="Перший абзац.\nДругий абзац.",
        author="Олена Петренко",
        language=first.language,
        published_raw="Mon, 26 Aug 2024 14:05:00 +0300",
        published=datetime(2024, 8, 26, 11, 5, tzinfo=UTC),
        published_precision="minute",
    )
    assert (second.link, second.id) == ("https://site.example/2", "https://site.example/2")
    assert second.published == datetime(2024, 8, 25, 9, tzinfo=UTC)


def test_atom_gives_every_field() -> None:
    feed = read(ATOM, "application/atom+xml")
    first, second = feed.entries
    assert (feed.title, first.title) == ("Crimea watch", "Searches in Bakhchysarai")
    assert first.link == "https://site.example/a"
    assert first.id == "tag:site.example,2024:a"
    assert first.author == "Jane Doe, Іван Іваненко"
    assert (first.summary, first.content) == ("Four homes.", "One.\nTwo.")
    assert first.published == datetime(2024, 8, 26, 11, 5, tzinfo=UTC)
    assert first.updated_raw == "2024-08-27T11:05:00Z"
    assert second.language == "uk"
    assert second.content == "Слово < слова"


def test_an_update_stands_in_for_a_missing_date_of_publication() -> None:
    second = read(ATOM).entries[1]
    assert second.published_raw == "2024-08-25T10:00:00+03:00"
    assert second.published == datetime(2024, 8, 25, 7, tzinfo=UTC)


def test_rdf_in_windows_1251_gives_its_fields() -> None:
    feed = read(RDF.encode("windows-1251"), "")
    (entry,) = feed.entries
    assert (feed.title, entry.title, entry.author) == ("Архив", "Обыски в Ялте", "Редакция")
    assert (entry.link, entry.summary) == ("https://site.example/r", "Задержаны двое.")
    assert (entry.published, entry.published_precision) == (datetime(2005, 3, 1, tzinfo=UTC), "day")


def test_json_feed_gives_every_field() -> None:
    feed = read(JSON, "application/feed+json")
    first, second, _third = feed.entries
    assert (feed.title, feed.language) == ("Окуповані території", "uk")
    assert (first.id, first.link) == ("j1", "https://site.example/j1")
    assert (first.summary, first.content) == ("Коротко", "Перший.\nДругий.")
    assert first.published == datetime(2024, 8, 26, 11, 5, tzinfo=UTC)
    assert first.author == "Олена"
    assert (second.id, second.link) == ("2", "https://other.example/j2")
    assert (second.content, second.author) == ("Лише текст", "Іван")


def test_wrong_types_in_json_cost_the_field_and_not_the_feed() -> None:
    third = read(JSON).entries[2]
    assert third == Entry(id=None, link=None, title=None)


def test_json_with_halves_of_characters_can_be_stored() -> None:
    item = {"id": "\ud800x", "title": "\udfffy", "language": "\ud800", "date_published": "\ud800"}
    (entry,) = read(json.dumps({"items": [item]})).entries
    assert (entry.id, entry.title, entry.language, entry.published_raw) == ("x", "y", None, None)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>jane@site.example (Jane Doe)</author>", "Jane Doe"),
        ("<author>Jane Doe &lt;jane@site.example&gt;</author>", "Jane Doe"),
        ("<author>jane@site.example</author>", None),
        ("<author>Jane Doe</author>", "Jane Doe"),
        ("<author>Jane, jane@site.example, Іван</author>", "Jane, Іван"),
        ("<author>&lt;a href='mailto:j@site.example'&gt;Jane&lt;/a&gt;</author>", "Jane"),
    ],
)
def test_an_author_comes_without_the_address(author: str, name: str | None) -> None:
    assert entry_of(author, "<title>t</title>").author == name


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ("<link>https://site.example/a</link>", "https://site.example/a"),
        ("<link>/a</link>", "https://site.example/a"),
        ("<link> \n https://site.example/a \n </link>", "https://site.example/a"),
        ("<link>https://site.example/?a=1&amp;b=2</link>", "https://site.example/?a=1&b=2"),
        ("<link><![CDATA[https://site.example/?a=1&b=2]]></link>", "https://site.example/?a=1&b=2"),
        ("<guid>https://site.example/a</guid>", "https://site.example/a"),
        ("<guid isPermaLink='false'>https://site.example/a</guid>", None),
        ("<guid>42</guid>", None),
        ("<guid>https://site.example/g</guid><link>/a</link>", "https://site.example/a"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>data:text/html,x</link>", None),
        ("<link>https://site.example@evil.example/</link>", None),
        ("<title>none</title>", None),
    ],
)
def test_the_link_of_an_entry_is_a_web_address_or_none(fields: str, link: str | None) -> None:
    assert entry_of(fields).link == link


def test_xml_base_is_followed() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/x/">
      <entry xml:base="y/"><id>1</id><link href="z"/></entry></feed>"""
    assert read(atom).entries[0].link == "https://cdn.example/x/y/z"


def test_an_atom_id_is_never_taken_for_a_link() -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>post-5</id></entry></feed>'
    assert read(atom).entries[0] == Entry(id="post-5", link=None, title=None)


@pytest.mark.parametrize(
    ("date", "raw", "year"),
    [
        ("<pubDate>not a date</pubDate>", "not a date", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("<pubDate>2099-01-01</pubDate>", "2099-01-01", 2099),
        ("<pubDate>nonsense</pubDate><dc:date>2024-01-01</dc:date>", "2024-01-01", 2024),
        ("<title>none</title>", None, None),
    ],
)
def test_the_raw_date_is_kept_also_where_it_says_nothing(
    date: str, raw: str | None, year: int | None
) -> None:
    entry = entry_of(date)
    assert entry.published_raw == raw
    assert (entry.published.year if entry.published else None) == year


@pytest.mark.parametrize(
    ("body", "content_type", "state"),
    [
        (b"", "text/xml", State.NOT_A_FEED),
        (b" \n ", "text/xml", State.NOT_A_FEED),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "text/xml", State.NOT_A_FEED),
        (b"<html><body><p>Hello</p></body></html>", "text/html", State.NOT_A_FEED),
        (b"<!-- c --><html></html>", "text/html", State.NOT_A_FEED),
        (b"%PDF-1.7 \xe2\xe3", "application/pdf", State.NOT_A_FEED),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "image/png", State.NOT_A_FEED),
        (b"\x1f\x8b\x08\0\0\0\0\0", "text/xml", State.NOT_A_FEED),
        (bytes(range(256)) * 8, "", State.NOT_A_FEED),
        (b"Just words", "text/plain", State.NOT_A_FEED),
        (b'{"error": "not found"}', "application/json", State.NOT_A_FEED),
        (b"[]", "application/json", State.NOT_A_FEED),
        (b'{"items": [', "application/json", State.BROKEN),
        (b"[" * 100_000, "application/json", State.BROKEN),
        (b'{"items": []}', "application/feed+json", State.EMPTY),
        (b"<rss version='2.0'><channel></channel></rss>", "", State.EMPTY),
        (b"<opml><body/></opml>", "text/xml", State.BROKEN),
        (b"<rss", "text/xml", State.BROKEN),
    ],
)
def test_what_is_no_feed_is_a_named_state_with_a_reason(
    body: bytes, content_type: str, state: State
) -> None:
    feed = parse_feed(body, content_type, URL)
    assert feed.state is state
    assert feed.entries == ()
    assert feed.detail or state is State.EMPTY


def test_ten_thousand_entries_are_cut_to_the_newest() -> None:
    items = [
        f"<guid>g{i}</guid><pubDate>2024-01-01T{i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}Z"
        "</pubDate>"
        for i in range(10_000)
    ]
    feed = read(rss(*items), most=500)
    assert [entry.id for entry in feed.entries] == [f"g{i}" for i in range(9_500, 10_000)]
    assert feed.detail == "500 of 10,000 entries taken, the newest"


def test_entries_without_a_date_count_as_new_when_a_feed_is_cut() -> None:
    dated = [f"<guid>d{i}</guid><pubDate>2024-01-0{i}</pubDate>" for i in range(1, 4)]
    feed = read(rss(*dated, "<guid>u</guid>"), most=2)
    assert [entry.id for entry in feed.entries] == ["d3", "u"]
