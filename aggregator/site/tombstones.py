"""Articles that are no longer here, told to those who hold a copy (RFC 6721, ``at:deleted-entry``).

Every feed tells all of them, whatever it is a feed of: the newest of the last thirty days. A
tombstone that stood only on the feeds of its own region or source would tell what the article was
about. For the same reason there is neither title, address nor reason.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from aggregator.site.text import as_line, as_moment

AT = "http://purl.org/atompub/tombstones/1.0"
DAYS = 30
"""Readers that keep articles ask every few hours; a month also finds those of people on leave."""
MOST = 100
"""Of 100 bytes each. More go only where a whole source goes, and then readers unsubscribe."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The lasting name of an article that is no longer here, and since when, UTC."""

    key: str
    removed: str


def read_tombstones(conn: sqlite3.Connection) -> tuple[Tombstone, ...]:
    """Those of the last :data:`DAYS` days before the database was last brought up to date, newest
    first; none where the database is of an older version that does not know them."""
    if not _knows(conn):
        return ()
    rows = conn.execute(
        "select key, removed from removed where removed >= (select strftime("
        "'%Y-%m-%dT%H:%M:%SZ', value, ?) from publication where name = 'updated') "
        "order by removed desc, key limit ?",
        (f"-{DAYS} days", MOST),
    )
    read = [Tombstone(as_line(row[0]), as_line(row[1])) for row in rows]
    return tuple(each for each in read if each.key and as_moment(each.removed) is not None)


def is_removed(conn: sqlite3.Connection, key: str) -> bool:
    """Whether an article of this name was here once."""
    if not _knows(conn):
        return False
    return conn.execute("select 1 from removed where key = ?", (key,)).fetchone() is not None


def _knows(conn: sqlite3.Connection) -> bool:
    found = conn.execute("select 1 from sqlite_master where type = 'table' and name = 'removed'")
    return found.fetchone() is not None


def add_tombstones(feed: etree._Element, prefix: str, tombstones: Sequence[Tombstone]) -> None:
    """Appends them to an Atom feed; ``prefix`` is the id of an entry without the article's key."""
    for each in tombstones:
        attributes = {"ref": prefix + each.key, "when": each.removed}
        etree.SubElement(feed, f"{{{AT}}}deleted-entry", attrib=attributes, nsmap={"at": AT})
