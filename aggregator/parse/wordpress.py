"""Posts of the WordPress REST API (developer.wordpress.org/rest-api/reference/posts/).

It gives what the feed of the same site gives, and more: the whole text, so that no page need be
fetched, and the moment of the last edit.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aggregator.health import State
from aggregator.model import Document, Entry, ParsedFeed
from aggregator.parse.dates import Dated, parse_date
from aggregator.parse.encoding import decode
from aggregator.parse.links import web_link
from aggregator.parse.text import one_line, plain_text
from aggregator.retrieval import posts_address

_WHOLE = 300
"""Characters from which `content` counts as the whole text. Page builders leave it empty or
almost so, and there the page must be read."""


def parse_wordpress(document: Document) -> ParsedFeed:
    """Reads a page of posts, the last changed first. Never raises."""
    text = decode(document.body, document.content_type)
    try:
        posts = json.loads(text)
    except (ValueError, RecursionError):
        found = "a web page answered" if text.lstrip()[:1] == "<" else "not valid JSON"
        return ParsedFeed(State.NOT_A_FEED, detail=f"{found}, not the WordPress API")
    if not isinstance(posts, list):
        code = posts.get("code") if isinstance(posts, dict) else None
        said = f": {one_line(code, 100)}" if isinstance(code, str) else ""
        return ParsedFeed(State.NOT_A_FEED, detail=f"JSON, but not a list of posts{said}")
    entries = [_entry(post, document.url) for post in posts if isinstance(post, dict)]
    if posts and not any(entry.link for entry in entries):
        return ParsedFeed(State.NOT_A_FEED, detail="JSON, but not a list of posts")
    return ParsedFeed(
        State.WORKING if entries else State.EMPTY,
        tuple(entry for entry in entries if entry.link),
        older=_older(document, len(posts)),
    )


def _older(document: Document, posts: int) -> str | None:
    query = dict(parse_qsl(urlsplit(document.url).query))
    page = int(query["page"]) if query.get("page", "").isdecimal() else 1
    size = int(query["per_page"]) if query.get("per_page", "").isdecimal() else 10
    # A cache before the site may have dropped the header.
    more = posts >= size if document.total_pages is None else page < document.total_pages
    return posts_address(document.url, page + 1) if more and posts else None


def _entry(post: dict[str, Any], url: str) -> Entry:
    link = web_link(_text(post.get("link")), url)
    raw, dated = _published(post)
    content = plain_text(_rendered(post, "content"))
    guid = _rendered(post, "guid")
    modified = _moment(post, "modified_gmt")
    return Entry(
        id=one_line(guid) or None,  # as in the feed of the same site
        link=link,
        title=one_line(plain_text(_rendered(post, "title"))) or None,
        summary=plain_text(_rendered(post, "excerpt")),
        content=content,
        published_raw=raw,
        published=dated[0] if dated else None,
        published_precision=dated[1] if dated else None,
        updated_raw=modified,
        revised=modified if parse_date(modified) else None,
        complete=len(content) >= _WHOLE and not _protected(post),
    )


def _published(post: dict[str, Any]) -> tuple[str | None, Dated | None]:
    """``date`` has no zone: it is the site's own time, Kyiv for nearly all of them."""
    for raw in (_moment(post, "date_gmt"), _text(post.get("date"))):
        if dated := parse_date(raw):
            return raw, dated
    return _text(post.get("date")), None


def _moment(post: dict[str, Any], name: str) -> str | None:
    """Fields that end in ``_gmt`` are UTC and do not say so."""
    text = _text(post.get(name))
    return f"{text}Z" if text and text[-1:].isdecimal() else text


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return _text(value.get("rendered")) or "" if isinstance(value, dict) else _text(value) or ""


def _protected(post: dict[str, Any]) -> bool:
    content = post.get("content")
    return bool(isinstance(content, dict) and content.get("protected"))


def _text(value: Any) -> str | None:
    return one_line(value, 500_000) if isinstance(value, str) and value.strip() else None
