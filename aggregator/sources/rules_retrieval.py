"""What the kind of a feed demands of its other keys: which it needs, and which mean nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args
from urllib.parse import parse_qsl, urlsplit

from aggregator.model import FeedKind
from aggregator.sources.document import Document, Place
from aggregator.sources.problem import Problem

_MEANT_FOR: dict[str, tuple[str, ...]] = {
    "articles": ("sitemap", "listing", "pdf"),
    "sitemaps": ("sitemap",),
    "layout": ("listing", "pdf"),
    "pages": ("wordpress", "sitemap", "listing", "pdf", "telegram"),
}
_POSTS = re.compile(r"/wp/v2/[a-z0-9_-]+/?")
_CHANNEL = re.compile(r"/s/[A-Za-z0-9_]{4,32}/?")


def broken_retrieval_rules(
    document: Document, place: Place, feed: dict[str, Any], *, telegram: bool
) -> Iterator[Problem]:
    """Every rule that the feed at ``place`` breaks. ``telegram``: whether ``fetch.telegram``
    stands on true."""
    kind = feed.get("kind", "feed")
    if kind not in get_args(FeedKind):
        return  # reported as such elsewhere
    for key, kinds in _MEANT_FOR.items():
        if feed.get(key) is not None and kind not in kinds:
            message = f"means nothing for the kind `{kind}`"
            remedy = f"delete it, or write `kind:` with {_either(kinds)}"
            yield document.problem((*place, key), message, remedy)
    yield from _needed(document, place, feed, kind)
    yield from _address(document, place, feed, kind)
    yield from _layouts(document, place, feed.get("layout"))
    if kind == "telegram" and feed.get("enabled") is True and not telegram:
        message = "Telegram is switched off"
        remedy = "write `telegram: true` under `fetch`, or `enabled: false` here"
        yield document.problem((*place, "enabled"), message, remedy)


def _either(kinds: tuple[str, ...]) -> str:
    words = [f"`{kind}`" for kind in kinds]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _needed(document: Document, place: Place, feed: dict[str, Any], kind: str) -> Iterator[Problem]:
    if kind == "sitemap" and not feed.get("articles"):
        message = "a sitemap lists every page of a site, and nothing says which are articles"
        remedy = "add `articles:` with their addresses, such as [/news/*]"
        yield document.problem((*place, "kind"), message, remedy)
    if kind == "listing" and not feed.get("articles") and not feed.get("layout"):
        message = "nothing says which links of the page are articles"
        remedy = "add `articles:` with their addresses, or `layout:` with selectors"
        yield document.problem((*place, "kind"), message, remedy)


def _address(
    document: Document, place: Place, feed: dict[str, Any], kind: str
) -> Iterator[Problem]:
    url = feed.get("url")
    if not isinstance(url, str):
        return
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return  # reported as such elsewhere
    route = dict(parse_qsl(parts.query)).get("rest_route", parts.path)
    if kind == "wordpress" and not _POSTS.search(route):
        message = "not the address of posts in the WordPress API"
        remedy = "write it in full: https://HOST/wp-json/wp/v2/posts"
        yield document.problem((*place, "url"), message, remedy)
    public = host == "t.me" and _CHANNEL.fullmatch(parts.path) is not None
    if kind == "telegram" and not public and not _loopback(host):
        message = "not the public view of a channel"
        remedy = "write https://t.me/s/NAME"
        yield document.problem((*place, "url"), message, remedy)


def _loopback(host: str) -> bool:
    """A sample origin: what stands there can be no real channel."""
    return host.startswith("127.")


def _layouts(document: Document, place: Place, layouts: Any) -> Iterator[Problem]:
    if not isinstance(layouts, list):
        return
    before = ""
    for at, layout in enumerate(layouts):
        until = layout.get("valid_until") if isinstance(layout, dict) else None
        here = (*place, "layout", at)
        if until is None:
            if at < len(layouts) - 1:
                message = "a layout without an end stands before another one"
                remedy = "add `valid_until:` with the last day on which the site looked like this"
                yield document.problem(here, message, remedy)
            continue
        day = str(until)
        if not _is_day(day):
            continue  # reported as such elsewhere
        if day <= before:
            message = "the layouts are not in the order of their days"
            remedy = "put the one that ended first at the top"
            yield document.problem((*here, "valid_until"), message, remedy)
        before = day


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
