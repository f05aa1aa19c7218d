"""From a page to its text and metadata, by trafilatura, in the mode that it calls default.

What the feed already said (title, author, date) is not searched for again: metadata are a
quarter of trafilatura's time, and a group's own feed is the better witness. Runs in worker
processes, never in threads: lxml under threads has crashed there (trafilatura 840, 925).
"""

from __future__ import annotations

import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import (
    examine_meta,
    extract_meta_json,
    extract_metadata,
)
from trafilatura.utils import load_html

from aggregator.health import Extraction
from aggregator.layout_tables import without_layout_tables
from aggregator.model import UNTITLED, Article, Entry, Origin, Page
from aggregator.parse.attributes import crowded_html
from aggregator.parse.dates import Dated, parse_date
from aggregator.parse.encoding import decode
from aggregator.parse.links import web_link
from aggregator.parse.text import clean, names_only, one_line

# trafilatura reports every page without text as a warning; we store that as a state instead.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

LONGEST_TEXT = 500_000
"""Characters of text kept of one article: ten times the longest report seen. What is longer is a
book or an attack, and would not fit the limits of the site's SQL."""

_DATE_META = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate",
    "publishdate", "publish_date", "dc.date", "dc.date.issued", "dcterms.created",
    "citation_publication_date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
_AUTHOR_ELEMENTS = XPath('//*[@itemprop="author" or @rel="author"]')
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*("(?:[^"\\]|\\.){1,60}")')


@dataclass(frozen=True, slots=True)
class _PageFacts:
    """What the page itself says, as far as it was asked."""

    text: str = ""
    title: str | None = None
    author: str | None = None
    date_raw: str | None = None
    date: Dated | None = None
    canonical: str | None = None
    language: str | None = None
    problem: Extraction | None = None
    detail: str = ""


def extract(entry: Entry, answer: Page, language: str | None = None) -> Article:
    """The article behind ``entry``: text from its page where there is one, else from the feed.

    ``language`` is the source's, where nobody nearer says. Every field of the result says which
    of feed and page it came from.
    """
    page = _page_facts(entry, answer)
    feed_text = entry.content if len(entry.content) > len(entry.summary) else entry.summary
    whole = page.text or feed_text
    text = whole[:LONGEST_TEXT]
    detail = page.detail if len(whole) <= LONGEST_TEXT else f"cut to {LONGEST_TEXT:,} characters"
    text_from: Origin = "page" if page.text else ("feed" if feed_text else "")
    title, title_from = _first((entry.title, "feed"), (page.title, "page"))
    author, author_from = _first((entry.author, "feed"), (page.author, "page"))
    stated, language_from = _first(
        (entry.language, "feed"), (page.language, "page"), (language, "source")
    )
    raw, dated, date_from = _date(entry, page)
    return Article(
        title=title or UNTITLED,
        text=text,
        author=author,
        language=stated,
        published=dated[0] if dated else None,
        published_raw=raw,
        published_precision=dated[1] if dated else None,
        published_from=date_from,
        canonical=page.canonical,
        extraction=page.problem or Extraction.FULL,
        title_from=title_from,
        text_from=text_from,
        author_from=author_from,
        language_from=language_from,
        detail=detail,
    )


def _page_facts(entry: Entry, answer: Page) -> _PageFacts:
    if answer.failure is not None:
        return _PageFacts(problem=answer.failure, detail=answer.detail)
    if entry.complete:
        return _PageFacts()  # the entry holds the whole text: no page was asked for
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind == "application/pdf" or answer.body.startswith(b"%PDF"):
        return _read_document(answer)
    return _read_page(entry, answer)


def _first(*candidates: tuple[str | None, Origin]) -> tuple[str | None, Origin]:
    return next(((value, origin) for value, origin in candidates if value), (None, ""))


def _date(entry: Entry, page: _PageFacts) -> tuple[str | None, Dated | None, Any]:
    if entry.published is not None and entry.published_precision is not None:
        return entry.published_raw, (entry.published, entry.published_precision), "feed"
    if page.date is not None:
        return page.date_raw, page.date, "page"
    return entry.published_raw or page.date_raw, None, None


