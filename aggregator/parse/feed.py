"""One feed document: which kind it is, whether it is safe to read, and what it holds."""

from __future__ import annotations

import re
from dataclasses import replace

from aggregator.health import State
from aggregator.model import ParsedFeed
from aggregator.parse.bounds import bounded
from aggregator.parse.encoding import decode
from aggregator.parse.hints import hints_of
from aggregator.parse.jsonfeed import parse_json_feed
from aggregator.parse.xmlfeed import parse_xml_feed

# Each token ends at the end of the text at the latest, so that none is looked for twice.
_BEFORE_DOCTYPE = re.compile(r"(?>[^<]+|<\?.*?(?:\?>|\Z)|<!--.*?(?:-->|\Z))*", re.S)
_DOCTYPE_TOKEN = re.compile(
    r"\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|[<>]", re.S
)
_ENTITY = re.compile(r"<!ENTITY\s+(?!%)[^%\s]\S*\s+(?=(.{0,500}))", re.S | re.I)
_ELEMENT = re.compile(r"<\w")
_HTML = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*(?:<!DOCTYPE\s+html|<html|<head|<body)", re.S | re.I
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
    elif "<" not in start:
        feed = ParsedFeed(
            State.NOT_A_FEED, detail=f"neither XML nor JSON ({content_type or 'no type'})"
        )
    else:
        feed = _parse_xml(text, url, max_entries)
    return bounded(feed, max_entries)


def without_doctype(text: str) -> tuple[str, str | None]:
    """A document without its type, so that no parser ever sees a declaration; and, where it
    declares what must not reach one, in words what."""
    start, end = _doctype(text)
    rest = text[:start] + text[end:]
    first = _ELEMENT.search(rest)
    return rest, _danger(text[start:end], rest[: first.start()] if first else rest)


def _parse_xml(text: str, url: str, most: int) -> ParsedFeed:
    rest, danger = without_doctype(text)
    if danger is not None:
        return ParsedFeed(State.UNSAFE, detail=danger)
    feed = replace(parse_xml_feed(rest, url, most), hints=hints_of(rest))
    if feed.state is State.BROKEN and _HTML.match(text):
        return ParsedFeed(State.NOT_A_FEED, detail="a web page answered")
    return feed


def _looks_binary(body: bytes) -> bool:
    """Whether the beginning is full of controls; a stray NUL in a feed is not enough, and the
    zero bytes of UTF-16 stand beside a mark or a ``<``."""
    start = body[:1024]
    if b"<" in start[:8] or start.startswith((b"\xff\xfe", b"\xfe\xff", b"{", b"[")):
        return False
    return sum(byte < 9 for byte in start) > len(start) // 50


def _doctype(text: str) -> tuple[int, int]:
    """Where the document type begins and ends; an empty span where there is none.

    Looked for only before the root element: an article may well quote a DOCTYPE. One that does
    not end within the prolog ends with it.
    """
    prolog = text[:_PROLOG]
    before = _BEFORE_DOCTYPE.match(prolog)
    start = before.end() if before else 0
    if prolog[start : start + 9].upper() != "<!DOCTYPE":
        return 0, 0
    depth = 0
    for token in _DOCTYPE_TOKEN.finditer(prolog, start):
        depth += {"<": 1, ">": -1}.get(token.group(), 0)
        if depth == 0 and token.group() == ">":
            return start, token.end()
    return start, len(prolog)


def _danger(doctype: str, head: str) -> str | None:
    """Why a document with this document type must not reach an XML parser.

    feedparser hands what expat refuses to a looser parser, which spends 88 MB on a nested
    entity bomb; and old versions opened the files that a DOCTYPE named (their issue 107).
    """
    for declared in _ENTITY.findall(doctype):
        declaration, closed, _ = declared.partition(">")
        if re.match(r"SYSTEM|PUBLIC", declaration, re.I):
            return "it declares an external entity"
        if re.search(r"&(?!#)", declaration):
            return "it declares entities made of entities"
        if len(declaration) > 100 or not closed:
            return "it declares a long entity"
    # feedparser itself believes declarations that stand anywhere before the first element.
    if "<!entity" in head.lower():
        return "it declares an entity outside of its document type"
    return None
