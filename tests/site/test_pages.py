from __future__ import annotations

import gzip
import re
import sqlite3
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from lxml import html

from aggregator.site.notice import NOTICES
from aggregator.store.public_schema import TABLES
from tests.site.conftest import Get, Make, getter
from tests.site.sample import ARTICLES, CRIMEA, KHERSON, MELITOPOL, ODD, write_database

KEYS = [article["key"] for article in ARTICLES if article.get("state") != "held"]
PAGES = [
    "/",
    "/regions",
    "/topics",
    "/sources",
    "/search",
    "/search?q=Kherson",
    "/health",
    "/subscribe",
    "/about",
    "/credibility",
    "/source/sample-ministry",
    "/safety",
    f"/region/{KHERSON}",
    f"/region/{MELITOPOL}",
    f"/region/{ODD}",
    "/topic/education",
    "/topic/empty",
    "/language/uk",
    "/source/sample-monitor",
    "/source/sample-newsroom",
    *(f"/article/{quote(key, safe='')}" for key in KEYS),
]
OUTSIDE = {
    "monitor.example",
    "newsroom.example",
    "evidence.example",
    "network.example",
    "krymsos.com",
    "khpg.org",
}


def parsed(get: Get, path: str) -> html.HtmlElement:
    answer = get(path)
    assert answer.status_code == 200, path
    return html.fromstring(answer.content)


