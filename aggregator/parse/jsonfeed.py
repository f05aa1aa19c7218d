"""JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from aggregator.parse.dates import parse_date
from aggregator.parse.links import base_address, web_link
from aggregator.parse.text import names_only, one_line, plain_text


def parse_json_feed(text: str, url: str) -> ParsedFeed:
    """Reads a JSON Feed; wrong types in one item cost that field, not the feed."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return ParsedFeed(State.BROKEN, detail=f"not valid JSON: {str(error)[:200]}")
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return ParsedFeed(State.NOT_A_FEED, detail="JSON, but not a JSON Feed")
    language = _line(document.get("language"))
    base = base_address(_text(document.get("home_page_url")), url)
    entries = tuple(_entry(item, base) for item in document["items"] if isinstance(item, dict))
    return ParsedFeed(
        State.WORKING if entries else State.EMPTY,
        entries,
        title=one_line(_text(document.get("title")) or "") or None,
        language=language,
    )


def _entry(item: dict[str, Any], base: str) -> Entry:
    raw = _line(item.get("date_published"))
    dated = parse_date(raw)
    body = _text(item.get("content_html"))
    text = plain_text(body) if body else plain_text(_text(item.get("content_text")) or "")
    identifier = item.get("id")
    if isinstance(identifier, int | float) and not isinstance(identifier, bool):
        identifier = str(identifier)  # 1.1: "if a number, coerce to a string"
    return Entry(
        id=one_line(_text(identifier) or "") or None,
        link=web_link(_text(item.get("url")) or _text(item.get("external_url")), base),
        title=one_line(plain_text(_text(item.get("title")) or "")) or None,
        summary=plain_text(_text(item.get("summary")) or ""),
        content=text,
        author=_author(item),
        language=_line(item.get("language")),
        published_raw=raw,
        published=dated[0] if dated else None,
        published_precision=dated[1] if dated else None,
        updated_raw=_line(item.get("date_modified")),
    )


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors") or [item.get("author")]
    if not isinstance(authors, list):
        return None
    names = [names_only(_text(a.get("name")) or "") for a in authors if isinstance(a, dict)]
    return names_only(", ".join(name for name in names if name))


def _line(value: Any) -> str | None:
    return one_line(_text(value) or "", 200) or None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
