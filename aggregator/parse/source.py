"""One document of a source, whatever its kind: bytes in, entries out."""

from __future__ import annotations

from dataclasses import replace

from aggregator.health import State
from aggregator.model import Document, ParsedFeed, Retrieval
from aggregator.parse.bounds import bounded
from aggregator.parse.feed import parse_feed
from aggregator.parse.listing import parse_listing
from aggregator.parse.sitemap import parse_sitemap
from aggregator.parse.telegram import parse_telegram
from aggregator.parse.wordpress import parse_wordpress


def parse_source(retrieval: Retrieval, document: Document, max_entries: int) -> ParsedFeed:
    """Reads ``document`` the way ``retrieval`` says. At most ``max_entries`` entries come back.

    Never raises for what stands in the document: that comes back as a state with a reason.
    """
    if retrieval.kind == "feed":
        return parse_feed(
            document.body, document.content_type, document.url, max_entries=max_entries
        )
    if not document.body.strip():
        return ParsedFeed(State.NOT_A_FEED, detail="the answer was empty")
    if retrieval.kind == "sitemap":
        return parse_sitemap(retrieval, document, max_entries)
    if retrieval.kind == "wordpress":
        return bounded(parse_wordpress(document), max_entries)
    if retrieval.kind == "telegram":
        return bounded(parse_telegram(document), max_entries)
    read = parse_listing(retrieval, document)
    # In the order of the page, which is newest first: its dates may be missing.
    return replace(read, entries=read.entries[:max_entries])
