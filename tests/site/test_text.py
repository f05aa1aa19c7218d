from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from aggregator.site.text import (
    as_line,
    as_moment,
    as_text,
    host_of,
    shorten,
    web_link,
    without_direction_tricks,
)

ANYTHING = st.text(st.characters(), max_size=80)  # surrogates and unassigned included


@settings(deadline=None)
@given(ANYTHING)
def test_text_is_always_fit_for_xml(text: str) -> None:
    element = etree.Element("x", title=as_line(text))
    element.text = as_text(text)
    assert etree.fromstring(etree.tostring(element)).get("title") == as_line(text)


@settings(deadline=None)
@given(ANYTHING | st.binary(max_size=40) | st.integers() | st.none() | st.floats())
def test_any_value_of_sqlite_becomes_one_line(value: object) -> None:
    line = as_line(value)
    assert "\n" not in line
    assert line == line.strip()
    assert as_line(line) == line


def test_direction_tricks_and_invisible_signs_are_removed() -> None:
    assert as_line("a\u202eb\u2066c\u200bd\ufeffe\u200ff") == "abcdef"
    assert as_line("two\u2028lines\tand\x85more") == "two lines andmore"
    assert as_line("e\u0301") == "é"


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//no.example/", "ftp://a/",
     "https://", "https://user@known.example@evil.example/", "http://a b/", "https://[::1", "",
     "https://a.example/\u202egnp", "https://a.example:port/", 'https://a.example/"onclick="x',
     "https://a.example/<b>", None, 7, "https://xn--/\udcff"],
)  # fmt: skip
def test_what_is_no_web_address_is_no_link(bad: object) -> None:
    assert web_link(bad) is None


@settings(deadline=None)
@given(ANYTHING)
def test_a_link_is_ascii_and_has_a_host(text: str) -> None:
    for candidate in (text, f"https://a.example/{text}", f"http://{text}/"):
        link = web_link(candidate)
        if link is not None:
            assert link.isascii()
            assert link.lower().startswith(("http://", "https://"))
            assert not set(link) & set("<>\"'` ") - {"'"}


def test_look_alike_hosts_are_shown_in_ascii() -> None:
    link = web_link("https://zmіna.info/стаття?q=є")  # the third letter is Cyrillic
    assert link is not None
    assert (host_of("https://zmіna.info/") or "").startswith("xn--zmna-")
    assert host_of("https://www.monitor.example/") == "monitor.example"


@settings(deadline=None)
@given(ANYTHING, st.integers(min_value=1, max_value=50))
def test_a_shortened_text_is_short_and_says_so(text: str, characters: int) -> None:
    short = shorten(text, characters)
    assert len(short) <= max(characters + 1, 1)
    assert short == text or short.endswith("…")


@settings(deadline=None)
@given(ANYTHING | st.datetimes().map(str) | st.none() | st.integers())
def test_no_date_is_an_error(value: object) -> None:
    moment = as_moment(value)
    assert moment is None or moment.iso.endswith("Z")


@pytest.mark.parametrize(
    ("value", "precision", "words", "exact"),
    [
        ("2026-11-21T09:30:00Z", "minute", "21 November 2026", "2026-11-21 09:30 UTC"),
        ("2026-11-21T01:30:00+02:00", "minute", "20 November 2026", "2026-11-20 23:30 UTC"),
        ("2026-11-21T00:00:00Z", "day", "21 November 2026", "2026-11-21 (day only)"),
        ("2026-11-21", "minute", "21 November 2026", "2026-11-21 (day only)"),
        ("2026-11-01T00:00:00Z", "month", "November 2026", "2026-11 (month only)"),
    ],
)
def test_a_date_says_no_more_than_is_known(
    value: str, precision: str, words: str, exact: str
) -> None:
    moment = as_moment(value, precision)
    assert moment is not None
    assert (moment.words, moment.utc) == (words, exact)


def test_a_time_without_a_zone_is_a_guess_and_is_not_shown() -> None:
    assert as_moment("2026-11-21T09:30:00") is None


@settings(deadline=None)
@given(ANYTHING | st.text(st.sampled_from("aé́ \n\t\u00a0\u200b\u202eж"), max_size=12))
def test_what_is_taken_for_plain_is_what_cleaning_would_give(text: str) -> None:
    cleaned = unicodedata.normalize("NFC", without_direction_tricks(text))
    assert as_line(text) == " ".join(cleaned.split())
    assert as_text(text) == re.sub(r"[^\S\n]+", " ", cleaned).strip()


@pytest.mark.parametrize(
    ("address", "link", "host"),
    [("https://straße.example/ж", "https://xn--strae-oqa.example/%D0%B6", "xn--strae-oqa.example"),
     ("https://зразок.example:81/", "https://xn--80anbmtj.example:81/", "xn--80anbmtj.example"),
     ("https://[2001:db8::1]/ж", "https://[2001:db8::1]/%D0%B6", "2001:db8::1"),
     ("https://a❤.example/", "https://xn--a-7iq.example/", "xn--a-7iq.example")],
)  # fmt: skip
def test_a_link_leads_to_the_host_that_browsers_find(address: str, link: str, host: str) -> None:
    assert web_link(address) == link
    assert host_of(address) == host


@pytest.mark.parametrize("letter", "\u115f\u1160\u17b4\u17b5\u3164\uffa0")
def test_a_letter_without_a_form_is_left_out(letter: str) -> None:
    assert as_line(letter * 3) == as_text(letter) == ""
    assert as_line(f"Sim{letter}feropol") == "Simferopol"
