"""The feed addresses: which selection an address asks for, and the answer.

The same view as Atom, as JSON Feed and as a table; the documents are made by ``atom.py``,
``jsonfeed.py`` and ``table.py``, which know nothing of addresses.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from datasette import Response

from aggregator.site.answers import Ask, without_change
from aggregator.site.atom import ENTRIES, Number, Publisher, feed_document, feed_updated
from aggregator.site.changes import State, remembered, state_of
from aggregator.site.conditional import is_not_modified, weak_etag
from aggregator.site.feed_history import View
from aggregator.site.jsonfeed import json_document
from aggregator.site.languages import DEFAULT
from aggregator.site.pages import Listing, read_listing
from aggregator.site.ranking import candidates
from aggregator.site.reading import read_site
from aggregator.site.rows import Item, Site
from aggregator.site.search import MAX_CHARACTERS, items_of
from aggregator.site.selection import Cursor, Selection, from_pairs, name_it
from aggregator.site.table import ROWS, csv_document, read_judgements
from aggregator.site.text import as_line, web_link
from aggregator.site.tombstones import Tombstone, read_tombstones
from aggregator.tag.folding import match_expression
from aggregator.tag.place_forms import place_forms

FORMAT = 6
"""Raised when the document changes for the same rows, so that no reader keeps an old one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a feed asks for: a selection, words, and where the page begins."""

    selection: Selection
    words: str = ""
    before: Cursor | None = None
    archive: str = ""  # the span of an archive document

    @property
    def by_words(self) -> bool:
        """Whether it is a feed of what matches words."""
        return bool(self.words)

    @property
    def expression(self) -> str:
        """The words as an expression for the full-text index; empty where there are none."""
        return match_expression(self.words, place_forms) if self.words else ""

    @property
    def called(self) -> str:
        """What the words add to the title of the feed."""
        return f"“{self.words}”" if self.words else ""

    @property
    def canonical(self) -> str:
        """The same for every address that asks the same; what the id of the feed is made of."""
        words = f"q={quote(self.words, safe='')}" if self.words else ""
        return "&".join(part for part in (words, self.selection.canonical()) if part)

    def path(self, kind: str, before: Cursor | None = None, archive: str = "") -> str:
        """The preferred address, that of the page that begins after ``before``, or that of an
        archive document."""
        path = self.root(kind)
        more = {"q": self.words} if self.words else {}
        more |= {"before": str(before)} if before else {}
        more |= {"archive": archive} if archive else {}
        if not more:
            return path
        return path + ("&" if "?" in path else "?") + urlencode(more)

    def root(self, kind: str) -> str:
        """The address of the feed but for its words."""
        return self.selection.feed_path(kind)

    def page(self) -> str:
        """The page that shows the same."""
        if not self.words:
            return self.selection.page_path()
        return "/explore?" + urlencode({"q": self.words, **self.selection.parameters()})


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything that a document of a feed is made of."""

    site: Site
    asked: Asked
    listing: Listing
    publishers: dict[str, Publisher]
    numbers: dict[int, Number]
    tombstones: tuple[Tombstone, ...] = ()
    older: str = ""
    newer: str = ""
    """The spans of the archive documents before and after this one; empty where there is none."""

    @property
    def title(self) -> str:
        """What the feed is called."""
        words = [self.asked.called, self.listing.named.title()]
        name = ", ".join(word for word in words if word)
        return f"{name} · {self.site.title}" if name else self.site.title

    def etag(self, kind: str) -> str:
        """Changes when the document does. That a publisher of one of its entries has meanwhile
        published something else is no change of it (the tag is a weak one)."""
        named = replace(self.listing.named, driver="")  # how it was found is not in it
        publishers = {key: replace(it, latest="") for key, it in self.publishers.items()}
        return weak_etag(
            FORMAT,
            kind,
            without_change(self.site),
            self.asked,
            replace(self.listing, named=named),
            sorted(publishers.items()),
            sorted(self.numbers.items()),
            self.tombstones,
            (self.older, self.newer),
        )

    def changed(self) -> datetime:
        """When the document last changed, at the latest."""
        return last_modified(self.site, self.listing.items, self.tombstones)


