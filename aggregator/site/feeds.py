"""A view as a feed of its articles or of its stories: what stands in it, and the answer.

``feed_address.py`` reads what is asked for; the documents are made by ``atom.py``, ``jsonfeed.py``,
``table.py`` and ``story_documents.py``, which know nothing of addresses.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from datasette import Response

from aggregator.clock import system_clock
from aggregator.site import story_documents
from aggregator.site.answers import Ask, without_change
from aggregator.site.atom import ENTRIES, Number, Publisher, feed_document, feed_updated
from aggregator.site.changes import State, remembered, state_of
from aggregator.site.conditional import is_not_modified, weak_etag
from aggregator.site.feed_address import Asked, read_asked
from aggregator.site.feed_history import ArticleEntries, View
from aggregator.site.jsonfeed import json_document
from aggregator.site.languages import said
from aggregator.site.matching import read_matching
from aggregator.site.pages import Listing, read_listing
from aggregator.site.reading import read_site
from aggregator.site.rows import Item, Site
from aggregator.site.selection import Named, NotKnownError, has_stories, name_it
from aggregator.site.story_documents import stories_updated
from aggregator.site.story_history import StoryEntries
from aggregator.site.story_rows import read_stories
from aggregator.site.table import ROWS, csv_document, read_judgements
from aggregator.site.text import as_line, web_link
from aggregator.site.tombstones import Tombstone, read_tombstones, told_at

FORMAT = 7
"""Raised when the document changes for the same rows, so that no reader keeps an old one."""
CSV = "text/csv; charset=utf-8; header=present"


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
        if self.asked.stories:
            name = f"Stories: {name}" if name else "Stories"
        return f"{name} · {self.site.title}" if name else self.site.title

    @property
    def name(self) -> str:
        """What its id is made of."""
        return self.asked.canonical or "all"

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
        """When the document last changed, at the latest.

        A removal changes a feed without a newer ``updated``; only the moment at which the
        database was brought up to date is certain to be no earlier than the change, and of a
        take-down the end of its day.
        """
        if self.asked.stories:
            updated = stories_updated(self.listing.stories.values(), self.tombstones)
        else:
            updated = feed_updated(self.listing.items, self.tombstones)
        if self.site.changed is not None:
            updated = max(updated, self.site.changed.iso)
        updated = max(updated, told_at(self.tombstones, system_clock()))
        return datetime.fromisoformat(updated)

    def links(self, kind: str) -> list[tuple[str, str]]:
        """Relation and address of what it links to (RFC 5005, sections 3 and 4)."""
        asked, url = self.asked, self.site.url
        own = asked.path(kind, asked.before, asked.archive)
        links = [("self", url + own), ("alternate", url + asked.page())]
        if asked.archive:
            links.append(("current", url + asked.path(kind)))
        elif self.listing.next or asked.before:
            links.append(("first", url + asked.path(kind)))
        if self.listing.next:
            links.append(("next", url + asked.path(kind, self.listing.next)))
        for rel, span in (("prev-archive", self.older), ("next-archive", self.newer)):
            if span:
                links.append((rel, url + asked.path(kind, archive=span)))
        return links

    def atom(self) -> bytes:
        """The Atom document."""
        archive, links = bool(self.asked.archive), self.links("atom")
        if self.asked.stories:
            return story_documents.atom_document(
                self.site, self.listing, self.title, self.name, links, self.tombstones,
                archive=archive,
            )  # fmt: skip
        return feed_document(
            self.site, self.listing.named, self.listing.items, self.publishers, self.numbers,
            title=self.title, name=self.name, links=links, tombstones=self.tombstones,
            archive=archive,
        )  # fmt: skip

    def json(self) -> bytes:
        """The JSON Feed."""
        links = dict(self.links("json"))
        if self.asked.stories:
            return story_documents.json_document(
                self.site, self.listing, self.title, links, self.tombstones
            )
        return json_document(self.site, self.title, self.listing.items, links, self.tombstones)


def read_feed(conn: sqlite3.Connection, asked: Asked, entries: int) -> Feed:
    """The newest entries of what was asked for, those of a further page, or of an archive. Raises
    :class:`NotKnownError` where stories are asked for and the database knows none: articles would
    be something else than was promised."""
    if asked.stories and not has_stories(conn):
        raise NotKnownError(said("This database does not know stories yet."))
    site = read_site(conn)
    listing, older, newer = _read_entries(conn, asked, entries, site)
    asked = replace(asked, selection=listing.named.selection)
    gone = () if asked.archive else read_tombstones(conn)
    if asked.stories:
        return Feed(site, asked, listing, {}, {}, gone, older, newer)
    sources = {item.source for item in listing.items} | {asked.selection.source}
    numbers = _numbers(conn, [item.id for item in listing.items])
    return Feed(site, asked, listing, read_publishers(conn, sources), numbers, gone, older, newer)


def _read_entries(
    conn: sqlite3.Connection, asked: Asked, entries: int, site: Site
) -> tuple[Listing, str, str]:
    """The entries, and the spans of the archive documents before and after them."""
    now = datetime.fromisoformat(site.changed.iso) if site.changed else None
    if asked.archive:
        named = name_it(conn, asked.selection)
        view = _view(conn, asked, named, now)
        span, items = view.document(asked.archive)
        before, after = view.before(span.days.since), view.after(span.days.until)
        older, newer = (each.text if each else "" for each in (before, after))
        return _with(conn, Listing(named, [], None, False, asked.stories), items), older, newer
    listing = _read_page(conn, asked, entries)
    if entries != ENTRIES or asked.before or listing.next is None:
        return listing, "", ""
    view = _view(conn, asked, listing.named, now)
    changed = view.changed_lately(listing.next)
    # The fifty-first may be of the same second as the fiftieth.
    before = view.before(listing.next.date + "~") if view.archived else None
    return _with(conn, listing, changed), before.text if before else "", ""


def _view(conn: sqlite3.Connection, asked: Asked, named: Named, now: datetime | None) -> View:
    kind = StoryEntries if asked.stories else ArticleEntries
    return View(kind(conn, named, asked.expression), now)


def _read_page(conn: sqlite3.Connection, asked: Asked, size: int) -> Listing:
    """The newest entries, or those of a further page."""
    stories = asked.stories
    if not asked.by_words:
        return read_listing(conn, asked.selection, asked.before, size, stories=stories)
    named = name_it(conn, asked.selection)
    return read_matching(conn, asked.expression, named, asked.before, size, stories=stories)


def _with(conn: sqlite3.Connection, listing: Listing, items: list[Item]) -> Listing:
    """The listing with these behind what it has."""
    told = read_stories(conn, items) if listing.of_stories and items else {}
    return replace(listing, items=[*listing.items, *items], stories={**listing.stories, **told})


async def atom(ask: Ask) -> Response:
    """``/feeds/all.atom`` and ``/feeds/<kind>/<code>.atom``, each with any words added."""
    return await answer_atom(ask, read_asked(ask, archived=True))


async def json_feed(ask: Ask) -> Response:
    """The same as JSON Feed 1.1."""
    return await answer_json(ask, read_asked(ask, archived=True))


async def answer_atom(ask: Ask, asked: Asked) -> Response:
    """The Atom document of what was asked for, or 304."""
    return await answer(ask, asked, "application/atom+xml; charset=utf-8", Feed.atom)


async def answer_json(ask: Ask, asked: Asked) -> Response:
    """The JSON Feed of what was asked for, or 304."""
    return await answer(ask, asked, "application/feed+json; charset=utf-8", Feed.json)


async def table(ask: Ask) -> Response:
    """The newest thousand as CSV with a row of HXL hashtags."""
    asked, kind = read_asked(ask), CSV

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
    made = ask.xml(
        lambda: csv_document(feed.site, feed.listing.items, judgements), kind, etag, feed.changed()
    )
    made.headers["content-disposition"] = 'attachment; filename="reports.csv"'
    return made


async def answer(
    ask: Ask,
    asked: Asked,
    kind: str,
    document: Callable[[Feed], bytes],
    entries: int = ENTRIES,
) -> Response:
    """A document of what was asked for, of the media type ``kind``, or 304."""
    if (same := await unchanged(ask, kind, asked)) is not None:
        return same
    feed, state = await ask.read(
        lambda conn: (read_feed(conn, asked, entries), state_of(conn, asked.selection))
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
