from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import model
from aggregator.tag.topics import VERSION, Topic, find_topics, topics

WORDS = (
    "tortured children deported Russia arrested journalist FSB katowani катували дітей депортували "
    "Росії окупанти enfants déportés Zivilisten erschossen POWs not Committee against Torture . \n "
    "İstanbul в’язень ёлка 𝕏 \u00ad - ' “ ”"
).split(" ")


def codes(text: str, language: str | None, title: str = "") -> set[str]:
    return {tag.code for tag in find_topics(title, text, language)}


def roles(title: str, text: str, language: str = "en") -> dict[str, str]:
    return {tag.code: tag.role for tag in find_topics(title, text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Crimeans were illegally mobilised into the army."),
        ("uk", "Кримчан незаконно мобілізували до армії."),
        ("ru", "Крымчан незаконно мобилизовали в армию."),
        ("fr", "La mobilisation forcée des habitants continue."),
        ("es", "La movilización forzosa de los habitantes continúa."),
        ("de", "Die Zwangsmobilisierung der Bewohner geht weiter."),
        ("it", "La mobilitazione forzata degli abitanti continua."),
        ("pt", "A mobilização forçada dos habitantes continua."),
        ("pl", "Przymusowa mobilizacja mieszkańców trwa."),
    ],
)
def test_a_topic_is_found_in_each_of_nine_languages(language: str, text: str) -> None:
    assert "forced-mobilisation" in codes(text, language)


def test_a_tag_shows_the_words_that_caused_it_and_the_rule() -> None:
    text = "He was tortured in a basement."
    (tag,) = find_topics("A title", text, "en")
    (span,) = tag.spans
    assert (tag.code, span.form) == ("torture", "tortured")
    assert model.document("A title", text)[span.start : span.end] == "tortured"
    assert span.rule.startswith("en: torture|")


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)),
    st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)),
    st.sampled_from([None, "en", "uk", "crh", ""]),
)
def test_any_text_gives_spans_that_are_slices(title: str, text: str, language: str | None) -> None:
    document = model.document(title, text)
    tags = find_topics(title, text, language)
    assert len({tag.code for tag in tags}) == len(tags)
    for tag in tags:
        assert tag.spans
        assert tag.weight >= 1
        for span in tag.spans:
            assert document[span.start : span.end] == span.form != ""
    assert list(tags) == sorted(tags, key=lambda tag: (-tag.weight, tag.code))


@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_spans_of_one_topic_never_overlap(text: str) -> None:
    for tag in find_topics("", text, "en"):
        ends = 0
        for span in tag.spans:
            assert span.start >= ends
            ends = span.end


def test_cues_are_found_whatever_the_language_is_said_to_be() -> None:
    for language in ("en", "uk", "crh", None):
        assert codes("Его пытали трое суток.", language) == {"torture"}


def test_words_in_another_language_than_the_titles_never_weigh_as_a_title() -> None:
    for language in ("fr", "en"):  # a title may be in a language of its own
        (own,) = find_topics("Les détenus sont torturés dans la cave", "", language)
        assert own.weight == 3
    quoting = "It is said that they were “torturés” and that the word was theirs"
    (quoted,) = find_topics(quoting, "", "en")
    assert quoted.weight == 1


def test_the_title_and_the_beginning_weigh_more_than_the_body() -> None:
    body = "Plain words go on. " * 40
    weights = [
        find_topics("They were tortured", body, "en")[0].weight,
        find_topics("A title", "They were tortured. " + body, "en")[0].weight,
        find_topics("A title", body + "They were tortured.", "en")[0].weight,
    ]
    assert weights == [3, 2, 1]


def test_what_stands_in_the_title_is_what_the_article_is_about() -> None:
    body = "Plain words go on. " * 40
    assert roles("Deported villagers come home", body) == {"deportation": "about"}
    assert roles("Villagers come home", body + "Some were deported.") == {"deportation": "mentions"}


def test_a_side_remark_of_an_article_full_of_another_topic_is_a_mention() -> None:
    body = "He was tortured. They beat prisoners. The torturer laughed at the electric shocks. " * 6
    found = roles("Torture in the cellars", body + "His brother was deported in May. Deported.")
    assert found["torture"] == "about"
    assert found["deportation"] == "mentions"