def read_asked(ask: Ask, *without: str, archived: bool = False) -> Asked:
    """Reads the address of a feed, apart from the words in ``without``; raises ``NotKnownError``
    for what it may not carry.

    ``archived``: whether it may ask for an archive document.
    """
    start = Selection()
    if "kind" in ask.request.url_vars:
        start = from_pairs([(ask.part("kind"), ask.part("code"))])
    names = {"q", "before", "archive"} if archived else {"q", "before"}
    own = {name: value for name, value in reversed(ask.pairs()) if name in names}
    others = [pair for pair in ask.pairs() if pair[0] not in own and pair[0] not in without]
    selection = from_pairs(others, start)
    # They stand in the title and id of the feed, and XML forbids controls even where escaped.
    words = as_line(own.get("q", "")[:MAX_CHARACTERS])
    words = words if match_expression(words, place_forms) else ""
    archive = own.get("archive", "")
    return Asked(selection, words, None if archive else Cursor.read(own.get("before", "")), archive)


def read_feed(conn: sqlite3.Connection, asked: Asked, entries: int) -> Feed:
    """The newest entries of what was asked for, those of a further page, or of an archive."""
    site = read_site(conn)
    listing, older, newer = _read_entries(conn, asked, entries, site)
    asked = replace(asked, selection=listing.named.selection)
    sources = {item.source for item in listing.items} | {asked.selection.source}
    numbers = _numbers(conn, [item.id for item in listing.items])
    publishers = read_publishers(conn, sources)
    gone = () if asked.archive else read_tombstones(conn)
    return Feed(site, asked, listing, publishers, numbers, gone, older, newer)


def _read_entries(
    conn: sqlite3.Connection, asked: Asked, entries: int, site: Site
) -> tuple[Listing, str, str]:
    """The entries, and the spans of the archive documents before and after them."""
    now = datetime.fromisoformat(site.changed.iso) if site.changed else None
    if asked.archive:
        view = View(conn, name_it(conn, asked.selection), asked.expression, now)
        span, items = view.document(asked.archive)
        before, after = view.before(span.days.since), view.after(span.days.until)
        older, newer = (each.text if each else "" for each in (before, after))
        return Listing(view.named, items, None, first_page=False), older, newer
    if asked.by_words:
        listing = _read_found(conn, asked, entries)
    else:
        listing = read_listing(conn, asked.selection, asked.before, entries)
    if entries != ENTRIES or asked.before or listing.next is None:
        return listing, "", ""
    view = View(conn, listing.named, asked.expression, now)
    items = [*listing.items, *view.changed_lately(listing.next)]
    # The fifty-first may be of the same second as the fiftieth.
    before = view.before(listing.next.date + "~") if view.archived else None
    return replace(listing, items=items), before.text if before else "", ""


def _read_found(conn: sqlite3.Connection, asked: Asked, entries: int) -> Listing:
    """The newest entries in which the words stand."""
    named = name_it(conn, asked.selection)
    if not asked.expression:
        return Listing(named, [], None, asked.before is None)
    found = candidates(
        conn, asked.expression, named.selection, entries + 1, asked.before, days=named.days
    )
    items = items_of(conn, found[:entries], DEFAULT)
    more = Cursor(items[-1].listed, items[-1].id) if len(found) > entries else None
    return Listing(named, items, more, asked.before is None)


async def atom(ask: Ask) -> Response:
    """``/feeds/all.atom`` and ``/feeds/<kind>/<code>.atom``, each with any words added."""
    return await answer_atom(ask, read_asked(ask, archived=True))


async def json_feed(ask: Ask) -> Response:
    """The same as JSON Feed 1.1."""
    return await answer_json(ask, read_asked(ask, archived=True))


async def answer_atom(ask: Ask, asked: Asked) -> Response:
    """The Atom document of what was asked for, or 304."""
    return await _answer(
        ask,
        asked,
        "application/atom+xml; charset=utf-8",
        lambda feed: feed_document(
            feed.site,
            feed.listing.named,
            feed.listing.items,
            feed.publishers,
            feed.numbers,
            title=feed.title,
            name=feed.asked.canonical or "all",
            links=_links(feed, "atom"),
            tombstones=feed.tombstones,
            archive=bool(feed.asked.archive),
        ),
    )


async def answer_json(ask: Ask, asked: Asked) -> Response:
    """The JSON Feed of what was asked for, or 304."""
    return await _answer(
        ask,
        asked,
        "application/feed+json; charset=utf-8",
        lambda feed: json_document(
            feed.site, feed.title, feed.listing.items, dict(_links(feed, "json")), feed.tombstones
        ),
    )


