"""When each region, topic, source and language last changed in the public file.

A feed reader asks every half hour whether anything is new. With these numbers the site answers
from a handful of rows, instead of making the document to see that it is the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

_WHERE = {
    "region": ("article_regions", "region"),
    "topic": ("article_topics", "topic"),
    "source": ("articles", "source"),
    "language": ("articles", "language"),
}
_WORDS = {
    kind: f"SELECT DISTINCT {word} FROM {table}"  # noqa: S608 — names of ours
    for kind, (table, word) in _WHERE.items()
}
_OF_TAGS = " WHERE article IN (SELECT value FROM json_each(?))"
_OF_ARTICLES = " WHERE id IN (SELECT value FROM json_each(?))"
_AMONG = {
    "region": _OF_TAGS, "topic": _OF_TAGS, "source": _OF_ARTICLES, "language": _OF_ARTICLES,
}  # fmt: skip
_TOLD = (
    "SELECT id, name, names, homepage, letter, letter_words FROM sources ORDER BY id",
    "SELECT name, value FROM publication WHERE name LIKE 'site_%' "
    "OR name IN ('codes', 'occupation_list') ORDER BY name",
)
"""What every feed may speak of, whichever articles it lists: who publishes, what the site and the
regions are called. What is gone belongs to it too (public_removed.py)."""


class Changes:
    """Writes the table ``changes`` of ``news`` at the end of one publication."""

    def __init__(self, news: sqlite3.Connection) -> None:
        self._news = news
        self._touched: dict[str, set[str]] = {kind: set() for kind in _WORDS}

    def told(self) -> list[tuple[object, ...]]:
        """What every feed may speak of, to be compared with the same after the publication."""
        return [tuple(row) for sql in _TOLD for row in self._news.execute(sql)]

    def touch(self, articles: Iterable[int]) -> None:
        """Articles that are written, or about to be taken out, or whose story is written anew: all
        that they carry now has changed."""
        listed = json.dumps(sorted(set(articles)))
        for kind, sql in _WORDS.items():
            rows = self._news.execute(sql + _AMONG[kind], [listed])
            self._touched[kind].update(row[0] for row in rows if row[0])

    def touch_all(self) -> None:
        """Everything, because the file was built anew."""
        for kind, sql in _WORDS.items():
            self._touched[kind].update(row[0] for row in self._news.execute(sql) if row[0])

    def last(self) -> int:
        """The number of the last publication that changed anything; 0 where there is none, and in
        a file of an older version."""
        if not self._news.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'").fetchone():
            return 0
        return int(self._news.execute("SELECT max(number) FROM changes").fetchone()[0] or 0)

    def write(self, last: int, now: datetime, *, told_anew: bool) -> None:
        """Gives this publication a number above ``last`` and puts it where something has changed;
        everywhere where what every feed speaks of is ``told_anew``.

        No number comes twice, also where the file was deleted in between: it begins at the clock.
        It does not follow the clock, or it would tell the moment at which an article was taken out.
        """
        touched = [(kind, code) for kind, codes in self._touched.items() for code in codes]
        if touched or told_anew:
            touched.append(("any", ""))
        if told_anew:
            touched.append(("site", ""))
        number = last + 1 if last else int(now.timestamp())
        self._news.executemany(
            "INSERT OR REPLACE INTO changes (kind, code, number) VALUES (?, ?, ?)",
            [(kind, code, number) for kind, code in touched],
        )
        if told_anew:
            self._put_everywhere(number)

    def _put_everywhere(self, number: int) -> None:
        """What was taken out would else be told by the words whose number moved at that moment, or
        by a word that no article carries any more."""
        for kind, (table, word) in _WHERE.items():
            carried = f"SELECT 1 FROM {table} WHERE {word} = changes.code"  # noqa: S608 — ours
            gone = f"DELETE FROM changes WHERE kind = ? AND NOT EXISTS ({carried})"  # noqa: S608
            self._news.execute(gone, [kind])
        self._news.execute("UPDATE changes SET number = ?", [number])
