"""An article taken down by command is gone from every file, stays away, and is told by its key."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.clock import system_clock
from aggregator.identify import keys_of_all
from aggregator.linking import surroundings_of
from aggregator.model import Entry
from aggregator.sources import load
from aggregator.store.archive import Archive
from aggregator.store.opening import fetch_lock, open_archive
from aggregator.store.publication import publish
from aggregator.store.wiping import rewrite
from aggregator.tag.folding import fold
from aggregator.takedown import Reasons, find, take_down
from bench import eval_stories, story_gold
from bench.story_gold import GoldArticle
from tests.pipeline.lines import Item, SampleLine
from tests.store.items import HIDDEN, ITEMS
from tests.story.archives import NOW, link, opened, store

EVENTS = story_gold.events(story_gold.files()[0])[:3]
ARTICLES = [article for event in EVENTS for article in event.articles]


def filled(folder: Path, articles: list[GoldArticle]) -> Path:
    archive = opened(folder)
    store(archive, articles)
    link(archive, eval_stories.surroundings())
    archive.close()
    publish(folder, story_gold.registry(), NOW)
    return folder


def takedown(folder: Path, *words: str, typed: str = "", feeds: Path | None = None) -> Result:
    config = feeds or story_gold.ROOT / "feeds.yaml"
    arguments = ["--feeds", str(config), "--db", str(folder), "takedown", *words]
    return CliRunner().invoke(main, arguments, input=typed)


WHY = ("--by", "editor", "--because", "asked for by the source", "--yes")


def content(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def words_of(article: GoldArticle) -> set[str]:
    found = set(re.findall(r"\w{4,}", f"{article.title} {article.text} {article.author or ''}"))
    folded = {word for each in found for word in fold(each).split() if len(word) > 3}
    return found | folded | {article.title, article.id + '"', f"/{article.id}"}


def terms(folder: Path) -> list[tuple[object, ...]]:
    """Every term of the index, in how many articles and how often."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("ATTACH ? AS news", [str(folder / "news.db")])
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(news, articles_fts, row)")
        return db.execute("SELECT term, doc, cnt FROM temp.words ORDER BY term").fetchall()


@pytest.mark.parametrize("name", ["101a", "101c", "102a"])
def test_no_byte_of_it_is_left_in_any_file(tmp_path: Path, name: str) -> None:
    gone = next(article for article in ARTICLES if article.id == name)
    never = filled(tmp_path / "never", [a for a in ARTICLES if a is not gone])
    folder = filled(tmp_path / "db", ARTICLES)
    own = {word for word in words_of(gone) if word.encode() not in content(never)}
    held = {word for word in own if word.encode() in content(folder)}
    assert len(held) > 8, "the words of this article are not in the files to begin with"
    done = takedown(folder, f"https://{gone.source}.example/{name}", *WHY)
    assert done.exit_code == 0, done.output
    left = {word for word in own if word.encode() in content(folder)}
    assert left == set()
    assert (
        not (folder / "archive.db-wal").exists() or not (folder / "archive.db-wal").stat().st_size
    )
    with closing(sqlite3.connect(folder / "news.db")) as db:
        for table in ("articles", "articles_fts"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (len(ARTICLES) - 1,)
    # Terms are packed in the file, each after what it shares with the one before: so by the index.
    assert terms(folder) == terms(never)


def test_what_is_left_is_what_there_would_be_without_it(tmp_path: Path) -> None:
    gone = next(article for article in ARTICLES if article.id == "101a")
    never = filled(tmp_path / "never", [a for a in ARTICLES if a is not gone])
    folder = filled(tmp_path / "db", ARTICLES)
    takedown(folder, f"https://{gone.source}.example/101a", *WHY)
    registry = load(story_gold.ROOT / "feeds.yaml")
    archive = opened(never)
    link(archive, surroundings_of(registry, system_clock().date()))
    archive.close()
    publish(never, registry)

    def stories(place: Path) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(place / "news.db")) as db:
            return db.execute(
                "SELECT a.link, s.number, s.words, s.articles, s.origins, m.role, m.sentence, "
                "(SELECT group_concat(e.evidence) FROM story_edges e WHERE e.taker = a.id) "
                "FROM story_articles m JOIN stories s ON s.id = m.story "
                "JOIN articles a ON a.id = m.article ORDER BY a.link"
            ).fetchall()

    assert stories(folder) == stories(never)


