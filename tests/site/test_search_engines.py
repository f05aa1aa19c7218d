"""Search engines are to show the lists, and of an article the page of its publisher."""

from __future__ import annotations

import pytest
from lxml import html

from tests.site.conftest import Get
from tests.site.sample import KHERSON, URL


def told(body: bytes) -> tuple[list[str], list[str]]:
    """What a page says to robots, and the address that it calls its own."""
    page = html.fromstring(body)
    robots = page.xpath("//head/meta[@name='robots']/@content")
    return robots, page.xpath("//head/link[@rel='canonical']/@href")


@pytest.mark.parametrize(
    "path",
    ["/article/sample-en", "/story/sample-en", "/story/sample-en/why", "/case/sample-case",
     "/explore?q=teachers", "/search?q=teachers", "/article/none", "/news/articles",
     "/uk/article/sample-en"],
)  # fmt: skip
def test_what_tells_of_one_report_or_one_search_is_not_to_be_listed(get: Get, path: str) -> None:
    assert told(get(path).content)[0] == ["noindex"]


@pytest.mark.parametrize(
    "path",
    ["/", f"/region/{KHERSON}", "/topic/education", "/source/sample-monitor", "/explore",
     "/campaign/sample-letters", "/about", "/uk/"],
)  # fmt: skip
def test_lists_are_to_be_found(get: Get, path: str) -> None:
    assert told(get(path).content)[0] == []


def test_an_article_is_its_publishers_and_a_view_has_one_address(get: Get) -> None:
    assert told(get("/article/sample-en").content)[1] == ["https://www.monitor.example/1"]
    for asked in (
        f"/explore?topic=education&region={KHERSON}",
        "/explore?region=UA-65&topic=education",
    ):
        assert told(get(asked).content)[1] == [f"{URL}/explore?region={KHERSON}&topic=education"]


def test_a_search_sent_by_a_form_stands_in_no_address_store_or_list(get: Get) -> None:
    for words in ({"q": "teachers"}, {"region": KHERSON}):
        answer = get("/explore", method="POST", data=words)
        assert answer.status_code == 200
        assert told(answer.content) == (["noindex"], [])
        assert answer.headers["cache-control"] == "no-store"
