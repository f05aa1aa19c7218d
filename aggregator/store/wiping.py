"""Taking away for good: no trace in free space, moved cells or the write-ahead log."""

from __future__ import annotations

import logging
import sqlite3

log = logging.getLogger("aggregator")

DUE = "due"
"""Value of the row ``cleanup`` while what was taken away may still stand in the file."""


def wipe(news: sqlite3.Connection) -> None:
    """Leaves no trace of what was taken away: not in free space, not in the write-ahead log.

    Where a reader holds the file open at the wrong moment, the row ``cleanup`` stays, and the next
    publication tries again.
    """
    news.execute("PRAGMA busy_timeout=2000")
    if not rewrite(news, "UPDATE publication SET value = 'done' WHERE name = 'cleanup'"):
        news.execute("UPDATE publication SET value = ? WHERE name = 'cleanup'", [DUE])
        log.warning("news.db: what was taken away is wiped with the next publication")


def rewrite(db: sqlite3.Connection, first: str = "") -> bool:
    """Writes the whole file anew and empties its write-ahead log, after the statement ``first``;
    false where a reader has hindered it.

    ``secure_delete`` alone is not enough: cells that SQLite moves while it balances its pages
    keep their old bytes.
    """
    try:
        if first:
            db.execute(first)
        db.execute("VACUUM")
        return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
