"""Tags with attributes by the thousand reach no parser, however they are written."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date

import pytest

from aggregator.health import State
from aggregator.model import Document, Retrieval
from aggregator.parse import parse_feed, parse_source
from aggregator.parse.attributes import CrowdedError, crowded_html, refuse_crowded_xml
from aggregator.parse.text import plain_text
from tests.parse.documents import ATOM, RDF, RSS, URL, rss

MANY = 100_000


def _attributes(count: int, value: str = '"1"') -> str:
    return " ".join(f"a{number}={value}" for number in range(count))


CROWDED = {
    "attributes": rss(f"<x {_attributes(MANY)}/>"),
    "attributes in apostrophes": rss("<x " + _attributes(MANY, "'1'") + "/>"),
    "values that hold what ends a tag": rss("<x " + _attributes(MANY, "'>'") + "/>"),
    "after a section that opens a quotation": rss(
        f'<title><![CDATA[<b x="]]></title><x {_attributes(MANY)}/>'
    ),
    "within an unclosed tag": rss(f"<x {_attributes(MANY)}"),
    "namespaces in elements": rss("".join(f"<n{i}:x xmlns:n{i}='u{i}'/>" for i in range(50_000))),
    "namespaces in one tag": rss("<x " + " ".join(f"xmlns:n{i}='u'" for i in range(50_000)) + "/>"),
}


@pytest.mark.parametrize("name", CROWDED)
def test_a_feed_with_attributes_or_prefixes_by_the_thousand_is_named_unsafe(name: str) -> None:
    for charset in ("utf-8", "utf-16"):
        started = time.process_time()
        feed = parse_feed(CROWDED[name].encode(charset), "application/rss+xml", URL)
        assert (feed.state, feed.entries) == (State.UNSAFE, ())
        assert feed.detail in {
            "a tag has more than 500 attributes",
            "it declares more than 100 namespace prefixes",
        }
        assert time.process_time() - started < 5
    assert "tell the group" in feed.state.remedy


SAYINGS = "he said 'yes', 'no'; " * 200
HTML_LINKS = "".join(f'<a href="https://site.example/{n}" title="{n}">x</a>' for n in range(2_000))


@pytest.mark.parametrize(
    "document",
    [
        RSS,
        ATOM,
        RDF,
        rss(f"<description><![CDATA[{HTML_LINKS}]]></description>"),
        rss(f"<description>{HTML_LINKS.replace('<', '&lt;').replace('>', '&gt;')}</description>"),
        rss(f"<description><![CDATA[a <b {SAYINGS}]]></description>"),
        rss(f"<x {_attributes(500)}/>"),
        rss("".join(f"<m:x xmlns:m='https://media.example/' n='{n}'/>" for n in range(2_000))),
        rss("".join(f"<x xmlns='https://media.example/{n}'/>" for n in range(2_000))),
        rss(f"<enclosure url='data:image/png;base64,{'iVBORw0K=' * 40_000}'/>"),
        rss("<!-- " + "x='1' " * 5_000 + " -->"),
    ],
)  # fmt: skip
def test_what_feeds_really_hold_is_read(document: str) -> None:
    feed = parse_feed(document.encode(), "application/rss+xml", URL)
    assert feed.state is State.WORKING
    assert feed.entries


PAGES = {
    "bare names": " ".join(f"a{n}" for n in range(MANY)),
    "without quotes": _attributes(MANY, "1"),
    "values that hold what ends a tag": _attributes(MANY, "'>'"),
    "values that hold what begins one": _attributes(MANY, '"<b>"'),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "before",
    [
        "", "<script>if (a<b)</script>", "<!-- <b x=' -->", "<!--><i>", "<!-- --!><i>",
        "<title><script></title>", "<textarea><!-- </textarea>", "<iframe><style></iframe>",
        "<script/>", "<?x <!-- ?>", "<!x <!-- >", "</p x='>'><i>", "</p x='><!--'>",
        "<title></title x='><!--'>", "<p =\">",
    ],
)  # fmt: skip
def test_a_web_page_with_such_a_tag_is_not_parsed(name: str, before: str) -> None:
    page = f"<!DOCTYPE html><html><body>{before}<p {PAGES[name]}>x</p></body></html>"
    document = Document(page.encode(), "text/html", URL, date(2026, 3, 1))
    started = time.process_time()
    feed = parse_source(Retrieval("listing", ("/*",)), document, 500)
    assert (feed.state, feed.detail) == (State.NOT_A_FEED, "a tag has thousands of attributes")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", PAGES)
def test_the_text_of_an_entry_is_taken_from_such_a_tag_without_reading_it(name: str) -> None:
    body = f"<p>До</p><p {PAGES[name]}>після</p>"[:400_000]
    started = time.process_time()
    for _ in range(10):
        assert plain_text(f"{body}<i>кінець</i>").startswith("До")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "body",
    [
        HTML_LINKS * 3,
        f"<img alt='' src='data:image/png;base64,{'iVBORw0K=' * 40_000}'>",
        f"<img alt='' src='data:image/svg+xml,{'%3Cpath d=1 %3E ' * 40_000}'>",
        f"<script>if (a <b && c) {{ {'x(y); ' * 40_000} }}</script>",
        f"<p>a < b {'and on ' * 40_000}</p>",
    ],
)
def test_pictures_scripts_and_words_are_no_attributes(body: str) -> None:
    assert crowded_html(f"<html><body>{body}</body></html>" + " " * 150_000) is None


@pytest.mark.parametrize(
    "part",
    ["<a ", '<a "', "<a '", '<a x="', "<a x='", "<", "<!--", "<script>", "<style", "xmlns:",
     "<a =", "= ", "<a/", "<title>", "</a ", "</", "<a b =", "<title></title",
     "<a x=   ", '"', "</script", "<![CDATA["],
)  # fmt: skip
def test_looking_takes_time_in_proportion_to_the_length(part: str) -> None:
    started = time.process_time()
    with suppress(CrowdedError):
        refuse_crowded_xml(part * (3_000_000 // len(part)))
    crowded_html(part * (3_000_000 // len(part)))
    assert time.process_time() - started < 5
