from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from aggregator.site.metadata import metadata
from aggregator.site.serve import build
from tests.origin.server import Origin
from tests.pipeline.lines import Item, SampleLine, article_page
from tests.site.conftest import Get, close, getter

MARIUPOL = {"uk-title", "ru-title", "fr-text", "en-deep"}
FILLER = "The invented monitor tells of many other things in this long sentence here. " * 8
ARTICLES = (
    ("uk-title", "Зразок: мешканців Маріуполя не пустили додому", FILLER),
    ("ru-title", "Образец: в Мариуполе закрыли школу", FILLER),
    ("fr-text", "Exemple : une école", "À Marioupol, une école a fermé. " + FILLER),
    ("en-deep", "Sample: a school was closed", FILLER + "It happened in Mariupol. " + FILLER),
    ("kherson", "Sample: teachers of Kherson", "Teachers of Kherson were summoned. " + FILLER),
    ("melitopol", "Зразок: обшуки в Мелітополі", FILLER),
)


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """The site over a database that a round has fetched, tagged and published."""
    with Origin() as origin:
        line = SampleLine(origin, tmp_path_factory.mktemp("line"))
        for name, title, text in ARTICLES:
            origin.page(f"/{name}", article_page(title, text))
        line.publish_feed_only([Item(name, title, guid=name) for name, title, _ in ARTICLES])
        line.round()
        datasette = build(line.db / "news.db", metadata())
    yield getter(datasette)
    close(datasette)


def found(get: Get, **asked: str) -> dict[str, str]:
    """The articles of the first page by the last part of their link, with what is said of each."""
    page = html.fromstring(get("/search?" + urlencode({**asked, "show": "articles"})).content)
    names = {title: name for name, title, _ in ARTICLES}
    return {
        names[entry.xpath(".//h3")[0].text_content().strip()]: entry.text_content()
        for entry in page.xpath("//ol[@class='articles']/li")
    }


@pytest.mark.parametrize("order", ["best", "newest"])
@pytest.mark.parametrize(
    "asked",
    ["Mariupol", "Маріуполя", "в Мариуполе", "Marioupol", "MARIUPOL", "Маріуполь", "Мариуполь"],
)
def test_one_place_is_found_under_all_its_names(get: Get, asked: str, order: str) -> None:
    assert found(get, q=asked, order=order).keys() == MARIUPOL


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Mariupol школа", {"ru-title"}),
        ("Маріуполь school", {"en-deep"}),
        ("Херсон", {"kherson"}),
        ("Мелитополь", {"melitopol"}),
        ("school -Маріуполь", set()),
        ('"teachers of Kherson"', {"kherson"}),
        ("summon*", {"kherson"}),
    ],
)
def test_words_and_places_narrow_each_other(get: Get, asked: str, names: set[str]) -> None:
    assert found(get, q=asked).keys() == names


def test_a_place_in_the_title_stands_above_one_deep_in_the_text(get: Get) -> None:
    order = list(found(get, q="Mariupol"))
    assert set(order[:2]) == {"uk-title", "ru-title"}
    assert order[-1] == "en-deep"


def test_a_match_beyond_what_may_be_shown_is_told_in_words(get: Get) -> None:
    entries = found(get, q="Mariupol")
    assert "in the full text, which its source does not allow us to show" in entries["en-deep"]
    assert "À Marioupol" in entries["fr-text"]
    assert "does not allow" not in entries["fr-text"] + entries["uk-title"]


SYNTAX = st.sampled_from([*"\"'*^+-(){}:.,<>|&\\\x00 ", "AND", "OR", "NOT", "NEAR(", "title:", "в"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=st.text(max_size=40) | st.lists(SYNTAX, max_size=12).map(" ".join))
def test_a_mistyped_question_is_answered_by_the_page_and_by_sql(get: Get, asked: str) -> None:
    words = asked.encode("utf-8", "replace").decode()
    assert get("/search?" + urlencode({"q": words})).status_code == 200
    for query in ("search", "search_best"):
        answer = get(f"/news/{query}.json?" + urlencode({"words": words}))
        assert answer.status_code == 200, answer.text
