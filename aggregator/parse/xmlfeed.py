"""RSS, RDF and Atom, by feedparser, with its two slowest passes switched off.

feedparser's own sanitising and resolving of links inside bodies is 70 % of its time; nothing
but plain text leaves this room, so there is nothing to sanitise.
"""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import urljoin

import feedparser

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from aggregator.parse.dates import Dated, parse_date
from aggregator.parse.links import web_link
from aggregator.parse.text import one_line, plain_text

_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*?-->\s*)*$", re.I | re.S)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_DATES = ("published", "created", "updated")
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def parse_xml_feed(text: str, url: str) -> ParsedFeed:
    """Reads a decoded document. One that ends in the middle loses its last, half entry."""
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1).lstrip().encode("utf-8", "replace")
    try:
        # A stream, never bytes: feedparser would take bytes for a path or an address.
        document = feedparser.parse(
            io.BytesIO(body),
            response_headers=_HEADERS,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # feedparser promises not to raise; hostile input disagrees
        return ParsedFeed(State.BROKEN, detail=f"{type(error).__name__}: {str(error)[:200]}")
    problem = str(document.get("bozo_exception", ""))[:200] if document.get("bozo") else ""
    raw_entries = list(document.entries)
    if not document.get("version") and not raw_entries:
        return ParsedFeed(State.BROKEN, detail=problem or "no feed format recognised")
    detail = ""
    if problem:
        detail = f"repaired: {problem}"
        if raw_entries and not _END.search(text[-2_000:]):
            raw_entries.pop()
            detail = f"the document ends in the middle; its last entry was left out ({problem})"
    return _build(document.feed, raw_entries, url, detail)


def _build(channel: Any, raw_entries: list[Any], url: str, detail: str) -> ParsedFeed:
    base = urljoin(url, str(channel.get("link") or "")) if channel.get("link") else url
    entries = tuple(_entry(raw, base) for raw in raw_entries)
    return ParsedFeed(
        State.WORKING if entries else State.EMPTY,
        entries,
        title=one_line(plain_text(str(channel.get("title") or ""))) or None,
        language=str(channel["language"]) if channel.get("language") else None,
        detail=detail,
    )


def _entry(raw: Any, base: str) -> Entry:
    published_raw, dated = _published(raw)
    contents = [str(part.get("value") or "") for part in raw.get("content") or ()]
    detail = raw.get("title_detail") or {}
    return Entry(
        id=one_line(str(raw.get("id") or "")) or None,
        link=_link(raw, base),
        title=one_line(plain_text(str(raw.get("title") or ""))) or None,
        summary=plain_text(str(raw.get("summary") or "")),
        content=plain_text(max(contents, key=len)) if contents else "",
        author=_author(raw),
        language=str(raw["language"]) if raw.get("language") else detail.get("language"),
        published_raw=published_raw,
        published=dated[0] if dated else None,
        published_precision=dated[1] if dated else None,
        updated_raw=_own(raw, "updated"),
    )


def _link(raw: Any, base: str) -> str | None:
    base = urljoin(base, str(raw.get("base") or "")) if raw.get("base") else base
    if raw.get("link"):
        return web_link(str(raw["link"]), base)
    for link in raw.get("links") or ():
        if link.get("rel") == "alternate" and link.get("href"):
            return web_link(str(link["href"]), base)
    return None


def _author(raw: Any) -> str | None:
    """Names only: e-mail addresses of authors are nobody's business."""
    people = [str(a.get("name") or "") for a in raw.get("authors") or ()]
    text = ", ".join(dict.fromkeys(p for p in people if p)) or str(raw.get("author") or "")
    return one_line(_EMAIL.sub("", plain_text(text)).strip(" ()<>,"), 200) or None


def _own(raw: Any, name: str) -> str | None:
    """The field itself: feedparser's own look-up answers ``updated`` from ``published``."""
    value = dict.get(raw, name)
    return str(value).strip() or None if value else None


def _published(raw: Any) -> tuple[str | None, Dated | None]:
    """The first date field that can be read; where none can, the raw text of the first."""
    first: str | None = None
    for name in _DATES:
        text = _own(raw, name)
        if text is None:
            continue
        first = first or text
        dated = parse_date(text)
        if dated:
            return text, dated
    return (one_line(first, 200) if first else None), None
