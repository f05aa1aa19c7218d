"""How long a feed is, and that who has it is answered 304 unless something changed or is gone."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from lxml import etree

from tests.site.conftest import Get, Make, getter
from tests.site.every_feed import ARTICLE_FEEDS
from tests.site.rfc4287 import AT, problems
from tests.site.sample import AUTHORITY, write_database


def test_a_feed_answers_304_to_what_it_sent(get: Get) -> None:
    first = get("/feeds/all.atom")
    for headers in (
        {"if-none-match": first.headers["etag"]},
        {"if-none-match": f'"other", {first.headers["etag"].removeprefix("W/")}'},
        {"if-none-match": "*"},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        again = get("/feeds/all.atom", headers=headers)
        assert again.status_code == 304, headers
        assert again.content == b""
        assert again.headers["etag"] == first.headers["etag"]
    changed = get(
        "/feeds/all.atom",
        headers={"if-none-match": '"old"', "if-modified-since": first.headers["last-modified"]},
    )
    assert changed.status_code == 200


def test_a_change_of_one_article_changes_only_the_feeds_that_show_it(
    tmp_path: Path, make: Make
) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    get = getter(make(path))
    before = {feed: get(feed).headers["etag"] for feed in ARTICLE_FEEDS}
    with sqlite3.connect(path) as conn:
        conn.execute("update articles set title = 'New title' where key = 'sample-uk'")
        conn.execute("update publication set value = '2026-11-21T10:30:00Z' where name = 'updated'")
    conn.close()
    changed = {feed for feed in ARTICLE_FEEDS if get(feed).headers["etag"] != before[feed]}
    assert changed == {
        "/feeds/all.atom", "/feeds/source/sample-monitor.atom", "/feeds/language/uk.atom"
    }  # fmt: skip


def test_a_take_down_is_seen_by_a_reader_that_only_knows_dates(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    get = getter(make(path))
    before = get("/feeds/topic/education.atom").headers["last-modified"]
    with sqlite3.connect(path) as conn:
        conn.execute("delete from article_topics where topic = 'education'")
        conn.execute("update publication set value = '2026-11-21T10:30:00Z' where name = 'updated'")
    conn.close()
    answer = get("/feeds/topic/education.atom", headers={"if-modified-since": before})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ARTICLE_FEEDS)
def test_every_feed_tells_the_same_articles_that_are_gone_lately(get: Get, path: str) -> None:
    told = etree.fromstring(get(path).content).findall(AT + "deleted-entry")
    assert [dict(each.attrib) for each in told] == [
        {"ref": f"tag:{AUTHORITY}:article/taken-down", "when": "2026-11-19T23:59:59Z"}
    ]
    assert not any(len(each) or each.text for each in told)
    own = get(path.replace(".atom", ".json")).json()["_aggregator"]
    assert own["removed"] == [
        {"id": f"tag:{AUTHORITY}:article/taken-down", "date_removed": "2026-11-19T23:59:59Z"}
    ]


def test_an_article_that_is_gone_answers_410_in_one_line_and_an_unknown_one_404(get: Get) -> None:
    for key in ("taken-down", "long-gone"):
        answer = get(f"/article/{key}")
        assert answer.status_code == 410
        assert "This article is no longer here." in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert "Цієї статті тут більше немає." in get("/uk/article/taken-down").text
    assert get("/article/never-was").status_code == 404
    assert get("/story/taken-down").status_code == 410
    assert get("/story/never-was").status_code == 404


def test_a_tombstone_alone_makes_a_feed_another_one(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    get = getter(make(path))
    before = get("/feeds/topic/education.atom")
    with sqlite3.connect(path) as conn:
        conn.execute("insert into removed values ('another', '2026-11-21', 1)")
    conn.close()
    for name, value in (
        ("if-none-match", before.headers["etag"]),
        ("if-modified-since", before.headers["last-modified"]),
    ):
        assert get("/feeds/topic/education.atom", headers={name: value}).status_code == 200


def test_a_feed_is_as_long_as_promised_however_many_articles_there_are(
    tmp_path: Path, make: Make
) -> None:
    path = tmp_path / "news.db"
    write_database(path, extra=1_050)
    get = getter(make(path))
    table = get("/feeds/all.csv").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table)))) == 2 + 1_000, "the newest thousand"
    assert get("/feeds/all.atom").text.count("<entry>") in range(50, 71), "and 20 that came late"


def test_a_database_without_tombstones_has_feeds_all_the_same(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        conn.execute("drop table removed")
    conn.close()
    get = getter(make(path))
    assert problems(get("/feeds/all.atom").content) == []
    assert get("/article/never-was").status_code == 404