def test_a_hint_alone_makes_no_tag() -> None:
    assert codes("The school reopened and the children laughed.", "en") == set()


def test_hints_at_most_double_what_the_cues_weigh() -> None:
    text = "School. School. School. School. School. Cadet class. School. School."
    (tag,) = find_topics("", text, "en")
    assert tag.code == "education-militarisation"
    assert tag.weight == 2 + 2 + 1  # a cue in the lead, as much of hints, one more cue


def test_a_negative_phrase_takes_only_its_own_words_away() -> None:
    assert codes("The Committee against Torture met in Geneva.", "en") == set()
    assert codes("The Committee against Torture heard who tortured him.", "en") == {"torture"}


def test_international_humanitarian_law_is_not_aid() -> None:
    for language, text in (
        ("en", "Lawyers met to discuss international humanitarian law."),
        ("uk", "Юристи обговорили міжнародне гуманітарне право."),
        ("ru", "Юристы обсудили международное гуманитарное право."),
        ("fr", "Les juristes parlent du droit international humanitaire."),
        ("es", "Los juristas hablan del derecho internacional humanitario."),
        ("de", "Juristen sprachen über das humanitäre Völkerrecht."),
    ):
        assert codes(text, language) == set(), text


def test_an_abbreviation_in_capitals_must_stand_in_capitals() -> None:
    assert codes("Two POWs came home.", "en") == {"pow"}
    assert codes("The power is out, pow!", "en") == set()


def test_a_cue_never_reaches_over_the_end_of_a_sentence() -> None:
    assert "forced-mobilisation" in codes("They were forced into the army.", "en")
    assert codes("The door was forced. The army band played.", "en") == set()


def test_an_apostrophe_of_any_shape_is_the_same_letter() -> None:
    for apostrophe in ("'", "’", "ʼ"):
        assert codes(f"Політв{apostrophe}язень написав листа.", "uk") == {"political-prosecution"}


def test_ukraines_own_mobilisation_is_not_the_occupiers() -> None:
    assert codes("Kyiv changed the rules of its own mobilisation.", "en") == set()
    assert codes("Мобілізація в Україні: Рада змінила правила.", "uk") == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "За фактом відкрито кримінальне провадження, винного затримано."),  # not Крим
        ("uk", "Зв'язали руки? Ні, тільки пообіцяли допомогу."),  # not тіло
        ("uk", "Водій чекав годину в Маріуполі."),  # not вода
        ("ru", "Вывоз украинского мусора подорожал."),  # not украл
        ("ru", "О Крыме говорил советник Арестович."),  # not арест
        ("ru", "Он пытался купить билет в пустую камеру хранения."),  # not пытал, били
        ("en", "Washington bought oil from the coast of Texas."),  # not washed
        ("en", "The band played for the bank's staff."),  # not ban
        ("en", "The infantry regiment left the boy scouts alone."),  # not infant
        ("pt", "O presidente recebeu a jornalista."),  # not preso
    ],
)
def test_the_beginning_of_another_word_is_no_cue(language: str, text: str) -> None:
    assert codes(text, language) == set()


def test_a_claim_about_deported_children_is_filed_under_children() -> None:
    assert codes("Thousands of children were deported to Russia.", "en") == {"child-transfer"}


def test_every_topic_of_the_table_is_there_with_labels_scope_and_law() -> None:
    assert len(topics()) >= 30
    for topic in topics():
        assert isinstance(topic, Topic)
        assert topic.name != topic.name_uk
        assert topic.scope != topic.scope_uk
        assert topic.scope.endswith(".")
        assert topic.law


def test_the_version_is_a_short_hash() -> None:
    assert len(VERSION) == 10
    assert int(VERSION, 16) >= 0


def test_time_grows_with_the_length_of_a_hostile_text_not_with_its_square() -> None:
    def seconds(copies: int) -> float:
        text = "child deported forced army " * copies
        start = time.process_time()
        find_topics("", text, "en")
        return time.process_time() - start

    seconds(100)  # fills the memory of known words
    assert seconds(8_000) < 24 * max(seconds(1_000), 0.005)
