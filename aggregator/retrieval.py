"""What is asked at a source beside its first document, and when that is enough. Pure.

Each look costs a source one request. More are made only for what is not known yet: an older page
while the one before it ended in something unknown, a sitemap of an index while its ``lastmod``
has moved or it has none. Both are bounded by ``pages`` of feeds.yaml in every round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aggregator.model import Feed, Part, Validators

POSTS_PER_PAGE = 20
"""Posts of one request. WordPress sends no validators here, so each look costs the whole answer:
20 posts of 30 kB are 150 kB with gzip, and more than any of the monitors writes in a day."""
_POSTS = {
    "per_page": str(POSTS_PER_PAGE),
    "orderby": "modified",  # edits of old posts come first too
    "order": "desc",
    "_fields": "id,guid,link,date,date_gmt,modified_gmt,title,excerpt,content",
}


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What is remembered of a document of a source beside its first one.

    A ``part`` is a sitemap of an index, with its last validators. ``older`` is a page that a
    round left for the next one: its entries came while we were away, and there were too many.
    ``rule`` is no address but the fingerprint of the rule by which all of it was read.
    """

    url: str
    role: Literal["part", "older", "rule"]
    lastmod: str | None = None
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None


def rule_of(feed: Feed) -> FeedDocument:
    """The rule by which ``feed`` is read now."""
    digest = hashlib.sha256(repr(feed.retrieval).encode()).hexdigest()
    return FeedDocument(digest[:16], "rule")


def read_by_this_rule(feed: Feed, documents: Sequence[FeedDocument]) -> bool:
    """Whether what is remembered was read by the rule that feeds.yaml has now. If not, a document
    that has not changed must be read all the same."""
    return feed.retrieval.kind == "feed" or rule_of(feed) in documents


def first_address(feed: Feed) -> str:
    """Where a look at the feed begins."""
    return posts_address(feed.url) if feed.retrieval.kind == "wordpress" else feed.url


def posts_address(url: str, page: int = 1) -> str:
    """An address of the WordPress API: ``url`` with our query, where it does not say otherwise
    itself."""
    parts = urlsplit(url)
    asked = {**_POSTS, **dict(parse_qsl(parts.query, keep_blank_values=True))}
    if page > 1:
        asked["page"] = str(page)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(asked, safe=",/"), ""))


def parts_to_ask(
    parts: Sequence[Part], known: Mapping[str, FeedDocument], most: int
) -> tuple[list[Part], list[Part]]:
    """Which sitemaps of an index are asked now, and which have moved and must wait.

    ``parts`` are in the order of the parser, newest first. One is passed over where its
    ``lastmod`` is the one that we know; those without one are asked each time, the foremost
    ones only. The first time only the foremost are asked: what is older than they is history,
    and nobody's archive is fetched whole.
    """
    moved = [part for part in parts if part.lastmod is None or _known(known, part) != part.lastmod]
    waiting = [each for each in moved[most:] if each.lastmod is not None] if known else []
    return moved[:most], waiting


def _known(known: Mapping[str, FeedDocument], part: Part) -> str | None:
    document = known.get(part.url)
    return document.lastmod if document is not None else None
