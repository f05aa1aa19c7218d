"""One feed document: which kind it is, whether it is safe to read, and what it holds."""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from aggregator.parse.encoding import decode
from aggregator.parse.jsonfeed import parse_json_feed
from aggregator.parse.xmlfeed import parse_xml_feed

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[(.*?)\]\s*)?>", re.S | re.I)
_GENERAL_ENTITY = re.compile(r"<!ENTITY\s+(?!%)", re.I)
_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+html|<html|<head|<body)", re.S | re.I
)
_SIGNATURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")
_PROLOG = 200_000
"""Characters in which a document type must end; a longer one is not a feed's."""


def parse_feed(body: bytes, content_type: str, url: str, *, max_entries: int = 500) -> ParsedFeed:
    """Reads RSS, RDF, Atom or JSON Feed from ``body``, which came from ``url``.

    Never raises: a document that cannot be read comes back as a state with a reason. At most
    ``max_entries`` entries are kept, the newest ones.
    """
    if not body.strip():
        return ParsedFeed(State.NOT_A_FEED, detail="the answer was empty")
    if body.startswith(_SIGNATURES) or _looks_binary(body):
        return ParsedFeed(
            State.NOT_A_FEED, detail=f"a file, not text ({content_type or 'no type'})"
        )
    text = decode(body, content_type)
    start = text[:1_000].lstrip("\ufeff \t\r\n")
    if start.startswith(("{", "[")) or ("json" in content_type and not start.startswith("<")):
        feed = parse_json_feed(text, url)
    elif (danger := _danger(text)) is not None:
        feed = ParsedFeed(State.UNSAFE, detail=danger)
    elif "<" not in start:
        feed = ParsedFeed(
            State.NOT_A_FEED, detail=f"neither XML nor JSON ({content_type or 'no type'})"
        )
    else:
        feed = parse_xml_feed(_without_doctype(text), url)
        if feed.state is State.BROKEN and _HTML.match(text):
            feed = ParsedFeed(State.NOT_A_FEED, detail="a web page answered")
    return _bounded(feed, max_entries)


def _looks_binary(body: bytes) -> bool:
    """Whether the beginning is full of controls; a stray NUL in a feed is not enough, and the
    zero bytes of UTF-16 stand beside a mark or a ``<``."""
    start = body[:1024]
    if b"<" in start[:8] or start.startswith((b"\xff\xfe", b"\xfe\xff", b"{", b"[")):
        return False
    return sum(byte < 9 for byte in start) > len(start) // 50


def _danger(text: str) -> str | None:
    """Why a document must not reach an XML parser.

    feedparser hands what expat refuses to a looser parser, which spends 88 MB on a nested
    entity bomb; and old versions opened the files that a DOCTYPE named (their issue 107).
    """
    prolog = text[:_PROLOG]
    if not _GENERAL_ENTITY.search(prolog):
        return None
    doctype = _DOCTYPE.search(prolog)
    subset = doctype.group(1) or "" if doctype else prolog
    for found in re.findall(r"<!ENTITY\s+[^%\s]\S*\s+(.{0,500})", subset, re.S | re.I):
        declaration, closed, _ = found.partition(">")
        if re.match(r"SYSTEM|PUBLIC", declaration, re.I):
            return "it declares an external entity"
        if "&" in declaration and not re.search(r"&#x?[0-9a-fA-F]+;", declaration):
            return "it declares entities made of entities"
        if len(declaration) > 100 or not closed:
            return "it declares a long entity"
    return None


def _without_doctype(text: str) -> str:
    """Drops the document type, so that no parser below ever sees a declaration."""
    head = text[:_PROLOG]
    match = _DOCTYPE.search(head)
    if match is None or _HTML.match(text):
        return text
    return text[: match.start()] + text[match.end() :]


def _bounded(feed: ParsedFeed, most: int) -> ParsedFeed:
    """Keeps the newest ``most`` entries in the order of the document; undated ones count as new."""
    total = len(feed.entries)
    if total <= most:
        return feed
    rank = sorted(range(total), key=lambda i: (_age(feed.entries[i]), i))
    kept = sorted(rank[:most])
    note = f"{most} of {total:,} entries taken, the newest"
    detail = f"{feed.detail}; {note}" if feed.detail else note
    return replace(feed, entries=tuple(feed.entries[i] for i in kept), detail=detail)


def _age(entry: Entry) -> float:
    return -entry.published.timestamp() if entry.published else float("-inf")
