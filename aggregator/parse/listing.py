"""Listing pages: entries found by CSS selectors, or by the addresses that articles have.

Two kinds of rule, both from feeds.yaml. A layout names selectors and lasts until the site is
rebuilt: the next one stands behind it, so that pages kept from before still parse. Without a
layout every link whose address fits ``articles`` is an entry; that survives a rebuilding, and
is all that can be said of a site of which nobody has seen more than addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from aggregator.health import State
from aggregator.identify import link_key
from aggregator.model import Document, Entry, Layout, ParsedFeed, Retrieval
from aggregator.parse.dates import parse_date
from aggregator.parse.links import base_address, web_link
from aggregator.parse.markup import page_tree, words_of
from aggregator.parse.patterns import matcher
from aggregator.parse.text import one_line

PDF_LINKS = ("*.pdf", "*.pdf[?]*")
"""What counts as a document where a source of the kind ``pdf`` names no pattern."""

_CONTENT = 200
"""Characters of text from which a page counts as one that holds something. A bare frame with a
menu, waiting for JavaScript, shows less; the shortest sample listing shows 600."""
_ANY_LINK = Layout("a[href]")


def parse_listing(retrieval: Retrieval, document: Document) -> ParsedFeed:
    """Reads the entries of a listing page, newest first as the page has them. Never raises.

    A page that holds text and yields nothing under the rule in force is ``State.LAYOUT``: the
    site was rebuilt. One without text is ``State.EMPTY``.
    """
    tree = page_tree(document.body, document.content_type)
    if isinstance(tree, str):
        return ParsedFeed(State.NOT_A_FEED, detail=tree)
    layout = layout_in_force(retrieval.layouts, document.day)
    if layout is None:
        last = retrieval.layouts[-1].valid_until
        return ParsedFeed(State.LAYOUT, detail=f"the last layout was valid until {last}")
    page = _Listing(tree, retrieval, layout, document.url)
    entries = page.entries()
    if entries:
        return ParsedFeed(
            State.WORKING, entries, title=_title(tree), detail=page.note(entries),
            older=page.older(),
        )  # fmt: skip
    if words_of(tree) < _CONTENT:
        return ParsedFeed(
            State.EMPTY, detail="the page shows hardly any text: it may need JavaScript"
        )
    return ParsedFeed(State.LAYOUT, detail=page.complaint())


def layout_in_force(layouts: Sequence[Layout], day: date) -> Layout | None:
    """The first layout that was still valid on ``day``; links alone where there is no layout,
    ``None`` where all have expired."""
    if not layouts:
        return _ANY_LINK
    return next((each for each in layouts if not each.valid_until or day <= each.valid_until), None)


@lru_cache(maxsize=256)
def selector(css: str) -> CSSSelector:
    """``css`` compiled, once in a process. Raises ``cssselect.SelectorError``, ``ValueError``."""
    return CSSSelector(css, translator="html")


@dataclass(slots=True)
class _Listing:
    """One page under one rule."""

    tree: HtmlElement
    retrieval: Retrieval
    layout: Layout
    url: str
    items: int = 0
    linked: int = 0

    def entries(self) -> tuple[Entry, ...]:
        default = PDF_LINKS if self.retrieval.kind == "pdf" else ()
        fits = matcher(self.retrieval.articles or default, self.url)
        base = self._base()
        own = link_key(self.url)
        found: dict[str, Entry] = {}
        for item in selector(self.layout.item)(self.tree):
            self.items += 1
            link = web_link(self._address(item), base)
            if link is None:
                continue
            self.linked += 1
            key = link_key(link)
            if key is None or key == own or not fits(link):
                continue
            entry = self._entry(item, link)
            found[key] = _joined(found[key], entry) if key in found else entry
        return tuple(found.values())

    def older(self) -> str | None:
        """The link to the page before this one in time, on the same host."""
        if self.layout.older is None:
            return None
        for element in selector(self.layout.older)(self.tree):
            link = web_link(_href(element), self._base())
            if link and link != self.url and matcher((), self.url)(link):
                return link
        return None

    def note(self, entries: Sequence[Entry]) -> str:
        """What a person should know of a page that did yield entries."""
        if self.layout.published and not any(entry.published for entry in entries):
            return f"no date could be read by the selector {self.layout.published!r}"
        if self.layout.title and not any(entry.title for entry in entries):
            return f"no title was found by the selector {self.layout.title!r}"
        return ""

    def complaint(self) -> str:
        """What does not fit any more."""
        if not self.items:
            return f"nothing on the page fits the selector {self.layout.item!r}"
        if not self.linked:
            return f"{self.items} items fit {self.layout.item!r}, and none has a link"
        return f"none of {self.linked} links has the address of an article (see `articles`)"

    def _base(self) -> str:
        declared = self.tree.find(".//base[@href]")
        return base_address(declared.get("href") if declared is not None else None, self.url)

    def _address(self, item: HtmlElement) -> str | None:
        if self.layout.link is None and item.tag == "a":
            return _href(item)
        for element in selector(self.layout.link or "a[href]")(item):
            if address := _href(element):
                return address
        return None

    def _entry(self, item: HtmlElement, link: str) -> Entry:
        raw = self._date(item)
        dated = parse_date(raw)
        return Entry(
            id=None,
            link=link,
            title=self._title(item),
            published_raw=raw,
            published=dated[0] if dated else None,
            published_precision=dated[1] if dated else None,
        )

    def _title(self, item: HtmlElement) -> str | None:
        if self.layout.title is not None:
            return _first_text(selector(self.layout.title)(item))
        if self.layout.link is None:
            linked = [item] if item.tag == "a" else selector("a[href]")(item)
        else:
            linked = selector(self.layout.link)(item)
        texts = [_text(element) or one_line(element.get("title") or "") for element in linked[:20]]
        return max(texts, key=len, default="") or None

    def _date(self, item: HtmlElement) -> str | None:
        """The machine's form of a ``time`` first: what is printed may lack the year."""
        elements = selector(self.layout.published or "time")(item)
        for element in elements[:5]:
            for raw in (element.get("datetime"), _text(element)):
                if raw and parse_date(raw):
                    return one_line(raw, 200)
        return _first_text(elements, 200)


def _joined(first: Entry, again: Entry) -> Entry:
    """One entry of two links to one article: a picture, a headline, "read more". The longest
    text is the headline."""
    title = max((first.title or "", again.title or ""), key=len) or None
    if first.published is None and again.published is not None:
        return replace(again, title=title)
    return replace(first, title=title)


def _href(element: HtmlElement) -> str | None:
    """The address that an element holds, or the first one within it."""
    if element.get("href"):
        return str(element.get("href"))
    inner = element.find(".//a[@href]")
    return str(inner.get("href")) if inner is not None else None


def _text(element: HtmlElement) -> str:
    return one_line(str(element.text_content()), 300)


def _first_text(elements: Iterable[HtmlElement], limit: int = 300) -> str | None:
    return next((text for each in elements if (text := one_line(_text(each), limit))), None)


def _title(tree: HtmlElement) -> str | None:
    title = tree.find(".//title")
    return (one_line(title.text_content()) or None) if title is not None else None
