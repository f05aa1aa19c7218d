"""Datasette's own pages wear our frame, say what each control is, and run no script."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from lxml import html

from aggregator.site.dress import column_labels, dressed, page_of
from tests.site.conftest import Get, Make, getter
from tests.site.sample import KHERSON

DATA_PAGES = (
    "/news",
    "/news/articles",
    "/news/articles/1",
    "/news/latest",
    "/news/article_regions?_facet=region",
    "/news?sql=select+1+as+n",
)


@pytest.mark.parametrize("path", DATA_PAGES)
def test_a_page_of_the_data_has_our_header_notice_and_footer_and_no_script(
    get: Get, path: str
) -> None:
    page = html.fromstring(get(path).content)
    assert page.get("lang") == "en"
    assert page.xpath("//header//nav//a/@href")[:2] == ["/", "/explore"]
    assert page.xpath("//aside[@id='safety']//p[@lang='crh']")
    assert page.xpath("//footer//a[@href='/credibility']")
    assert page.xpath("//script") == []
    assert len(page.xpath("//h1")) == 1
    assert [link for link in page.xpath("//link[@rel='stylesheet']/@href")
            if not link.startswith("/assets/data.css?v=")] == []  # fmt: skip


@pytest.mark.parametrize("path", DATA_PAGES)
def test_every_control_of_a_page_of_the_data_has_a_name(get: Get, path: str) -> None:
    page = html.fromstring(get(path).content)
    for control in page.xpath("//select | //textarea | //input[not(@type='hidden')]"):
        named = control.get("aria-label") or control.get("type") == "submit"
        labels = page.xpath("//label[@for=$id]", id=control.get("id") or "-")
        assert named or labels or control.getparent().tag == "label", html.tostring(control)


def test_under_the_ukrainian_address_the_frame_is_ukrainian_and_the_rest_says_english(
    get: Get,
) -> None:
    page = html.fromstring(get("/uk/news/articles").content)
    assert page.get("lang") == "uk"
    assert page.xpath("//header//nav//a/text()")[1] == "Огляд"
    assert page.xpath("//h1/ancestor::*[@lang][1]/@lang") == ["en"]


def test_the_row_of_an_article_region_or_source_leads_to_its_page(get: Get) -> None:
    for row, leads_to in (
        ("articles/1", "/article/sample-en"),
        (f"regions/{KHERSON}", f"/region/{KHERSON}"),
        ("sources/sample-monitor", "/source/sample-monitor"),
    ):
        page = html.fromstring(get(f"/news/{row}").content)
        assert page.xpath("//p[@class='on-site']/a/@href") == [leads_to]
        assert get(leads_to).status_code == 200


def test_titles_in_a_table_say_their_language(get: Get) -> None:
    page = html.fromstring(get("/news/articles?language=uk").content)
    titles = page.xpath("//td[contains(@class, 'col-title')]/bdi/@lang")
    assert titles == ["uk", "uk"]
    odd = html.fromstring(get("/news/articles?key=odd-values").content)
    assert odd.xpath("//td[contains(@class, 'col-title')]//@lang") == []


def test_what_is_not_there_is_said_inside_the_whole_frame(get: Get) -> None:
    page = html.fromstring(get("/news/nothing").content)
    assert page.xpath("//header//p[@class='name']/a/text()") == ["Sample news"]
    assert page.xpath("//aside[@id='safety']")


def test_a_table_without_pages_of_its_own_leads_nowhere() -> None:
    assert page_of("feeds", ("id",), [("x",)]) is None
    assert page_of("articles", ("id",), [(1,)]) is None
    assert page_of("articles", ("id", "key"), [(1, None)]) is None


def test_a_column_named_by_a_visitor_stays_inside_its_string(get: Get) -> None:
    name = '"</style><script>alert(1)</script>\\'
    page = get("/news?sql=" + f"select 1 as [{name}]".replace("<", "%3C").replace('"', "%22"))
    assert "<script" not in page.text
    labels = str(column_labels([name]))
    assert labels.count("</style>") == 1
    assert re.search(r'content: "[\\0-9a-zA-Z _-]*"', labels)


def test_what_a_later_datasette_makes_otherwise_stays_as_it_is() -> None:
    assert str(dressed("<p>New</p>")) == "<p>New</p>"


def test_another_database_beside_ours_keeps_working(
    tmp_path: Path, make: Make, database: Path
) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as conn:
        conn.execute("create table t (a)")
        conn.execute("insert into t values ('x')")
    conn.close()
    get = getter(make(other, metadata={}))
    assert "<h1>t" in get("/other/t").text
    assert "Powered by" in get("/other/t").text
