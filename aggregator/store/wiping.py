"""Taking away for good: no trace in free space, moved cells or the write-ahead log."""

from __future__ import annotations

import logging
import sqlite3

log = logging.getLogger("aggregator")

DUE = "due"
"""Value of the row ``cleanup`` while what was taken away may still stand in the file."""


def wipe(news: sqlite3.Connection) -> None:
    """Leaves no trace of what was taken away: not in free space, not in the write-ahead log.

    ``secure_delete`` alone is not enough: cells that SQLite moves while it balances its pages
    keep their old bytes. Where a reader holds the file open at the wrong moment, the row
    ``cleanup`` stays, and the next publication tries again.
    """
    news.execute("PRAGMA busy_timeout=2000")
    try:
        news.execute("UPDATE publication SET value = 'done' WHERE name = 'cleanup'")
        news.execute("VACUUM")
        busy = news.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        busy = 1
    if busy:
        news.execute("UPDATE publication SET value = ? WHERE name = 'cleanup'", [DUE])
        log.warning("news.db: what was taken away is wiped with the next publication")
