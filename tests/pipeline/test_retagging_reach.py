"""A change of the rules is followed only by articles and parts of tagging that it can touch.

Older rules are made by writing into the archive what an older program would have left there: the
units of its rules and the versions of its tagger.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, replace

import pytest

from aggregator.pipeline import Retagged
from aggregator.rules.changes import Rules
from aggregator.rules.versions import Versions
from aggregator.store.tags import MOST_TAG_ATTEMPTS
from tests.pipeline.lines import Item, SampleLine, article_page

TEXTS = {
    "conscripts": "Young men of Simferopol were sent to forced conscription in spring. ",
    "school": "A school in Melitopol was closed, and nobody said why. ",
    "mejlis": "The Mejlis said that at least 12 people were detained in Bakhchysarai. ",
}
ITEMS = [Item(name, f"Sample: {name}", guid=name) for name in TEXTS]
PLAIN = "The invented monitor goes on telling of other things for a while. " * 6


@pytest.fixture
def tagged(line: SampleLine) -> SampleLine:
    line.publish_feed_only(ITEMS)
    for name, text in TEXTS.items():
        line.origin.page(f"/{name}", article_page(f"Sample: {name}", text + PLAIN))
    line.round()
    return line


def older(line: SampleLine, kind: Rules, keep: Callable[[list[str]], bool]) -> None:
    """As if the archive had been tagged by rules of one kind that had only these units."""
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        packed = db.execute("SELECT units FROM rules WHERE kind = ?", [kind]).fetchone()[0]
        units = json.loads(zlib.decompress(packed))
        left = [unit for unit in units if keep(json.loads(unit))]
        assert len(left) < len(units), "the older rules lack something"
        write_rules(db, kind, left)
        by_older(db, **{kind: "older"})


def write_rules(db: sqlite3.Connection, kind: str, units: list[str]) -> None:
    packed = zlib.compress(json.dumps(units).encode())
    db.execute("INSERT OR REPLACE INTO rules VALUES (?, 'older', ?)", [kind, packed])


def by_older(db: sqlite3.Connection, **rules: str) -> None:
    """Notes for all articles that another version of some parts has tagged them."""
    rows = db.execute("SELECT id, tag_version FROM articles").fetchall()
    for article, version in rows:
        by = Versions.read(version)
        assert by is not None
        for part, name in rules.items():
            code = getattr(by, part).partition(".")[2]
            by = replace(by, **{part: f"{name}.{code}" if code else name})
        db.execute("UPDATE articles SET tag_version = ? WHERE id = ?", [str(by), article])
    db.execute("UPDATE facts SET value = 'older' WHERE name = 'tagger'")
    db.commit()


def without(line: SampleLine, **values: str) -> None:
    """Takes tags away, as if older rules had not made them."""
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        for column, title in values.items():
            db.execute(
                f"UPDATE tags SET {column} = '[]' WHERE article = "
                "(SELECT id FROM articles WHERE title = ?)",
                [title],
            )
        db.commit()


def topics_of(line: SampleLine, name: str) -> set[object]:
    rows = line.query(
        "SELECT topic FROM article_topics t JOIN articles a ON a.id = t.article WHERE a.title = ?",
        f"Sample: {name}",
        db="news.db",
    )
    return {row[0] for row in rows}


def test_a_new_cue_is_looked_for_only_where_its_words_stand(tagged: SampleLine) -> None:
    right = tagged.dump("news.db", ["feeds", "publication", "changes"])
    older(tagged, "topics", lambda unit: "conscript" not in unit[-1])
    without(tagged, topics="Sample: conscripts")
    summary = tagged.round()
    assert summary.retagged == Retagged(looked_at=3, tagged=1, changed=1)
    assert tagged.dump("news.db", ["feeds", "publication", "changes"]) == right
    assert tagged.query("SELECT count(DISTINCT tag_version) FROM articles") == [(1,)]
    assert tagged.round().retagged == Retagged(), "all are up to date"


def test_a_cue_that_was_removed_takes_its_tag_with_it(tagged: SampleLine) -> None:
    with closing(sqlite3.connect(tagged.db / "archive.db")) as db:
        packed = db.execute("SELECT units FROM rules WHERE kind = 'topics'").fetchone()[0]
        gone = json.dumps(["topics", "heritage", "cues", "en", "schools|school +8 clos*"])
        write_rules(db, "topics", [*json.loads(zlib.decompress(packed)), gone])
        tag = [["heritage", "about", 3.0, [[0, 6, "Sample", "en: schools|school +8 clos*"]]]]
        db.execute(
            "UPDATE tags SET topics = ? WHERE article = (SELECT id FROM articles WHERE title = ?)",
            [json.dumps(tag), "Sample: school"],
        )
        by_older(db, topics="older")
    assert tagged.round().retagged == Retagged(looked_at=3, tagged=1, changed=1)
    assert "heritage" not in topics_of(tagged, "school")


def test_a_new_name_of_a_body_is_looked_for_only_where_it_stands(tagged: SampleLine) -> None:
    older(tagged, "organisations", lambda unit: "Mejlis" not in unit[-1])
    without(tagged, organisations="Sample: mejlis", figures="Sample: mejlis")
    assert tagged.round().retagged == Retagged(looked_at=3, tagged=1, changed=1)
    counter = tagged.query("SELECT counter, value FROM figures", db="news.db")
    assert counter == [("mejlis", 12)], "the figure has its counter again"


def test_another_name_of_a_source_touches_only_articles_that_have_it(tagged: SampleLine) -> None:
    tagged.feeds.write_text(
        tagged.feeds.read_text().replace(
            "  mandate:", "  aliases: [Young men of Simferopol]\n  mandate:"
        )
    )
    retagged = tagged.round().retagged
    # The source's own names are no places in its own articles, so its places are read again.
    assert (retagged.looked_at, retagged.tagged) == (3, 3)
    names = "SELECT organisations FROM tags JOIN articles a ON a.id = article WHERE a.title = ?"
    assert "Young men of Simferopol" in str(tagged.query(names, "Sample: conscripts"))
    assert tagged.query(names, "Sample: school") == [("[]",)]


def test_only_the_part_whose_rules_differ_runs_again(tagged: SampleLine) -> None:
    without(tagged, topics="Sample: conscripts", regions="Sample: conscripts")
    with closing(sqlite3.connect(tagged.db / "archive.db")) as db:
        by_older(db, places="older")
    assert tagged.round().retagged == Retagged(looked_at=3, tagged=3, changed=1)
    rows = tagged.query(
        "SELECT regions, topics FROM tags JOIN articles a ON a.id = article WHERE a.title = ?",
        "Sample: conscripts",
    )
    assert rows[0][0] != "[]", "places were read again"
    assert rows[0][1] == "[]", "topics were not"


def test_rules_that_differ_in_no_word_touch_no_article(tagged: SampleLine) -> None:
    with closing(sqlite3.connect(tagged.db / "archive.db")) as db:
        packed = db.execute("SELECT units FROM rules WHERE kind = 'topics'").fetchone()[0]
        write_rules(db, "topics", json.loads(zlib.decompress(packed)))  # a label was mended
        by_older(db, topics="older")
    assert tagged.round().retagged == Retagged()
    assert tagged.query("SELECT count(*) FROM articles WHERE tag_version LIKE '%older%'") == [(0,)]


def test_rules_that_nobody_kept_mean_that_all_is_read_again(tagged: SampleLine) -> None:
    with closing(sqlite3.connect(tagged.db / "archive.db")) as db:
        by_older(db, topics="older")
    assert tagged.round().retagged.tagged == 3


def test_rules_by_which_nothing_is_tagged_any_more_are_dropped(tagged: SampleLine) -> None:
    older(tagged, "topics", lambda unit: "conscript" not in unit[-1])
    tagged.round()
    kinds = [row[0] for row in tagged.query("SELECT kind FROM rules ORDER BY kind")]
    assert kinds == ["figures", "names", "organisations", "topics"]


def failed(line: SampleLine, name: str, attempts: int) -> None:
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        db.execute(
            "UPDATE articles SET tag_version = '', tag_attempts = ?, "
            "detail = 'tagging failed: a sample' WHERE title = ?",
            [attempts, f"Sample: {name}"],
        )
        db.commit()


def test_an_article_whose_tagging_failed_is_tried_again_in_the_next_round(
    tagged: SampleLine,
) -> None:
    without(tagged, topics="Sample: conscripts")
    failed(tagged, "conscripts", 1)
    assert tagged.round().retagged == Retagged(looked_at=0, tagged=1, changed=1)
    row = tagged.query("SELECT tag_attempts, detail FROM articles WHERE title LIKE '%conscripts'")
    assert row == [(0, "")]
    assert topics_of(tagged, "conscripts")


def test_tagging_that_fails_again_and_again_waits_for_other_rules(tagged: SampleLine) -> None:
    failed(tagged, "conscripts", MOST_TAG_ATTEMPTS)
    assert tagged.round().retagged == Retagged(), "it has had its attempts"
    with closing(sqlite3.connect(tagged.db / "archive.db")) as db:
        db.execute("UPDATE facts SET value = 'older' WHERE name = 'tagger'")
        db.commit()
    assert tagged.round().retagged.tagged == 1, "other rules may succeed"


def test_a_worker_that_dies_over_a_text_costs_one_attempt_a_round(tagged: SampleLine) -> None:
    failed(tagged, "conscripts", 1)
    with closing(sqlite3.connect(tagged.db / "archive.db")) as db:
        # No text trips the tagger that we know of, so this one takes longer than a worker may.
        db.execute(
            "UPDATE texts SET text = ? WHERE content_hash = (SELECT content_hash FROM articles "
            "WHERE title = 'Sample: conscripts')",
            ["Kherson 12 people. " * 400_000],
        )
        db.commit()
    tagged.fetch = {"page_timeout": 1}
    tagged.write()
    tagged.round()
    (attempts,) = tagged.query("SELECT tag_attempts FROM articles WHERE title LIKE '%conscripts'")
    assert attempts == (2,)


def test_every_field_of_the_version_is_read_back() -> None:
    names = [field.name for field in fields(Versions)]
    versions = Versions(*names)
    assert Versions.read(str(versions)) == versions
    assert Versions.read("old/old/old") is None
