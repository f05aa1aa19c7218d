from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.site.conftest import Get, Make, getter
from tests.site.sample import write_database

ONION = "http://" + "a" * 55 + "d.onion"


def with_setting(tmp_path: Path, make: Make, value: str) -> Get:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        conn.execute("insert into publication values ('site_onion', ?)", (value,))
    conn.close()
    return getter(make(path))


def test_each_page_names_itself_at_the_onion_service(tmp_path: Path, make: Make) -> None:
    get = with_setting(tmp_path, make, ONION)
    for path in ("/", "/uk/topics", "/explore?q=x&topic=education", "/news/articles", "/nowhere"):
        assert get(path).headers["onion-location"] == ONION + path
    for path in ("/feeds/all.atom", "/assets/site.css", "/news/articles.json"):
        assert "onion-location" not in get(path).headers


def test_without_a_setting_or_with_a_wrong_one_nothing_is_said(
    tmp_path: Path, make: Make, get: Get
) -> None:
    assert "onion-location" not in get("/").headers
    wrong = with_setting(tmp_path, make, "http://evil.example")
    assert "onion-location" not in wrong("/").headers
