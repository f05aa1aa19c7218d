"""Stories on their way to the public file: rows made from what was judged.

Sentences are extracts of articles: they follow the source's rule for reuse, and none is shown of
a source that keeps places imprecise.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aggregator.model import Source
from aggregator.story.wording import in_words

LONGEST_SENTENCE = 400
"""Characters of a sentence that is shown as evidence."""

_LISTED = ("story_articles", "story_edges", "story_claims")

Insert = Callable[[str, Sequence[dict[str, Any]]], None]


@dataclass(frozen=True, slots=True)
class Stories:
    """Writes stories into ``news``; ``insert`` is that of the publication."""

    archive: sqlite3.Connection
    news: sqlite3.Connection
    sources: Mapping[str, Source]
    insert: Insert
    left: set[str] = field(default_factory=set)
    """Stories from which an article was taken."""

    def write(self, after: int, articles: Iterable[int], *, anew: bool) -> set[int]:
        """Brings the stories up to date that were judged after the number ``after``, and those of
        ``articles``; returns the articles that stand in them, or did so before. ``anew``: whether
        articles are no longer here, or are again."""
        changed = self._changed(after, list(articles))
        told = self._articles(changed)
        for story in changed:
            self._forget(story)
        for row in self._judged(changed):
            self._write(row)
        self._write_numbers(anew=anew)
        return told | self._articles(changed)

    def _articles(self, stories: Sequence[str]) -> set[int]:
        rows = self.news.execute(
            "SELECT article FROM story_articles WHERE story IN (SELECT value FROM json_each(?))",
            [json.dumps(stories)],
        )
        return {row[0] for row in rows}

    def _changed(self, after: int, articles: list[int]) -> list[str]:
        rows = self.archive.execute(
            "SELECT id FROM stories WHERE seq > ? UNION SELECT story FROM story_articles "
            "WHERE article IN (SELECT value FROM json_each(?)) ORDER BY 1",
            [after, json.dumps(articles)],
        )
        return [row[0] for row in rows]

    def _judged(self, stories: Sequence[str]) -> list[sqlite3.Row]:
        return self.archive.execute(
            "SELECT * FROM stories WHERE articles > 0 "
            "AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
            [json.dumps(stories)],
        ).fetchall()

    def _forget(self, story: str) -> None:
        for table in _LISTED:
            self.news.execute(f"DELETE FROM {table} WHERE story = ?", [story])
        self.news.execute("DELETE FROM stories WHERE id = ?", [story])

    def _write(self, row: sqlite3.Row) -> None:
        """Writes one story, with those of its articles that are shown."""
        body = json.loads(row["judged"])
        shown = {
            a["id"]: a
            for a in self.news.execute(
                "SELECT id, key, title, source, sort_date FROM articles "
                "WHERE id IN (SELECT value FROM json_each(?))",
                [json.dumps([placed[0] for placed in body["placed"]])],
            )
        }
        placed = [p for p in body["placed"] if p[0] in shown]
        if not placed:
            return
        counting = {key for group in body["groups"] for key in group}
        # An article moves from story to story: one row each.
        self.left.update(take_out(self.news, json.dumps([p[0] for p in placed])))
        self.insert("stories", [self._story(row, body, placed, shown)])
        keys = {a["key"]: a["id"] for a in shown.values()}
        self.insert(
            "story_articles",
            [
                self._article(row["id"], p, shown, keys, counting)
                | {"origins": len(body["groups"])}
                for p in placed
            ],
        )
        self.insert("story_edges", self._edges(row["id"], body, shown, keys))
        self.insert("story_claims", self._claims(row["id"], body, keys))
        self._flag(placed, keys)

    def _story(
        self,
        row: sqlite3.Row,
        body: dict[str, Any],
        placed: list[list[Any]],
        shown: Mapping[int, sqlite3.Row],
    ) -> dict[str, Any]:
        first = next((p for p in placed if p[2] == "origin"), placed[0])
        origins = len(body["groups"])
        version = self.archive.execute(
            "SELECT rule_version FROM story_numbers WHERE story = ? ORDER BY id DESC LIMIT 1",
            [row["id"]],
        ).fetchone()
        dates = [shown[p[0]]["sort_date"] for p in placed]
        return {
            "id": row["id"],
            "title": shown[first[0]]["title"],
            "earliest": min(dates),
            "latest": max(dates),
            "articles": len(placed),
            "origins": origins,
            "repeating": sum(p[2] in {"relay", "copy", "translation"} for p in placed),
            "number": row["number"],
            "words": in_words(row["number"], row["reason"], origins),
            "reason": row["reason"],
            "missing": body["missing"],
            "not_held": body["not_held"],
            "rule_version": version[0] if version else "",
            "updated": row["updated"],
        }

    def _article(
        self,
        story: str,
        placed: list[Any],
        shown: Mapping[int, sqlite3.Row],
        keys: Mapping[str, int],
        counting: set[str],
    ) -> dict[str, Any]:
        article, key, role, of, held, sentence, access, access_sentence = placed
        source = shown[article]["source"]
        return {
            "article": article,
            "story": story,
            "role": role,
            "of_article": keys.get(of) if held else None,
            "of_body": "" if held else of,
            "sentence": self._sentence(sentence, source),
            "access": access,
            "access_sentence": self._sentence(access_sentence, source),
            "counts": int(key in counting),
            "published": shown[article]["sort_date"],
        }

    def _edges(
        self,
        story: str,
        body: dict[str, Any],
        shown: Mapping[int, sqlite3.Row],
        keys: Mapping[str, int],
    ) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for rule, kind, taker, giver, state, evidence, held in body["edges"]:
            if taker not in keys or (held and giver not in keys):
                continue
            source = {each: shown[keys[each]]["source"] for each in (taker, giver) if each in keys}
            rows.append({
                "story": story,
                "number": len(rows) + 1,
                "rule": rule,
                "kind": kind,
                "taker": keys[taker],
                "giver": keys[giver] if held else None,
                "giver_body": "" if held else giver,
                "taker_source": source[taker],
                "giver_source": source[giver] if held else giver,
                "state": state,
                "evidence": self._sentence(evidence, *source.values()),
            })  # fmt: skip
        return rows

    def _claims(
        self, story: str, body: dict[str, Any], keys: Mapping[str, int]
    ) -> list[dict[str, Any]]:
        counts: dict[int, int] = {}
        rows: list[dict[str, Any]] = []
        for key, claimant, sentence, rating, reason in body["claims"]:
            if key not in keys:
                continue
            article = keys[key]
            counts[article] = counts.get(article, 0) + 1
            source = self.news.execute(
                "SELECT source FROM articles WHERE id = ?", [article]
            ).fetchone()[0]
            rows.append({
                "article": article,
                "number": counts[article],
                "story": story,
                "claimant": claimant,
                "rating": rating,
                "reason": reason,
                "sentence": self._sentence(sentence, source),
            })  # fmt: skip
        return rows

    def _sentence(self, sentence: str, *sources: str) -> str:
        """As much of a sentence as the rules of its sources allow."""
        for each in sources:
            source = self.sources.get(each)
            if source is None or source.reuse.rule == "link" or source.precision is not None:
                return ""
        return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE] + "…"

    def _flag(self, placed: list[list[Any]], keys: Mapping[str, int]) -> None:
        """Flags figures of relays that are of other people than in the original."""
        from aggregator.story.figures import GARBLED, garbled  # noqa: PLC0415 — loads the tagger

        for article, _, role, of, held, *_ in placed:
            if role != "relay" or not held or of not in keys:
                continue
            relay, origin = self._figures(article), self._figures(keys[of])
            for at in garbled(relay, origin):
                self.news.execute(
                    "UPDATE figures SET flag = ? WHERE article = ? AND number = ?",
                    [GARBLED, article, relay[at]["number"]],
                )

    def _figures(self, article: int) -> list[dict[str, Any]]:
        rows = self.news.execute(
            "SELECT number, value, sentence FROM figures WHERE article = ? ORDER BY number",
            [article],
        )
        return [dict(row) for row in rows]

    def end(self) -> bool:
        """Deletes those of the stories that were left which have no article any more; whether there
        were any. Asked of all 800,000 stories of 1,000,000 articles this took five seconds."""
        ended = self.news.execute(
            "DELETE FROM stories WHERE id IN (SELECT value FROM json_each(?)) "
            "AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story = stories.id)",
            [json.dumps(sorted(self.left))],
        )
        return ended.rowcount > 0

    def _write_numbers(self, *, anew: bool) -> None:
        """The history: what is not in the public file yet, or all of it. None of a story that went
        with its first article: its name is that article's, and would tell what became of it."""
        if anew:
            self.news.execute("DELETE FROM story_numbers")
        last = self.news.execute("SELECT max(id) FROM story_numbers").fetchone()[0] or 0
        rows = self.archive.execute(
            "SELECT id, story, at, number, reason, rule_version FROM story_numbers WHERE id > ? "
            "ORDER BY id",
            [last],
        )
        self.insert("story_numbers", [dict(row) for row in rows if not self._went(row["story"])])

    def _went(self, story: str) -> bool:
        taken = "SELECT 1 FROM takedowns WHERE key = ?"  # of one that was never shown, no tombstone
        gone = "SELECT 1 FROM removed WHERE key = ?"
        if not (self.archive.execute(taken, [story]).fetchone()
                or self.news.execute(gone, [story]).fetchone()):  # fmt: skip
            return False
        here = "SELECT 1 FROM stories WHERE id = ?"
        return self.news.execute(here, [story]).fetchone() is None


def take_out(news: sqlite3.Connection, listed: str) -> set[str]:
    """Takes articles out of their stories, and returns those; ``listed`` is a JSON list of their
    numbers."""
    rows = news.execute(
        "DELETE FROM story_articles WHERE article IN (SELECT value FROM json_each(?)) "
        "RETURNING story",
        [listed],
    )
    return {row[0] for row in rows}


def forget_articles(news: sqlite3.Connection, listed: str) -> set[str]:
    """Takes what stories say of articles out, and returns the stories that they stood in;
    ``listed`` is a JSON list of their numbers."""
    for table, column in (
        ("story_claims", "article"), ("story_edges", "taker"), ("story_edges", "giver"),
    ):  # fmt: skip
        news.execute(
            f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", [listed]
        )
    return take_out(news, listed)