def test_no_public_table_says_what_it_was_about_or_what_became_of_its_story(tmp_path: Path) -> None:
    gone = next(article for article in ARTICLES if article.id == "101a")
    folder = filled(tmp_path, ARTICLES)
    with closing(sqlite3.connect(folder / "news.db")) as db:
        key = db.execute("SELECT key FROM articles WHERE link LIKE '%/101a'").fetchone()[0]
        # A topic that nothing else has.
        db.execute("INSERT INTO changes VALUES ('topic', 'its-own', 1)")
        db.commit()
        numbers = "SELECT count(*) FROM story_numbers WHERE story = ?"
        assert db.execute(numbers, [key]).fetchone()[0] > 0
    takedown(folder, f"https://{gone.source}.example/101a", *WHY)
    registry = load(story_gold.ROOT / "feeds.yaml")
    words = "SELECT kind, code FROM changes ORDER BY 1, 2"
    history = "SELECT * FROM story_numbers ORDER BY id"
    with closing(sqlite3.connect(folder / "news.db")) as db:
        # No one moment at which only its region, topic, source and language have changed.
        assert db.execute("SELECT count(DISTINCT number) FROM changes").fetchone() == (1,)
        assert db.execute(numbers, [key]).fetchone() == (0,)
        step_by_step = db.execute(words).fetchall(), db.execute(history).fetchall()
    publish(folder, registry, rebuild=True)
    with closing(sqlite3.connect(folder / "news.db")) as db:
        assert (db.execute(words).fetchall(), db.execute(history).fetchall()) == step_by_step


def test_the_line_that_is_kept_says_who_when_and_why_and_never_changes(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES[:2])
    takedown(folder, f"https://{ARTICLES[0].source}.example/{ARTICLES[0].id}", *WHY)
    shown = takedown(folder, "--log").output
    assert re.fullmatch(r"\S+Z [a-z2-7]{16} by editor: asked for by the source\n", shown)
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        for table in ("takedowns", "refused"):
            for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 9"):
                with pytest.raises(sqlite3.DatabaseError):
                    db.execute(sql)


def test_a_person_is_asked_and_may_say_no(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES[:2])
    address = f"https://{ARTICLES[0].source}.example/{ARTICLES[0].id}"
    asked = takedown(folder, address, "--by", "editor", "--because", "x", typed="n\n")
    assert asked.exit_code == 2
    assert "Nothing was taken down." in asked.output
    assert ARTICLES[0].title in asked.output
    assert "cannot be undone" in asked.output
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        assert db.execute("SELECT count(*) FROM articles WHERE state = 'live'").fetchone() == (2,)
    for words in ((), ("no-such-key", *WHY), (address, "--by", " ", "--because", "x", "--yes")):
        assert takedown(folder, *words).exit_code == 2


def test_an_address_of_two_articles_asks_for_a_key(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES[:2])
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        db.execute("UPDATE articles SET link_key = (SELECT link_key FROM articles WHERE id = 1)")
        db.commit()
    address = f"https://{ARTICLES[0].source}.example/{ARTICLES[0].id}"
    several = takedown(folder, address, *WHY)
    assert several.exit_code == 2
    assert "Name one by its key" in several.output


def test_while_a_fetch_runs_nothing_is_done(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES[:2])
    address = f"https://{ARTICLES[0].source}.example/{ARTICLES[0].id}"
    with fetch_lock(folder):
        assert takedown(folder, address, *WHY).exit_code == 3
    assert takedown(folder, "--log").output == "Nothing was ever taken down.\n"


def test_a_take_down_that_was_cut_off_is_finished_by_the_same_command(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES[:2])
    address = f"https://{ARTICLES[0].source}.example/{ARTICLES[0].id}"
    with closing(sqlite3.connect(folder / "news.db")) as db:  # a newer program has written it
        db.execute("UPDATE publication SET value = '99' WHERE name = 'schema_version'")
        db.commit()
    assert takedown(folder, address, *WHY).exit_code == 1
    with closing(sqlite3.connect(folder / "news.db")) as db:
        db.execute("DELETE FROM publication WHERE name = 'schema_version'")
        db.commit()
    done = takedown(folder, address, *WHY)
    assert done.exit_code == 0, done.output
    assert ARTICLES[0].title.encode() not in content(folder)
    assert len(takedown(folder, "--log").output.splitlines()) == 1


