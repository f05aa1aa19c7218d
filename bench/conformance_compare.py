"""Our reading of a feed beside feedparser's own, and in what kinds of ways they differ."""

from __future__ import annotations

import html
import io
import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import feedparser

from aggregator.model import Entry, ParsedFeed


@dataclass(frozen=True, slots=True)
class Row:
    """What identifies one entry in a reading; empty where the reading has nothing."""

    title: str
    link: str
    id: str


@dataclass(frozen=True, slots=True)
class Reference:
    """feedparser's reading of one document."""

    title: str
    rows: tuple[Row, ...]


def reference(body: bytes, content_type: str, url: str) -> Reference:
    """feedparser's default reading of ``body``: sanitised, links resolved. For a worker."""
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    with warnings.catch_warnings():
        # feedparser warns of its own mapping from "updated" to "published".
        warnings.simplefilter("ignore", DeprecationWarning)
        document = feedparser.parse(io.BytesIO(body), response_headers=headers)
        rows = tuple(
            Row(str(e.get("title") or ""), str(e.get("link") or ""), str(e.get("id") or ""))
            for e in document.entries
        )
        return Reference(str(document.feed.get("title") or ""), rows)


def differences(ours: ParsedFeed, theirs: Reference) -> list[str]:
    """The kinds of disagreement between two readings, one per case of it."""
    rows = theirs.rows
    if ours.state.failure:
        return [f"document: named '{ours.state}'"] if rows or theirs.title else []
    found = []
    if (ours.title or "") != theirs.title:
        found.append(f"feed title: {_title(ours.title or '', theirs.title)}")
    if not ours.entries and rows:
        return [*found, f"entries: none, named '{ours.state}'"]
    if len(ours.entries) != len(rows):
        return [*found, "entries: fewer" if len(ours.entries) < len(rows) else "entries: more"]
    for entry, row in zip(ours.entries, rows, strict=True):
        found += _differing(entry, row)
    return found


def _differing(entry: Entry, row: Row) -> Iterator[str]:
    if (entry.title or "") != row.title:
        yield f"title: {_title(entry.title or '', row.title)}"
    if (entry.link or "") != row.link:
        yield f"link: {_link(entry.link or '', row)}"
    if (entry.id or "") != row.id:
        yield f"id: {_id(entry.id or '', row.id)}"


def _title(mine: str, other: str) -> str:
    if not mine:
        return "none, because no words are left" if not _words(other) else "none"
    if not other:
        return "only ours"
    if "\ufffd" in mine or "\ufffd" in other:
        return "characters that one of the two cannot read"
    if _squeezed(mine) in {_squeezed(other), _words(other)}:
        return "the same words, without markup, invisible signs and line breaks"
    return "other words"


def _words(text: str) -> str:
    """A reading of markup that shares no code with ours: tags out, entities once, no spaces."""
    return _squeezed(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def _squeezed(text: str) -> str:
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cn"})
    return "".join(unicodedata.normalize("NFC", text).split())


def _link(mine: str, row: Row) -> str:
    if not row.link:
        return "an alternate link that is no web page"
    if mine and _squeezed(mine) == _squeezed(row.link):
        return "the same, without spaces"
    if mine and mine.rpartition("/")[2] == row.link.replace(" ", "%20").rpartition("/")[2]:
        return "made absolute against the site, not the feed"
    if row.link == row.id:
        return "none, because feedparser took an id for a link that is no address"
    return "other" if mine else f"none{_why_no_link(row.link)}"


def _why_no_link(link: str) -> str:
    try:
        parts = urlsplit(link.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ", because it is no valid address"
    if parts.scheme not in {"http", "https"}:
        return ", because it is no http or https address"
    return ", because of its host" if not host or port == 0 or "@" in parts.netloc else ""


def _id(mine: str, other: str) -> str:
    if not mine:
        return "none, because nothing visible is in it" if not _squeezed(other) else "none"
    if not other:
        return "only ours"
    if _squeezed(mine) == _squeezed(other):
        return "the same, without spaces"
    if urlsplit(other).scheme in {"http", "https"} and other.endswith(mine.lstrip("/")):
        return "as written, where feedparser makes an address of it"
    return "other"
