"""Figures stand counter by counter, with their sentences, and nothing adds them up."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from lxml import etree, html

from aggregator.site.figures import lines, read_counters
from tests.site.conftest import Get
from tests.site.test_pages import parsed, words

ROWS = [("2026-11-01", 10), ("2026-11-11", 20), ("2026-11-21", 15)]


def row(**values: object) -> sqlite3.Row:
    conn = sqlite3.connect(":memory:")
    conn.row_factory = sqlite3.Row
    names = ", ".join(f":{name} as {name}" for name in values)
    found: sqlite3.Row = conn.execute(f"select {names}", values).fetchone()
    conn.close()
    return found


def counted(what: str = "prisoners", claimed: int = 0) -> list[sqlite3.Row]:
    return [row(published=day, what=what, value=n, claimed=claimed) for day, n in ROWS]


def test_counters_stand_apart_and_no_sum_is_on_the_page(get: Get) -> None:
    page = parsed(get, "/figures")
    heads = [h.text_content() for h in page.xpath("//h2")]
    assert heads == ["Sample Monitor (invented)", "sample-body (invented)", *heads[2:]]
    text = words(page)
    for number in ("120", "100", "90", "500"):
        assert number in text
    for added in ("620", "310", "810", "220"):
        assert added not in text


def test_each_figure_stands_in_its_sentence_and_leads_to_its_article(get: Get) -> None:
    first = parsed(get, "/figures").xpath("//ul[@class='figures']/li")[0]
    assert words(first).startswith("at least 120 prisoners At least 120 prisoners were counted.")
    (link,) = first.xpath(".//a/@href")
    assert get(link).status_code == 200


def test_a_line_is_drawn_where_one_counter_counted_the_same_thing_on_three_days(get: Get) -> None:
    page = parsed(get, "/figures")
    (drawn,) = page.xpath("//figure[@class='line']/*[local-name()='svg']")
    assert drawn.get("aria-label") == (
        "from 90 to 120, 3 days, 17 November 2026 – 19 November 2026"
    )
    assert parsed(get, "/figures?counter=sample-body").xpath("//h2/text()") == [
        "sample-body (invented)"
    ]


def test_a_line_keeps_dates_and_numbers_in_proportion() -> None:
    (line,) = lines(counted())
    assert line.points == "4,24 120,4 236,14"
    assert (line.least, line.most, line.number) == (10, 20, 3)


@pytest.mark.parametrize("rows", [counted()[:2], counted(claimed=1), counted(what="")])
def test_what_is_no_series_is_not_drawn(rows: list[sqlite3.Row]) -> None:
    assert lines(rows) == []


def test_two_things_are_two_lines() -> None:
    assert {line.what for line in lines([*counted(), *counted("political prisoners")])} == {
        "prisoners",
        "political prisoners",
    }


def test_counters_are_found_without_reading_the_whole_table(database: Path) -> None:
    conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    asked: list[str] = []
    conn.set_trace_callback(asked.append)
    read_counters(conn, "en")
    plans = [
        step[3]
        for sql in asked
        if sql.lstrip().startswith(("select", "with"))
        for step in conn.execute(f"explain query plan {sql}").fetchall()
    ]
    conn.close()
    assert not [plan for plan in plans if plan.startswith(("SCAN figures", "SCAN f"))]


def test_the_site_map_names_lists_in_both_languages_and_no_article(get: Get) -> None:
    answer = get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    places = etree.fromstring(answer.content).xpath("//*[local-name()='loc']/text()")
    assert "https://news.example/topic/education" in places
    assert "https://news.example/uk/topic/education" in places
    assert not [it for it in places if "/article/" in it or "/case/" in it or "/story/" in it]
    assert "Sitemap: https://news.example/sitemap.xml" in get("/robots.txt").text
    for place in places[:30]:
        assert get(place.removeprefix("https://news.example")).status_code == 200, place


def test_a_source_is_described_for_machines(get: Get) -> None:
    page = html.fromstring(get("/source/sample-monitor").content)
    (address,) = page.xpath("//link[@type='application/ld+json']/@href")
    answer = get(address)
    assert answer.headers["content-type"].startswith("application/ld+json")
    described = json.loads(answer.content)
    assert described["@type"] == "Organization"
    assert described["@id"] == "https://news.example/source/sample-monitor"
    assert {"@value": "Зразковий монітор", "@language": "uk"} in described["alternateName"]
    assert "correctionsPolicy" not in described, "nobody has found one"
    review = described["review"]
    assert review["reviewRating"]["ratingValue"] == "C"
    assert review["datePublished"] == "2025-10-01", "the last full review, not the day of the page"
    assert review["author"]["name"] == "Sample news"
    assert "review" not in json.loads(get("/source/sample-ministry.jsonld").content)
    assert get("/source/none.jsonld").status_code == 404
    assert "javascript" not in get("/source/sample-newsroom.jsonld").text