def test_a_file_that_is_read_all_the_time_is_said_and_can_be_wiped_later(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES[:2])
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as db:
            db.execute("UPDATE facts SET value = value")
            assert not rewrite(db)
    wiped = takedown(folder, "--wipe")
    assert wiped.exit_code == 0, wiped.output


def titles(line: SampleLine, db: str = "news.db") -> set[object]:
    return {row[0] for row in line.query("SELECT title FROM articles", db=db)}


def down(line: SampleLine, name: str) -> str:
    (key,) = line.query("SELECT key FROM articles WHERE link LIKE ?", f"%/{name}")[0]
    done = takedown(line.db, str(key), *WHY, feeds=line.feeds)
    assert done.exit_code == 0, done.output
    return str(key)


@pytest.mark.parametrize(
    "again",
    [
        ITEMS[1],
        Item("two", "Sample: a search, corrected", guid="2b", summary="Other words."),
        Item("two?utm_source=feed", "Sample: another title", guid="9", summary="Other words."),
        Item("elsewhere", ITEMS[1].title, guid="2", summary="Other words."),
        Item("moved", "Sample: a new title, same id and date", guid="2", summary="Other words."),
    ],
    ids=["as it was", "edited", "under a tracking address", "moved", "moved and retitled"],
)
def test_it_does_not_come_back_with_its_feed(line: SampleLine, again: Item) -> None:
    down(line, "two")
    line.publish_feed([ITEMS[0], again, ITEMS[2]])
    line.now += timedelta(hours=2)
    line.round()
    assert titles(line) == titles(line, "archive.db") == {ITEMS[0].title, ITEMS[2].title}
    assert HIDDEN.encode() not in content(line.db)


@pytest.mark.parametrize(
    ("entry", "refused"),
    [
        (Entry("2", "https://new.example/x", "Another title", published_raw="Monday"), False),
        (Entry("2", "https://new.example/x", "Another title", published_raw=ITEMS[1].date), True),
        (Entry("2", "https://new.example/x", ITEMS[1].title, published_raw="Monday"), True),
        (Entry("2", None, "Another title"), True),
        (Entry("other", None, "Another title"), False),
    ],
    ids=["all else differs", "same day", "same title", "hardly anything else said", "another id"],
)
def test_an_id_is_believed_unless_what_else_is_said_belies_it(
    line: SampleLine, entry: Entry, refused: bool
) -> None:
    down(line, "two")
    with closing(Archive(open_archive(line.db))) as archive:
        (keys,) = keys_of_all([entry], [entry])
        assert archive.takedowns.refuses("sample", entry, keys) is refused


def test_what_is_kept_cannot_be_compared_with_what_another_archive_keeps(tmp_path: Path) -> None:
    kept = []
    for name in ("one", "two"):
        folder = filled(tmp_path / name, ARTICLES[:2])
        takedown(folder, f"https://{ARTICLES[0].source}.example/{ARTICLES[0].id}", *WHY)
        with closing(sqlite3.connect(folder / "archive.db")) as db:
            kept.append({row[0] for row in db.execute("SELECT mark FROM refused")})
    assert all(len(marks) > 2 for marks in kept)
    assert not kept[0] & kept[1], "hashes that anybody can reckon from a list of addresses"


def test_what_is_new_comes_in_although_an_article_was_taken_down(line: SampleLine) -> None:
    down(line, "three")  # the last one stored: its row number and its number of change are free
    new = Item("four", "Sample: a fourth report", date="Mon, 02 Mar 2026 09:00:00 GMT", guid="4")
    slot = Item("five", "Sample: its id is used again", date="Tue, 03 Mar 2026 09:00:00 GMT",
                guid="3", summary="Other words.")  # fmt: skip
    # Without the old entry beside it: an id that two entries of a document share is not believed.
    line.publish_feed([*ITEMS[:2], new, slot])
    line.now += timedelta(hours=2)
    line.round()
    assert titles(line) == {ITEMS[0].title, ITEMS[1].title, new.title, slot.title}
    linked = line.query("SELECT count(*) FROM story_articles", db="news.db")
    assert linked == [(4,)]


