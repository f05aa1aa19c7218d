"""Stories in the archive: incremental, the same in whatever order, nothing lost, a word kept."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.clock import to_iso
from aggregator.store.story_said import Said
from aggregator.story.assess import Surroundings
from bench import eval_stories, story_gold
from bench.story_gold import GoldArticle
from tests.story.archives import NOW, judged, link, opened, store, stories

EVENTS = [e for path in story_gold.files()[:2] for e in story_gold.events(path)]
ARTICLES = [a for e in EVENTS for a in e.articles]
BY_ID = {a.id: a for a in ARTICLES}
KNOWN = eval_stories.surroundings()


def at_once(folder: Path, articles: list[GoldArticle], known: Surroundings = KNOWN) -> list[object]:
    archive = opened(folder)
    store(archive, articles)
    link(archive, known)
    found = judged(archive)
    archive.close()
    return list(found)


def test_the_archive_makes_the_stories_that_the_pure_rules_make(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    store(archive, ARTICLES)
    link(archive, KNOWN)
    assert stories(archive) == {frozenset(s) for s in eval_stories.stories_of(ARTICLES)}
    archive.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_one_by_one_in_any_order_gives_what_all_at_once_gives(tmp_path: Path, seed: int) -> None:
    articles = [a for e in EVENTS[:12] for a in e.articles]
    wanted = at_once(tmp_path / "once", articles)
    random.Random(seed).shuffle(articles)  # noqa: S311
    archive = opened(tmp_path / "one")
    for each in articles:
        store(archive, [each])
        link(archive, KNOWN)
    assert judged(archive) == wanted
    archive.close()


@pytest.mark.parametrize("seed", [1, 8, 18])
def test_after_any_edits_the_stories_are_those_of_the_texts_as_they_are(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    texts = {a.id: a for e in EVENTS[:3] for a in e.articles}
    archive = opened(tmp_path / "edited")
    store(archive, texts.values())
    link(archive, KNOWN)
    for name in chance.choices(sorted(texts), k=8):
        other = chance.choice(sorted(texts))  # with its words it is of another story
        edited = replace(BY_ID[name], title=BY_ID[other].title, text=BY_ID[other].text)
        texts[name] = chance.choice((edited, BY_ID[name]))
        store(archive, [texts[name]])
        link(archive, KNOWN)
        assert stories(archive) == stories_at_once(tmp_path / f"{name}-{other}", texts.values())
        held = "SELECT s.id FROM stories s WHERE s.articles <> (SELECT count(*) "
        held += "FROM story_articles m WHERE m.story = s.id)"
        assert archive._db.execute(held).fetchall() == []
    archive.close()


def test_an_archive_in_which_stories_lost_their_articles_is_mended(tmp_path: Path) -> None:
    whole = at_once(tmp_path, ARTICLES[:30])
    archive = opened(tmp_path)
    story, other = (row[0] for row in archive._db.execute(
        "SELECT id FROM stories WHERE articles > 1 ORDER BY id LIMIT 2"))  # fmt: skip
    body = "SELECT judged FROM stories WHERE id = ?"
    before = archive._one(body, [story])
    highest = archive._one("SELECT max(seq) FROM stories")
    archive._db.execute(
        "UPDATE stories SET articles = articles + 1, judged = '{}' WHERE id = ?", [story]
    )
    archive._db.execute(
        "INSERT INTO stories SELECT 'lost', 1, 1, judged, number, reason, updated "
        "FROM stories WHERE id = ?", [other],
    )  # fmt: skip
    archive._db.execute(
        "DELETE FROM _sqlite_migrations WHERE name = 'stories_that_lost_their_articles'"
    )
    archive.close()
    archive = opened(tmp_path)
    link(archive, KNOWN)
    assert judged(archive) == whole
    assert archive._one(body, [story]) == before
    ended = archive._db.execute(
        "SELECT articles, seq > ? FROM stories WHERE id = 'lost'", [highest]
    )
    assert ended.fetchall() == [(0, 1)], "the public file would keep it"
    archive.close()


def stories_at_once(folder: Path, articles: Iterable[GoldArticle]) -> set[frozenset[str]]:
    archive = opened(folder)
    store(archive, articles)
    link(archive, KNOWN)
    found = stories(archive)
    archive.close()
    return found


def test_linking_again_without_a_change_writes_nothing(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    store(archive, ARTICLES[:30])
    link(archive, KNOWN)
    before = archive._db.conn.total_changes
    link(archive, KNOWN)
    assert archive._db.conn.total_changes == before
    archive.close()


def test_a_new_article_does_not_touch_the_other_stories(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    late = BY_ID["101e"]
    store(archive, [a for a in ARTICLES if a is not late])
    link(archive, KNOWN)
    highest = archive._one("SELECT max(seq) FROM stories")
    store(archive, [late])
    link(archive, KNOWN)
    assert archive._one("SELECT count(*) FROM stories WHERE seq > ?", [highest]) == 1
    archive.close()


def test_suspending_a_source_and_lifting_it_gives_back_every_story(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    store(archive, ARTICLES)
    link(archive, KNOWN)
    before = judged(archive)
    suspended = replace(KNOWN.standings["crimean_solidarity"], status="suspended")
    others = {**KNOWN.standings, "crimean_solidarity": suspended}
    link(archive, replace(KNOWN, standings=others))
    during = judged(archive)
    assert during != before
    assert ("101a", 6) in {(numbered(row), row[1]) for row in during}
    link(archive, KNOWN)
    assert judged(archive) == before
    kept = archive._db.execute(
        "SELECT number FROM story_numbers WHERE story = "
        "(SELECT story FROM story_articles s JOIN articles a ON a.id = s.article "
        "WHERE a.link LIKE '%/101a') ORDER BY id"
    ).fetchall()
    assert kept == [(3,), (6,), (3,)]  # what we showed, and then, and again
    archive.close()


def numbered(row: tuple[object, ...]) -> str:
    return min(link.rpartition("/")[2] for link in str(row[3]).split(","))


def key_of(archive: object, name: str) -> str:
    found = archive._one("SELECT key FROM articles WHERE link LIKE ?", [f"%/{name}"])  # type: ignore[attr-defined]
    return str(found)


def say(archive: object, what: str, articles: list[str], others: list[str], rule: str = "") -> None:
    keys = [tuple(key_of(archive, n) for n in names) for names in (articles, others)]
    said = Said(to_iso(NOW), "editor", what, keys[0], keys[1], rule, "a reason")
    archive.stories.say(said)  # type: ignore[attr-defined]


def test_a_person_merges_splits_and_the_word_stays_when_articles_come(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    late = [BY_ID["101e"], BY_ID["102b"]]
    store(archive, [a for a in ARTICLES if a not in late])
    link(archive, KNOWN)
    say(archive, "merge", ["101a", "102a"], [])
    link(archive, KNOWN)
    merged = {frozenset({"101a", "101b", "101c", "101d", "102a"})}
    assert merged <= stories(archive)
    say(archive, "split", ["101d"], ["101a", "101b", "101c", "102a"])
    link(archive, KNOWN)
    assert frozenset({"101d"}) in stories(archive)
    store(archive, late)
    link(archive, KNOWN)
    assert not any({"101d", "101a"} <= story for story in stories(archive))
    assert any({"101a", "102a"} <= story for story in stories(archive))
    archive.close()


def test_a_rejected_edge_counts_no_more_and_says_why(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    store(archive, [a for e in EVENTS if e.name == "sevastopol-flat-eviction" for a in e.articles])
    link(archive, KNOWN)
    assert [row[1] for row in judged(archive)] == [3]
    one, two = sorted((key_of(archive, "107a"), key_of(archive, "107b")))
    archive.stories.say(
        Said(to_iso(NOW), "editor", "reject-edge", (one,), (two,), "I5", "other families"),
    )
    link(archive, KNOWN)
    assert [row[1] for row in judged(archive)] == [
        1
    ]  # a B and a C source, each with its own access
    archive.close()


def test_an_article_that_is_held_back_leaves_its_story_and_returns(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    store(archive, [a for e in EVENTS[:1] for a in e.articles])
    link(archive, KNOWN)
    before = judged(archive)
    archive._db.execute(
        "UPDATE articles SET state = 'held', seq = (SELECT max(seq) + 1 FROM articles) "
        "WHERE link LIKE '%/101a'"
    )
    link(archive, KNOWN)
    assert frozenset().union(*stories(archive)) == {"101b", "101c", "101d", "101e"}
    archive._db.execute(
        "UPDATE articles SET state = 'live', seq = (SELECT max(seq) + 1 FROM articles) "
        "WHERE link LIKE '%/101a'"
    )
    link(archive, KNOWN)
    assert judged(archive) == before
    archive.close()


def test_what_was_shown_and_what_was_said_cannot_be_changed(tmp_path: Path) -> None:
    archive = opened(tmp_path)
    store(archive, ARTICLES[:3])
    link(archive, KNOWN)
    say(archive, "merge", ["101a", "101b"], [])
    for table in ("story_numbers", "story_decisions"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 1"):
            with pytest.raises(Exception, match="only grows"):
                archive._db.execute(statement)
    archive.close()
