"""RSS, RDF and Atom, by feedparser, with its slowest passes switched off.

feedparser's own sanitising and resolving of links inside bodies is more than half of its time;
nothing but plain text leaves this room, so every body is sanitised by that. Most of the rest is
how it carries the bodies about, so it reads the document without them (bodies.py).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import feedparser

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from aggregator.parse.attributes import CrowdedError, refuse_crowded_xml
from aggregator.parse.bodies import NOTHING_LIFTED, Lifted, lift
from aggregator.parse.bounds import newest, taken
from aggregator.parse.dates import Dated, parse_date
from aggregator.parse.links import base_address, web_link
from aggregator.parse.text import names_only, one_line, plain_text, without_addresses

_ENTRY_OPENS = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>", re.I)
_ENTRY_CLOSES = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\b", re.I)
_AUTHOR = re.compile(
    r"<(?:author|name|(?:dc|itunes):(?:creator|author))\b[^<>]{0,300}>"
    r"(?:<!\[CDATA\[.{0,500}?\]\]>|[^<]){0,500}</",
    re.S,
)
_ABSOLUTE = re.compile(r"https?://", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATES = ("published", "created", "updated")
_NO_BODIES = ("id", "link", "title", "author", "language", *_DATES)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def parse_xml_feed(text: str, url: str, most: int | None = None) -> ParsedFeed:
    """Reads a decoded document; of more than ``most`` entries only the newest. A document that
    ends in the middle loses its last, half entry."""
    # feedparser cuts an address after four letters of its top-level domain, and takes the rest
    # of ".media" for the author's name.
    named = _AUTHOR.sub(lambda m: without_addresses(m.group()), text) if "@" in text else text
    try:
        document, lifted = _document(_DECLARATION.sub("", named, count=1).lstrip())
    except CrowdedError as error:
        return ParsedFeed(State.UNSAFE, detail=str(error))
    except Exception as error:  # feedparser promises not to raise; hostile input disagrees
        return ParsedFeed(State.BROKEN, detail=f"{type(error).__name__}: {str(error)[:200]}")
    problem = str(document.get("bozo_exception", ""))[:200] if document.get("bozo") else ""
    raw_entries = list(document.entries)
    if not document.get("version") and not raw_entries:
        return ParsedFeed(State.BROKEN, detail=problem or "no feed format recognised")
    detail = ""
    if problem:
        detail = f"repaired: {problem}"
        if raw_entries and _ends_within_an_entry(text):
            raw_entries.pop()
            detail = f"the document ends in the middle; its last entry was left out ({problem})"
    return _build(document.feed, _Entries(raw_entries, lifted, most), url, detail)


def _document(text: str) -> tuple[Any, Lifted]:
    """feedparser's reading of the document without its bodies; where that is not well-formed, or
    a body was not a value of its own, of all of it."""
    lifted = lift(text)
    if len(lifted.text) < len(text):
        document = _read(lifted.text)
        if not document.get("bozo") and not any(_misplaced(e, lifted) for e in document.entries):
            return document, lifted
    return _read(text), NOTHING_LIFTED


def _misplaced(raw: Any, lifted: Lifted) -> bool:
    """Whether a mark stands where no body does, or within another value."""
    if lifted.mark in " ".join(str(dict.get(raw, name)) for name in _NO_BODIES):
        return True
    values = [str(raw.get("summary") or ""), *_contents(raw)]
    return any(lifted.mark in value and not lifted.marks(value) for value in values)


def _read(text: str) -> Any:
    refuse_crowded_xml(text)
    return feedparser.parse(
        # A stream, never bytes: feedparser would take bytes for a path or an address.
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers=_HEADERS,
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _ends_within_an_entry(text: str) -> bool:
    """Whether the last entry was opened and never closed: the rest of it did not arrive."""
    opened = _last(_ENTRY_OPENS, text)
    return opened is not None and not _ENTRY_CLOSES.search(text, opened)


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    end = None
    for match in pattern.finditer(text):
        end = match.end()
    return end


@dataclass(frozen=True, slots=True)
class _Entries:
    raw: list[Any]
    lifted: Lifted
    most: int | None


def _build(channel: Any, found: _Entries, url: str, detail: str) -> ParsedFeed:
    base = base_address(str(channel.get("link") or ""), url)
    dates = [_published(raw) for raw in found.raw]
    kept = newest([dated[0] if dated else None for _, dated in dates], found.most)
    if len(kept) < len(dates):
        detail = taken(len(kept), len(dates), detail)
    entries = tuple(_entry(found.raw[i], dates[i], base, found.lifted) for i in kept)
    return ParsedFeed(
        State.WORKING if entries else State.EMPTY,
        entries,
        title=one_line(plain_text(str(channel.get("title") or ""))) or None,
        language=_short(channel.get("language")),
        detail=detail,
        generator=_short(channel.get("generator")),
    )


def _entry(raw: Any, date: tuple[str | None, Dated | None], base: str, lifted: Lifted) -> Entry:
    published_raw, dated = date
    content = max((lifted.body(part) for part in _contents(raw)), key=len, default="")
    summary = lifted.body(str(raw.get("summary") or ""))
    detail = raw.get("title_detail") or {}
    content_text = plain_text(content)
    return Entry(
        id=one_line(str(raw.get("id") or "")) or None,
        link=_link(raw, base),
        title=one_line(plain_text(str(raw.get("title") or ""))) or None,
        # Many feeds say everything twice, and feedparser fills the one from the other.
        summary=content_text if summary == content else plain_text(summary),
        content=content_text,
        author=_author(raw),
        language=_short(raw.get("language") or detail.get("language")),
        published_raw=published_raw,
        published=dated[0] if dated else None,
        published_precision=dated[1] if dated else None,
        updated_raw=_own(raw, "updated"),
    )


def _contents(raw: Any) -> list[str]:
    return [str(part.get("value") or "") for part in raw.get("content") or ()]


def _link(raw: Any, base: str) -> str | None:
    link = str(raw.get("link") or "")
    if link and raw.get("guidislink") and link == raw.get("id") and not _ABSOLUTE.match(link):
        link = ""  # feedparser takes any id for a link; a word resolved against the site is none
    if link:
        return web_link(link, base)
    for other in raw.get("links") or ():
        if other.get("rel") == "alternate" and other.get("href"):
            return web_link(str(other["href"]), base)
    return None


def _author(raw: Any) -> str | None:
    people = [names_only(str(a.get("name") or "")) for a in raw.get("authors") or ()]
    names = ", ".join(dict.fromkeys(name for name in people if name))
    return names_only(names or str(raw.get("author") or ""))


def _short(value: Any) -> str | None:
    return one_line(str(value), 200) or None if value else None


def _own(raw: Any, name: str) -> str | None:
    """The field itself: feedparser's own look-up answers ``updated`` from ``published``."""
    return _short(dict.get(raw, name))


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
    return first, None
