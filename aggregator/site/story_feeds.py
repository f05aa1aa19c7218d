"""``/feeds/stories``: a view as a feed of its stories, in Atom, JSON Feed and CSV.

The feeds of articles (``feeds.py``) stay what they are; these have one entry for each story. An
entry keeps its id as long as the story stands, and ``updated`` moves when an article joins it,
when its number changes and when a source corrects or retracts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from datasette import Response

from aggregator.site.answers import Ask, without_change
from aggregator.site.atom import ENTRIES
from aggregator.site.changes import state_of
from aggregator.site.conditional import weak_etag
from aggregator.site.feeds import Asked, read_asked, remember, unchanged
from aggregator.site.languages import DEFAULT, said
from aggregator.site.pages import Listing, read_listing
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.search import items_of
from aggregator.site.selection import Cursor, NotKnownError, has_stories, name_it
from aggregator.site.story_documents import (
    atom_document,
    csv_document,
    json_document,
    stories_updated,
)
from aggregator.site.story_rows import read_stories
from aggregator.site.story_search import newest_of_each_story
from aggregator.site.table import ROWS
from aggregator.site.tombstones import Tombstone, read_tombstones

FORMAT = 1
"""Raised when a document changes for the same rows, so that no reader keeps an old one."""


@dataclass(frozen=True, slots=True)
class StoryFeed:
    """Everything that a document is made of."""

    site: Site
    asked: Asked
    listing: Listing
    tombstones: tuple[Tombstone, ...]

    @property
    def title(self) -> str:
        """What the feed is called."""
        words = [f"“{self.asked.words}”" if self.asked.words else "", self.listing.named.title()]
        name = ", ".join(word for word in words if word)
        return f"Stories: {name} · {self.site.title}" if name else f"Stories · {self.site.title}"

    def etag(self, kind: str) -> str:
        """Changes when the document does."""
        named = replace(self.listing.named, driver="")  # how it was found is not in it
        return weak_etag(
            FORMAT,
            kind,
            without_change(self.site),
            self.asked,
            replace(self.listing, named=named),
            self.tombstones,
        )

    def links(self, kind: str) -> list[tuple[str, str]]:
        """Relation and address of what a paged feed links to (RFC 5005, section 3)."""
        asked, url = self.asked, self.site.url
        found = [
            ("self", url + stories_path(asked, kind, asked.before)),
            ("alternate", url + stories_page(asked)),
        ]
        if self.listing.next or asked.before:
            found.append(("first", url + stories_path(asked, kind)))
        if self.listing.next:
            found.append(("next", url + stories_path(asked, kind, self.listing.next)))
        return found


def stories_path(asked: Asked, kind: str, before: Cursor | None = None) -> str:
    """The address of the feed of stories, or of its page that begins after ``before``."""
    path = asked.selection.stories_path(kind)
    more = {"q": asked.words} if asked.words else {}
    more |= {"before": str(before)} if before else {}
    return path + (f"{'&' if '?' in path else '?'}{urlencode(more)}" if more else "")


def stories_page(asked: Asked) -> str:
    """The page that lists the same stories."""
    words = {"q": asked.words, "order": "newest"} if asked.words else {}
    pairs = {**words, **asked.selection.parameters()}
    return "/explore?" + urlencode(pairs) if pairs else "/"


def read_story_feed(conn: sqlite3.Connection, asked: Asked, entries: int) -> StoryFeed:
    """The newest stories of what was asked for. Raises :class:`NotKnownError` where the database
    knows no stories: articles would be something else than was promised."""
    if not has_stories(conn):
        raise NotKnownError(said("This database does not know stories yet."))
    if asked.by_words:
        listing = _read_found(conn, asked, entries)
    else:
        listing = read_listing(conn, asked.selection, asked.before, entries, stories=True)
    asked = Asked(listing.named.selection, asked.words, asked.before)
    return StoryFeed(read_site(conn), asked, listing, read_tombstones(conn))


def _read_found(conn: sqlite3.Connection, asked: Asked, entries: int) -> Listing:
    """The newest stories in which the words stand."""
    named = name_it(conn, asked.selection)
    wanted = (asked.expression, named.selection, entries + 1, asked.before)
    found = newest_of_each_story(conn, *wanted, days=named.days)
    items = items_of(conn, found[:entries], DEFAULT)
    more = Cursor(items[-1].listed, items[-1].id) if len(found) > entries else None
    return Listing(named, items, more, asked.before is None, True, read_stories(conn, items))


async def atom(ask: Ask) -> Response:
    """``/feeds/stories.atom``, with any words of a selection."""
    return await _answer(
        ask,
        "application/atom+xml; charset=utf-8",
        ENTRIES,
        lambda feed: atom_document(
            feed.site,
            feed.listing,
            feed.title,
            feed.asked.canonical or "all",
            feed.links("atom"),
            feed.tombstones,
        ),
    )


async def json_feed(ask: Ask) -> Response:
    """The same as JSON Feed 1.1."""
    return await _answer(
        ask,
        "application/feed+json; charset=utf-8",
        ENTRIES,
        lambda feed: json_document(
            feed.site, feed.listing, feed.title, dict(feed.links("json")), feed.tombstones
        ),
    )


async def table(ask: Ask) -> Response:
    """The newest thousand as CSV with a row of HXL hashtags."""
    answer = await _answer(
        ask,
        "text/csv; charset=utf-8; header=present",
        ROWS,
        lambda feed: csv_document(feed.site, feed.listing),
    )
    answer.headers["content-disposition"] = 'attachment; filename="stories.csv"'
    return answer


async def _answer(
    ask: Ask, kind: str, entries: int, document: Callable[[StoryFeed], bytes]
) -> Response:
    asked = read_asked(ask)
    # Not the name of the feed of articles of the same view, which is remembered beside it.
    name = f"stories {kind}"
    if (same := await unchanged(ask, name, asked)) is not None:
        same.content_type = kind
        return same
    feed, state = await ask.read(
        lambda conn: (read_story_feed(conn, asked, entries), state_of(conn, asked.selection))
    )
    etag = feed.etag(kind)
    remember(ask, name, asked, state, etag)
    changed = stories_updated(feed.listing.stories.values(), feed.tombstones)
    if feed.site.changed is not None:  # as in feeds.last_modified: a removal moves no entry
        changed = max(changed, feed.site.changed.iso)
    return ask.xml(lambda: document(feed), kind, etag, datetime.fromisoformat(changed))
