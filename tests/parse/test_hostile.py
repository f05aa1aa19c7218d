from __future__ import annotations

import json
import re
import time
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from aggregator.parse import parse_feed
from tests.parse.documents import ATOM, JSON, RDF, RSS, URL, rss
from tests.parse.test_text import shows_only_what_is_visible

WHOLE = {"rss": RSS, "atom": ATOM, "rdf": RDF, "json": JSON}


def read(document: str | bytes) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, "text/xml", URL)


def _bomb(*declarations: str, use: str = "&a;", doctype: str = "rss") -> str:
    subset = "\n".join(declarations)
    return f"<!DOCTYPE {doctype} [\n{subset}\n]>" + rss(f"<title>{use}</title>")


LAUGHS = [
    '<!ENTITY a "ha">',
    *(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)),
]


@pytest.mark.parametrize(
    "document",
    [
        _bomb(*LAUGHS, use="&a9;"),
        _bomb(f'<!ENTITY a "{"x" * 50_000}">', use="&a;" * 10_000),
        _bomb('<!ENTITY a SYSTEM "file:///etc/hostname">'),
        _bomb('<!ENTITY a PUBLIC "-//x" "http://169.254.169.254/">'),
        _bomb("<!ENTITY a SYSTEM 'file:///etc/hostname'>"),
        _bomb('<!entity a system "file:///etc/hostname">'),
        _bomb('<!ENTITY b "]>">', '<!ENTITY a "&b;&b;&b;">'),
        _bomb("<!-- ]> -->", '<!ENTITY a SYSTEM "file:///etc/hostname">'),
        "<?xml version='1.0'?>\n<!-- <rss> -->\n" + _bomb(*LAUGHS),
        "<!DOCTYPE rss>\n" + f'<!ENTITY a "{"x" * 90}">' + rss("<title>&a;</title>"),
        f'<!ENTITY a "{"x" * 50_000}">\n' + rss("<title>&a;</title>"),
    ],
)
def test_a_document_that_declares_dangerous_entities_is_named_unsafe(document: str) -> None:
    for body in (document.encode(), document.encode("utf-16")):
        started = time.process_time()
        feed = read(body)
        assert (feed.state, feed.entries) == (State.UNSAFE, ())
        assert feed.detail.startswith("it declares")
        assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.example/r.dtd">',
        '<!DOCTYPE rss SYSTEM "http://site.example/rss.dtd">',
        '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"> <!ENTITY mdash "&#8212;">]>',
        '<!DOCTYPE rss [<!ENTITY % x PUBLIC "-//W3C//x" "http://site.example/x"> %x;]>',
        "<!DOCTYPE rss>",
        "<!doctype rss []>",
    ],
)
def test_a_harmless_document_type_costs_nothing(doctype: str) -> None:
    feed = read(f"<?xml version='1.0'?>{doctype}" + rss("<title>a&#160;b</title>"))
    assert [entry.title for entry in feed.entries] == ["a b"]


def test_an_article_that_quotes_a_bomb_is_an_article() -> None:
    quoted = "<![CDATA[<!DOCTYPE lolz [ <!ENTITY a SYSTEM 'x'> ]> <p>How bombs work</p>]]>"
    feed = read(rss(f"<description>{quoted}</description>", "<title>next</title>"))
    assert feed.state is State.WORKING
    assert "How bombs work" in feed.entries[0].summary
    assert feed.entries[1].title == "next"


def test_a_document_type_without_end_is_broken_and_takes_no_time() -> None:
    started = time.process_time()
    assert read("<!DOCTYPE rss [<!ENTITY a 'x" + rss("<title>&a;</title>")).state is State.BROKEN
    read("<!DOCTYPE rss [" + "<!-- x" * 100_000)
    read("a" * 200_000 + "<!DOCTYPE")
    read("<!--" * 100_000)
    assert time.process_time() - started < 10


def test_comments_before_nothing_take_no_time() -> None:
    started = time.process_time()
    assert read("<!---->" * 40 + "<x>").state is State.BROKEN
    assert read("<!---->" * 40 + "<html>").state is State.NOT_A_FEED
    assert time.process_time() - started < 1


