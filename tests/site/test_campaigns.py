"""Campaigns say what one can do and as of when; cases are only people who are campaigned for."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from lxml import etree, html

from aggregator.site.text import web_link
from aggregator.store.public_campaigns import campaign_rows, case_rows, checked_rows
from aggregator.store.public_schema_campaigns import CASES as CASES_TABLE
from tests.site.conftest import Get, Make, getter
from tests.site.rfc4287 import ATOM, problems
from tests.site.sample import AUTHORITY, URL, write_database
from tests.site.test_pages import parsed, words

CAMPAIGNS, CASES = campaign_rows(), case_rows()


@pytest.mark.parametrize("row", CAMPAIGNS, ids=lambda row: row["id"])
def test_every_campaign_is_told_in_both_languages_with_its_page_and_day(row: dict) -> None:  # type: ignore[type-arg]
    for column in ("name", "name_uk", "what", "what_uk", "act", "act_uk", "by", "by_uk", "checked"):
        assert row[column], column
    assert web_link(row["link"])
    assert (row["state"] == "closed") == bool(row["ended"])


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["id"])
def test_every_case_says_who_campaigns_where_that_was_seen_and_as_of_when(row: dict) -> None:  # type: ignore[type-arg]
    for column in ("name", "who", "who_uk", "by", "by_uk", "evidence", "checked"):
        assert row[column], column
    assert web_link(row["evidence"])
    assert (row["state"] == "freed") == bool(row["until"])


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["id"])
def test_every_case_is_named_and_found_in_both_alphabets(row: dict) -> None:  # type: ignore[type-arg]
    assert row["name_uk"]
    spellings = " ".join(json.loads(row["spellings"]))
    assert re.search("[A-Z]", spellings)
    assert row["name_uk"].split()[-1] in spellings


def test_ids_are_used_once() -> None:
    for rows in (CAMPAIGNS, CASES):
        ids = [row["id"] for row in rows]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {id: x, name: X}", "x: unknown [], missing"),
        ("- {id: x, name: X, by: B, who: W, evidence: E, spellings: [X], state: dead}", "state is"),
        ("- {id: x, name: X, colour: red}", "unknown ['colour']"),
    ],
)
def test_a_wrong_entry_is_named_with_its_fault(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"cases\.yaml") as caught:
        checked_rows("cases.yaml", yaml.safe_load(text), CASES_TABLE)
    assert said in str(caught.value)


def test_open_campaigns_come_before_those_that_are_over(get: Get) -> None:
    page = parsed(get, "/campaigns")
    assert [h.text_content()[:16] for h in page.xpath("//h2")] == [
        "Sample: write a ",
        "Sample: over <sc",
    ]
    assert "open · as of November 2026 · by Sample Network" in words(page.xpath("//li[h2]")[0])


def titles(page: html.HtmlElement) -> list[str]:
    return [h.text_content() for h in page.xpath("//ol[@class='articles']//h3")]


def test_a_campaign_shows_what_has_its_phrases_in_any_inflection(get: Get) -> None:
    page = parsed(get, "/campaign/sample-letters?show=articles")
    assert titles(page) == [
        "Sample: teachers in Kherson were summoned",
        "Зразок: у Мелітополі перевіряли телефони",
    ]
    assert "Write." in words(page)


def test_a_campaign_shows_stories_unless_articles_are_asked_for(get: Get) -> None:
    page = parsed(get, "/campaign/sample-letters")
    assert titles(page) == ["Sample: teachers in Kherson were summoned"]
    assert "2 articles" in words(page.xpath("//ol[@class='articles']/li")[0])
    assert "One original source; not separately confirmed yet" in words(page)
    (leads_to,) = page.xpath("//p[@class='switch']/a/@href")
    assert leads_to == "/campaign/sample-letters?show=articles"
    assert parsed(get, leads_to).xpath("//p[@class='switch']/a/@href") == [
        "/campaign/sample-letters"
    ]
    assert get("/campaign/sample-letters?show=colours").status_code == 404


def test_its_list_goes_on_page_by_page(tmp_path: Path, make: Make) -> None:
    write_database(tmp_path / "news.db", extra=130)
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        conn.execute("update campaigns set words = '[\"Plain\"]' where id = 'sample-letters'")
        conn.commit()
    get, seen, path = getter(make(tmp_path / "news.db")), list[str](), "/campaign/sample-letters"
    while path:
        page = parsed(get, path)
        assert page.xpath("//link[@type='application/atom+xml']/@href") == [
            "/feeds/stories/campaign/sample-letters.atom"
        ]
        seen += titles(page)
        path = "".join(page.xpath("//a[@rel='next']/@href"))
    assert len(seen) == len(set(seen)) == 130
    first = etree.fromstring(get("/feeds/stories/campaign/sample-letters.atom").content)
    older = {link.get("rel"): link.get("href") for link in first.findall(ATOM + "link")}
    assert older["next"].startswith(f"{URL}/feeds/stories/campaign/sample-letters.atom?before=")


def test_what_is_over_asks_for_nothing_more(get: Get) -> None:
    text = words(parsed(get, "/campaign/sample-over"))
    assert "This is over: nothing more is asked for." in text
    assert "Nothing." not in text.partition("What one can do")[2].partition("Newest")[0].replace(
        "nothing more", ""
    )


def test_a_case_leads_to_letters_and_is_kept_out_of_search_engines(get: Get) -> None:
    page = parsed(get, "/case/sample-case")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//ul/li/a[@href='/campaign/sample-letters']")
    assert [h.text_content() for h in page.xpath("//ol[@class='articles']//h3")] == [
        "Образец: суд в Симферополе"
    ]


@pytest.mark.parametrize("kind", ["campaign/sample-letters", "case/sample-case",
                                  "campaign/sample-over"])  # fmt: skip
def test_each_has_a_feed(get: Get, kind: str) -> None:
    answer = get(f"/feeds/{kind}.atom")
    assert answer.status_code == 200
    assert problems(answer.content) == []
    again = get(f"/feeds/{kind}.atom", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    for page, of in ((f"/{kind}", f"/feeds/stories/{kind}"), (f"/{kind}?show=articles",
                                                               f"/feeds/{kind}")):  # fmt: skip
        link = html.fromstring(get(page).content).xpath("//link[@rel='alternate'][@type]/@href")
        assert link == [f"{of}.atom", f"{of}.json"]
        assert get(link[1]).json()["home_page_url"] == URL + page


def test_a_feed_of_stories_has_one_entry_where_that_of_articles_has_two(get: Get) -> None:
    stories = get("/feeds/stories/campaign/sample-letters.json").json()
    articles = get("/feeds/campaign/sample-letters.json").json()
    assert [item["id"] for item in stories["items"]] == [f"tag:{AUTHORITY}:story/sample-en"]
    assert [item["id"] for item in articles["items"]] == [
        f"tag:{AUTHORITY}:article/sample-en", f"tag:{AUTHORITY}:article/sample-uk",
    ]  # fmt: skip
    assert stories["title"] == "Stories: Sample: write a letter · Sample news"
    assert articles["title"] == "Sample: write a letter · Sample news"


def test_every_feed_is_announced_where_the_campaigns_and_cases_are_listed(get: Get) -> None:
    for page, kind in (("/campaigns", "campaign/sample-letters"), ("/cases", "case/sample-case")):
        links = html.fromstring(get(page).content).xpath("//link[@rel='alternate'][@type]/@href")
        assert f"/feeds/stories/{kind}.atom" in links


def test_a_campaign_without_phrases_has_an_empty_feed_rather_than_everything(get: Get) -> None:
    assert get("/feeds/campaign/sample-over.json").json()["items"] == []
    assert get("/feeds/campaign/sample-over.atom?archive=2026-10").status_code == 404
    assert get("/feeds/campaign/sample-letters.atom?topic=education").status_code == 404


def test_what_nobody_campaigns_for_is_not_here(get: Get) -> None:
    for path in ("/case/somebody", "/campaign/none", "/feeds/case/somebody.atom"):
        assert get(path).status_code == 404


def test_who_campaigns_is_told_in_ukrainian_where_it_is_known(get: Get) -> None:
    page = parsed(get, "/uk/campaign/sample-letters")
    assert "Зразкова мережа" in words(page)
    who = "//section[@aria-labelledby='do']//bdi[@lang='en']"
    assert not page.xpath(who)
    (english,) = parsed(get, "/uk/case/sample-case").xpath(who)
    assert english.text == "Sample Network"


def test_a_file_of_an_older_version_shows_who_campaigns_in_english(
    tmp_path: Path, make: Make
) -> None:
    write_database(tmp_path / "news.db")
    with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
        conn.execute("alter table campaigns drop column by_uk")
        conn.commit()
    page = parsed(getter(make(tmp_path / "news.db")), "/uk/campaign/sample-letters")
    assert "Sample Network" in words(page)
