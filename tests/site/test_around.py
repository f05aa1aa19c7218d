"""Neighbours of a region, topics told together, and the months of both."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html

from aggregator.site.around import MOST, last_months, read_months, read_related
from aggregator.site.languages import catalogue
from aggregator.site.lists import read_inside, read_regions
from aggregator.site.region_map import neighbours_on_the_map
from tests.site.conftest import Get
from tests.site.sample import KHERSON, MELITOPOL

MAP = json.loads(
    (Path(__file__).parents[2] / "aggregator" / "data" / "map.json").read_text(encoding="utf-8")
)["regions"]


def test_neighbours_are_neighbours_of_each_other() -> None:
    for iso in MAP:
        beside = neighbours_on_the_map(iso)
        assert beside, iso
        assert iso not in beside
        for other in beside:
            assert iso in neighbours_on_the_map(other), (iso, other)


@pytest.mark.parametrize(
    ("iso", "beside"),
    [
        ("UA-65", {"UA-12", "UA-23", "UA-48", "UA-43"}),  # Kherson oblast, Crimea among them
        ("UA-43", {"UA-65", "UA-40"}),
        ("UA-09", {"UA-63", "UA-14"}),
        ("UA-30", {"UA-32"}),  # the city of Kyiv lies inside its oblast
        ("UA-07", {"UA-56", "UA-46"}),
    ],
)
def test_the_neighbours_are_those_of_the_map_of_ukraine(iso: str, beside: set[str]) -> None:
    assert set(neighbours_on_the_map(iso)) == beside


def section(get: Get, path: str, name: str) -> html.HtmlElement:
    (found,) = html.fromstring(get(path).content).xpath("//section[h2[@id=$name]]", name=name)
    return found


def test_the_page_of_an_oblast_names_its_neighbours(get: Get) -> None:
    near = section(get, f"/region/{KHERSON}", "near")
    assert near.xpath("h2/text()") == ["Neighbours"]
    assert near.xpath(".//a/text()") == ["Crimea", "Zaporizhzhia oblast"]


@pytest.fixture
def copied(database: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The sample database, to be written to."""
    with closing(sqlite3.connect(shutil.copy(database, tmp_path / "news.db"))) as db:
        db.row_factory = sqlite3.Row
        yield db


def test_an_oblast_lists_the_towns_inside_that_articles_name_at_any_depth(
    copied: sqlite3.Connection,
) -> None:
    copied.executemany(
        "insert into regions (code, name, kind, parent, articles) values (?, ?, ?, ?, ?)",
        [("raion", "A raion", "raion", KHERSON, 0), ("hromada", "One", "hromada", "raion", 0),
         ("town", "A town", "city", "hromada", 7), ("quiet", "Quiet", "city", "hromada", 0)],
    )  # fmt: skip
    inside = read_inside(copied, KHERSON)
    assert (inside[0].name, inside[0].articles) == ("A town", 7)
    assert not {"A raion", "One", "Quiet"} & {place.name for place in inside}


def test_the_months_of_a_region_stand_in_bars_and_in_a_table(get: Get) -> None:
    months = section(get, f"/region/{KHERSON}", "months")
    assert len(months.xpath(".//rect")) == 12
    rows = months.xpath(".//tbody/tr")
    assert [cell.text_content() for cell in rows[0]] == ["November 2026", "1"]
    assert [cell.text_content() for cell in rows[1]] == ["October 2026", "120"]
    link = rows[1].xpath(".//a/@href")[0]
    assert link == f"/explore?region={KHERSON}&role=about&period=2026-10"
    assert get(link).status_code == 200


def test_where_nothing_is_told_no_bars_are_drawn(get: Get) -> None:
    page = html.fromstring(get("/topic/empty").content)
    assert page.xpath("//*[@id='months']") == []
    assert page.xpath("//*[@id='near']") == []


def test_the_list_of_occupied_places_carries_its_day(get: Get) -> None:
    text = html.fromstring(get(f"/region/{MELITOPOL}").content).text_content()
    assert "Occupied from 2 March 2022, by the official Ukrainian list." in text
    assert "The list is that of 7 May 2025; later changes are not in it." in text


def test_months_go_back_over_the_year() -> None:
    assert last_months("2026-02-28")[0] == "2025-03"
    assert last_months("2026-02-28")[-1] == "2026-02"
    assert len(last_months("2026-12-01")) == 12
    assert last_months("not a day") == []


@pytest.fixture
def tagged() -> sqlite3.Connection:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    conn.executescript(
        "create table publication (name, value);"
        "insert into publication values ('updated', '2026-11-21T00:00:00Z');"
        "create table articles (sort_date);"
        "create table topics (id, name, name_uk);"
        "insert into topics values ('a', 'A', 'А'), ('b', 'B', 'Б'), ('c', 'C', '');"
        "create table article_topics (article, topic, role, published)"
    )
    return conn


def test_related_topics_are_those_told_together_and_not_those_only_mentioned(
    tagged: sqlite3.Connection,
) -> None:
    about = [(1, "a"), (1, "b"), (2, "a"), (2, "b"), (3, "a"), (3, "c"), (4, "b")]
    rows = [*((*it, "about") for it in about), (2, "c", "mentions")]
    tagged.executemany("insert into article_topics values (?, ?, ?, '2026-11-01')", rows)
    found = [(it.code, it.name, it.articles) for it in read_related(tagged, "a", "uk")]
    assert found == [("b", "Б", 2), ("c", "C", 1)]
    tagged.close()


def test_a_month_of_very_many_articles_is_counted_up_to_a_bound(
    tagged: sqlite3.Connection,
) -> None:
    rows = [(n, "a", "about", f"2026-10-{1 + n % 28:02d}T00:00:00Z") for n in range(MOST + 50)]
    tagged.executemany("insert into article_topics values (?, ?, ?, ?)", rows)
    months = read_months(tagged, "topic", "a", catalogue("uk"))
    assert (months[-2].articles, months[-2].more, months[-2].height) == (MOST, True, 100)
    assert (months[-1].articles, months[-1].height) == (0, 0)
    assert months[-2].name == "жовтень 2026"
    tagged.close()


def test_the_list_of_regions_has_places_that_articles_name_and_every_oblast(
    copied: sqlite3.Connection,
) -> None:
    copied.executemany(
        "insert into regions (code, name, kind, iso, articles) values (?, ?, ?, ?, ?)",
        [("raion", "A raion", "raion", None, 0), ("oblast", "An oblast", "oblast", "UA-05", 0)],
    )
    listed = {place.name for place in read_regions(copied, named=True)}
    assert {"An oblast", "Melitopol"} <= listed
    assert "A raion" not in listed


def test_a_ukrainian_reader_finds_sources_under_their_ukrainian_names(get: Get) -> None:
    for path in ("/uk/sources", "/uk/source/sample-monitor"):
        page = html.fromstring(get(path).content)
        named = page.xpath("//h1/text() | //main//h2/a/text()")
        assert "Зразковий монітор" in named, path
        others = page.xpath("//p[@class='names']/span[@lang='en']/text()")
        assert any("monitor" in name.lower() for name in others), path


def test_crimea_and_the_two_cities_of_the_first_level_are_not_called_oblasts(get: Get) -> None:
    page = html.fromstring(get("/regions").content)
    facts = page.xpath("//li[.//a[text()='Crimea']]/p[@class='facts']")[0].text_content()
    assert "oblast" not in facts