def _read_page(entry: Entry, page: Page) -> _PageFacts:
    url = page.url
    kind = _not_a_page(page.body, page.content_type)
    if kind is not None:
        return _PageFacts(problem=Extraction.NOT_HTML, detail=kind)
    markup = decode(page.body, page.content_type)
    danger = crowded_html(markup)
    if danger is not None:
        return _PageFacts(problem=Extraction.NO_TEXT, detail=danger)
    tree = load_html(markup)
    if tree is None:
        return _PageFacts(problem=Extraction.NO_TEXT, detail="the page is not readable HTML")
    raw, dated = (None, None) if entry.published else _page_date(tree)
    title = None
    if not entry.title or not (entry.published or dated):
        # Not "extensive": that mode takes any date in the text for the article's own.
        with suppress(RecursionError):  # JSON-LD nested by the thousand must not cost the text
            metadata = extract_metadata(tree, url, extensive=False)
            title = metadata.title
            if not entry.published and dated is None and metadata.date:
                raw, dated = str(metadata.date), parse_date(str(metadata.date))
    author = None if entry.author else _stated_author(tree)
    canonical = _canonical(tree, url)
    language = _html_language(tree)
    without_layout_tables(tree)  # last: it changes the tree
    document = bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    text = clean(getattr(document, "text", None) or "").strip()
    return _PageFacts(
        text=text,
        title=one_line(title) if title else None,
        author=names_only(author) if author else None,
        date_raw=one_line(raw, 200) if raw else None,
        date=dated,
        canonical=canonical,
        language=language,
        problem=None if text else Extraction.NO_TEXT,
    )


def _read_document(answer: Page) -> _PageFacts:
    """A report that came as PDF. Only processes that meet one load what reads it."""
    from aggregator.pdf import is_pdf, read_pdf  # noqa: PLC0415 — see above

    if not is_pdf(answer.body):
        return _PageFacts(problem=Extraction.PDF_BROKEN, detail="no PDF, though it is called one")
    read = read_pdf(answer.body, LONGEST_TEXT)
    return _PageFacts(
        text=read.text,
        title=read.title,
        date_raw=read.created,
        date=parse_date(read.created),
        problem=read.problem,
        detail=read.detail,
    )


def _stated_author(tree: HtmlElement) -> str | None:
    """The author as the page states it in a field made for it: meta tags, JSON-LD, ``itemprop``
    or ``rel`` "author".

    Not trafilatura's further search for anything of a class like "author": that names
    commenters and photographers as well, a by-line can endanger its owner, and the search
    alone takes a quarter of the time of a page.
    """
    found = examine_meta(tree)
    if found.author and " " not in found.author:
        found.author = None  # a user name, not a name: so does trafilatura
    with suppress(RecursionError):
        found = extract_meta_json(tree, found)
    if found.author:
        return str(found.author)
    for element in _AUTHOR_ELEMENTS(tree):
        name = one_line(element.text_content(), 200)
        if name:
            return name
    return None


def _not_a_page(body: bytes, content_type: str) -> str | None:
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "application/xml",
        "text/xml",
    }:
        return f"the type is {kind[:80]}"
    if b"\0" in body[:1024] and not body.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return "binary data"
    return None


def _page_date(tree: HtmlElement) -> tuple[str | None, Dated | None]:
    """The date that the page states in a field made for it; raw even where it cannot be read."""
    first: str | None = None
    for raw in _stated_dates(tree):
        dated = parse_date(raw)
        if dated is not None and dated[0] < datetime(2100, 1, 1, tzinfo=UTC):
            return raw, dated
        first = first or raw
    return first, None


def _stated_dates(tree: HtmlElement) -> list[str]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in _DATE_META and meta.get("content"):
            stated.setdefault(name, meta.get("content").strip())
    dates = [stated[name] for name in _DATE_META if name in stated]
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        match = _JSON_DATE.search((script.text or "")[:100_000])
        if match:
            dates.append(_json_string(match.group(1)))
    for time in tree.iter("time"):
        if time.get("itemprop") == "datePublished" or time.get("pubdate") is not None:
            dates.append((time.get("datetime") or time.text_content()).strip())
    return [date for date in dates if date]


def _json_string(literal: str) -> str:
    try:
        return str(json.loads(literal))
    except ValueError:
        return ""


def _canonical(tree: HtmlElement, url: str) -> str | None:
    # Only in the head (RFC 6596 leaves no other place), which spares a walk over the page.
    for link in tree.iterfind('head/link[@rel="canonical"]'):
        return web_link(link.get("href"), url)
    return None


def _html_language(tree: HtmlElement) -> str | None:
    root = tree if tree.tag == "html" else next(tree.iter("html"), None)
    value = (root.get("lang") or "") if root is not None else ""
    return value.lower() if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None
