"""The commands of a person's word about stories, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.store.publication import publish
from bench import eval_stories, story_gold
from tests.story.archives import link, opened, store

EVENTS = story_gold.events(story_gold.files()[0])[:2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    archive = opened(tmp_path)
    store(archive, [a for event in EVENTS for a in event.articles])
    link(archive, eval_stories.surroundings())
    archive.close()
    publish(tmp_path, story_gold.registry())
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    feeds = story_gold.ROOT / "feeds.yaml"
    return CliRunner().invoke(main, ["--feeds", str(feeds), "--db", str(folder), "stories", *words])


def key(folder: Path, name: str) -> str:
    archive = opened(folder)
    found = str(archive._one("SELECT key FROM articles WHERE link LIKE ?", [f"%/{name}"]))
    archive.close()
    return found


def articles(folder: Path, name: str) -> int:
    shown = run(folder, "show", key(folder, name))
    assert shown.exit_code == 0, shown.output
    ends = (": origin", ": relay", ", interview", ": copy")
    return sum(any(end in line for end in ends) for line in shown.output.splitlines()
               if line.startswith("  ") and "->" not in line and "“" not in line)  # fmt: skip


def test_merge_and_split_hold_and_say_who_and_why(folder: Path) -> None:
    one, two = key(folder, "101a"), key(folder, "102a")
    assert articles(folder, "101a") == 5
    done = run(folder, "merge", one, two, "--by", "editor", "--reason", "one and the same")
    assert done.exit_code == 0, done.output
    assert articles(folder, "101a") == 7
    run(folder, "split", two, "--by", "editor", "--reason", "another event after all")
    assert articles(folder, "102a") == 1
    shown = run(folder, "show", two).output
    assert "editor: merge: one and the same" in shown
    assert "editor: split: another event after all" in shown


def test_a_decision_needs_a_person_a_reason_and_articles_that_are_there(folder: Path) -> None:
    one = key(folder, "101a")
    assert run(folder, "pin", one, "--by", "editor").exit_code == 2
    assert run(folder, "pin", one, "--by", " ", "--reason", "x").exit_code == 2
    wrong = run(folder, "merge", one, "no-such-key", "--by", "editor", "--reason", "x")
    assert wrong.exit_code == 2
    assert "no-such-key" in wrong.output
    assert run(folder, "merge", one, "--by", "editor", "--reason", "x").exit_code == 2


def test_a_rejected_edge_is_shown_with_its_reason(folder: Path) -> None:
    one, two = key(folder, "101b"), key(folder, "101a")
    done = run(
        folder, "reject-edge", "I2", one, two, "--by", "editor", "--reason", "has its own lawyer"
    )
    assert done.exit_code == 0, done.output
    assert "(rejected)" in run(folder, "show", one).output


def test_a_story_that_is_not_there_is_said_plainly(folder: Path) -> None:
    shown = run(folder, "show", "nothing")
    assert shown.exit_code == 1
    assert "No story has the article 'nothing'" in shown.output
