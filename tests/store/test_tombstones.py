"""Nothing in the public file leads from a tombstone to what the article was about."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.clock import to_iso
from aggregator.model import Registry
from aggregator.site.tombstones import MOST, read_tombstones
from aggregator.store.publication import publish
from aggregator.takedown import Reasons, find, take_down
from bench import eval_stories, story_gold
from tests.story.archives import NOW, link, opened, store

EVENTS = story_gold.events(story_gold.files()[0])[:3]
ARTICLES = [article for event in EVENTS for article in event.articles]
LATER = datetime(2026, 3, 5, 14, 7, 31, tzinfo=UTC)
WHY = Reasons("editor", "asked for by the source")
REGISTRY = story_gold.registry()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rounds, a day apart: the stories of the second are those that were judged last."""
    folder = tmp_path_factory.mktemp("filled")
    archive = opened(folder)
    for day, articles in enumerate((ARTICLES[:-3], ARTICLES[-3:])):
        now = NOW + timedelta(days=day)
        store(archive, articles, now)
        link(archive, eval_stories.surroundings(), now)
    archive.close()
    publish(folder, REGISTRY, NOW)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled, tmp_path / "db")
    return tmp_path / "db"


def gone(folder: Path, name: str, now: datetime = LATER) -> str:
    source = next(article.source for article in ARTICLES if article.id == name)
    found = find(folder, f"https://{source}.example/{name}")
    take_down(folder, REGISTRY, found, WHY, now)
    return found[0].key


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(folder / "news.db")) as db:
        db.row_factory = sqlite3.Row
        names = db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        )
        return {
            name: [dict(row) for row in db.execute(f"SELECT rowid AS rowid_, * FROM [{name}]")]
            for (name,) in names.fetchall()
        }


def told(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "news.db")) as db:
        return [each.key for each in read_tombstones(db)]


@pytest.mark.parametrize("name", ["101a", "101c", ARTICLES[-1].id])
def test_no_column_but_the_key_leads_to_what_was_taken_down(folder: Path, name: str) -> None:
    before = tables(folder)
    key = gone(folder, name)
    after = tables(folder)
    assert after["removed"] == [{"rowid_": 1, "key": key, "removed": "2026-03-05", "rank": 1}]
    # Neither the key, nor the moment in whatever form, nor its day: what stands in every row of a
    # table (the day of the letters) tells none of them apart.
    seconds = int(LATER.timestamp())
    telling = {key, to_iso(LATER), "2026-03-05", *(str(seconds + off) for off in (-1, 0, 1))}
    for table, rows in after.items():
        for row in rows if table not in {"removed", "publication"} else ():
            for column, value in row.items():
                if any(each in str(value) for each in telling):
                    assert all(other[column] == value for other in rows), (table, column)
                    assert value != key
    # A story that lost an article has no moment of its own.
    rounds = {row["updated"] for row in before["stories"]}
    assert {row["updated"] for row in after["stories"]} <= rounds
    assert {row["at"] for row in after["story_numbers"]} <= rounds | {to_iso(NOW)}
    assert len({row["number"] for row in after["changes"]}) == 1


def test_the_moment_cannot_be_read_from_the_number_of_a_publication(folder: Path) -> None:
    first = tables(folder)["changes"][0]["number"]
    gone(folder, ARTICLES[0].id)
    assert {row["number"] for row in tables(folder)["changes"]} == {first + 1}


def hold(folder: Path, name: str, columns: str) -> None:
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute(
            f"UPDATE articles SET {columns}, seq = seq + 1000 WHERE link LIKE ?", [f"%/{name}"]
        )
        db.commit()


@pytest.mark.parametrize(
    "columns", ["state = 'held'", "extraction = 'page not fetched yet'"], ids=["held", "pending"]
)
def test_what_was_never_shown_leaves_no_tombstone(tmp_path: Path, columns: str) -> None:
    archive = opened(tmp_path)
    store(archive, ARTICLES)
    archive.close()
    name = ARTICLES[1].id
    hold(tmp_path, name, columns)
    archive = opened(tmp_path)
    link(archive, eval_stories.surroundings())
    archive.close()
    publish(tmp_path, REGISTRY, NOW)
    key = gone(tmp_path, name)
    for anew in (False, True):
        publish(tmp_path, REGISTRY, NOW, rebuild=anew)
        content = tables(tmp_path)
        assert content["removed"] == []
        assert not any(key in str(row) for rows in content.values() for row in rows)


def without(*sources: str) -> Registry:
    kept = tuple(source for source in REGISTRY.sources if source.id not in sources)
    return Registry(REGISTRY.site, REGISTRY.fetch, kept)


def test_a_large_source_that_leaves_hides_no_take_down(folder: Path) -> None:
    large, small = ARTICLES[0], next(a for a in ARTICLES if a.source != ARTICLES[0].source)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(articles)")][2:]
        same = ", ".join(columns).replace("link_key", "NULL")
        for number in range(3 * MOST):
            db.execute(
                f"INSERT INTO articles (key, {', '.join(columns)}) "
                f"SELECT printf('copy%012d', ?), {same} FROM articles "
                "WHERE source = ? AND key NOT LIKE 'copy%' LIMIT 1",
                [number, large.source],
            )
        db.execute("UPDATE articles SET seq = id + 1000")
        newest = "UPDATE articles SET published = '2026-03-01T00:00:00Z' WHERE key = ?"
        db.execute(newest, ["copy000000000222"])
        db.commit()
    publish(folder, REGISTRY, LATER)
    key = gone(folder, small.id)
    publish(folder, without(large.source), LATER + timedelta(hours=1))
    assert len(tables(folder)["removed"]) > 3 * MOST
    for anew in (False, True):
        publish(folder, without(large.source), LATER + timedelta(hours=1), rebuild=anew)
        listed = told(folder)
        assert len(listed) == MOST
        assert key in listed[:2]
        assert "copy000000000222" in listed[:2], "what a reader still has is told first"


def test_an_article_taken_down_after_its_source_has_left_is_told_once(folder: Path) -> None:
    name, source = ARTICLES[0].id, ARTICLES[0].source
    publish(folder, without(source), LATER - timedelta(days=3))
    found = find(folder, f"https://{source}.example/{name}")
    take_down(folder, without(source), found, WHY, LATER)
    step_by_step = sorted(tuple(row.values())[1:] for row in tables(folder)["removed"])
    assert (found[0].key, "2026-03-05", 1) in step_by_step
    publish(folder, without(source), LATER, rebuild=True)
    assert sorted(tuple(row.values())[1:] for row in tables(folder)["removed"]) == step_by_step
