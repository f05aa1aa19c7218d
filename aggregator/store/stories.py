"""The stories of the archive: signals, likenesses, what was judged, what persons have said.

Part of :class:`~aggregator.store.archive.Archive`, which alone makes it. Numbers and decisions
only grow, by triggers of the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from aggregator.clock import from_iso, to_iso
from aggregator.health import Extraction
from aggregator.store.story_said import Said
from aggregator.story.member import Told
from aggregator.story.signals import VERSION, Signals

NEIGHBOURS = 12
"""Articles that are fetched for one key. A key that more of them share within the window (a town
on the day of an attack) is no evidence by itself; others find the right ones."""
CANDIDATES = 24
"""Articles that one article is compared with, those with the most in common first."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that was stored anew: what linking needs of it."""

    article: int
    key: str
    source: str
    language: str | None
    day: str  # YYYY-MM-DD: published, or first seen
    title: str
    text: str
    regions: str
    organisations: str
    shown: bool  # false: held back, or nothing to compare


@dataclass(frozen=True, slots=True)
class Judged:
    """A story as it is stored. ``body`` is JSON (aggregator.linking writes and explains it)."""

    id: str
    articles: tuple[int, ...]
    body: str
    number: int | None
    reason: str
    rule_version: str
    inputs: str


class StoryStore:
    """Reading and writing stories. The caller holds the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db
        row = db.execute("SELECT max(seq) FROM stories").fetchone()
        self._seq = int(row[0] or 0)

    # --- what has been done ------------------------------------------------------------

    def fact(self, name: str) -> str:
        """A remembered fact; empty where there is none."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
        return str(row[0]) if row else ""

    def remember(self, name: str, value: str) -> None:
        """Remembers a fact."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])

    def changed(self, after: int, limit: int) -> tuple[list[Changed], int]:
        """Articles with a number above ``after`` whose page was looked at, in its order, and the
        number up to which there is nothing more."""
        highest = int(self._db.execute("SELECT max(seq) FROM articles").fetchone()[0] or 0)
        rows = self._db.execute(
            "SELECT a.seq, a.id, a.key, a.source, a.language, "
            "coalesce(a.published, a.first_seen), a.title, coalesce(t.text, ''), "
            "coalesce(g.regions, '[]'), coalesce(g.organisations, '[]'), "
            "a.state <> 'held' AND a.content_hash IS NOT NULL AS shown "
            "FROM articles a LEFT JOIN texts t USING (content_hash) "
            "LEFT JOIN tags g ON g.article = a.id "
            "WHERE a.seq > ? AND a.extraction <> ? ORDER BY a.seq LIMIT ?",
            [after, str(Extraction.PENDING), limit],
        ).fetchall()
        found = [
            Changed(r[1], r[2], r[3], r[4], r[5][:10], r[6], r[7], r[8], r[9], bool(r[10]))
            for r in rows
        ]
        last = rows[-1][0] if rows else after
        return found, last if len(rows) == limit else max(last, highest)

    # --- likeness ------------------------------------------------------------------------

    def signals(self, articles: Iterable[int]) -> dict[int, Signals]:
        """What articles are compared by; articles with signals of another version are left out."""
        rows = self._db.execute(
            "SELECT article, signals FROM story_signals "
            "WHERE article IN (SELECT value FROM json_each(?))",
            [json.dumps(list(articles))],
        )
        found = {}
        for article, packed in rows:
            try:
                found[article] = Signals.unpacked(packed)
            except ValueError:
                continue
        return found

    def put_signals(self, article: int, key: str, new: Signals) -> bool:
        """Stores the signals of an article; false where they are as they were."""
        packed = new.packed()
        row = self._db.execute(
            "SELECT signals, day FROM story_signals WHERE article = ?", [article]
        ).fetchone()
        if row is not None:
            if row[0] == packed:
                return False
            self.forget(article)
        self._db.execute(
            "INSERT INTO story_signals VALUES (?, ?, ?, ?)", [article, key, new.day, packed]
        )
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO story_keys VALUES (?, ?, ?, ?)",
            [(key_, new.day, article, weight) for key_, weight in new.lookup_keys()],
        )
        return True

    def forget(self, article: int) -> None:
        """Takes away signals, keys and likenesses of an article; its story is another matter."""
        row = self._db.execute(
            "SELECT signals, day FROM story_signals WHERE article = ?", [article]
        ).fetchone()
        if row is None:
            return
        try:
            keys = Signals.unpacked(row[0]).lookup_keys()
            self._db.conn.executemany(
                "DELETE FROM story_keys WHERE key = ? AND day = ? AND article = ?",
                [(key, row[1], article) for key, _ in keys],
            )
        except ValueError:  # written by another version: found without its keys, slowly
            self._db.execute("DELETE FROM story_keys WHERE article = ?", [article])
        self._db.execute("DELETE FROM story_links WHERE one = ? OR two = ?", [article, article])
        self._db.execute("DELETE FROM story_signals WHERE article = ?", [article])

    def candidates(self, article: int, own: Signals, window: int) -> list[int]:
        """Articles that share a key within the window, those with the most in common first."""
        weights: dict[int, int] = {}
        first, last = own.day - window, own.day + window
        select = (
            "SELECT article, weight FROM story_keys WHERE key = ? AND day BETWEEN ? AND ? "
            "ORDER BY day DESC, article DESC LIMIT ?"
        )
        execute = self._db.conn.execute
        for key, _ in own.lookup_keys():
            for other, weight in execute(select, (key, first, last, NEIGHBOURS)):
                weights[other] = weights.get(other, 0) + weight
        weights.pop(article, None)
        ranked = sorted(weights, key=lambda each: (-weights[each], each))
        return ranked[:CANDIDATES]

    def put_links(self, article: int, scores: Mapping[int, float]) -> None:
        """Stores which articles are like this one, and how much."""
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO story_links VALUES (?, ?, ?)",
            [(min(article, o), max(article, o), round(s, 4)) for o, s in scores.items()],
        )

    def neighbourhood(
        self, articles: Iterable[int], together: Mapping[int, set[int]]
    ) -> tuple[set[int], dict[tuple[int, int], float]]:
        """Everything that hangs together with ``articles``, over any number of steps, by likeness
        or by a person's word, and the likenesses inside."""
        seen: set[int] = set()
        links: dict[tuple[int, int], float] = {}
        edge = set(articles)
        while edge:
            seen |= edge
            listed = json.dumps(sorted(edge))
            rows = self._db.execute(
                "SELECT one, two, score FROM story_links "
                "WHERE one IN (SELECT value FROM json_each(?1)) UNION ALL "
                "SELECT one, two, score FROM story_links "
                "WHERE two IN (SELECT value FROM json_each(?1))",
                [listed],
            ).fetchall()
            links.update(((one, two), score) for one, two, score in rows)
            near = {each for one, two, _ in rows for each in (one, two)}
            for article in edge:
                near |= together.get(article, set())
            edge = near - seen
        return seen, links

    def keys_of(self, articles: Iterable[int]) -> dict[int, str]:
        """The lasting keys of articles that can be linked."""
        rows = self._db.execute(
            "SELECT article, key FROM story_signals "
            "WHERE article IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(articles))],
        )
        return dict(rows.fetchall())

    def ids_of(self, keys: Iterable[str]) -> dict[str, int]:
        """The numbers of articles by their keys; unknown keys are left out."""
        rows = self._db.execute(
            "SELECT key, id FROM articles WHERE key IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(keys))],
        )
        return dict(rows.fetchall())

    # --- stories -------------------------------------------------------------------------

    def stories_of(self, articles: Iterable[int]) -> dict[int, str]:
        """The story of each article that has one."""
        rows = self._db.execute(
            "SELECT article, story FROM story_articles "
            "WHERE article IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(articles))],
        )
        return dict(rows.fetchall())

    def members(self, stories: Iterable[str]) -> dict[str, list[int]]:
        """The articles of stories."""
        found: dict[str, list[int]] = {}
        rows = self._db.execute(
            "SELECT story, article FROM story_articles "
            "WHERE story IN (SELECT value FROM json_each(?)) ORDER BY article",
            [json.dumps(sorted(stories))],
        )
        for story, article in rows:
            found.setdefault(story, []).append(article)
        return found

    def told(self, articles: Iterable[int]) -> dict[int, Told]:
        """Articles as their story reads them."""
        rows = self._db.execute(
            "SELECT a.id, a.key, a.source, coalesce(a.published, a.first_seen), a.language, "
            "a.author, a.title, coalesce(t.text, ''), a.link, a.state, "
            "coalesce(g.organisations, '[]') FROM articles a "
            "LEFT JOIN texts t USING (content_hash) LEFT JOIN tags g ON g.article = a.id "
            "WHERE a.id IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(articles))],
        )
        return {
            r[0]: Told(r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], json.loads(r[10]))
            for r in rows
        }

    def put_story(self, judged: Judged, now: datetime) -> None:
        """Stores a story as judged; its number goes into the history where it is another one."""
        old = self._db.execute(
            "SELECT judged, number, reason FROM stories WHERE id = ? AND articles > 0", [judged.id]
        ).fetchone()
        self._db.conn.executemany(
            "INSERT OR REPLACE INTO story_articles VALUES (?, ?)",
            [(article, judged.id) for article in judged.articles],
        )
        if old is not None and old[0] == judged.body:
            return
        moment = to_iso(now)
        self._db.execute(
            "INSERT OR REPLACE INTO stories VALUES (?, ?, ?, ?, ?, ?, ?)",
            [judged.id, self._next_seq(), len(judged.articles), judged.body, judged.number,
             judged.reason, moment],
        )  # fmt: skip
        if old is None or (old[1], old[2]) != (judged.number, judged.reason):
            self._put_number(judged, moment)

    def _put_number(self, judged: Judged, moment: str) -> None:
        last = self._db.execute(
            "SELECT number, reason, rule_version FROM story_numbers WHERE story = ? "
            "ORDER BY id DESC LIMIT 1",
            [judged.id],
        ).fetchone()
        if last != (judged.number, judged.reason, judged.rule_version):
            self._db.execute(
                "INSERT INTO story_numbers (story, at, number, reason, rule_version, inputs) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                [judged.id, moment, judged.number, judged.reason, judged.rule_version,
                 judged.inputs],
            )  # fmt: skip

    def end_stories(self, stories: Iterable[str], now: datetime) -> None:
        """Stories that have no article any more, as part of others. Their history stays."""
        for story in stories:
            self._db.execute(
                "UPDATE stories SET articles = 0, seq = ?, updated = ? WHERE id = ?",
                [self._next_seq(), to_iso(now), story],
            )

    def leave(self, articles: Iterable[int]) -> None:
        """Articles that are in no story any more: held back."""
        self._db.conn.executemany(
            "DELETE FROM story_articles WHERE article = ?", [(each,) for each in articles]
        )

    def last_judged(self) -> datetime | None:
        """When a story was last judged; ``None`` where none ever was."""
        row = self._db.execute("SELECT max(updated) FROM stories").fetchone()
        return from_iso(row[0]) if row[0] else None

    def stories_with(self, sources: Iterable[str]) -> set[str]:
        """Stories in which a source publishes or is repeated."""
        listed = sorted(sources)
        found = {
            row[0]
            for row in self._db.execute(
                "SELECT DISTINCT s.story FROM story_articles s JOIN articles a ON a.id = s.article "
                "WHERE a.source IN (SELECT value FROM json_each(?))",
                [json.dumps(listed)],
            )
        }
        for source in listed:
            rows = self._db.execute(
                "SELECT id FROM stories WHERE articles > 0 AND instr(judged, ?) > 0",
                [json.dumps(source)],
            )
            found |= {row[0] for row in rows}
        return found

    def every_story(self) -> set[str]:
        """All stories there are."""
        return {row[0] for row in self._db.execute("SELECT id FROM stories WHERE articles > 0")}

    def outdated_signals(self) -> bool:
        """Whether signals are held that another version of this program has made."""
        row = self._db.execute("SELECT signals FROM story_signals LIMIT 1").fetchone()
        return row is not None and int.from_bytes(row[0][:4], "little") != VERSION

    # --- what persons say ----------------------------------------------------------------

    def with_their_stories(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The keys of all articles of the stories in which articles with these keys stand."""
        rows = self._db.execute(
            "SELECT DISTINCT b.key FROM articles a JOIN story_articles m ON m.article = a.id "
            "JOIN story_articles n ON n.story = m.story JOIN articles b ON b.id = n.article "
            "WHERE a.key IN (SELECT value FROM json_each(?)) ORDER BY b.key",
            [json.dumps(sorted(keys))],
        )
        return tuple(row[0] for row in rows)

    def say(self, said: Said) -> None:
        """Writes down what a person has decided. It cannot be changed afterwards."""
        self._db.execute(
            "INSERT INTO story_decisions (at, who, what, articles, others, rule, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [said.at, said.who, said.what, json.dumps(said.articles), json.dumps(said.others),
             said.rule, said.reason],
        )  # fmt: skip

    def said(self) -> list[Said]:
        """Everything that persons have decided, oldest first."""
        rows = self._db.execute(
            "SELECT at, who, what, articles, others, rule, reason FROM story_decisions ORDER BY id"
        )
        return [
            Said(r[0], r[1], r[2], tuple(json.loads(r[3])), tuple(json.loads(r[4])), r[5], r[6])
            for r in rows
        ]

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq
