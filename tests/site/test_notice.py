"""The notice for readers in occupied areas is in every page, feed and export, and its address on
every answer: an export that forgets it fails here, and so does one of a kind that is new."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import httpx
import pytest
from lxml import etree, html

from aggregator.site.notice import FEED_NOTICE, NOTICES
from tests.site.addresses import everything
from tests.site.conftest import Get, Make, getter
from tests.site.rfc4287 import ATOM
from tests.site.sample import URL

Told = Callable[[bytes], bool]
SHORTS = [notice.short for notice in NOTICES]


def _page(body: bytes) -> bool:
    """Whichever language comes first there."""
    shown = html.fromstring(body).xpath("//aside[@id='safety']/p[@lang]")
    return sorted(p.text_content() for p in shown) == sorted(SHORTS)


def _atom(body: bytes) -> bool:
    return etree.fromstring(body).findtext(f"{ATOM}subtitle") == FEED_NOTICE


def _json_feed(body: bytes) -> bool:
    return bool(json.loads(body)["description"] == FEED_NOTICE)


def _linked_data(body: bytes) -> bool:
    told = json.loads(body)["subjectOf"]["usageInfo"]
    words = [each["@value"] for each in told["description"]]
    return words == SHORTS and told["url"] == f"{URL}/safety"


def _comment(body: bytes) -> bool:
    above = etree.fromstring(body).getprevious()
    return isinstance(above, etree._Comment) and (above.text or "").strip() == FEED_NOTICE


def _table(body: bytes) -> bool:
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    return rows[1]["safety notice"] == FEED_NOTICE  # the first row after that of the hashtags


def _nowhere(_: bytes) -> bool:
    """Datasette's JSON and CSV, styles, plain sentences: the header alone (docs/decisions.md)."""
    return True


INSIDE: dict[str, Told] = {
    "text/html": _page,
    "application/atom+xml": _atom,
    "application/feed+json": _json_feed,
    "application/ld+json": _linked_data,
    "text/x-opml": _comment,
    "application/xml": _comment,
    "text/csv": _table,
    "application/json": _nowhere,
    "text/plain": _nowhere,
    "text/css": _nowhere,
}
"""By the type of the answer, where the words stand."""
BARE = ("/news", "/-/", "/assets/", "/robots.txt")
"""Where an answer that is no page of ours may be without the words."""


@pytest.mark.parametrize("path", everything())
def test_the_notice_is_in_every_page_feed_and_export(get: Get, path: str) -> None:
    answer = get(path)
    if answer.is_redirect:
        answer = get(answer.headers["location"])
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind in INSIDE, "say here where the notice stands in this kind of document"
    told = INSIDE[kind]
    if kind == "text/csv" and path.startswith("/news"):
        told = _nowhere
    if told is _nowhere:
        assert path.startswith(BARE) or answer.status_code != 200, "it has no words of the notice"
    assert told(answer.content)


@pytest.mark.parametrize("path", everything())
def test_every_answer_links_to_the_notice(get: Get, path: str) -> None:
    assert help_of(get(path)) == "/safety"


def help_of(answer: httpx.Response) -> str | None:
    """The address, as a program reads it from the header ``Link``."""
    return answer.links.get("help", {}).get("url")


def test_the_link_to_the_next_page_of_a_table_stays(get: Get) -> None:
    answer = get("/news/articles.json?_size=2&_shape=array")
    assert "_next=" in answer.links["next"]["url"]
    assert help_of(answer) == "/safety"


def test_the_link_leads_to_the_notice_below_another_address_too(
    database: object, make: Make
) -> None:
    get = getter(make(database, metadata={}, settings={"base_url": "/sub/"}))
    for path in ("/sub/news/articles.json", "/sub/about", "/sub/-/threads"):
        leads_to = help_of(get(path))
        assert leads_to == "/sub/safety"
        assert _page(get(leads_to).content)


def test_an_outline_of_a_list_of_feeds_is_never_the_notice(get: Get) -> None:
    for path in ("/sources.opml", "/feeds.opml"):
        root = etree.fromstring(get(path).content)
        said = " ".join(
            str(value) for each in root.iter("outline") for value in each.attrib.values()
        )
        assert not any(short in said for short in SHORTS)
        assert root.findtext("head/{urn:aggregator:opml}safety") == f"{URL}/safety"


@pytest.mark.parametrize("told", set(INSIDE.values()) - {_nowhere}, ids=lambda it: it.__name__)
def test_the_checks_see_that_it_is_missing(get: Get, told: Told) -> None:
    without = {
        _page: b"<html><body><p>x</p></body></html>",
        _atom: b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
        _json_feed: b'{"description": ""}',
        _linked_data: b'{"subjectOf": {"usageInfo": {"description": [], "url": ""}}}',
        _comment: b"<opml/>",
        _table: "id,safety notice\r\n#,#\r\n1,\r\n".encode("utf-8-sig"),
    }
    assert not told(without[told])
