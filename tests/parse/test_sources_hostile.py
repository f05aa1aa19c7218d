"""Nothing that a site sends makes the reading of a source without a feed raise or hang."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.health import State
from aggregator.model import Document, Layout, Retrieval
from aggregator.parse import parse_source
from aggregator.parse.offers import articles_pattern, offers_of
from aggregator.parse.patterns import matcher

URL = "https://monitor.example/list"
KINDS = (
    Retrieval("wordpress"),
    Retrieval("sitemap", ("/*",)),
    Retrieval("listing", ("/*",)),
    Retrieval("listing", layouts=(Layout("div", "a", "h2", "time", "a[rel=next]"),)),
    Retrieval("pdf"),
    Retrieval("telegram"),
)
PIECES = st.sampled_from(
    """<a href='/x-y-z'> | </a> | <a href='//['> | <div class='a b'> | </div> | <time datetime=' |
    2026-02-30 | '> | <base href='http://['> | <link rel=alternate type=text/xml href=' | ]]> |
    <urlset> | <url><loc> | </loc></url> | <sitemapindex> | <sitemap> | &#0; | \0 | \ufffe |
    [{"link": | {"rendered":1} | }] | <div class='tgme_widget_message' data-post='a/1'> |
    <!-- | --> | <![CDATA[ | <svg><a href='x'> | текст новини про обшук | \u202e | <!DOCTYPE x
    """.split("|")
)


def documents() -> st.SearchStrategy[bytes]:
    markup = st.lists(PIECES, max_size=40).map(
        lambda parts: "".join(parts).encode("utf-8", "ignore")
    )
    return markup | st.binary(max_size=200)


@pytest.mark.parametrize("retrieval", KINDS, ids=lambda each: each.kind)
@given(body=documents(), kind=st.sampled_from(["", "text/html", "application/json", "text/xml"]))
def test_whatever_answers_becomes_a_state(retrieval: Retrieval, body: bytes, kind: str) -> None:
    read = parse_source(retrieval, Document(body, kind, URL, date(2026, 3, 1)), 50)
    assert read.state in set(State)
    assert len(read.entries) <= 50
    for entry in read.entries:
        assert entry.link is not None
        assert entry.link.startswith(("http://", "https://"))


@given(body=documents())
def test_what_is_offered_can_be_read(body: bytes) -> None:
    document = Document(body, "text/html", URL, date(2026, 3, 1))
    for retrieval in offers_of(document).lists:
        assert parse_source(retrieval, document, 50).state in set(State)


@given(st.lists(st.from_regex(r"/[a-z0-9*?\[\]-]{0,20}(/[a-z0-9-]{1,20}){0,3}", fullmatch=True)))
def test_a_pattern_that_is_offered_fits_most_of_what_it_was_made_of(paths: list[str]) -> None:
    links = [f"https://monitor.example{path}" for path in paths]
    pattern = articles_pattern(links)
    if pattern is not None:
        assert sum(map(matcher((pattern,), URL), links)) >= 1


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 50_000,
        b"<a href='/a-b-c'>" * 20_000,
        b"<div class='a'><a href='/news/a-b-c'>A headline of some length</a></div>" * 5_000,
        b"<urlset>" + b"<url><loc>https://monitor.example/x</loc>" * 20_000,
        b"[" * 200_000,
        b'<link rel="alternate" type="text/xml" href="/x">' * 20_000,
    ],
)
def test_depth_and_number_end_somewhere(body: bytes) -> None:
    document = Document(body, "", URL, date(2026, 3, 1))
    for retrieval in KINDS:
        assert parse_source(retrieval, document, 50).state in set(State)
    offers_of(document)
