"""Pages in the archive: which are due, what looks at them have come to, their versions.

A part of :class:`~aggregator.store.archive.Archive`. What a look means is decided by the pure
functions of :mod:`aggregator.schedule`; here it becomes rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aggregator.clock import from_iso, to_iso
from aggregator.health import Watch
from aggregator.identify import Key, link_key
from aggregator.model import Entry, Reading, Validators, document
from aggregator.schedule.edits import Edits, after_change, is_trivial
from aggregator.schedule.pages import (
    GONE_AFTER,
    MOST_PAGE_ATTEMPTS,
    REFUSED,
    is_gone,
    next_look,
    next_page_attempt,
)
from aggregator.store.opening import writing
from aggregator.store.records import Look, PendingPage, entry_from, reading_row
from aggregator.store.rows import Rows
from aggregator.store.tags import TagStore

_OLD = (
    "content_hash, title, text_from, state, page_attempts, extraction, first_seen, sort_date, "
    "tag_version, source, detail, page_sha256, missing_since, watch, edits_trivial, edits_today, "
    "edits_day, link"
)
_WAITS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held of an article, as far as a look at its page needs it."""

    article: int
    content_hash: str | None
    title: str
    text_from: str
    state: str
    attempts: int
    extraction: str
    first_seen: datetime
    sort_date: datetime
    tag_version: str
    source: str
    detail: str
    page_sha256: str | None
    missing_since: datetime | None
    watch: str
    edits: Edits
    link: str | None