def words(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_landmarks_and_a_language(get: Get, path: str) -> None:
    page = parsed(get, path)
    assert page.get("lang") == "en"
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main[@id='main']")) == 1
    assert page.xpath("//header//nav[@aria-label]")
    assert page.xpath("//footer")
    assert page.xpath("//title/text()")[0].strip(" ·")
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for field in page.xpath("//input[@type!='hidden']|//select"):
        assert page.xpath(f"//label[@for='{field.get('id')}']")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_from_outside_becomes_markup(get: Get, path: str) -> None:
    page = parsed(get, path)
    assert not page.xpath(
        "//script|//img|//iframe|//object|//embed|//style|//*[@style]"
        "|//svg[not(ancestor::figure[@class='map']) and not(@class='bar' or @class='months')]"
    )
    assert not [name for element in page.iter() for name in element.attrib if name[:2] == "on"]
    assert not [h for h in page.xpath("//@href") if h.lower().startswith(("javascript", "data"))]
    text = get(path).text
    assert not any(sign in text for sign in "\x00\x07\x1b\u202e\u202a\u2066\ufeff")


@pytest.mark.parametrize("path", PAGES)
def test_only_our_own_stylesheet_is_loaded(get: Get, path: str) -> None:
    page = parsed(get, path)
    loaded = page.xpath("//link[@rel='stylesheet']/@href|//@src")
    assert [urlsplit(address).path for address in loaded] == ["/assets/site.css"]


@pytest.mark.parametrize("path", PAGES)
def test_outbound_links_show_their_host_and_say_nothing_of_the_reader(get: Get, path: str) -> None:
    for link in parsed(get, path).xpath("//a[starts-with(@href, 'http')]"):
        if link.get("href").startswith("https://news.example/"):
            continue
        assert {"noopener", "noreferrer"} <= set(link.get("rel", "").split())
        host = urlsplit(link.get("href")).hostname.removeprefix("www.")
        assert host in OUTSIDE
        assert f"({host})" in words(link.getparent())


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_ours_leads_somewhere(get: Get, path: str) -> None:
    page = parsed(get, path)
    targets = {link for link in page.xpath("//a/@href") if link.startswith("/")}
    for target in sorted(targets):
        assert get(target.partition("#")[0]).status_code == 200, target
    for target in page.xpath("//a/@href"):
        if target.startswith("#"):
            assert page.xpath(f"//*[@id='{target[1:]}']")


@pytest.mark.parametrize("path", PAGES)
def test_the_safety_notice_stands_on_every_page_in_four_languages(get: Get, path: str) -> None:
    page = parsed(get, path)
    for notice in NOTICES:
        (short,) = page.xpath(f"//aside//p[@lang='{notice.language}']")
        assert short.text_content() == notice.short


@pytest.mark.parametrize("path", PAGES)
def test_no_page_judges_by_one_word(get: Get, path: str) -> None:
    text = words(parsed(get, path)).lower()
    assert not any(word in text for word in (" true ", "verified", "trusted", "★"))
    assert not re.search(r"\d ?%", text)


def test_foreign_titles_carry_their_language(get: Get) -> None:
    page = parsed(get, "/explore?show=articles")
    titles = {bdi.text: bdi.get("lang") for bdi in page.xpath("//h3//bdi")}
    assert titles["Зразок: у Мелітополі перевіряли телефони"] == "uk"
    assert titles["Exemple : des écoles de Crimée"] == "fr"
    assert "(no title)" not in titles  # our words, not the source's
    assert titles["Odd: wrong values everywhere"] is None  # "en; DROP" is no language


def test_dates_are_readable_and_exact(get: Get) -> None:
    page = parsed(get, "/article/sample-en")
    times = page.xpath("//dd/time")
    assert times[0].text == "19 November 2026"
    assert times[0].get("title") == "2026-11-19 08:01 UTC"
    assert times[0].get("datetime") == "2026-11-19T08:01:00Z"
    assert "no date; first seen" in words(parsed(get, "/"))
    assert "as written: yesterday-ish" in words(parsed(get, "/article/odd-undated"))
    assert "November 2026, from the feed" in words(parsed(get, "/article/sample-fr"))


def test_home_has_newest_regions_topics_sources_and_how_to_follow(get: Get) -> None:
    page = parsed(get, "/")
    assert [h.text_content() for h in page.xpath("//h2")] == [
        "What do you want to follow?", "Where", "About what, in the last seven days", "What is new",
        "What changed", "Follow", "Week by week",
    ]  # fmt: skip
    assert page.xpath("//form[@action='/explore']//input[@name='q']")
    first = page.xpath("//ol[@class='articles']/li")[0]
    assert "Sample Monitor (invented): On probation or partly checked (letter C)" in words(first)
    assert "One original source; not separately confirmed yet; 1 other repeats it" in words(first)
    assert "19 November 2026 · 2 articles since 18 November 2026" in words(first)
    assert first.xpath(".//ul[@class='tags']/li/a/text()") == [
        "Kherson oblast",
        "Melitopol",
        "Schools and children",
        "Arrests and trials",
    ]
    whole = get("/").content + get("/assets/site.css").content
    assert len(gzip.compress(whole)) < 60_000, "everything that a first visit loads"


def test_lists_are_paged_without_gaps_and_without_repeats(get: Get) -> None:
    path, keys = f"/region/{KHERSON}", []
    for _ in range(10):
        page = parsed(get, path)
        keys += page.xpath("//ol[@class='articles']//h3/a/@href")
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        path = following[0]
    assert len(keys) == len(set(keys)) == 121


def test_a_list_can_be_kept_to_what_is_about_the_region(get: Get) -> None:
    page = parsed(get, f"/region/{KHERSON}?role=about")
    (following,) = page.xpath("//a[@rel='next']/@href")
    assert "role=about" in following
    assert page.xpath("//p[@class='follow']/a/@href")[0].endswith(f"region={KHERSON}&role=about")


def test_a_bad_place_in_a_list_gives_the_first_page(get: Get) -> None:
    first = main(get(f"/region/{KHERSON}"))
    for before in ("", "x", "2026_", "_", "_1", "2026-11-01T00:00:00Z_99999999999999999999"):
        assert main(get(f"/region/{KHERSON}?before={before}")) == first


def main(answer: httpx.Response) -> str:
    return answer.text.partition("<main")[2]


def test_an_iso_code_names_the_same_region(get: Get) -> None:
    assert main(get("/region/UA-65")) == main(get(f"/region/{KHERSON}"))


def test_an_article_shows_why_it_carries_its_tags(get: Get) -> None:
    page = parsed(get, "/article/sample-en")
    marks = {mark.text: mark.get("title") for mark in page.xpath("//article//mark")}
    assert marks == {
        "Kherson": "Kherson oblast",
        "teachers": "Schools and children",
        "school": "Schools and children",
    }
    why = words(page.xpath("//section[h2[@id='why']]")[0])
    assert (
        "Schools and children: the article is about it, the text uses words that belong to this "
        "topic: teachers; school"
    ) in why
    assert "Kherson oblast: the article is about it, the place is named: Kherson" in why


def test_an_article_says_whether_a_place_was_occupied_on_its_day(get: Get) -> None:
    why = words(parsed(get, "/article/sample-uk").xpath("//section[h2[@id='why']]")[0])
    assert "Melitopol (occupied on that day): the article is about it" in why
    assert "the official Ukrainian list names, as of 7 May 2025" in why
    oblast = words(parsed(get, "/article/sample-en").xpath("//section[h2[@id='why']]")[0])
    assert "occupied" not in oblast.lower(), "an oblast says nothing of its parts"


def test_an_article_says_where_each_part_came_from(get: Get) -> None:
    text = words(parsed(get, "/article/sample-en"))
    assert "title: the feed; text: the page; language: detected by us" in text


def test_a_head_request_has_the_headers_of_the_page(get: Get) -> None:
    for path in ("/", "/feeds/all.atom"):
        head, full = get(path, method="HEAD"), get(path)
        assert head.status_code == 200
        assert head.headers["etag"] == full.headers["etag"]


def test_an_edited_article_shows_its_versions(get: Get) -> None:
    text = words(parsed(get, "/article/sample-ru"))
    assert "This article was edited since we first saw it." in text
    assert "Version 2, seen 20 November 2026: text" in text


def test_a_held_article_is_on_no_page(get: Get) -> None:
    assert get("/article/held-one").status_code == 404
    assert all("must never be seen" not in get(path).text for path in PAGES)
    assert "must never be seen" not in get("/search?q=Held").text


def test_the_source_page_shows_the_whole_record(get: Get) -> None:
    text = words(parsed(get, "/source/sample-monitor"))
    for expected in (
        "Declared “undesirable” in Russia since 6 May 2022 (no. 55 on the list).",
        "Sample Network “reliable” It sits in the same coalition",
        "Is it a named organisation that can be reached? Yes. Evidence (evidence.example) "
        "(1 October 2026 by A. B.) V1",
        "Does it disclose its owners and funders? Withheld for people's safety.",
        "Did its claims hold up when checked against later findings of others? Not asked yet.",
        "A wrong date. Corrected the same day. (2024)",
        "sample-monitor/broken",
        "HTTP 404 since 1 November 2026",
        "An excerpt may be shown. Its most characters: 300.",
        "human-rights monitor · writes in: English, Ukrainian",
    ):
        assert expected in text


def test_an_unknown_legal_status_is_never_shown_as_safe(get: Get) -> None:
    text = words(parsed(get, "/source/sample-newsroom"))
    assert "Unknown; that does not mean safe." in text


def test_health_says_what_is_broken_since_when_and_what_can_be_done(get: Get) -> None:
    page = parsed(get, "/health")
    broken = words(page.xpath("//section[h2[@id='failing']]")[0])
    assert re.search(r"HTTP 404 since 2026-11-01 \d\d:\d\d UTC, 7 times in a row\.", broken)
    assert "The host refused: see the number; 404 and 5xx often heal." in broken
    assert "address not seen to answer" in words(page.xpath("//section[h2[@id='disabled']]")[0])


def test_subscribe_builds_the_address_of_a_combination(get: Get) -> None:
    page = parsed(get, f"/subscribe?region={CRIMEA}&topic=education&source=&language=")
    (address,) = page.xpath("//p[@class='feed-address']/a")
    assert (
        address.text == f"https://news.example/feeds/stories.atom?region={CRIMEA}&topic=education"
    )
    assert get(address.get("href")).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/region/none", "/topic/none", "/source/none", "/article/none", "/language/zz",
     "/nowhere", "/search?colour=red", "/article/..%2f..%2fetc", "/region/%00"],
)  # fmt: skip
def test_what_is_not_here_is_said_in_plain_words(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    page = html.fromstring(answer.content)
    assert page.xpath("//h1/text()") == ["Not found"]
    assert "Traceback" not in answer.text


def test_pages_answer_304_while_nothing_has_changed(get: Get) -> None:
    for path in ("/", f"/region/{KHERSON}", "/article/sample-en", "/assets/site.css"):
        etag = get(path).headers["etag"]
        again = get(path, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")


def test_searches_are_stored_nowhere(get: Get) -> None:
    answer = get("/search?q=Kherson")
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert get("/news?sql=select+1").headers["cache-control"] == "no-store"
    assert get("/news/articles?_search=x").headers["cache-control"] == "no-store"


def test_an_empty_database_has_pages_that_look_intended(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        for table in TABLES:
            if table.name != "publication":
                conn.execute(f"delete from {table.name}")
    conn.close()
    get = getter(make(path))
    for page in ("/", "/regions", "/topics", "/sources", "/search", "/health", "/subscribe",
                 "/about", "/feeds/all.atom", "/sources.opml"):  # fmt: skip
        assert get(page).status_code == 200, page
    assert "No article has been collected yet." in get("/").text


def test_without_the_sites_address_pages_say_the_remedy(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as conn:
        conn.execute("delete from publication where name = 'site_url'")
    conn.close()
    answer = getter(make(path))("/feeds/all.atom")
    assert answer.status_code == 503
    assert "aggregator publish" in answer.text


def test_a_damaged_file_costs_one_answer_and_not_the_server(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    datasette = make(path)
    get = getter(datasette)
    with sqlite3.connect(path) as conn:
        page = conn.execute("select rootpage from sqlite_master where name = 'topics'").fetchone()[
            0
        ]
        size = conn.execute("pragma page_size").fetchone()[0]
    conn.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    broken = get("/topics")
    assert broken.status_code == 503
    assert broken.headers["retry-after"] == "60"
    assert "cannot be read just now" in broken.text
    assert get("/sources").status_code == 200
    assert get("/news/topics").status_code in {400, 500, 503}
    assert get("/health").status_code == 200