def _links(feed: Feed, kind: str) -> list[tuple[str, str]]:
    """Relation and address of what a feed links to (RFC 5005, sections 3 and 4)."""
    asked, url = feed.asked, feed.site.url
    own = asked.path(kind, asked.before, asked.archive)
    links = [("self", url + own), ("alternate", url + asked.page())]
    if asked.archive:
        links.append(("current", url + asked.path(kind)))
    elif feed.listing.next or asked.before:
        links.append(("first", url + asked.path(kind)))
    if feed.listing.next:
        links.append(("next", url + asked.path(kind, feed.listing.next)))
    for rel, span in (("prev-archive", feed.older), ("next-archive", feed.newer)):
        if span:
            links.append((rel, url + asked.path(kind, archive=span)))
    return links


async def table(ask: Ask) -> Response:
    """The newest thousand as CSV with a row of HXL hashtags."""
    asked, kind = read_asked(ask), "text/csv; charset=utf-8; header=present"

    def question(
        conn: sqlite3.Connection,
    ) -> tuple[Feed, dict[int, tuple[str, str, str]], State | None]:
        feed = read_feed(conn, asked, ROWS)
        judgements = read_judgements(conn, feed.listing.items)
        return feed, judgements, state_of(conn, asked.selection)

    if (same := await unchanged(ask, kind, asked)) is not None:
        return same
    feed, judgements, state = await ask.read(question)
    etag = weak_etag(feed.etag("csv"), sorted(judgements.items()))
    remember(ask, kind, asked, state, etag)
    answer = ask.xml(
        lambda: csv_document(feed.site, feed.listing.items, judgements), kind, etag, feed.changed()
    )
    answer.headers["content-disposition"] = 'attachment; filename="reports.csv"'
    return answer


async def _answer(ask: Ask, asked: Asked, kind: str, document: Callable[[Feed], bytes]) -> Response:
    if (same := await unchanged(ask, kind, asked)) is not None:
        return same
    feed, state = await ask.read(
        lambda conn: (read_feed(conn, asked, ENTRIES), state_of(conn, asked.selection))
    )
    etag = feed.etag(kind)
    remember(ask, kind, asked, state, etag)
    return ask.xml(lambda: document(feed), kind, etag, feed.changed())


async def unchanged(ask: Ask, kind: str, asked: Asked) -> Response | None:
    """304 where the reader has the feed as it is, without reading the feed; None where that takes
    a closer look."""
    if asked.words or "if-none-match" not in ask.request.headers:
        return None
    state = await ask.read(lambda conn: state_of(conn, asked.selection))
    etag = remembered(ask.datasette).get((kind, asked), state) if state else None
    if not etag or not is_not_modified(ask.request.headers, etag):
        return None
    return ask.xml(bytes, kind, etag, None)


def remember(ask: Ask, kind: str, asked: Asked, state: State | None, etag: str) -> None:
    """Keeps the ETag of a view; not of a search, which is nobody's business."""
    if state is not None and not asked.words:
        remembered(ask.datasette).keep((kind, asked), state, etag)


def last_modified(site: Site, items: list[Item], tombstones: Sequence[Tombstone] = ()) -> datetime:
    """When the document last changed, at the latest.

    A take-down changes a feed without a newer ``updated``; only the moment at which the
    database was brought up to date is certain to be no earlier than the change.
    """
    updated = feed_updated(items, tombstones)
    if site.changed is not None:
        updated = max(updated, site.changed.iso)
    return datetime.fromisoformat(updated)


def read_publishers(conn: sqlite3.Connection, ids: set[str]) -> dict[str, Publisher]:
    """What entries say of the organisations with these ids."""
    rows = conn.execute(
        "select id, name, homepage, latest, letter, letter_words from sources "
        "where id in (select value from json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return {
        row[0]: Publisher(
            as_line(row[1]), web_link(row[2]), as_line(row[3]), as_line(row[4]), as_line(row[5])
        )
        for row in rows
    }


def _numbers(conn: sqlite3.Connection, ids: list[int]) -> dict[int, Number]:
    """The number of the story of each article that has one."""
    rows = conn.execute(
        "select m.article, s.number, s.words from story_articles m "
        "join stories s on s.id = m.story "
        "where m.article in (select value from json_each(?)) and s.number is not null",
        (json.dumps(ids),),
    )
    return {row[0]: Number(str(row[1]), as_line(row[2])) for row in rows}