@pytest.mark.parametrize("home", ["http://[oops", "http://a]b/", "//[", "http://[::1]x/"])
def test_a_home_page_that_is_no_address_costs_no_entry(home: str) -> None:
    json_feed = json.dumps({"home_page_url": home, "items": [{"id": "1", "url": "/a"}]})
    xml_feed = rss("<title>t</title><link>/a</link>").replace("https://site.example/", home)
    for document in (json_feed, xml_feed):
        assert [entry.link for entry in read(document).entries] in (
            ["https://site.example/a"],
            [None],
        )


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("", 2),
        ("</channel></rss", 2),
        ("</chann", 2),
        ("<ite", 2),
        ("<item>", 2),
        ("<item><title>Half a hea", 2),
        ("<item><title>Third</title><descr", 2),
        ("<item><title>Third</title></item>", 3),
        ("<item><title>Third</title></item", 3),
    ],
)
def test_a_document_that_ends_in_the_middle_loses_only_the_half_entry(tail: str, kept: int) -> None:
    start = rss("<title>First</title>", "<title>Second</title>").partition("</channel>")[0]
    titles = [entry.title for entry in read(start + tail).entries]
    assert titles == ["First", "Second", "Third"][:kept]


@pytest.mark.parametrize("name", ["rss", "atom", "rdf"])
def test_wherever_a_document_is_cut_no_entry_is_altered(name: str) -> None:
    # The end of a text can be missing; a title, a link or an id must be whole or absent.
    whole = WHOLE[name]
    known = {(e.id, e.link, e.title) for e in read(whole).entries}
    for cut in range(0, len(whole), 7):
        for entry in read(whole[:cut]).entries:
            assert (entry.id, entry.link, entry.title) in known


def test_many_and_deep_elements_are_read_in_time() -> None:
    started = time.process_time()
    read("<rss>" + "<channel>" * 20_000)
    read(rss("<description>" + "&lt;div&gt;" * 50_000 + "deep</description>"))
    read("<rss>" + "<name><![CDATA[@" * 50_000)
    read(rss("<x " + " ".join(f"a{i}='1'" for i in range(20_000)) + "/>"))
    assert time.process_time() - started < 30


def texts(feed: ParsedFeed) -> list[str]:
    values = [feed.title, feed.language, feed.detail]
    for entry in feed.entries:
        values += [getattr(entry, f.name) for f in fields(Entry)]
    return [value for value in values if isinstance(value, str)]


def check(feed: ParsedFeed) -> None:
    """What holds of every document that anybody can send."""
    assert isinstance(feed.state, State)
    assert bool(feed.entries) == (feed.state is State.WORKING)
    for text in texts(feed):
        text.encode("utf-8")  # halves of characters cannot be stored
    for entry in feed.entries:
        for text in (entry.title, entry.summary, entry.content, entry.author, entry.id):
            assert text is None or shows_only_what_is_visible(text.replace("\t", " "))
        assert entry.link is None or re.match(r"https?://[^\s@/]", entry.link)
        assert (entry.published is None) == (entry.published_precision is None)


@given(st.binary(max_size=400), st.sampled_from(["", "text/xml", "application/json", "text/html"]))
def test_any_bytes_are_a_feed_or_a_named_state(body: bytes, content_type: str) -> None:
    check(parse_feed(body, content_type, URL))


@given(st.text(max_size=200))
def test_any_text_in_an_entry_is_an_entry_or_a_named_state(text: str) -> None:
    document = rss(f"<title>{text}</title><description>{text}</description>")
    check(read(document.encode("utf-8", "replace")))


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(0, 40), st.binary(max_size=12)), max_size=5
    ),
)
def test_a_mutated_feed_is_a_feed_or_a_named_state(
    name: str, edits: list[tuple[int, int, bytes]]
) -> None:
    body = WHOLE[name].encode()
    for place, drop, insert in edits:
        at = place % len(body)
        body = body[:at] + insert + body[at + drop :]
    check(parse_feed(body, "text/xml", URL))


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=5), v, max_size=3)
)
NAMES = ("id", "url", "external_url", "title", "content_html", "content_text", "summary", "authors",
         "author", "language", "date_published", "date_modified")  # fmt: skip


@given(st.dictionaries(st.sampled_from(["title", "language", "home_page_url"]), VALUES),
       st.lists(st.dictionaries(st.sampled_from(NAMES), VALUES), max_size=3))  # fmt: skip
def test_json_of_any_types_is_a_feed_or_a_named_state(
    channel: dict[str, object], items: list[dict[str, object]]
) -> None:
    check(read(json.dumps({**channel, "items": items})))
