"""A page of what matches an expression of the full-text index, newest first: for feeds with words,
campaigns and cases. ``pages.read_listing`` is the same without an expression."""

from __future__ import annotations

import sqlite3

from aggregator.site.languages import DEFAULT
from aggregator.site.pages import Listing
from aggregator.site.ranking import candidates
from aggregator.site.search import items_of
from aggregator.site.selection import Cursor, Named
from aggregator.site.story_rows import read_stories
from aggregator.site.story_search import newest_of_each_story


def read_matching(
    conn: sqlite3.Connection,
    expression: str,
    named: Named,
    before: Cursor | None,
    size: int,
    language: str = DEFAULT,
    *,
    stories: bool = False,
) -> Listing:
    """The articles that match, or of each story its newest one that does. An expression that is
    empty matches nothing."""
    found = []
    if expression:
        find = newest_of_each_story if stories else candidates
        found = find(conn, expression, named, size + 1, before)
    items = items_of(conn, found[:size], language)
    more = Cursor(items[-1].listed, items[-1].id) if len(found) > size else None
    told = read_stories(conn, items, language) if stories else {}
    return Listing(named, items, more, before is None, stories, told)
