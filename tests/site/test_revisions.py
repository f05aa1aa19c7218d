"""The page of an article says what its source changed, for eyes and for ears."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from tests.site.conftest import Get, Make, getter
from tests.site.sample import SCRIPT, write_database
from tests.site.test_pages import words

RUNS = [["=", "At least"], ["-", "12"], ["+", "15"], ["=", "people …"], ["-", 31], ["+", SCRIPT]]


def page_with(tmp_path: Path, make: Make, difference: object, **more: object) -> Get:
    path = tmp_path / "news.db"
    write_database(path)
    with closing(sqlite3.connect(path)) as conn:
        article = "article = (select id from articles where key = 'sample-ru') and number = 2"
        conn.execute(f"update revisions set difference = ? where {article}", [difference])
        for column, value in more.items():
            conn.execute(f"update revisions set {column} = ? where {article}", [value])
        conn.commit()
    return getter(make(path))


def versions(get: Get, path: str = "/article/sample-ru") -> html.HtmlElement:
    return html.fromstring(get(path).content).xpath("//section[@aria-labelledby='versions']")[0]


def test_words_that_came_and_went_are_marked_and_said(tmp_path: Path, make: Make) -> None:
    get = page_with(tmp_path, make, json.dumps(RUNS))
    section = versions(get)
    gone, came = section.xpath(".//del"), section.xpath(".//ins")
    assert [words(each) for each in gone] == [
        "[removed: 12]", "[removed: (31 words, not shown)]",
    ]  # fmt: skip
    assert words(came[0]) == "[added: 15]"
    assert SCRIPT in words(came[1])
    assert not section.xpath(".//script") and not section.xpath(".//img")
    assert "In the part of the text that may be shown: At least" in words(section)
    own = section.xpath(".//span[@class='diff']")[0]
    assert own.get("lang") == "ru"
    assert own.xpath(".//span[@class='unseen'][@lang='en']")


def test_it_is_said_in_the_language_of_the_page(tmp_path: Path, make: Make) -> None:
    section = versions(page_with(tmp_path, make, json.dumps(RUNS)), "/uk/article/sample-ru")
    assert words(section.xpath(".//del")[1]) == "[вилучено: (31 слово, не показано)]"


def test_a_change_beyond_the_rule_for_reuse_is_said_without_words(
    tmp_path: Path, make: Make
) -> None:
    section = versions(page_with(tmp_path, make, "[]"))
    assert "What changed lies in the part of the text that may not be shown." in words(section)
    assert not section.xpath(".//del | .//ins")


@pytest.mark.parametrize("odd", [None, "not json", "{}", '[["?", "x"]]', "[1]", '[["-", [1]]]', 7])
def test_what_cannot_be_read_is_left_out(tmp_path: Path, make: Make, odd: object) -> None:
    section = versions(page_with(tmp_path, make, odd))
    assert "may not be shown" not in words(section) or odd == "{}"
    assert "Version 2" in words(section)


def test_a_title_that_changed_is_told_in_the_same_way(tmp_path: Path, make: Make) -> None:
    section = versions(page_with(tmp_path, make, None, title="Образец: суд в Ялте"))
    assert [words(each) for each in section.xpath(".//ins")] == ["[added: Ялте]"]
    assert [words(each) for each in section.xpath(".//del")] == ["[removed: Симферополе]"]
