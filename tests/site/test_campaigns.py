"""Campaigns say what one can do and as of when; cases are only people who are campaigned for."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from aggregator.site.text import web_link
from aggregator.store import public_campaigns
from aggregator.store.public_campaigns import campaign_rows, case_rows
from tests.site.conftest import Get
from tests.site.rfc4287 import problems
from tests.site.test_pages import parsed, words

CAMPAIGNS, CASES = campaign_rows(), case_rows()


@pytest.mark.parametrize("row", CAMPAIGNS, ids=lambda row: row["id"])
def test_every_campaign_is_told_in_both_languages_with_its_page_and_day(row: dict) -> None:  # type: ignore[type-arg]
    for column in ("name", "name_uk", "what", "what_uk", "act", "act_uk", "by", "checked"):
        assert row[column], column
    assert web_link(row["link"])
    assert (row["state"] == "closed") == bool(row["ended"])


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["id"])
def test_every_case_says_who_campaigns_where_that_was_seen_and_as_of_when(row: dict) -> None:  # type: ignore[type-arg]
    for column in ("name", "who", "who_uk", "by", "evidence", "checked"):
        assert row[column], column
    assert web_link(row["evidence"])
    assert (row["state"] == "freed") == bool(row["until"])


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
def test_a_wrong_entry_is_named_with_its_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(public_campaigns, "FILES", (path, path))
    with pytest.raises(ValueError, match=r"cases\.yaml") as caught:
        case_rows()
    assert said in str(caught.value)


def test_open_campaigns_come_before_those_that_are_over(get: Get) -> None:
    page = parsed(get, "/campaigns")
    assert [h.text_content()[:16] for h in page.xpath("//h2")] == [
        "Sample: write a ",
        "Sample: over <sc",
    ]
    assert "open · as of November 2026 · by Sample Network" in words(page.xpath("//li[h2]")[0])


def test_a_campaign_shows_the_articles_with_its_phrases_in_any_inflection(get: Get) -> None:
    page = parsed(get, "/campaign/sample-letters")
    titles = [h.text_content() for h in page.xpath("//ol[@class='articles']//h3")]
    assert titles == [
        "Sample: teachers in Kherson were summoned",
        "Зразок: у Мелітополі перевіряли телефони",
    ]
    assert "Write." in words(page)


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
    link = html.fromstring(get("/" + kind).content).xpath("//link[@rel='alternate'][@type]/@href")
    assert link == [f"/feeds/{kind}.atom", f"/feeds/{kind}.json"]


def test_every_feed_is_announced_where_the_campaigns_and_cases_are_listed(get: Get) -> None:
    for page, kind in (("/campaigns", "campaign/sample-letters"), ("/cases", "case/sample-case")):
        links = html.fromstring(get(page).content).xpath("//link[@rel='alternate'][@type]/@href")
        assert f"/feeds/{kind}.atom" in links


def test_a_campaign_without_phrases_has_an_empty_feed_rather_than_everything(get: Get) -> None:
    assert get("/feeds/campaign/sample-over.json").json()["items"] == []
    assert get("/feeds/campaign/sample-over.atom?archive=2026-10").status_code == 404
    assert get("/feeds/campaign/sample-letters.atom?topic=education").status_code == 404


def test_what_nobody_campaigns_for_is_not_here(get: Get) -> None:
    for path in ("/case/somebody", "/campaign/none", "/feeds/case/somebody.atom"):
        assert get(path).status_code == 404
