"""Datasette's own pages wear our frame, say what each control is, and run no script."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import datasette
import pytest
from lxml import html

from aggregator.site.data_labels import LABELS, in_language
from aggregator.site.dress import column_labels, dressed, page_of
from aggregator.site.languages import catalogue, catalogues
from tests.site.conftest import Get, Make, getter
from tests.site.sample import KHERSON, write_database

UKRAINIAN = catalogue("uk")
UKRAINIAN_OPERATORS = re.compile(r"\((not )?(in|like)\)|\(не null\)")
"""The operators of SQL beside their Ukrainian names."""

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


IN_UKRAINIAN = (
    *DATA_PAGES,
    "/news/articles?_facet=source&_search=teachers",
    "/news/articles?language=uk&_sort_desc=id&_size=1",
    "/news/articles?language=none",
    "/news/articles?_where=1%3D1",
    "/news/latest?_hide_sql=1",
    "/news/search?words=teachers",
    f"/news/regions/{KHERSON}",
    "/news?sql=select+1+where+0",
    "/news?sql=select+wrong",
)
SELDOM = {"Suggested facets:", "These facets timed out:", "stream all rows", "Many rows"}
"""Labels that our settings or a small database never show."""


def of_ours(page: html.HtmlElement) -> list[str]:
    """The words of the content that do not say that they are in another language."""
    for other in page.xpath("//main//*[@lang and @lang != 'uk'] | //main//pre | //main//textarea"):
        other.drop_tree()
    return [text for text in page.xpath("//main//text() | //main//@aria-label") if text.strip()]


def test_every_label_is_found_where_datasette_says_it(get: Get) -> None:
    made = "".join(get(path).text for path in IN_UKRAINIAN)
    folder = Path(datasette.__file__).parent / "templates"
    written = "".join(path.read_text() for path in folder.glob("*.html"))
    for label in LABELS:
        if label.text in SELDOM:
            assert label.text in written, label
        else:
            assert label.said_in(made, UKRAINIAN) != made, label


@pytest.mark.parametrize("path", IN_UKRAINIAN)
def test_under_the_ukrainian_address_labels_are_ukrainian_and_the_rest_says_english(
    get: Get, path: str
) -> None:
    page = html.fromstring(get("/uk" + path).content)
    assert page.get("lang") == "uk"
    assert page.xpath("//header//nav//a/text()")[1] == "Огляд"
    shown = of_ours(page)
    for label in LABELS:
        if label.text not in UKRAINIAN.texts.values():
            assert label.text not in [text.strip() for text in shown]
    small = re.compile(r"\b(the|rows?|of|is|are|was|not|where|sorted|with|from|select)\b", re.I)
    assert [text for text in shown if small.search(UKRAINIAN_OPERATORS.sub("", text))] == []


def test_titles_of_tables_counts_and_filters_are_told_in_ukrainian(get: Get) -> None:
    page = html.fromstring(get("/uk/news/articles?language=uk&_sort_desc=id").content)
    assert page.xpath("//h1/text()") == ["Статті"]
    (heading,) = [h for h in page.xpath("//h2") if "рядків" in h.text_content()]
    assert heading.text_content().startswith("рядків: 2 where")
    assert heading.xpath("span/@lang") == ["en"]
    assert "містить" in page.xpath("//select[@name='_filter_op']/option/text()")
    assert page.xpath("//select[@name='_filter_op']/@aria-label") == ["Порівняння"]
    assert page.xpath("//input[@type='submit']/@value") == ["Застосувати", "Вивантажити CSV"]
    faceted = html.fromstring(get("/uk/news/articles?_facet=state").content)
    (cross,) = {
        (it.get("lang"), it.get("aria-label")) for it in faceted.xpath("//a[@class='cross']")
    }
    assert cross == ("uk", "Прибрати")
    assert (
        html.fromstring(get("/uk/news/latest").content)
        .xpath("//title/text()")[0]
        .startswith("Найновіші статті про регіон і тему")
    )


def test_a_reader_of_the_data_stays_in_the_language(get: Get) -> None:
    start = html.fromstring(get("/uk/").content)
    assert "/uk/news" in start.xpath("//footer//a/@href")
    page = html.fromstring(get("/uk/news/articles?_facet=source").content)
    links = [*page.xpath("//main//@href"), *page.xpath("//main//@action")]
    inside = [link for link in links if link.startswith("/")]
    assert {link for link in inside if not link.startswith("/uk/")} == {
        link for link in inside if link.partition("?")[0].endswith((".json", ".csv"))
    }
    (following,) = page.xpath("//a[text()='Наступна сторінка']/@href")
    assert html.fromstring(get(following).content).get("lang") == "uk"
    assert page.xpath("//header//nav//a[@hreflang='en']/@href") == ["/news/articles?_facet=source"]
    sent = get("/uk/news/articles?_filter_column=language&_filter_op=exact&_filter_value=uk")
    assert sent.headers["location"] == "/uk/news/articles?language__exact=uk"


def test_what_a_table_holds_is_never_taken_for_a_label(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    words = "Custom SQL query returning 5 rows, Next page, <p>JSON shape:</p> 12 rows"
    with sqlite3.connect(path) as conn:
        conn.execute("update articles set title = ? where id = 1", [words])
    conn.close()
    get = getter(make(path))
    for address in ("/uk/news/articles?id=1", "/uk/news/articles/1",
                    "/uk/news?sql=select+title+from+articles+where+id=1"):  # fmt: skip
        page = html.fromstring(get(address).content)
        assert words in [cell.text_content() for cell in page.xpath("//td")]


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
    for language in catalogues().values():
        assert str(dressed("<p>New</p>", language, "/news")) == "<p>New</p>"


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


def test_labels_are_found_in_time_in_proportion_to_what_a_visitor_asked_for() -> None:
    """A filter stands in every link of a table: one of 15,000 characters of ``.json`` kept a page
    busy beyond its four seconds in Ukrainian only."""
    link = f'<a href="/news/articles?title__not={".json" * 30_000}">id</a>'
    started = time.process_time()
    in_language(link, UKRAINIAN)
    assert time.process_time() - started < 3  # not a measurement: it took 15 s


def test_links_to_json_keep_their_labels_in_the_language() -> None:
    link = '<p><a href="/news/topics.json?_shape=array&amp;x=.json">array</a></p>'
    assert f">{UKRAINIAN.word('array')}</a>" in in_language(link, UKRAINIAN)
