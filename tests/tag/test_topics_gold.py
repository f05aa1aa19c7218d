from __future__ import annotations

from collections import Counter

import pytest

from aggregator.tag.topics import topics
from bench.eval_topics import (
    HRDSATTACK,
    LATER_SETS,
    Labelled,
    articles,
    count_about,
    count_tags,
    evaluate,
    sentences,
)

LANGUAGES = ("de", "en", "es", "fr", "ru", "uk")


def all_sentences() -> list[Labelled]:
    return [item for name in ("sentences", *LATER_SETS) for item in sentences(name)]


def test_the_labelled_texts_are_as_many_as_promised_and_about_half_are_traps() -> None:
    texts = list(sentences())
    assert len(texts) >= 300
    assert len(list(articles())) >= 60
    assert {item.language for item in texts} == set(LANGUAGES)
    assert 0.4 < sum(not item.about for item in texts) / len(texts) < 0.6


def test_every_label_is_a_topic_and_every_topic_is_a_label() -> None:
    known = {topic.id for topic in topics()}
    used = Counter(
        label for item in [*all_sentences(), *articles()] for label in item.about | item.mentions
    )
    assert set(used) == known


def test_no_sentence_stands_twice() -> None:
    texts = Counter(item.text for item in all_sentences())
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_tagged_rightly_in_each_language(language: str) -> None:
    count = count_tags(item for item in all_sentences() if item.language == language)
    assert count.f1 >= 0.9, str(count)


@pytest.mark.parametrize("held_out", [False, True])
def test_both_halves_of_the_first_set_are_above_the_promised_floor(held_out: bool) -> None:
    texts = [*sentences(), *articles()]
    count = count_tags(item for item in texts if item.held_out is held_out)
    assert count.f1 >= 0.85, str(count)


def test_traps_stay_without_a_tag() -> None:
    traps = [item for item in all_sentences() if not item.about]
    count = count_tags(traps)
    assert count.wrong <= 0.03 * len(traps)


def test_what_an_article_is_about_is_told_from_what_it_mentions() -> None:
    count = count_about(articles())
    assert count.f1 >= 0.8, str(count)


@pytest.mark.shared
@pytest.mark.skipif(
    not all(path.exists() for path in HRDSATTACK), reason="../shared/data/tagging is absent"
)
def test_every_figure_is_at_or_above_its_floor() -> None:
    assert [figure for figure in evaluate() if not figure.reached] == []
