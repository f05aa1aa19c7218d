"""The feed addresses: which selection an address asks for, and the answer."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from datasette import Response

from aggregator.site.answers import Ask, without_change
from aggregator.site.atom import ENTRIES, Publisher, feed_document, feed_updated
from aggregator.site.conditional import weak_etag
from aggregator.site.opml import Outline, opml_document, read_outlines
from aggregator.site.reading import read_items, read_site
from aggregator.site.rows import Item, Site
from aggregator.site.selection import Named, Selection, from_pairs, name_it
from aggregator.site.text import as_line, web_link

FORMAT = 2
"""Raised when the document changes for the same rows, so that no reader keeps an old one."""


async def atom(ask: Ask) -> Response:
    """``/feeds/all.atom`` and ``/feeds/<kind>/<code>.atom``, each with any words added."""
    start = Selection()
    if "kind" in ask.request.url_vars:
        start = from_pairs([(ask.part("kind"), ask.part("code"))])
    selection = from_pairs(ask.pairs(), start)

    def question(
        conn: sqlite3.Connection,
    ) -> tuple[Site, Named, list[Item], dict[str, Publisher]]:
        named = name_it(conn, selection)
        items = read_items(conn, named, ENTRIES)
        return (
            read_site(conn),
            named,
            items,
            _publishers(conn, {item.source for item in items} | {named.selection.source}),
        )

    site, named, items, publishers = await ask.read(question)
    etag = weak_etag(FORMAT, without_change(site), named, items, sorted(publishers.items()))
    return ask.xml(
        lambda: feed_document(site, named, items, publishers),
        "application/atom+xml; charset=utf-8",
        etag,
        last_modified(site, items),
    )


def last_modified(site: Site, items: list[Item]) -> datetime:
    """When the document last changed, at the latest.

    A take-down changes a feed without a newer ``updated``; only the moment at which the
    database was brought up to date is certain to be no earlier than the change.
    """
    updated = feed_updated(items)
    if site.changed is not None:
        updated = max(updated, site.changed.iso)
    return datetime.fromisoformat(updated)


def _publishers(conn: sqlite3.Connection, ids: set[str]) -> dict[str, Publisher]:
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


async def opml(ask: Ask) -> Response:
    """``/sources.opml``."""

    def question(conn: sqlite3.Connection) -> tuple[Site, list[Outline]]:
        return read_site(conn), read_outlines(conn)

    site, outlines = await ask.read(question)
    changed = datetime.fromisoformat(site.changed.iso) if site.changed else None
    return ask.xml(
        lambda: opml_document(site, outlines),
        "text/x-opml; charset=utf-8",
        weak_etag(FORMAT, without_change(site), outlines),
        changed,
    )
