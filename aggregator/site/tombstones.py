"""Articles that are no longer here, told to those who hold a copy (RFC 6721, ``at:deleted-entry``).

Every feed tells all of them, whatever it is a feed of: the newest of the last thirty days. A
tombstone that stood only on the feeds of its own region or source would tell what the article was
about. For the same reason there is neither title, address nor reason, and of the moment the day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from aggregator.clock import to_iso
from aggregator.site.text import as_line, as_moment

AT = "http://purl.org/atompub/tombstones/1.0"
DAYS = 30
"""Readers that keep articles ask every few hours; a month also finds those of people on leave."""
MOST = 100
"""Of 100 bytes each. More go only where a whole source goes: then of each source the newest are
told, and what was taken down by itself is among the first."""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The lasting name of an article that is no longer here, and since which day, UTC."""

    key: str
    day: str

    @property
    def since(self) -> str:
        """The beginning of the day: no feed is newer than now because of it."""
        return f"{self.day}T00:00:00Z"

    @property
    def when(self) -> str:
        """The end of the day. An entry that is newer than its tombstone counts as put there again
        (RFC 6721, 3), and this one may have changed on the day on which it was taken down."""
        return f"{self.day}T23:59:59Z"


def read_tombstones(conn: sqlite3.Connection) -> tuple[Tombstone, ...]:
    """Those of the last :data:`DAYS` days before the database was last brought up to date, newest
    first; none where the database is of an older version that does not know them."""
    if not _knows(conn, "rank INTEGER"):
        return ()
    rows = conn.execute(
        "select key, removed from removed where removed >= (select "
        "date(value, ?) from publication where name = 'updated') "
        "order by rank, removed desc, key limit ?",
        (f"-{DAYS} days", MOST),
    )
    read = [Tombstone(as_line(row[0]), as_line(row[1])) for row in rows]
    return tuple(each for each in read if each.key and as_moment(each.since) is not None)


def told_at(tombstones: Sequence[Tombstone], now: datetime) -> str:
    """No earlier than the last of them was first told: with the day alone, that day counts as
    changing until it is over."""
    return min(max((each.when for each in tombstones), default=""), to_iso(now))


def is_removed(conn: sqlite3.Connection, key: str) -> bool:
    """Whether an article of this name was here once."""
    if not _knows(conn):
        return False
    return conn.execute("select 1 from removed where key = ?", (key,)).fetchone() is not None


def _knows(conn: sqlite3.Connection, column: str = "") -> bool:
    found = conn.execute(
        "select 1 from sqlite_master where type = 'table' and name = 'removed' "
        "and instr(lower(sql), lower(?))",
        (column,),
    )
    return found.fetchone() is not None


def add_tombstones(feed: etree._Element, prefix: str, tombstones: Sequence[Tombstone]) -> None:
    """Appends them to an Atom feed; ``prefix`` is the id of an entry without the article's key."""
    for each in tombstones:
        attributes = {"ref": prefix + each.key, "when": each.when}
        etree.SubElement(feed, f"{{{AT}}}deleted-entry", attrib=attributes, nsmap={"at": AT})
