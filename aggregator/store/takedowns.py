"""Articles that were taken down for good: what is kept so that they stay away, and nothing else.

Kept are a line of an append-only log (the opaque key of the article, when, who, why) and keyed
hashes (HMAC-SHA-256) of the ways in which the article was recognised. Neither title nor address
can be read back from them; whoever holds the archive can only test one that is known already.
Part of :class:`~aggregator.store.archive.Archive`.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from aggregator.health import Extraction
from aggregator.identify import Key, link_key, title_key
from aggregator.model import Entry

_FACT = "takedown_secret"
_OUR_PAGE = re.compile(r"/article/([a-z2-7]{16})/?$")


@dataclass(frozen=True, slots=True)
class Found:
    """An article that may be taken down, for a person to look at before it is."""

    article: int
    key: str
    source: str
    title: str
    link: str | None
    same_text: tuple[str, ...]  # keys of other articles that hold the very same text


@dataclass(frozen=True, slots=True)
class Takedown:
    """One line of the log. ``who`` is a role; ``why`` names no person."""

    at: str
    key: str
    who: str
    why: str


class Takedowns:
    """What was taken down. The caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: frozenset[bytes] | None = None
        self._key = b""

    # --- looking for an article ------------------------------------------------------

    def find(self, word: str) -> list[Found]:
        """Articles by their key, by the address of our page of them, or by their own address."""
        own = _OUR_PAGE.search(word)
        key = own.group(1) if own else word.strip()
        rows = self._found("a.key = ?", [key])
        address = link_key(word)
        if not rows and address:
            rows = self._found(
                "a.link_key = ?1 OR a.id IN "
                "(SELECT article FROM article_keys WHERE kind = 'link' AND value = ?1)",
                [address],
            )
        return rows

    def _found(self, where: str, arguments: Sequence[str]) -> list[Found]:
        rows = self._db.execute(
            f"SELECT a.id, a.key, a.source, a.title, a.link, (SELECT json_group_array(b.key) "
            "FROM articles b WHERE b.content_hash = a.content_hash AND b.id <> a.id) "
            f"FROM articles a WHERE {where} ORDER BY a.id",
            list(arguments),
        )
        return [
            Found(row[0], row[1], row[2], row[3], row[4], tuple(json.loads(row[5]))) for row in rows
        ]

    def log(self) -> list[Takedown]:
        """Every article that was ever taken down, oldest first."""
        rows = self._db.execute("SELECT at, key, who, why FROM takedowns ORDER BY id")
        return [Takedown(*row) for row in rows]

    # --- taking it down --------------------------------------------------------------

    def record(self, article: int, taken: Takedown, seq: int) -> None:
        """Writes the log line and the hashes, and holds the article back from publication."""
        marks = {(mark,) for mark in self._marks_of(article)}
        # What was held back, or whose page was not looked at yet, nobody has a copy of.
        shown = "SELECT state <> 'held' AND extraction <> ? FROM articles WHERE id = ?"
        was_shown = self._db.execute(shown, [str(Extraction.PENDING), article]).fetchone()[0]
        self._db.conn.executemany("INSERT OR IGNORE INTO refused VALUES (?)", marks)
        self._db.execute(
            "INSERT INTO takedowns (at, key, who, why, shown) VALUES (?, ?, ?, ?, ?)",
            [taken.at, taken.key, taken.who, taken.why, was_shown],
        )
        self._db.execute(
            "UPDATE articles SET state = 'held', page_next = NULL, seq = ? WHERE id = ?",
            [seq, article],
        )
        self._known = None

    def erase(self, article: int) -> None:
        """Deletes everything that is held of an article which no public file shows any more."""
        hashes = json.dumps(
            [
                row[0]
                for row in self._db.execute(
                    "SELECT content_hash FROM revisions WHERE article = ?1 "
                    "UNION SELECT content_hash FROM articles WHERE id = ?1",
                    [article],
                )
            ]
        )
        # The number of the last change went with it: it must not be given to another change,
        # which would look as if it had been published and linked already.
        self._db.execute("INSERT OR REPLACE INTO facts SELECT 'seq', max(seq) FROM articles")
        # A number came from the sources and ties of its articles, told by their keys: beside the
        # line of the log that would tell whose the article was, and what else tells of it.
        self._db.execute(
            "UPDATE story_numbers SET inputs = '{}' WHERE instr(inputs, "
            "(SELECT json_quote(key) FROM articles WHERE id = ?))",
            [article],
        )
        for table in ("other_feeds", "revisions", "tags", "article_keys"):
            self._db.execute(f"DELETE FROM {table} WHERE article = ?", [article])
        self._db.execute("DELETE FROM articles WHERE id = ?", [article])
        self._db.execute(
            "DELETE FROM texts WHERE content_hash IN (SELECT value FROM json_each(?)) "
            "AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.content_hash = texts.content_hash) "
            "AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.content_hash = texts.content_hash)",
            [hashes],
        )
        # A story that has ended keeps what it was judged from: sentences of its articles.
        self._db.execute("UPDATE stories SET judged = '{}' WHERE articles = 0 AND judged <> '{}'")

    # --- keeping it away -------------------------------------------------------------

    def refuses(self, source: str, entry: Entry, keys: Iterable[Key]) -> bool:
        """Whether an entry is an article that was taken down.

        An address, and the same words under the same title on the same day, are enough. An id
        alone can lie (:func:`~aggregator.identify.recognises`): it is believed unless two of
        address, title and date can be compared and none agrees.
        """
        if not self._refused():
            return False
        by_kind = {key.kind: key.value for key in keys}
        own_id = by_kind.pop("id", None)
        if any(self._known_to_be(source, kind, value) for kind, value in by_kind.items()):
            return True
        if own_id is None or not self._known_to_be(source, "id", own_id):
            return False
        told = {"link": link_key(entry.link), "title": title_key(entry.title),
                "date": entry.published_raw}  # fmt: skip
        agree = [self._known_to_be(source, kind, value) for kind, value in told.items() if value]
        return any(agree) or len(agree) < 2

    def _known_to_be(self, source: str, kind: str, value: str) -> bool:
        return self._mark(source, kind, value) in self._refused()

    def _refused(self) -> frozenset[bytes]:
        if self._known is None:
            self._known = frozenset(r[0] for r in self._db.execute("SELECT mark FROM refused"))
        return self._known

    def _marks_of(self, article: int) -> Iterable[bytes]:
        source, link, canonical, title, date = self._db.execute(
            "SELECT source, link, canonical, title_key, published_raw FROM articles WHERE id = ?",
            [article],
        ).fetchone()
        held = self._db.execute("SELECT kind, value FROM article_keys WHERE article = ?", [article])
        own = [("link", link_key(link)), ("link", link_key(canonical)), ("title", title),
               ("date", date)]  # fmt: skip
        for kind, value in [*held.fetchall(), *own]:
            if value:
                yield self._mark(source, kind, value)

    def _mark(self, source: str, kind: str, value: str) -> bytes:
        # An address is the same article whoever lists it; everything else is the source's own.
        owner = "" if kind == "link" else source
        text = json.dumps([owner, kind, value]).encode()
        return hmac.digest(self._secret(), text, "sha256")

    def _secret(self) -> bytes:
        if not self._key:
            self._db.execute(
                "INSERT OR IGNORE INTO facts VALUES (?, ?)", [_FACT, secrets.token_hex(32)]
            )
            row = self._db.execute("SELECT value FROM facts WHERE name = ?", [_FACT]).fetchone()
            self._key = bytes.fromhex(row[0])
        return self._key
