from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from aggregator.site.canned import QUERIES
from aggregator.site.canned_query import Query
from aggregator.site.guard import add_functions
from aggregator.site.metadata import metadata
from aggregator.store.public_schema import TABLES
from tests.site.conftest import Get
from tests.site.sample import CRIMEA, KHERSON

ROOT = Path(__file__).resolve().parents[2]
ASKED = {
    "latest": [{"region": KHERSON}, {"topic": "education"},
               {"region": CRIMEA, "topic": "repression"}],
    "search": [{"words": "Kherson"}, {"words": "телефон*"}, {"words": '"Invented text"'}],
    "search_best": [{"words": "Kherson"}, {"words": "телефон*"}, {"words": '"Invented text"'}],
    "by_source": [{"source": "sample-monitor"},
                  {"source": "sample-monitor", "since": "2026-11-01"}],
    "changed_since": [{"since": "2026-11-01"}],
    "broken_feeds": [{"state": "HTTP error"}],
    "newest_per_language": [{"language": "uk"}],
    "why_this_tag": [{"key": "sample-en"}],
    "silent_sources": [{"since": "2026-12-01"}],
    "region_by_month": [{"region": KHERSON}],
    "letters_recomputed": [{"source": "sample-monitor"}, {"day": "2030-01-01"}],
    "story": [{"story": "sample-en"}],
    "stories_by_number": [{"number": "3"}],
    "who_repeats_whom": [{"source": "sample-monitor"}],
    "figures_side_by_side": [{"story": "sample-en"}],
}  # fmt: skip


def rows(get: Get, name: str, asked: dict[str, str]) -> list[dict[str, object]]:
    answer = get(f"/news/{name}.json?_shape=objects&{urlencode(asked)}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["rows"]
    return found


def test_metadata_json_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.build_metadata", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((ROOT / "metadata.json").read_text(encoding="utf-8")) == metadata()


def test_every_public_table_and_column_is_described() -> None:
    tables = metadata()["databases"]["news"]["tables"]
    for table in TABLES:
        assert tables[table.name]["title"]
        assert tables[table.name]["description"]
        assert set(tables[table.name]["columns"]) == {column.name for column in table.columns}
        assert all(tables[table.name]["columns"].values())


def test_facets_sorts_and_labels_name_columns_that_exist() -> None:
    tables = metadata()["databases"]["news"]["tables"]
    for table in TABLES:
        columns, entry = {column.name for column in table.columns}, tables[table.name]
        named = [*entry.get("facets", []), *entry.get("units", {})]
        named += [entry[key] for key in ("sort", "sort_desc", "label_column") if key in entry]
        assert set(named) <= columns


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_table_page_opens(get: Get, table: str) -> None:
    answer = get(f"/news/{table}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_every_query_has_words_and_works_with_everything_empty(get: Get, query: Query) -> None:
    assert query.title
    assert len(query.says) > 40
    rows(get, query.name, {})
    page = get(f"/news/{query.name}")
    assert page.status_code == 200
    assert query.title in page.text


@pytest.mark.parametrize(
    ("name", "asked"), [(name, asked) for name, many in ASKED.items() for asked in many]
)
def test_every_query_answers_what_it_was_asked(get: Get, name: str, asked: dict[str, str]) -> None:
    assert rows(get, name, asked)


def test_the_queries_are_all_tried() -> None:
    assert ASKED.keys() == {query.name for query in QUERIES}


def test_latest_keeps_region_and_topic_together(get: Get) -> None:
    found = rows(get, "latest", {"region": CRIMEA, "topic": "repression"})
    assert [row["key"] for row in found] == ["sample-ru"]
    assert len(rows(get, "latest", {"region": KHERSON})) == 100


def test_broken_feeds_say_since_when_and_what_can_be_done(get: Get) -> None:
    (row,) = rows(get, "broken_feeds", {})
    assert row["state"] == "HTTP error"
    assert row["since"] == "2026-11-01T00:00:00Z"
    assert row["failures"] == 7
    assert "heal" in str(row["remedy"])


def test_why_this_tag_shows_the_words_and_the_rule(get: Get) -> None:
    found = {row["tag"]: row for row in rows(get, "why_this_tag", {"key": "sample-en"})}
    assert found["Kherson oblast"]["words"] == "Kherson"
    assert found["Schools and children"]["rule"] == "name"


@pytest.mark.parametrize("words", ['"', "AND", "title:x", "a NEAR(", "*", "(", "x^2", "-x"])
def test_a_search_by_sql_cannot_be_mistyped(get: Get, words: str) -> None:
    rows(get, "search", {"words": words})


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_query_reads_a_whole_table_of_articles(database: Path, query: Query) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    names = {"region", "topic", "words", "source", "since", "state", "language", "key", "day",
             "story", "number"}  # fmt: skip
    add_functions(conn)
    plan = conn.execute(f"explain query plan {query.sql}", dict.fromkeys(names, "")).fetchall()
    conn.close()
    scans = [
        step[3]
        for step in plan
        if step[3].startswith(("SCAN articles", "SCAN article_", "SCAN a ", "SCAN t "))
        and "INDEX" not in step[3]
    ]
    assert scans == []


def test_the_documentation_names_every_query() -> None:
    text = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert all(f"| `{query.name}` |" in text for query in QUERIES)
