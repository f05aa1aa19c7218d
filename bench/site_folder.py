"""A folder as a user has it after years: ``feeds.yaml``, ``archive.db`` and a full ``news.db``.

The files are made by the product: the archive is opened and published by it, so ``news.db`` has
exactly the tables and indexes that users have. The invented articles are then put in by the
publication's own writer of tables, with the indexes made anew at the end, which is what makes a
million take minutes. ``archive.db`` holds none of them; what is published while the bench runs
goes the whole way (``bench/site_writer.py``).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import yaml

from aggregator import sources
from aggregator.clock import to_iso
from aggregator.health import Extraction
from aggregator.store import public_codes
from aggregator.store.opening import NEWS, open_archive
from aggregator.store.public_changes import Changes
from aggregator.store.public_rows import SEARCH
from aggregator.store.public_schema import FTS, TABLES
from aggregator.store.public_tables import PublicTables
from bench.site_data import NOW, Articles, Batch, Indexed
from bench.site_sources import feeds_yaml, source_id
from bench.site_writer import write_some

READY = "made-by"
INDEXED = 200
"""Rows in one INSERT: FTS5 flushes at the end of every statement."""
_COLUMNS = {table.name: [column.name for column in table.columns] for table in TABLES}
_CODE = ("site_data.py", "site_words.py", "site_sources.py", "site_folder.py")


def folder_for(kept: Path, articles: int, told: Callable[[str], None]) -> Path:
    """The folder with so many articles below ``kept``, made where there is none or an old one."""
    folder = kept / f"site-{articles}"
    ready = folder / READY
    if ready.exists() and ready.read_text(encoding="utf-8") == made_by():
        told(f"{articles:,} articles: using {folder}")
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make(folder, articles, told)
    ready.write_text(made_by(), encoding="utf-8")
    return folder


def made_by() -> str:
    """Changes with the public tables, the folding and the code of the bench: then a kept folder
    is made anew, or the product would empty it as one of an older version."""
    here = Path(__file__).parent
    parts = [json.dumps([asdict(table) for table in TABLES]), SEARCH]
    parts += [(here / name).read_text(encoding="utf-8") for name in _CODE]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def make(folder: Path, articles: int, told: Callable[[str], None]) -> None:
    """Writes everything into an empty folder."""
    feeds = folder / "feeds.yaml"
    feeds.write_text(yaml.safe_dump(feeds_yaml(), allow_unicode=True), encoding="utf-8")
    begin_archive(folder, articles)
    registry = sources.load(feeds)
    write_some(folder, registry, 0, NOW)
    with closing(sqlite3.connect(folder / NEWS, isolation_level=None)) as news:
        news.row_factory = sqlite3.Row
        fill(news, articles, told)
    told("publishing once more, as users do")
    write_some(folder, registry, 1, NOW)


def begin_archive(folder: Path, articles: int) -> None:
    """An archive whose next rows get higher numbers than all that are put into ``news.db``. The
    article that stands for them is held back, so it is never published."""
    moment = to_iso(NOW)
    archive = open_archive(folder)
    with archive.conn:
        archive.execute(
            "INSERT INTO articles (id, key, source, feed, title_key, entry, entry_hash, title, "
            "first_seen, sort_date, updated, state, extraction, seq) "
            "VALUES (?, 'bench', ?, ?, '', '{}', '', 'bench', ?, ?, ?, 'held', ?, 1)",
            [articles + 1_000, source_id(0), f"{source_id(0)}/main", moment, moment, moment,
             str(Extraction.PENDING)],
        )  # fmt: skip
        archive.execute(
            "INSERT INTO revisions (id, article, number, seen, title, content_hash, words, "
            "changed) VALUES (?, ?, 1, ?, 'bench', '', 0, 'first seen')",
            [2 * articles + 1_000, articles + 1_000, moment],
        )
        archive.execute(
            "INSERT INTO story_numbers (id, story, at, number, reason, rule_version, "
            "inputs) VALUES (?, 'bench', ?, 3, 'N3', 'bench', '')",
            [articles + 1_000, moment],
        )
    archive.close()


def fill(news: sqlite3.Connection, articles: int, told: Callable[[str], None]) -> None:
    """Puts the invented articles in. A crash spoils the file: it is made anew then."""
    news.execute("PRAGMA synchronous=OFF")
    news.execute("PRAGMA cache_size=-200000")
    indexes = news.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        news.execute(f"DROP INDEX {name}")
    tables = PublicTables(news)
    done = 0
    for batch in Articles(articles).batches():
        news.execute("BEGIN")
        write_batch(news, tables, batch)
        news.execute("COMMIT")
        if (done + len(batch.words)) // 50_000 > done // 50_000:
            told(f"{done + len(batch.words):,} of {articles:,} articles written")
        done += len(batch.words)
    told("making the indexes")
    for _, sql in indexes:
        news.execute(sql)
    told("counting regions, topics and sources")
    news.execute("BEGIN")
    public_codes.write(news, tables.replace, anew=False)
    public_codes.count(news, _touched(news))
    changes = Changes(news)
    changes.touch_all()
    changes.write(changes.last(), NOW, told_anew=True)
    news.execute("COMMIT")
    news.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def write_batch(news: sqlite3.Connection, tables: PublicTables, batch: Batch) -> None:
    """Rows and words of some articles."""
    for table, rows in batch.rows.items():
        empty = dict.fromkeys(_COLUMNS[table])
        tables.insert(table, [empty | row for row in rows])
    for start in range(0, len(batch.words), INDEXED):
        index(news, batch.words[start : start + INDEXED])


def index(news: sqlite3.Connection, words: Sequence[Indexed]) -> None:
    """Folded words into the full-text index, as the publication does it."""
    places = ", ".join(["(?, ?, ?, ?)"] * len(words))
    values = [value for it in words for value in (it.id, it.title, it.text, it.author)]
    news.execute(
        f"INSERT INTO {FTS} (rowid, title, text, author) VALUES {places}",  # noqa: S608
        values,
    )


def _touched(news: sqlite3.Connection) -> dict[str, set[str]]:
    asked = {
        "region": "SELECT DISTINCT region FROM article_regions",
        "topic": "SELECT DISTINCT topic FROM article_topics",
        "source": "SELECT id FROM sources",
    }
    return {kind: {row[0] for row in news.execute(sql)} for kind, sql in asked.items()}
