from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from aggregator.health import State
from aggregator.model import Document, ParsedFeed, Retrieval
from aggregator.parse import parse_source
from aggregator.retrieval import posts_address

URL = "https://monitor.example/wp-json/wp/v2/posts"
LONG = "<p>Зразок. У Сімферополі відбулося засідання суду у справі трьох людей.</p>" * 8


def post(number: int, **more: Any) -> dict[str, Any]:
    """A post as the WordPress API gives it; written by us."""
    return {
        "id": number,
        "guid": {"rendered": f"https://monitor.example/?p={number}"},
        "link": f"https://monitor.example/2024/08/26/zrazok-{number}/",
        "date": "2024-08-26T17:05:00",
        "date_gmt": "2024-08-26T14:05:00",
        "modified_gmt": "2024-08-27T08:00:00",
        "title": {"rendered": "Зразок &#8212; засідання &amp; вирок"},
        "excerpt": {"rendered": "<p>Коротко.</p>"},
        "content": {"rendered": LONG, "protected": False},
        **more,
    }


def read(posts: Any, url: str = URL, total: int | None = None) -> ParsedFeed:
    body = posts if isinstance(posts, bytes) else json.dumps(posts).encode()
    document = Document(body, "application/json", url, date(2026, 3, 1), total)
    return parse_source(Retrieval("wordpress"), document, 500)


def test_a_post_gives_every_field_and_its_text_is_whole() -> None:
    (entry,) = read([post(7)]).entries
    assert entry.id == "https://monitor.example/?p=7"  # the guid of the RSS feed of the same site
    assert entry.link == "https://monitor.example/2024/08/26/zrazok-7/"
    assert entry.title == "Зразок — засідання & вирок"
    assert (entry.summary, entry.complete) == ("Коротко.", True)
    assert entry.content.startswith("Зразок. У Сімферополі")
    assert "<" not in entry.content
    assert entry.published == datetime(2024, 8, 26, 14, 5, tzinfo=UTC)
    assert (entry.published_raw, entry.revised) == ("2024-08-26T14:05:00Z", "2024-08-27T08:00:00Z")


def test_without_a_moment_in_utc_the_time_of_the_site_counts_as_kyiv() -> None:
    (entry,) = read([post(7, date_gmt="0000-00-00T00:00:00")]).entries
    assert entry.published == datetime(2024, 8, 26, 14, 5, tzinfo=UTC)
    assert entry.published_raw == "2024-08-26T17:05:00"


@pytest.mark.parametrize(
    "content",
    [{"rendered": ""}, {"rendered": "<p>Short.</p>"}, {"rendered": LONG, "protected": True}, None],
)
def test_a_post_without_its_text_has_its_page_read(content: Any) -> None:
    (entry,) = read([post(7, content=content)]).entries
    assert not entry.complete


def test_the_next_page_is_asked_for_until_the_last_that_the_header_names() -> None:
    first = read([post(7)], posts_address(URL), total=3)
    assert first.older == posts_address(URL, 2)
    assert "page=2" in posts_address(URL, 2)
    assert read([post(7)], posts_address(URL, 3), total=3).older is None


def test_without_the_header_a_full_page_has_another_behind_it() -> None:
    full = [post(number) for number in range(20)]
    assert read(full, posts_address(URL)).older == posts_address(URL, 2)
    assert read(full[:19], posts_address(URL)).older is None


def test_the_query_of_feeds_yaml_stays_and_wins() -> None:
    address = posts_address(f"{URL}?lang=uk&per_page=5")
    assert "lang=uk" in address
    assert "per_page=5&" in address
    assert "_fields=id,guid,link" in address
    plain = posts_address("https://monitor.example/?rest_route=/wp/v2/posts")
    assert plain.startswith("https://monitor.example/?per_page=20&")
    assert "rest_route=/wp/v2/posts" in plain


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"<!DOCTYPE html><title>No</title>", "a web page answered, not the WordPress API"),
        (b"{not json", "not valid JSON, not the WordPress API"),
        (b'{"code": "rest_no_route"}', "JSON, but not a list of posts: rest_no_route"),
        (b"[" * 100_000, "not valid JSON, not the WordPress API"),
        (b'[{"a": 1}]', "JSON, but not a list of posts"),
        (b'"word"', "JSON, but not a list of posts"),
    ],
)
def test_what_is_no_list_of_posts_is_named(body: bytes, detail: str) -> None:
    feed = read(body)
    assert (feed.state, feed.detail) == (State.NOT_A_FEED, detail)


def test_no_posts_is_empty_and_wrong_types_cost_a_field_not_the_page() -> None:
    assert read([]).state is State.EMPTY
    odd = post(1, title=7, guid=None, excerpt=[], modified_gmt=False, date_gmt={}, date=None)
    feed = read([odd, "word", None, post(2)])
    assert feed.state is State.WORKING
    assert [entry.title for entry in feed.entries] == [None, "Зразок — засідання & вирок"]
    assert feed.entries[0].published is None
