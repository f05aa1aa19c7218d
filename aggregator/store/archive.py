"""Writing the private archive: entries as they arrive; its parts write the rest.

One writer, short transactions, nothing waited for inside one. An entry is stored, together
with the feed's validators, before its page is fetched: whatever is cut off in between is
found again by ``page_next`` and done again, and nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlite_utils import Database

from aggregator.clock import from_iso, to_iso
from aggregator.health import Extraction
from aggregator.identify import (
    Key,
    Known,
    article_key,
    entry_hash,
    keys_of_all,
    link_key,
    recognises,
    title_key,
)
from aggregator.model import UNTITLED, Entry
from aggregator.schedule.edits import Edits, after_change, is_trivial
from aggregator.store.feed_documents import FeedDocuments
from aggregator.store.feed_states import FeedState, FeedStates
from aggregator.store.hosts import Hosts
from aggregator.store.opening import writing
from aggregator.store.quarantine import Quarantine
from aggregator.store.readings import PageReadings
from aggregator.store.records import (
    Stored,
    completed,
    entry_from,
    entry_json,
    sort_date,
)
from aggregator.store.tags import TagStore
from aggregator.store.takedowns import Takedown, Takedowns

if TYPE_CHECKING:
    from aggregator.store.stories import StoryStore

Outcome = Literal["new", "changed", "known"]


class Archive(FeedStates, PageReadings):
    """The archive, open for writing. Hold :func:`~aggregator.store.opening.fetch_lock` first."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.hosts = Hosts(db)
        self.quarantine = Quarantine(db)
        self.documents = FeedDocuments(db)
        self.tags = TagStore(db, self._next_seq)
        self.takedowns = Takedowns(db)
        self._stories: StoryStore | None = None

    @property
    def stories(self) -> StoryStore:
        """Their signals, likenesses, numbers, and what persons have said."""
        from aggregator.store.stories import StoryStore  # noqa: PLC0415 — loads the tagger's rules

        if self._stories is None:
            self._stories = StoryStore(self._db)
        return self._stories

    def stories_outdated(self, judged_by: str) -> bool:
        """Whether an article has changed since stories were linked, or what they are judged by."""
        facts = dict(
            self._db.execute("SELECT name, value FROM facts WHERE name IN ('linked', 'judged_by')")
        )
        return int(facts.get("linked") or 0) < self._seq or facts.get("judged_by") != judged_by

    def remember_judged_by(self, judged_by: str) -> None:
        """Notes what every story has now been judged by."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES ('judged_by', ?)", [judged_by])

    def close(self) -> None:
        """Closes the file and folds the write-ahead log into it."""
        self._db.execute("PRAGMA optimize")
        self._db.close()

    # --- feeds -----------------------------------------------------------------------

    def together(self) -> AbstractContextManager[object]:
        """One transaction around several calls."""
        return writing(self._db)

    def store_feed(
        self,
        feed: str,
        source: str,
        entries: Sequence[Entry],
        now: datetime,
        state_after: Callable[[Stored], FeedState],
        *,
        hold: bool = False,
    ) -> tuple[FeedState, Stored]:
        """Stores the entries of a document and the state of its feed in one transaction.

        ``state_after`` makes the state out of what became of the entries: how many were new
        decides when the feed is asked again. ``hold``: new ones are held back from publication,
        and known ones stay as they were.
        """
        with writing(self._db):
            store = self._hold_entries if hold else self._store_entries
            stored = store(feed, source, entries, now) if entries else Stored()
            state = state_after(stored)
            self._put_states([state])
        return state, stored

    # --- entries ---------------------------------------------------------------------

    def unknown(self, feed: str, source: str, entries: Sequence[Entry]) -> int:
        """How many of the entries of one document are new, or say what ``feed`` has not said
        before. Writes nothing."""
        count = 0
        for entry, keys in zip(entries, keys_of_all(entries, entries), strict=True):
            found, _ = self._recognise(source, entry, keys)
            if found is None:
                count += not self.takedowns.refuses(source, entry, keys)
            else:
                count += self._last_said(found, feed) != entry_hash(entry)
        return count

    def _store_entries(
        self, feed: str, source: str, entries: Sequence[Entry], now: datetime
    ) -> Stored:
        counts = {"new": 0, "changed": 0, "known": 0}
        anonymous = 0
        told: set[int] = set()
        for entry, keys in zip(entries, keys_of_all(entries, entries), strict=True):
            if not keys:
                anonymous += 1
                continue
            counts[self._store_entry(feed, source, entry, keys, now, told)] += 1
        return Stored(counts["new"], counts["changed"], counts["known"], anonymous)

    def new_entries(self, source: str, entries: Sequence[Entry]) -> list[Entry]:
        """Those that are no article of ours yet."""
        keyed = zip(entries, keys_of_all(entries, entries), strict=True)
        return [
            e
            for e, keys in keyed
            if keys
            and self._recognise(source, e, keys)[0] is None
            and not self.takedowns.refuses(source, e, keys)
        ]

    def _hold_entries(
        self, feed: str, source: str, entries: Sequence[Entry], now: datetime
    ) -> Stored:
        held = known = anonymous = 0
        for entry, keys in zip(entries, keys_of_all(entries, entries), strict=True):
            found, free = self._recognise(source, entry, keys)
            refused = found is None and self.takedowns.refuses(source, entry, keys)
            known += found is not None or refused
            anonymous += not keys
            if keys and found is None and not refused:
                article = self._insert_article(feed, source, entry, free, now)
                self._update(article, {"state": "held", "page_next": None})
                held += 1
        return Stored(known=known, without_identity=anonymous, held=held)

    def _store_entry(
        self,
        feed: str,
        source: str,
        entry: Entry,
        keys: Sequence[Key],
        now: datetime,
        told: set[int],
    ) -> Outcome:
        """``told`` are the articles of this document so far: the second entry of one article
        is no edit of the first, or both would be edits for ever."""
        found, free = self._recognise(source, entry, keys)
        if found is None and self.takedowns.refuses(source, entry, keys):
            return "known"
        if found is None:
            told.add(self._insert_article(feed, source, entry, free, now))
            return "new"
        self._remember_link(source, found["id"], free)
        digest = entry_hash(entry)
        if found["id"] in told or self._said_before(found, feed, digest):
            told.add(found["id"])
            return "known"
        told.add(found["id"])
        if not self._believes(found["id"], entry, now):
            return "known"
        own = digest if feed == found["feed"] else found["entry_hash"]
        if feed != found["feed"]:
            # A sitemap knows an address and a day: what the feed said besides is not lost to it.
            entry = completed(entry, self.entry(found["id"]))
        # Its page is read again whatever its validators say: title and summary come from here.
        self._db.execute(
            "UPDATE articles SET entry = ?, entry_hash = ?, link = coalesce(?, link), "
            "page_next = ?, page_attempts = 0, page_etag = NULL, page_last_modified = NULL, "
            "page_sha256 = NULL WHERE id = ?",
            [entry_json(entry), own, entry.link, to_iso(now), found["id"]],
        )
        return "changed"

    def _believes(self, article: int, entry: Entry, now: datetime) -> bool:
        """Whether an entry that reads otherwise is an edit: not where only its numbers change again
        and again, nor where it changes all day long (a feed that prints the clock)."""
        text, trivial, today, day = self._db.execute(
            "SELECT entry, told_trivial, told_today, told_day FROM articles WHERE id = ?",
            [article],
        ).fetchone()
        old = Edits(trivial, today, from_iso(day) if day else None)
        before, after = _told(entry_from(text)), _told(entry)
        # The same words under another date of revision: a sitemap that knows no words.
        keep, edits = after_change(
            old.faded(now), before == after or is_trivial(before, after), now
        )
        if edits != old:
            day = to_iso(edits.day_began) if edits.day_began else None
            self._update(
                article,
                {"told_trivial": edits.trivial, "told_today": edits.today, "told_day": day},
            )
        return keep

    def _recognise(
        self, source: str, entry: Entry, keys: Sequence[Key]
    ) -> tuple[dict[str, Any] | None, list[Key]]:
        """The article that ``entry`` is, and the keys that nobody holds yet."""
        free: list[Key] = []
        for key in keys:
            row = self._db.execute(
                "SELECT a.id, a.link_key, a.title_key, a.published_raw, a.entry_hash, a.feed "
                "FROM article_keys k JOIN articles a ON a.id = k.article "
                "WHERE k.source = ? AND k.kind = ? AND k.value = ?",
                [source, key.kind, key.value],
            ).fetchone()
            if row is None:
                free.append(key)
                continue
            known = Known(row[0], row[1], row[2], row[3])
            if recognises(key, entry, known):
                return {"id": row[0], "entry_hash": row[4], "feed": row[5]}, free
        return None, free

    def _said_before(self, found: dict[str, Any], feed: str, digest: str) -> bool:
        """Whether this feed told the article in these words already.

        Two feeds of a source may tell one article differently (a summary cut elsewhere). Each
        is compared with itself; what a second feed says first is a view, not an edit.
        """
        last = self._last_said(found, feed)
        if feed != found["feed"] and last != digest:
            self._db.execute(
                "INSERT OR REPLACE INTO other_feeds (article, feed, entry_hash) VALUES (?, ?, ?)",
                [found["id"], feed, digest],
            )
        return last is None or last == digest

    def _last_said(self, found: dict[str, Any], feed: str) -> Any:
        """The hash of what ``feed`` said last of an article; ``None`` where it said nothing."""
        if feed == found["feed"]:
            return found["entry_hash"]
        return self._one(
            "SELECT entry_hash FROM other_feeds WHERE article = ? AND feed = ?",
            [found["id"], feed],
        )

    def _remember_link(self, source: str, article: int, free: Iterable[Key]) -> None:
        """A known article at a new address; new ids are not kept (some change on every fetch).

        Its own address is no new one: where it is free, several entries shared it.
        """
        own = self._one("SELECT link_key FROM articles WHERE id = ?", [article]) if free else None
        for key in free:
            if key.kind == "link" and key.value != own:
                self._add_key(source, key, article)

    def _insert_article(
        self, feed: str, source: str, entry: Entry, keys: Sequence[Key], now: datetime
    ) -> int:
        moment = to_iso(now)
        text = entry.content or entry.summary
        row = {
            "key": article_key(source, keys),
            "source": source,
            "feed": feed,
            "link": entry.link,
            "link_key": link_key(entry.link),
            "title_key": title_key(entry.title),
            "entry": entry_json(entry),
            "entry_hash": entry_hash(entry),
            "title": entry.title or UNTITLED,
            "author": entry.author,
            "published": to_iso(entry.published) if entry.published else None,
            "published_raw": entry.published_raw,
            "published_precision": entry.published_precision,
            "published_from": "feed" if entry.published else None,
            "first_seen": moment,
            "sort_date": sort_date(entry.published, moment),
            "updated": moment,
            "state": "live",
            "extraction": Extraction.PENDING if entry.link else Extraction.NO_LINK,
            "title_from": "feed" if entry.title else "",
            "text_from": "feed" if text else "",
            "author_from": "feed" if entry.author else "",
            "page_next": moment,
            "seq": self._next_seq(),
        }
        columns = ", ".join(row)
        cursor = self._db.execute(
            f"INSERT INTO articles ({columns}) VALUES ({', '.join('?' * len(row))})",
            list(row.values()),
        )
        article = int(cursor.lastrowid or 0)
        for key in keys:
            self._add_key(source, key, article)
        return article

    # --- taking down -----------------------------------------------------------------

    def take_down(self, article: int, taken: Takedown) -> None:
        """Writes down that an article is taken down, and holds it back from publication."""
        self.takedowns.record(article, taken, self._next_seq())

    # --- the round -------------------------------------------------------------------

    def is_empty(self) -> bool:
        """Whether there is no article yet."""
        return self._one("SELECT 1 FROM articles LIMIT 1") is None


def _told(entry: Entry) -> str:
    return "\n".join((entry.title or "", entry.summary, entry.content, entry.author or ""))
