"""Checks of a JSON Feed, written from jsonfeed.org/version/1.1: one line for each rule broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.site.rfc4287 import DATE, IRI, LANGUAGE

FEED = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
    "user_comment": str, "next_url": str, "icon": str, "favicon": str, "authors": list,
    "language": str, "expired": bool, "hubs": list, "items": list,
}  # fmt: skip
ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str,
    "content_text": str, "summary": str, "image": str, "banner_image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
    "attachments": list,
}  # fmt: skip
AUTHOR = {"name": str, "url": str, "avatar": str}


def problems(document: bytes) -> list[str]:
    """Everything in the document that JSON Feed 1.1 does not allow."""
    feed = json.loads(document.decode("utf-8"))
    if not isinstance(feed, dict):
        return ["the document is no object"]
    return list(_feed(feed))


def _feed(feed: dict[str, Any]) -> Iterator[str]:
    yield from _known(feed, FEED, "feed")
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version is {feed.get('version')!r}"
    for name in ("title", "items"):
        if name not in feed:
            yield f"feed: no {name}"
    if not str(feed.get("title", "")).strip():
        yield "feed: an empty title"
    if feed.get("next_url") == feed.get("feed_url"):
        yield "next_url must not be feed_url: a reader would never end"
    items = feed.get("items", [])
    counts = Counter(item.get("id") for item in items)
    yield from (f"two items have the id {each}" for each, n in counts.items() if n > 1)
    for item in items:
        yield from _item(item)


def _item(item: dict[str, Any]) -> Iterator[str]:
    yield from _known(item, ITEM, "item")
    if not item.get("id"):
        yield "item: no id"
    if "content_html" not in item and "content_text" not in item:
        yield "item: neither content_html nor content_text"
    for name in ("date_published", "date_modified"):
        if name in item and not DATE.fullmatch(item[name]):
            yield f"item: {name} {item[name]!r}"
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield "item: tags are words"


def _known(found: dict[str, Any], known: dict[str, type], where: str) -> Iterator[str]:
    for name, value in found.items():
        if name.startswith("_"):
            if not isinstance(value, dict) or "." in name:
                yield f"{where}: the extension {name} is no object"
        elif name not in known:
            yield f"{where}: {name} is not known"
        elif not isinstance(value, known[name]):
            yield f"{where}: {name} is {type(value).__name__}"
        elif name.endswith("url") and not IRI.fullmatch(value):
            yield f"{where}: {name} {value!r}"
    if "language" in found and not LANGUAGE.fullmatch(found["language"]):
        yield f"{where}: language {found['language']!r}"
    for author in found.get("authors", []):
        yield from _known(author, AUTHOR, "author")
        if not any(author.get(name) for name in AUTHOR):
            yield f"{where}: an author without name, url and avatar"
