from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import NO_HINTS, Hints
from aggregator.parse import parse_feed
from aggregator.parse.hints import hints_of

SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


def channel(head: str, items: str = "<item><title>t</title></item>") -> str:
    return f"<rss version='2.0' {SY}><channel><title>Sample</title>{head}{items}</channel></rss>"


@pytest.mark.parametrize(
    ("head", "hints"),
    [
        ("", NO_HINTS),
        ("<ttl>60</ttl>", Hints(3600)),
        ("<ttl> 15 </ttl>", Hints(900)),
        ("<ttl>soon</ttl>", Hints()),
        ("<ttl>-5</ttl>", Hints()),
        ("<ttl>0</ttl>", Hints()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
         Hints(1800)),
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n<sy:updateFrequency>\n1\n</sy:updateFrequency>",
         Hints(3600)),  # as WordPress writes it
        ("<sy:updatePeriod>daily</sy:updatePeriod>", Hints(86_400)),
        ("<sy:updateFrequency>4</sy:updateFrequency>", Hints(21_600)),
        ("<sy:updatePeriod>always</sy:updatePeriod>", Hints()),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
         Hints()),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", Hints(3600)),
        ("<skipHours><hour>0</hour><hour>1</hour><hour>24</hour><hour>77</hour></skipHours>",
         Hints(None, frozenset({0, 1}))),
        ("<skipDays><day>Saturday</day><day>SUNDAY</day><day>Caturday</day></skipDays>",
         Hints(None, frozenset(), frozenset({5, 6}))),
        ("<!-- <ttl>60</ttl> -->", NO_HINTS),
    ],
)  # fmt: skip
def test_a_feed_says_in_its_head_how_it_wants_to_be_asked(head: str, hints: Hints) -> None:
    assert hints_of(channel(head)) == hints
    assert parse_feed(channel(head).encode(), "text/xml", "https://a.example/feed").hints == hints


def test_what_an_entry_quotes_is_no_hint() -> None:
    item = "<item><title>t</title><description><![CDATA[<ttl>9</ttl>]]></description></item>"
    assert hints_of(channel("", item)) == NO_HINTS


@given(st.text(max_size=300))
def test_no_text_can_break_the_reading(text: str) -> None:
    hints = hints_of(f"<ttl>{text}</ttl><skipHours><hour>{text}</hour></skipHours>" + text)
    assert hints.every is None or hints.every > 0
    assert hints.skip_hours <= frozenset(range(24))
