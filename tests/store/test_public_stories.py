"""Stories in news.db: what a fact check refutes stands nowhere else; the same when built anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from aggregator.store.publication import publish
from bench import story_gold
from tests.story.archives import published

EVENTS = {e.name: e for path in story_gold.files() for e in story_gold.events(path)}
WANTED = [
    "searches-turhenivka", "fake-crimean-volunteers", "fake-mariupol-rebuilt",
    "chrg-mobilised-quarter", "nova-kakhovka-passports",
]  # fmt: skip
CLAIMED = (
    "had queued",
    "стоять у черзі",
    "отримала квартиру",
    "отримали житло",
    "прийшли до військкоматів",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("stories"), WANTED)


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(folder / "news.db")
    found = db.execute(sql).fetchall()
    db.close()
    return found


def test_every_article_has_one_role_in_one_story(folder: Path) -> None:
    assert rows(folder, "SELECT count(*) FROM articles") == rows(
        folder, "SELECT count(*) FROM story_articles"
    )
    assert not rows(
        folder, "SELECT * FROM story_articles WHERE story NOT IN (SELECT id FROM stories)"
    )


def test_a_refuted_claim_is_no_headline_no_excerpt_and_no_figure(folder: Path) -> None:
    reviewed = (
        "FROM articles a JOIN story_articles m ON m.article = a.id "
        "WHERE m.role = 'review' AND a.source IN ('stopfake', 'voxcheck', 'detector_media')"
    )
    shown = rows(folder, f"SELECT a.title || ' ' || a.excerpt {reviewed}")
    assert len(shown) == 4
    for (words,) in shown:
        assert not any(claimed in str(words) for claimed in CLAIMED), words
    titles = rows(folder, "SELECT title FROM stories UNION SELECT title FROM revisions")
    for (title,) in titles:
        assert not any(claimed in str(title) for claimed in CLAIMED), title


def test_the_claim_stands_apart_with_its_claimant_and_number(folder: Path) -> None:
    assert ("ru-state-media", 5) in rows(folder, "SELECT claimant, rating FROM story_claims")


def test_a_relay_that_garbles_a_figure_is_flagged(folder: Path) -> None:
    flagged = rows(folder, "SELECT value, flag FROM figures WHERE flag <> ''")
    assert flagged == [(812, "differs from the original: check it before quoting")]


def test_a_relay_names_whom_it_repeats_with_the_sentence(folder: Path) -> None:
    found = rows(
        folder,
        "SELECT m.role, o.source, m.sentence FROM story_articles m "
        "JOIN articles a ON a.id = m.article JOIN articles o ON o.id = m.of_article "
        "WHERE a.link LIKE '%/101c'",
    )
    role, source, sentence = found[0]
    assert (role, source) == ("relay", "crimean_solidarity")
    assert "Crimean Solidarity said" in str(sentence)


def test_building_anew_gives_the_same_stories(folder: Path) -> None:
    tables = ("stories", "story_articles", "story_edges", "story_numbers", "story_claims")
    before = [rows(folder, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    publish(folder, story_gold.registry(), rebuild=True)
    assert [rows(folder, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before