class PageReadings(Rows):
    """Pages: due, read, looked at again, gone."""

    tags: TagStore

    def pending_pages(
        self, now: datetime, sources: Iterable[str], *, again: bool = False
    ) -> Iterator[PendingPage]:
        """Articles whose page is due, oldest first: those never read, or with ``again`` those that
        are to be looked at again. To be taken at once, before anything is written."""
        wanted = json.dumps(sorted(sources))
        read = "IS NOT NULL" if again else "IS NULL"
        rows = self._db.execute(
            "SELECT id, source, feed, link, page_etag, page_last_modified, page_sha256 "
            # A round asks once for every source: by the index of pages, not through all articles.
            f"FROM articles INDEXED BY articles_pages WHERE page_next <= ? AND page_sha256 {read} "
            "AND source IN (SELECT value FROM json_each(?)) "
            "AND state <> 'held' AND source NOT IN (SELECT source FROM quarantined) ORDER BY id",
            [to_iso(now), wanted],
        )
        return map(_pending, rows)

    def pending_page(self, article: int) -> PendingPage:
        """The page of one article."""
        row = self._db.execute(
            "SELECT id, source, feed, link, page_etag, page_last_modified, page_sha256 "
            "FROM articles WHERE id = ?",
            [article],
        ).fetchone()
        return _pending(row)

    def entry(self, article: int) -> Entry:
        """The entry as it was last received. Asked for when its page has come, so that a round
        over ten thousand articles does not hold ten thousand entries."""
        return entry_from(self._one("SELECT entry FROM articles WHERE id = ?", [article]))

    def store_looks(self, looks: Iterable[Look], now: datetime) -> int:
        """Stores what looks at pages have come to, in one transaction; returns how many articles
        changed."""
        with writing(self._db):
            doubted = {row[0] for row in self._db.execute("SELECT source FROM quarantined")}
            return sum(self._store_look(look, now, doubted) for look in looks)

    def _store_look(self, look: Look, now: datetime, doubted: set[str]) -> bool:
        held = self._held(look.article)
        if held.source in doubted:
            look = Look(look.article, "later")  # put in quarantine while its page was under way
        match look.found:
            case "later":
                wait = timedelta(seconds=look.seconds) if look.seconds else _WAITS
                self._update(look.article, {"page_next": to_iso(now + wait)})
                return False
            case "same":
                values = self._came_back(held) | _seen(look)
                self._update(look.article, values | {"page_next": self._next_look(held, now)})
                return "seq" in values
            case "missing":
                return self._missing(held, look, now)
            case "refused":
                return self._read(held, look, now, {"page_next": to_iso(now + REFUSED)})
            case "failed":
                return self._read(held, look, now, self._retry(held, now))
        schedule = {"page_attempts": 0, "missing_since": None, **_seen(look)}
        schedule["page_next"] = self._next_look(held, now) if held.link else None
        return self._read(held, look, now, schedule | self._came_back(held))

    def _held(self, article: int) -> _Held:
        row = self._db.execute(f"SELECT {_OLD} FROM articles WHERE id = ?", [article]).fetchone()
        edits = Edits(row[14], row[15], _moment(row[16]))
        return _Held(
            article, row[0], row[1], row[2], row[3], row[4], row[5], from_iso(row[6]),
            from_iso(row[7]), row[8], row[9], row[10], row[11], _moment(row[12]), row[13], edits,
            row[17],
        )  # fmt: skip

    # --- when to look again ----------------------------------------------------------

    @staticmethod
    def _next_look(held: _Held, now: datetime) -> str:
        return to_iso(next_look(held.article, held.first_seen, held.sort_date, now))

    def _retry(self, held: _Held, now: datetime) -> dict[str, Any]:
        """A page that was read once is looked at again for ever; one that never came is given up
        after six attempts."""
        attempts = held.attempts + 1
        if attempts < MOST_PAGE_ATTEMPTS:
            moment = to_iso(next_page_attempt(attempts, now))
            return {"page_next": moment, "page_attempts": attempts}
        read = held.page_sha256 or held.text_from == "page"
        again = self._next_look(held, now) if read else None
        return {"page_next": again, "page_attempts": 0 if again else attempts}

    # --- gone and back ---------------------------------------------------------------

    def _missing(self, held: _Held, look: Look, now: datetime) -> bool:
        """404 or 410. Believed at the second look; nothing that is held is ever deleted."""
        values: dict[str, Any] = {"missing_since": to_iso(held.missing_since or now)}
        gone = is_gone(held.missing_since, now)
        newly = gone and held.watch != Watch.GONE
        if newly:
            values |= {"state": "gone", "watch": str(Watch.GONE), "seq": self._next_seq()}
            values["updated"] = to_iso(now)  # readers who keep a copy hear of it by this alone
        if look.reading is not None:  # never read before: the attempts go on
            return self._read(held, look, now, self._retry(held, now) | values)
        again = self._next_look(held, now) if gone else to_iso(now + 2 * GONE_AFTER)
        self._update(held.article, values | {"page_next": again})
        return newly

    def _came_back(self, held: _Held) -> dict[str, Any]:
        """What changes where a page that was gone answers again."""
        if held.watch != Watch.GONE:
            return {}
        edited = self._one(
            "SELECT 1 FROM revisions WHERE article = ? AND number > 1 AND changed <> 'page read'",
            [held.article],
        )
        state = "edited" if edited else "live"
        return {"state": state, "watch": str(Watch.OPEN), "seq": self._next_seq()}

    # --- versions --------------------------------------------------------------------

    def _read(self, held: _Held, look: Look, now: datetime, schedule: dict[str, Any]) -> bool:
        """Stores a reading beside when its page is looked at next; returns whether the article is
        another one now."""
        reading = look.reading
        # A page that was read once is not lost to an outage, to an empty answer or to a parser
        # that trips: what we fail to read, the source has not edited.
        kept = held.text_from == "page" and (reading is None or reading.article.text_from != "page")
        if reading is None or kept:
            self._update(held.article, schedule)
            return "seq" in schedule
        values = reading_row(reading, to_iso(held.first_seen)) | schedule
        if held.content_hash != reading.content_hash:
            believed, edits = self._believed(held, reading, now)
            if not believed:
                self._update(held.article, schedule | edits)
                return "seq" in edits or "seq" in schedule
            values |= edits | self._revise(held, reading, now)
        same = held.content_hash == reading.content_hash and (
            held.tag_version, held.extraction, held.detail
        ) == (reading.tagged.version, values["extraction"], values["detail"])  # fmt: skip
        if same:
            self._update(held.article, schedule)
            return "seq" in schedule
        values |= {"page_fetched": to_iso(now), "seq": self._next_seq()}
        self._update(held.article, values)
        self.tags.store(held.article, reading.tagged)
        canonical = link_key(reading.article.canonical)
        if canonical:
            self._add_key(held.source, Key("link", canonical), held.article)
        return True

    def _believed(
        self, held: _Held, reading: Reading, now: datetime
    ) -> tuple[bool, dict[str, Any]]:
        """Whether another text is kept as a version, and what is remembered of the change. What we
        read for the first time, or more of, is no change of theirs."""
        number = self._versions(held.article)
        if number == 0 or _read_more(held, reading):
            return True, {}
        old = document(held.title, self._text(held.content_hash) or "")
        new = document(reading.article.title, reading.article.text)
        before = self._one(
            "SELECT 1 FROM revisions WHERE article = ? AND content_hash = ?",
            [held.article, reading.content_hash],
        )
        keep, edits = after_change(held.edits, bool(before) or is_trivial(old, new), now)
        values: dict[str, Any] = {
            "edits_trivial": edits.trivial, "edits_today": edits.today,
            "edits_day": to_iso(edits.day_began) if edits.day_began else None,
        }  # fmt: skip
        watch = str(Watch.OPEN if keep else Watch.RESTLESS)
        if watch != held.watch:
            values |= {"watch": watch, "seq": self._next_seq()}
        return keep, values

    def _revise(self, held: _Held, reading: Reading, now: datetime) -> dict[str, Any]:
        """Keeps the new version; says whether the source edited it or we only read more of it."""
        number, read_more = self._versions(held.article), _read_more(held, reading)
        old_text = self._text(held.content_hash)
        changed = _what_changed(number, held.title, reading, read_more, old_text)
        self._db.execute(
            "INSERT OR IGNORE INTO texts (content_hash, text) VALUES (?, ?)",
            [reading.content_hash, reading.article.text],
        )
        self._db.execute(
            "INSERT INTO revisions (article, number, seen, title, content_hash, words, changed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [held.article, number + 1, to_iso(now), reading.article.title, reading.content_hash,
             reading.words, changed],
        )  # fmt: skip
        edited = number > 0 and not read_more
        return {"updated": to_iso(now), "state": "edited"} if edited else {}

    def _versions(self, article: int) -> int:
        sql = "SELECT max(number) FROM revisions WHERE article = ?"
        return int(self._one(sql, [article]) or 0)

    def _text(self, content_hash: str | None) -> str | None:
        text = self._one("SELECT text FROM texts WHERE content_hash = ?", [content_hash])
        return None if text is None else str(text)


def _pending(row: Sequence[Any]) -> PendingPage:
    return PendingPage(row[0], row[1], row[2], row[3], Validators(row[4], row[5]), row[6])


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def _seen(look: Look) -> dict[str, Any]:
    """What a page that answered is compared with next time. A 304 need not repeat validators."""
    values: dict[str, Any] = {"page_attempts": 0, "missing_since": None}
    if look.sha256 is not None:
        values |= {
            "page_etag": look.validators.etag,
            "page_last_modified": look.validators.last_modified,
            "page_sha256": look.sha256,
        }
    return values


def _read_more(held: _Held, reading: Reading) -> bool:
    return held.text_from == "feed" and reading.article.text_from == "page"


def _what_changed(
    number: int, old_title: str, reading: Reading, read_more: bool, old_text: str | None
) -> str:
    if number == 0:
        return "first seen"
    if read_more:
        return "page read"
    title = old_title != reading.article.title
    text = old_text != reading.article.text
    return "title and text" if title and text else ("title" if title else "text")
