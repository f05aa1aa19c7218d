from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Registry, Reuse
from aggregator.sources import load
from aggregator.store.opening import StoreError
from aggregator.store.public_rows import excerpt
from aggregator.store.public_schema import TABLES
from aggregator.store.publication import publish
from aggregator.tag import gazetteer, topics
from aggregator.tag.folding import match_expression
from bench import story_gold
from tests.pipeline.lines import PARAGRAPH, Item, SampleLine, article_page
from tests.store.items import HIDDEN, ITEMS
from tests.story.archives import NOW, announce, opened, store


def republish(line: SampleLine, *, rebuild: bool = False) -> None:
    publish(line.db, load(line.feeds), line.now, rebuild=rebuild)


def search(line: SampleLine, words: str) -> list[tuple[object, ...]]:
    return line.query(
        "SELECT title FROM articles WHERE id IN (SELECT rowid FROM articles_fts "
        "WHERE articles_fts MATCH ?)",
        match_expression(words),
        db="news.db",
    )


def terms(line: SampleLine) -> list[tuple[object, ...]]:
    """The full-text index by its terms, wherever they stand in its segments."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("ATTACH ? AS news", [str(line.db / "news.db")])
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(news, articles_fts, instance)")
        return sorted(db.execute("SELECT term, doc, col, offset FROM temp.words"))


def test_building_anew_gives_the_same_content_as_bringing_up_to_date(line: SampleLine) -> None:
    line.origin.page(
        "/one", article_page(ITEMS[0].title, PARAGRAPH.replace("Tuesday", "Friday") * 3)
    )
    line.publish_feed([Item("one", "Sample: a trial, corrected", guid="1"), *ITEMS[1:],
                       Item("four", "Sample: a fourth report from Kherson", guid="4")])  # fmt: skip
    line.now += timedelta(hours=1)
    line.round()
    # When something changed is no content: a file built anew has changed as a whole.
    step_by_step, index = line.dump("news.db", ["changes"]), terms(line)
    republish(line, rebuild=True)
    assert line.dump("news.db", ["changes"]) == step_by_step
    assert terms(line) == index
    (line.db / "news.db").unlink()
    republish(line)
    assert line.dump("news.db", ["changes"]) == step_by_step
    assert terms(line) == index


def test_the_public_file_has_the_allowed_tables_and_columns_and_no_others(line: SampleLine) -> None:
    for table in TABLES:
        columns = [row[1] for row in line.query(f"PRAGMA table_info({table.name})", db="news.db")]
        assert columns == [column.name for column in table.columns]
    names = {
        str(row[0])
        for row in line.query("SELECT name FROM sqlite_master WHERE type = 'table'", db="news.db")
    }
    own = {name for name in names if not name.startswith(("articles_fts", "sqlite_stat"))}
    assert own == {table.name for table in TABLES}


def test_the_full_text_is_searchable_and_does_not_stand_in_the_file(line: SampleLine) -> None:
    assert search(line, HIDDEN) == [(ITEMS[1].title,)]
    assert line.query(
        "SELECT shown, length(excerpt) < 201 FROM articles WHERE id = 2", db="news.db"
    ) == [("unknown", 1)]
    republish(line)
    with closing(sqlite3.connect(line.db / "news.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"Relatives waited outside" not in (line.db / "news.db").read_bytes()


@pytest.mark.parametrize(
    ("reuse", "least", "most"),
    [
        ({"rule": "full", "evidence": "https://sample.example/reuse"}, 700, 5000),
        (
            {"rule": "excerpt", "characters": 120, "evidence": "https://sample.example/reuse"},
            80,
            120,
        ),
        ({"rule": "link", "evidence": "https://sample.example/reuse"}, 0, 0),
        ({"rule": "unknown"}, 100, 200),
    ],
)
def test_a_changed_rule_for_reuse_changes_what_is_shown_of_old_articles(
    line: SampleLine, reuse: dict[str, object], least: int, most: int
) -> None:
    line.reuse = reuse
    line.write()
    republish(line)
    lengths = [
        int(str(row[0])) for row in line.query("SELECT length(excerpt) FROM articles", db="news.db")
    ]
    assert len(lengths) == 3
    assert all(least <= length <= most for length in lengths)
    assert search(line, HIDDEN) == [(ITEMS[1].title,)]


def test_a_source_that_leaves_feeds_yaml_leaves_no_word_in_the_public_file(
    line: SampleLine,
) -> None:
    line.write(source="other")
    republish(line)
    assert line.query("SELECT count(*) FROM articles", db="news.db") == [(0,)]
    assert terms(line) == []
    for name in ("news.db", "news.db-wal"):
        path = line.db / name
        content = path.read_bytes() if path.exists() else b""
        for word in (HIDDEN, HIDDEN.lower(), "Бахчисараї", "бахчисара", "Мелитополе", "мелитопол"):
            assert word.encode() not in content, (name, word)
    assert line.query("SELECT count(*) FROM articles") == [(3,)], "the archive keeps what it holds"
    line.write()
    republish(line)
    assert search(line, HIDDEN) == [(ITEMS[1].title,)]


def test_an_article_that_is_held_back_leaves_no_word_in_the_public_file(line: SampleLine) -> None:
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        db.execute("UPDATE articles SET state = 'held', seq = seq + 100 WHERE id = 2")
        db.commit()
    republish(line)
    for table in ("articles", "revisions"):
        titles = [row[0] for row in line.query(f"SELECT title FROM {table}", db="news.db")]
        assert ITEMS[1].title not in titles
        assert len(titles) == 2
    for name in ("news.db", "news.db-wal"):
        path = line.db / name
        content = path.read_bytes() if path.exists() else b""
        for word in (HIDDEN, HIDDEN.lower(), "Бахчисараї"):
            assert word.encode() not in content, (name, word)


class StoresMeanwhile:
    """A registry whose settings are read after the articles were: then a round stores more."""

    def __init__(self, registry: Registry, archive: Path) -> None:
        self._registry, self._archive = registry, archive

    def __getattr__(self, name: str) -> object:
        if name == "site":
            with closing(sqlite3.connect(self._archive)) as db:
                db.execute("UPDATE articles SET author = 'A. Sample', seq = seq + 100")
                db.commit()
        return getattr(self._registry, name)


def test_an_article_is_shown_once_its_page_was_looked_at(tmp_path: Path) -> None:
    (article, *_) = story_gold.events(story_gold.files()[0])[0].articles
    archive, shown = opened(tmp_path), []
    for step in (announce, lambda archive, article: store(archive, [article])):
        step(archive, article)
        publish(tmp_path, story_gold.registry(), NOW)
        with closing(sqlite3.connect(tmp_path / "news.db")) as db:
            shown += db.execute("SELECT count(*) FROM articles").fetchone()
    archive.close()
    assert shown == [0, 1]


def test_what_a_round_stores_while_it_is_published_is_published_next_time(line: SampleLine) -> None:
    registry = load(line.feeds)
    publish(line.db, StoresMeanwhile(registry, line.db / "archive.db"))  # type: ignore[arg-type]
    authors = "SELECT DISTINCT author FROM articles"
    assert line.query(authors, db="news.db") == [(None,)]
    publish(line.db, registry)
    assert line.query(authors, db="news.db") == [("A. Sample",)]


def test_each_tag_names_the_version_of_its_own_rules(line: SampleLine) -> None:
    for table, version in (("regions", gazetteer.VERSION), ("topics", topics.VERSION)):
        found = line.query(f"SELECT DISTINCT version FROM article_{table}", db="news.db")
        assert found == [(version,)]


OCCUPIED = (
    "SELECT r.name, t.occupied FROM article_regions t JOIN regions r ON r.code = t.region "
    "JOIN articles a ON a.id = t.article WHERE a.title = ? ORDER BY 1"
)


def dated(line: SampleLine, moment: str, precision: str = "day") -> None:
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        db.execute(
            "UPDATE articles SET published = ?, sort_date = ?, published_precision = ?, "
            "seq = seq + 100",
            [moment, moment, precision],
        )
        db.commit()
    republish(line)


def test_a_region_says_whether_it_was_occupied_on_the_day_of_the_article(line: SampleLine) -> None:
    def melitopol() -> list[tuple[object, ...]]:
        return line.query(OCCUPIED, ITEMS[2].title, db="news.db")

    assert ("Melitopol", 1) in melitopol()
    assert ("Zaporizhzhia oblast", None) in melitopol(), "an oblast says nothing of its parts"
    dated(line, "2022-02-01T10:00:00Z")
    assert ("Melitopol", 0) in melitopol()
    dated(line, "2022-02-01T00:00:00Z", "month")  # taken in the last days of that month
    assert ("Melitopol", None) in melitopol()
    listed = line.query(
        "SELECT value FROM publication WHERE name = 'occupation_list'", db="news.db"
    )
    assert listed == [(gazetteer.LISTED_ON.isoformat(),)]


def test_a_newer_list_of_places_changes_what_was_occupied_without_tagging(line: SampleLine) -> None:
    right = line.dump("news.db", ["publication", "changes"])
    with closing(sqlite3.connect(line.db / "news.db")) as db:
        db.execute("UPDATE article_regions SET occupied = 0")
        db.execute("UPDATE topics SET name = 'an older name'")
        db.commit()
    republish(line)
    assert line.dump("news.db", ["publication", "changes"]) != right, (
        "nothing has changed, so nothing is read"
    )
    with closing(sqlite3.connect(line.db / "news.db")) as db:
        db.execute("UPDATE publication SET value = 'an older list' WHERE name = 'codes'")
        db.commit()
    republish(line)
    assert line.dump("news.db", ["publication", "changes"]) == right


def test_counts_and_newest_dates_follow_the_articles(line: SampleLine) -> None:
    for table, key in (("regions", "region"), ("topics", "topic")):
        column = "code" if table == "regions" else "id"
        wrong = line.query(
            f"SELECT * FROM {table} t WHERE articles <> (SELECT count(*) FROM article_{table} a "
            f"WHERE a.{key} = t.{column}) OR latest IS NOT (SELECT max(published) FROM "
            f"article_{table} a WHERE a.{key} = t.{column})",
            db="news.db",
        )
        assert wrong == []
    assert line.query("SELECT articles FROM sources", db="news.db") == [(3,)]
    assert line.query("SELECT count(*) FROM regions WHERE iso IS NOT NULL", db="news.db") == [(27,)]  # type: ignore[operator]


def test_a_newer_public_file_is_refused_unless_it_is_built_anew(line: SampleLine) -> None:
    with closing(sqlite3.connect(line.db / "news.db")) as db:
        db.execute("UPDATE publication SET value = '99' WHERE name = 'schema_version'")
        db.commit()
    with pytest.raises(StoreError, match=r"newer version.*Remedy.*--rebuild"):
        republish(line)
    republish(line, rebuild=True)
    assert line.query("SELECT count(*) FROM articles", db="news.db") == [(3,)]


def test_a_failed_publication_leaves_the_public_file_as_it_was(
    line: SampleLine, tmp_path: Path
) -> None:
    before = line.dump("news.db")
    copy = tmp_path / "copy"
    shutil.copytree(line.db, copy)
    with closing(sqlite3.connect(copy / "archive.db")) as db:
        db.execute("UPDATE tags SET regions = 'not JSON' WHERE article = 3")
        db.execute("UPDATE articles SET seq = seq + 100")
        db.commit()
    shutil.copy(copy / "archive.db", line.db / "archive.db")
    with pytest.raises(ValueError, match="Expecting value"):
        republish(line)
    assert line.dump("news.db") == before


def test_without_an_archive_the_remedy_is_named(tmp_path: Path, line: SampleLine) -> None:
    with pytest.raises(StoreError, match="aggregator fetch"):
        publish(tmp_path / "empty", load(line.feeds))


@given(st.text(), st.integers(1, 300))
def test_an_excerpt_is_never_longer_than_its_rule_and_stands_in_the_text(
    text: str, most: int
) -> None:
    shown = excerpt(text, Reuse("excerpt", most))
    assert len(shown) <= most
    assert text.startswith(shown.removesuffix("…")) or text == shown


def test_a_tightened_rule_leaves_no_trace_even_while_the_site_reads(line: SampleLine) -> None:
    line.reuse = {"rule": "full", "evidence": "https://sample.example/reuse"}
    line.write()
    republish(line)
    with closing(sqlite3.connect(f"file:{line.db / 'news.db'}?mode=ro", uri=True)) as site:
        assert site.execute("SELECT count(*) FROM articles").fetchone() == (3,)
        line.reuse = {"rule": "link", "evidence": "https://sample.example/reuse"}
        line.write()
        republish(line)
        content = b"".join(path.read_bytes() for path in line.db.glob("news.db*"))
        assert HIDDEN.encode() not in content
        assert b"Relatives waited outside" not in content


def test_a_wipe_that_a_reader_holds_up_is_done_with_the_next_publication(line: SampleLine) -> None:
    with closing(sqlite3.connect(f"file:{line.db / 'news.db'}?mode=ro", uri=True)) as site:
        site.execute("BEGIN")
        site.execute("SELECT count(*) FROM articles").fetchone()
        line.write(source="other")
        republish(line)
        cleanup = "SELECT value FROM publication WHERE name = 'cleanup'"
        assert line.query(cleanup, db="news.db") == [("due",)]
    republish(line)
    assert line.query(cleanup, db="news.db") == [("done",)]
    content = b"".join(path.read_bytes() for path in line.db.glob("news.db*"))
    assert "Бахчисараї".encode() not in content