def test_the_public_table_tells_its_key_and_nothing_else(line: SampleLine) -> None:
    key = down(line, "two")
    rows = line.query("SELECT * FROM removed", db="news.db")
    assert [row[0] for row in rows] == [key]
    assert [rank for _, _, rank in rows] == [1]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for _, day, _ in rows)
    step_by_step = line.dump("news.db", ["changes"])
    publish(line.db, load(line.feeds), rebuild=True)
    assert line.dump("news.db", ["changes"]) == step_by_step


def test_a_reader_that_only_knows_dates_learns_of_it(line: SampleLine) -> None:
    updated = "SELECT value FROM publication WHERE name = 'updated'"
    ((before,),) = line.query(updated, db="news.db")
    day = line.now + timedelta(days=3)
    found = find(line.db, line.origin.url("/two"))
    take_down(line.db, load(line.feeds), found, Reasons("editor", "asked for"), day)
    ((after,),) = line.query(updated, db="news.db")
    assert str(before) < str(after)
    assert str(after).startswith(f"{day:%Y-%m-%d}")


def test_the_articles_of_a_source_that_left_are_told_until_it_is_back(line: SampleLine) -> None:
    keys = {row[0] for row in line.query("SELECT key FROM articles")}
    line.write(source="other")
    publish(line.db, load(line.feeds), line.now)
    told = "SELECT key, removed FROM removed ORDER BY key"
    rows = line.query(told, db="news.db")
    assert {row[0] for row in rows} == keys
    copy = line.folder / "anew"
    shutil.copytree(line.db, copy)
    publish(copy, load(line.feeds), line.now, rebuild=True)
    with closing(sqlite3.connect(copy / "news.db")) as db:
        assert db.execute(told).fetchall() == rows
    line.write()
    publish(line.db, load(line.feeds), line.now)
    assert line.query(told, db="news.db") == []


def test_no_story_tells_whose_it_was_or_what_else_tells_of_it(tmp_path: Path) -> None:
    folder = filled(tmp_path, ARTICLES)
    for name in ("101a", "101c"):
        gone = next(article for article in ARTICLES if article.id == name)
        with closing(sqlite3.connect(folder / "archive.db")) as db:
            (key,) = db.execute(
                "SELECT key FROM articles WHERE link LIKE ?", [f"%/{name}"]
            ).fetchone()
            told = db.execute("SELECT count(*) FROM story_numbers WHERE instr(inputs, ?)", [key])
            assert told.fetchone()[0]
        done = takedown(folder, f"https://{gone.source}.example/{name}", *WHY)
        assert done.exit_code == 0, done.output
        with closing(sqlite3.connect(folder / "archive.db")) as db:
            rows = db.execute("SELECT inputs FROM story_numbers").fetchall()
            assert not any(key in row[0] for row in rows)
            assert any(row[0] != "{}" for row in rows), "of other articles it stays"
            for sql in (
                "UPDATE story_numbers SET inputs = '{\"x\": 1}'",
                "UPDATE story_numbers SET inputs = '{}', number = 9",
                "UPDATE story_numbers SET inputs = '{}', number = NULL WHERE number IS NOT NULL",
            ):
                with pytest.raises(sqlite3.DatabaseError):
                    db.execute(sql)
        with closing(sqlite3.connect(folder / "news.db")) as db:
            tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            telling = {
                name
                for (name,) in tables
                if any(key in map(str, row) for row in db.execute(f"SELECT * FROM [{name}]"))
            }
            assert telling == {"removed"}
            before = db.execute("SELECT * FROM story_numbers ORDER BY id").fetchall()
        publish(folder, story_gold.registry(), NOW, rebuild=True)
        with closing(sqlite3.connect(folder / "news.db")) as db:
            assert db.execute("SELECT * FROM story_numbers ORDER BY id").fetchall() == before
