from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import model
from aggregator.tag import gazetteer, tag_article, topics

TITLE = "Окупанти вивезли дітей з Херсонщини"
TEXT = (
    "Дітей із Олешківського будинку-інтернату вивезли до Скадовська, а потім до Криму. "
    "Про це повідомили правозахисники."
)


def test_reading_an_article_gives_its_language_places_and_topics_with_their_versions() -> None:
    tags = tag_article(TITLE, TEXT, language="uk", published=date(2023, 5, 2))
    assert tags.language == "uk"
    roles = {tag.code: tag.role for tag in tags.regions}
    assert roles["UA65000000000030969"] == "about"
    assert roles["UA01000000000013043"] == "mentions"
    assert tags.topics
    assert tags.gazetteer_version == gazetteer.version()
    assert tags.topics_version == topics.VERSION


def test_a_region_tag_shows_the_words_that_caused_it() -> None:
    document = model.document(TITLE, TEXT)
    tags = {tag.code: tag for tag in tag_article(TITLE, TEXT).regions}
    (crimea,) = tags["UA01000000000013043"].spans
    assert document[crimea.start : crimea.end] == crimea.form == "Криму"


def test_a_closed_gate_and_own_names_reach_the_place_finder() -> None:
    assert tag_article("", "A film festival in Odessa.", focus=False).regions == ()
    assert tag_article("", "Kherson Post wrote.", own_names=("Kherson Post",)).regions == ()


@pytest.mark.parametrize(
    "text",
    [
        "Про це розповіли Зразковій редакції Херсона.",
        "Зразкову редакцію Херсона попросили про коментар.",
        "The Sample Newsroom of Kherson asked.",
    ],
)
def test_the_name_of_a_source_is_no_place_in_any_case_form(text: str) -> None:
    own = ("Зразкова редакція Херсона (ЗРАЗОК)", "Sample Newsroom of Kherson (SAMPLE)")
    assert tag_article("", text, own_names=own).regions == ()
    assert tag_article("", text).regions != ()


def test_an_empty_article_has_no_tags() -> None:
    tags = tag_article("", "")
    assert (tags.language, tags.regions, tags.topics) == (None, (), ())


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_article_can_be_read(title: str, text: str) -> None:
    document = model.document(title, text)
    tags = tag_article(title, text)
    for tag in (*tags.regions, *tags.topics):
        for span in tag.spans:
            assert document[span.start : span.end] == span.form
