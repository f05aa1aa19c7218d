from __future__ import annotations

import sqlite3
import tracemalloc
from pathlib import Path
from urllib.parse import quote

import pytest

from aggregator.site.guard import LENGTH, guard
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


def test_a_string_longer_than_the_limit_cannot_be_made(database: Path) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    guard(conn)
    with pytest.raises(sqlite3.DataError):
        conn.execute(
            "with recursive t(x) as (select 'xxxxxxxxxxxxxxxx' union all "
            "select x || x from t limit 30) select max(length(x)) from t"
        ).fetchall()
    conn.close()


@pytest.mark.parametrize(
    "sql",
    ["create temp table t (a)", "attach ':memory:' as other", "delete from articles",
     "create table t (a)"],
)  # fmt: skip
def test_the_connection_neither_writes_nor_attaches(database: Path, sql: str) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    guard(conn)
    with pytest.raises(sqlite3.DatabaseError):
        conn.execute(sql)
    conn.close()


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


def test_a_sort_goes_to_no_file(database: Path) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    guard(conn)
    conn.set_authorizer(None)
    assert conn.execute("pragma temp_store").fetchone() == (2,), "2 is memory"
    conn.close()


def test_other_databases_are_left_alone(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table t (a)")
    conn.close()
    get = getter(make(path, metadata={}))
    answer = get("/other.json?_shape=array&sql=select+length(zeroblob(3000000))+as+n")
    assert answer.json() == [{"n": 3000000}]
