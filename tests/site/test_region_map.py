"""The map says what the database and the official list say, and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from lxml import html

from aggregator.site.home import last_weeks, read_topics_lately
from aggregator.site.region_map import _shades, read_map
from aggregator.sources.codes import REGIONS
from tests.site.conftest import Get
from tests.site.sample import KHERSON, insert
from tools.build_map import build

MAP = Path(__file__).parents[2] / "aggregator" / "data" / "map.json"


def connect(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    return conn


def test_the_file_is_what_the_tool_makes() -> None:
    assert json.loads(MAP.read_text(encoding="utf-8")) == json.loads(json.dumps(build()))


def test_all_27_regions_are_on_it_and_crimea_and_sevastopol_among_them() -> None:
    drawn = json.loads(MAP.read_text(encoding="utf-8"))["regions"]
    assert len(drawn) == len(REGIONS) == 27
    assert {"UA-43", "UA-40"} <= set(drawn)


def test_every_label_and_every_dot_lies_inside_the_drawing() -> None:
    drawn = json.loads(MAP.read_text(encoding="utf-8"))
    points = re.findall(r"M([0-9.]+) ([0-9.]+)h0", drawn["occupied"])
    assert 300 < len(points) < 700
    for x, y in [*points, *((r["x"], r["y"]) for r in drawn["regions"].values())]:
        assert 0 < float(x) < drawn["width"]
        assert 0 < float(y) < drawn["height"]


def test_numbers_are_those_of_the_last_thirty_days(database: Path) -> None:
    conn = connect(database)
    (kherson,) = [it for it in read_map(conn).regions if it.code == KHERSON]
    expected = conn.execute(
        "select count(*) from article_regions where region = ? and role = 'about' "
        "and published >= '2026-10-23'",
        (KHERSON,),
    ).fetchone()[0]
    conn.close()
    assert kherson.articles == expected > 0
    assert not kherson.more


def test_what_is_only_mentioned_is_not_counted_on_the_map(database: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(database, tmp_path / "news.db"))
    with closing(sqlite3.connect(copy)) as conn, conn:
        conn.row_factory = sqlite3.Row
        before = {it.code: it.articles for it in read_map(conn).regions}
        insert(conn, "article_regions", article=2, region=KHERSON, role="mentions", words="Kherson",
               spans="[]", rule="name", weight=1.0, version="sample",
               published="2026-11-20T08:00:00Z")  # fmt: skip
        assert {it.code: it.articles for it in read_map(conn).regions} == before


def test_shades_go_from_nothing_to_the_busiest() -> None:
    assert _shades([0, 1, 25, 100]) == [0, 1, 2, 4]
    assert _shades([0, 0]) == [0, 0]
    assert _shades([]) == []


def test_the_table_says_the_same_as_the_drawing_and_the_keyboard_meets_each_link_once(
    get: Get,
) -> None:
    page = html.fromstring(get("/").content)
    drawn = page.xpath("//figure[@class='map']//*[local-name()='svg']/a/@href")
    told = page.xpath("//figure[@class='map']//table//a/@href")
    assert sorted(drawn) == sorted(told)
    (svg,) = page.xpath("//figure[@class='map']/*[local-name()='svg']")
    assert svg.get("aria-hidden") == "true"
    assert set(page.xpath("//figure[@class='map']/*[local-name()='svg']/a/@tabindex")) == {"-1"}
    assert "as of 7 May 2025" in page.xpath("//figcaption")[0].text_content()


def test_weeks_begin_on_monday_and_end_with_this_one() -> None:
    weeks = last_weeks("2026-11-21")
    assert len(weeks) == 8
    assert weeks[-1] == "2026-11-16..2026-11-22"
    assert weeks[0] == "2026-09-28..2026-10-04"
    assert last_weeks("") == []


def test_the_weeks_of_a_topic_add_up_to_its_articles(database: Path) -> None:
    conn = connect(database)
    weeks = last_weeks("2026-11-21")
    for topic in read_topics_lately(conn, weeks):
        expected = conn.execute(
            "select count(*) from article_topics where topic = ? and role = 'about' "
            "and published >= '2026-09-28' and published < '2026-11-23'",
            (topic.code,),
        ).fetchone()[0]
        assert sum(week.articles for week in topic.weeks) == expected
    conn.close()


def test_a_number_in_the_table_of_weeks_leads_to_as_many_articles(get: Get) -> None:
    page = html.fromstring(get("/").content)
    cells = page.xpath("//table[@class='weeks']//td/a")
    assert cells
    for cell in cells[:6]:
        there = html.fromstring(get(cell.get("href")).content)
        assert str(len(there.xpath("//ol[@class='articles']/li"))) == cell.text
