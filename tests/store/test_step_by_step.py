"""A public file that was brought up to date step by step is the one that is built anew."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from aggregator.clock import to_iso
from aggregator.model import Registry
from aggregator.store.archive import Archive
from aggregator.store.public_schema import FTS, TABLES
from aggregator.store.publication import publish
from aggregator.store.story_said import Said
from aggregator.takedown import Reasons, find, take_down
from bench import eval_stories, story_gold
from tests.story.archives import NOW, link, opened, store

EVENTS = story_gold.events(story_gold.files()[0])[:5]
ARTICLES = [article for event in EVENTS for article in event.articles]
REGISTRY = story_gold.registry()
Content = dict[str, list[tuple[object, ...]]]


def content(folder: Path) -> Content:
    """Every row. When something changed is no content: a file built anew has changed as a whole."""
    with closing(sqlite3.connect(folder / "news.db")) as db:
        names = [table.name for table in TABLES if table.name != "changes"]
        found = {name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr) for name in names}
        db.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, {FTS}, row)")
        words = db.execute("SELECT term, doc, cnt FROM temp.words ORDER BY term")
        found["words"] = words.fetchall()
        return found


@dataclass
class Life:
    """What happens to one site; each method is one thing, chosen by chance."""

    folder: Path
    chance: random.Random
    registry: Registry = REGISTRY
    taken_down: set[str] = field(default_factory=set)

    def archive(self, what: Callable[[Archive], object]) -> None:
        with closing(opened(self.folder)) as archive:
            what(archive)
            link(archive, eval_stories.surroundings())

    def begins(self) -> None:
        some = self.chance.sample(ARTICLES, 12)
        self.archive(lambda archive: store(archive, some))

    def comes_or_is_edited(self) -> None:
        one = self.chance.choice([a for a in ARTICLES if a.id not in self.taken_down])
        other = self.chance.choice(ARTICLES)  # with its words it moves to another story
        corrected = f"{one.text} Corrected: it was on a Tuesday."
        title, text = self.chance.choice(
            ((one.title, one.text), (one.title, corrected), (other.title, other.text))
        )
        self.archive(lambda archive: store(archive, [replace(one, title=title, text=text)]))

    def is_held_or_shown(self) -> None:
        before, after = self.chance.choice((("live", "held"), ("held", "live")))

        def hold(archive: Archive) -> None:
            if links := self._links(archive, before):
                archive._db.execute(
                    "UPDATE articles SET state = ?, seq = (SELECT max(seq) + 1 FROM articles) "
                    "WHERE link = ?",
                    [after, self.chance.choice(links)],
                )

        self.archive(hold)

    def _links(self, archive: Archive, state: str) -> list[str]:
        listed = json.dumps([source.id for source in self.registry.sources])
        rows = archive._db.execute(
            "SELECT link FROM articles WHERE state = ? "
            "AND source IN (SELECT value FROM json_each(?)) ORDER BY id",
            [state, listed],
        )
        return [row[0] for row in rows]

    def is_taken_down(self) -> None:
        with closing(opened(self.folder)) as archive:
            links = self._links(archive, "live")
        if links:
            gone = self.chance.choice(links)
            self.taken_down.add(gone.rpartition("/")[2])
            why = Reasons("editor", "asked for by the source")
            take_down(self.folder, self.registry, find(self.folder, gone), why, NOW)

    def a_source_leaves_or_returns(self) -> None:
        listed = {source.id for source in self.registry.sources}
        listed ^= {self.chance.choice(sorted({article.source for article in ARTICLES}))}
        left = tuple(source for source in REGISTRY.sources if source.id in listed)
        self.registry = replace(REGISTRY, sources=left)

    def a_person_says(self) -> None:
        def say(archive: Archive) -> None:
            keys = [row[0] for row in archive._db.execute("SELECT key FROM articles ORDER BY id")]
            if len(keys) > 1:
                one, two = self.chance.sample(keys, 2)
                what = self.chance.choice(("merge", "split"))
                archive.stories.say(Said(to_iso(NOW), "editor", what, (one,), (two,), "", "seen"))

        self.archive(say)


STEPS = (
    Life.comes_or_is_edited, Life.comes_or_is_edited, Life.is_held_or_shown, Life.is_taken_down,
    Life.a_source_leaves_or_returns, Life.a_person_says,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4, 8))
def test_whatever_happens_step_by_step_gives_what_building_anew_gives(
    tmp_path: Path, seed: int
) -> None:
    life = Life(tmp_path, random.Random(seed))  # noqa: S311 — the same steps on every run
    life.begins()
    publish(tmp_path, life.registry, NOW)
    for _ in range(14):
        step = life.chance.choice(STEPS)
        step(life)
        publish(tmp_path, life.registry, NOW)
        step_by_step = content(tmp_path)
        publish(tmp_path, life.registry, NOW, rebuild=True)
        for name, rows in content(tmp_path).items():
            assert step_by_step[name] == rows, (step.__name__, name)
