"""The vetting of a source on its page, in the list, and what explains it."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from lxml import html

from aggregator.site.words import letter_sentence
from tests.site.conftest import Get, Make, getter
from tests.site.sample import write_database

FORBIDDEN = re.compile(r"\b(true|verified|trusted|trustworthy)\b|[★☆⭐🟢🔴🟡]|\b\d+ ?%", re.I)


def text_of(get: Get, path: str) -> str:
    answer = get(path)
    assert answer.status_code == 200, path
    main = html.fromstring(answer.text).get_element_by_id("main")
    return " ".join(str(main.text_content()).split())


def test_the_page_of_a_source_says_its_letter_in_words_and_why(get: Get) -> None:
    text = text_of(get, "/source/sample-monitor")
    assert "On probation or partly checked (letter C) · reviewed 1 October 2025" in text
    assert "review overdue" in text
    assert "Why: Is it a named organisation that can be reached? Yes." in text
    assert "Status: probation, listed since 1 November 2026." in text


def test_what_is_missing_is_said_in_the_words_of_the_questions(get: Get) -> None:
    text = text_of(get, "/source/sample-monitor")
    assert "For letter B this is missing." in text
    assert "stands the answer now: Does it say how it collects and checks? Partly." in text
    assert "nobody vouches for it at present" in text


def test_the_reason_is_told_rule_by_rule_without_javascript(get: Get) -> None:
    page = html.fromstring(get("/source/sample-monitor").text)
    (details, *_) = page.findall(".//details")
    said = " ".join(details.text_content().split())
    assert "Rule 1.3 D does not hold. It asks for one of these" in said
    assert "Rule 1.3 C holds. It asks for everything of this" in said
    assert "Not met: V4 is yes (V4 is partly)" in said
    assert not page.findall(".//script")


def test_the_whole_record_and_its_log_stand_on_the_page(get: Get) -> None:
    text = text_of(get, "/source/sample-monitor")
    for expected in (
        "Full review: two assessors without ties to it asked all twelve questions. By A. B., C. D.",
        "Its domain was taken over. (from 1 January 2025 to 14 January 2025)",
        "one documentation pipeline: Sample database. Evidence (evidence.example)",
        "for trials in Crimea",
        "letter (computed) before nothing since then C: on probation or partly checked",
        "voucher: Sample Network before reliable since then nothing",
    ):
        assert expected in text, expected


def test_the_newest_line_of_the_log_comes_first(get: Get) -> None:
    text = text_of(get, "/source/sample-monitor")
    assert text.index("voucher: Sample Network before") < text.index("record before nothing")


def test_a_new_source_reads_as_normal(get: Get) -> None:
    text = text_of(get, "/source/sample-newsroom")
    assert "Not yet assessed (letter F)" in text
    assert "Nothing is logged yet." in text


def test_an_official_body_has_words_and_no_letter(get: Get) -> None:
    text = text_of(get, "/source/sample-ministry")
    assert "Official statement" in text
    assert "letter None" not in text
    assert not re.search(r"\(letter\b", text)


def test_the_list_of_sources_says_the_letter_in_words(get: Get) -> None:
    text = text_of(get, "/sources")
    assert "On probation or partly checked (letter C)" in text
    assert "Not yet assessed (letter F)" in text
    assert "that is normal and speaks against none of them" in text


def test_a_source_that_is_held_or_suspended_is_not_called_new() -> None:
    assert letter_sentence("F", "not assessed", "suspended").startswith("Cannot be judged now")
    assert letter_sentence("F", "not assessed", "quarantine").startswith("Cannot be judged now")
    assert letter_sentence("B", "vetted, gaps listed", "suspended") == (
        "Vetted, gaps listed (letter B)"
    )


def test_credibility_explains_every_letter_every_question_and_every_number(get: Get) -> None:
    text = text_of(get, "/credibility")
    for letter in "ABCDEF":
        assert f"(letter {letter})" in text
    for number in range(1, 13):
        assert f"V{number}" in text
    for number in range(1, 7):
        assert f"{number})" in text
    assert "Anybody can compute every letter again" in text


def test_how_good_letters_are_at_present_is_counted(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    get = getter(make(path))
    assert "At present none is better than C" in text_of(get, "/credibility")
    with sqlite3.connect(path) as db:
        db.execute("update sources set letter = 'B' where id = 'sample-monitor'")
    db.close()
    assert "Letters A and B at present: 1 of 3 sources." in text_of(get, "/credibility")
    assert "At present none" not in text_of(get, "/credibility")


@pytest.mark.parametrize("path", ["/credibility", "/sources", "/source/sample-monitor"])
def test_no_page_promises_truth_or_counts_in_stars(get: Get, path: str) -> None:
    text = text_of(get, path)
    assert not FORBIDDEN.search(text.replace("reviewed", "")), FORBIDDEN.search(text)


def test_a_database_without_letters_has_a_page_all_the_same(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    write_database(path)
    with sqlite3.connect(path) as db:
        db.execute("delete from letters")
        db.execute("update sources set letter = null, letter_words = null, status = null")
    db.close()
    get = getter(make(path))
    assert "Not yet assessed" in text_of(get, "/source/sample-monitor")
    assert "Not yet assessed" in text_of(get, "/sources")
