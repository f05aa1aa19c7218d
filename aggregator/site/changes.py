"""Whether a feed is as it was, from a handful of rows: what makes 304 cheap.

The table ``changes`` says in which publication something last changed for each region, topic,
source and language. An article of a view carries all words of the view, so the view has not
changed since any one of them has. What a feed's ETag was in that state is remembered in this
process; views only, never what somebody searched for.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any
from weakref import WeakKeyDictionary

from aggregator.site.selection import Selection, today

State = tuple[int, str]
"""Number of the publication that last changed a view, and the day up to which the file goes (what
stands in "the last seven days", and where archives begin, changes with it)."""
REMEMBERED = 4_000
"""Feeds whose ETag is kept, a few hundred bytes each; 1,400 places and 32 topics in three forms."""


def state_of(conn: sqlite3.Connection, wanted: Selection) -> State | None:
    """The state of a view; None where the file does not say it (an older one, an unknown code)."""
    words = [(name, getattr(wanted, name)) for name in ("region", "topic", "source", "language")]
    words = [(name, code) for name, code in words if code] or [("any", "")]
    try:
        numbers = [_number(conn, *word) for word in words]
        site = _number(conn, "site", "")
    except sqlite3.OperationalError:  # no such table
        return None
    if None in numbers:
        return None
    return max(min(number for number in numbers if number is not None), site or 0), today(conn)


def _number(conn: sqlite3.Connection, kind: str, code: str) -> int | None:
    row = conn.execute(
        "select number from changes where kind = ? and code = ?", (kind, code)
    ).fetchone()
    return None if row is None else int(row[0])


class Remembered:
    """ETags by what was asked for, each with the state in which it was true."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[State, str]] = OrderedDict()

    def get(self, asked: Hashable, state: State) -> str | None:
        """The ETag of what was asked for, if nothing has changed since; else None."""
        then, value = self._kept.get(asked, (None, None))
        return value if then == state else None

    def keep(self, asked: Hashable, state: State, value: str) -> None:
        """Keeps one; the one that was kept longest ago goes where there are too many."""
        self._kept[asked] = (state, value)
        self._kept.move_to_end(asked)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


_remembered: WeakKeyDictionary[Any, Remembered] = WeakKeyDictionary()


def remembered(datasette: Any) -> Remembered:
    """The ETags that this Datasette remembers."""
    return _remembered.setdefault(datasette, Remembered())
