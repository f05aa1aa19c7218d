from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import model
from aggregator.tag.topics import VERSION, find_topics, topics


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Crimeans were illegally mobilised into the army."),
        ("uk", "Кримчан незаконно мобілізували до армії."),
        ("ru", "Крымчан незаконно мобилизовали в армию."),
    ],
)
def test_a_topic_is_found_in_each_language(language: str, text: str) -> None:
    assert "forced-mobilisation" in {tag.code for tag in find_topics("", text, language)}


@given(st.text(), st.text(), st.sampled_from([None, "en", "uk", "xx"]))
def test_any_text_gives_spans_that_are_slices(title: str, text: str, language: str | None) -> None:
    document = model.document(title, text)
    for tag in find_topics(title, text, language):
        assert tag.spans
        for span in tag.spans:
            assert document[span.start : span.end] == span.form


def test_the_version_is_a_short_hash() -> None:
    assert len(VERSION) == 10
    assert int(VERSION, 16) >= 0


def test_every_topic_has_its_codes_and_both_labels() -> None:
    for topic in topics():
        assert topic.law
        assert topic.name != topic.name_uk
