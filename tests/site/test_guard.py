from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import html

from aggregator.site.guard import DENIED_FUNCTIONS, LENGTH, guard
from tests.site.conftest import Get, Make, getter

BOMBS = {
    "zeroblob": "select hex(zeroblob(400000000))",
    "randomblob": "select length(randomblob(900000000))",
    "printf": "select length(printf('%.*c', 900000000, 'x'))",
    "format": "select length(format('%.*c', 900000000, 'x'))",
    "upper case": "select HEX(ZEROBLOB(400000000))",
    "load_extension": "select load_extension('x')",
    "file path": "select * from pragma_database_list",
    "attach": "with x as (select 1) select 1; attach 'y' as z",
    "long text": "select length(replace(hex(title), '4', hex(excerpt))) from articles",
    "queries of others": "select sql from sqlite_stmt",
    "queries of others, quoted": 'select "sql" from main."SQLITE_STMT"',
    "the whole file in one step": "select * from pragma_integrity_check",
    "whole tables in one step": "select sum(pgsize) from dbstat where aggregate = 1",
    "how SQLite was built": "select sqlite_compileoption_get(1)",
    "which SQLite it is exactly": "select sqlite_source_id()",
    "the connection changed": "select * from pragma_optimize",
    "compound": "select 1" + " union all select 1" * 40,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_the_site_goes_on(get: Get, name: str) -> None:
    tracemalloc.start()
    answer = get("/news.json?_shape=array&sql=" + quote(BOMBS[name]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if name != "long text":  # allowed as long as the result stays short
        assert answer.status_code == 400, answer.text[:200]
    assert len(answer.content) < LENGTH
    assert peak < 64_000_000
    assert get("/").status_code == 200


@pytest.fixture
def guarded(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        guard(conn)
        yield conn


HARMLESS = {
    "zeroblob": "1", "randomblob": "1", "printf": "'x'", "format": "'x'", "load_extension": "'x'",
    "fts3_tokenizer": "'simple'", "json_patch": "'{}', '{}'", "sqlite_compileoption_get": "1",
    "sqlite_compileoption_used": "'x'", "sqlite_source_id": "",
}  # fmt: skip
"""Arguments with which each would do no harm, so that no other limit than the list refuses it."""


def test_what_is_denied_is_denied_by_name_however_little_it_asks(
    guarded: sqlite3.Connection,
) -> None:
    assert HARMLESS.keys() == DENIED_FUNCTIONS
    for name, arguments in HARMLESS.items():
        with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|no such function"):
            guarded.execute(f"select {name}({arguments})")


@pytest.mark.parametrize("name", ["integrity_check", "quick_check", "optimize", "temp_store = file",
                                  "hard_heap_limit = 0", "compile_options"])  # fmt: skip
def test_only_pragmas_that_tell_of_tables_are_answered(
    guarded: sqlite3.Connection, name: str
) -> None:
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        guarded.execute(f"pragma {name}")
    assert guarded.execute("pragma table_info(articles)").fetchone()


def test_a_string_longer_than_the_limit_cannot_be_made(guarded: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.DataError):
        guarded.execute(
            "with recursive t(x) as (select 'xxxxxxxxxxxxxxxx' union all "
            "select x || x from t limit 30) select max(length(x)) from t"
        ).fetchall()


@pytest.mark.parametrize(
    "sql",
    ["create temp table t (a)", "attach ':memory:' as other", "delete from articles",
     "create table t (a)"],
)  # fmt: skip
def test_the_connection_neither_writes_nor_attaches(guarded: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        guarded.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select a.title, snippet(articles_fts, 0, '', '', '', 5) from articles_fts "
        "join articles a on a.id = articles_fts.rowid where articles_fts match 'Kherson'",
        "select value from articles, json_each(excerpt) where json_valid(excerpt)",
        "select group_concat(title, '; ') from articles",
        "select name, count(*) from regions group by kind order by 2 desc",
        "select sql from sqlite_master",
        "select * from pragma_table_info('articles')",
    ],
)
def test_what_a_campaigner_asks_still_works(get: Get, sql: str) -> None:
    answer = get("/news.json?_shape=objects&sql=" + quote(sql))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("sql", ["selct 1", "select '</textarea><b>' from nowhere", "\n\ndelete"])
@pytest.mark.parametrize("language", ["", "/uk"])
def test_a_question_that_fails_is_given_back_to_be_mended(
    get: Get, sql: str, language: str
) -> None:
    answer = get(f"{language}/news?sql=" + quote(sql))
    assert answer.status_code == 400
    (form,) = html.fromstring(answer.content).xpath("//form[.//textarea]")
    assert form.xpath("string(.//textarea)").strip() == sql.strip()
    assert get(form.get("action") + "?sql=select+1").status_code == 200


def test_a_sort_goes_to_no_file(guarded: sqlite3.Connection) -> None:
    guarded.set_authorizer(None)
    assert guarded.execute("pragma temp_store").fetchone() == (2,), "2 is memory"


def test_other_databases_are_left_alone(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table t (a)")
    conn.close()
    get = getter(make(path, metadata={}))
    answer = get("/other.json?_shape=array&sql=select+length(zeroblob(3000000))+as+n")
    assert answer.json() == [{"n": 3000000}]
