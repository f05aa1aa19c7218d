from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.rules import changes
from aggregator.tag import places_text
from aggregator.tag.gazetteer import table
from aggregator.tag.places_lookup import lookup
from aggregator.tag.topics import find_topics
from aggregator.tag.words import Words, fold, same_length_lower, words_of, words_of_article

TEXTS = st.text(
    st.one_of(
        st.sampled_from("аіїєґёЖ'’ʼ`´‘\u0301\u00ad-_. \n012,«»"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)
# The words of the places as one rule says them, without a cut that is shared.
_LETTERS = re.compile(r"[^\W\d_]++(?:['\u0301\u00ad]++[^\W\d_]++)*+")


def keys(text: str) -> list[str]:
    return words_of(text).keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Зв’язок, в`язень і п'ять", ["зв'язок", "в'язень", "і", "п'ять"]),
        ("«'Меморіал'»", ["меморіал"]),
        ("СІЗО-2, №3; 10:30", ["сізо", "2", "3", "10", "30"]),
        ("#free_crimea", ["free", "crimea"]),
        ("Russia's ЁЛКА", ["russia's", "елка"]),
        ("мобі\u00adлізація Украї\u0301на", ["мобілізація", "україна"]),
        ("İlmi", ["ilmi"]),
        ("", []),
    ],
)
def test_words_are_letters_and_digits_with_apostrophes_inside(
    text: str, expected: list[str]
) -> None:
    assert keys(text) == expected


@given(TEXTS)
def test_every_word_lies_where_it_says_and_nothing_between_is_a_word(text: str) -> None:
    words, last = words_of(text), 0
    for key, start, end in zip(words.keys, words.starts, words.ends, strict=True):
        assert last <= start < end <= len(text)
        assert not re.search(r"[^\W_]", text[last:start])
        marks = str.maketrans("", "", "\u0301\u00ad")
        assert key == fold(text[start:end]).translate(marks)
        last = end
    assert not re.search(r"[^\W_]", text[last:])


@given(TEXTS)
def test_the_index_has_every_word_once_in_order(text: str) -> None:
    words = words_of(text)
    assert sorted(at for places in words.index.values() for at in places) == [
        *range(len(words.keys))
    ]
    assert words.places(words.vocabulary) == [*range(len(words.keys))]
    assert all(words.keys[at] == key for key, places in words.index.items() for at in places)


@given(TEXTS)
def test_every_word_stands_in_one_sentence(text: str) -> None:
    words = words_of(unicodedata.normalize("NFC", text))
    spread = [at for places in words.by_sentence for at in places]
    assert spread == [*range(len(words.keys))]
    for (start, end), places in zip(words.sentences, words.by_sentence, strict=True):
        assert all(start <= words.starts[at] and words.ends[at] <= end for at in places)


@given(TEXTS)
def test_the_places_get_the_words_that_their_own_rule_would_cut(text: str) -> None:
    found = places_text.place_words(words_of(text))
    folded = places_text.fold(text)
    direct = [match.span() for match in _LETTERS.finditer(folded)]
    spans = list(zip(found.starts, found.ends, strict=True))
    assert len(spans) == len(direct)
    for (start, end), (first, last) in zip(spans, direct, strict=True):
        assert first <= start <= end <= last  # l' and 's are cut off


def test_no_letter_but_the_dotted_capital_grows_when_made_small() -> None:
    longer = [chr(p) for p in range(sys.maxunicode + 1) if len(chr(p).lower()) != 1]
    assert longer == ["İ"]
    assert same_length_lower("ЁİЖ") == "ёiж"


def test_recutting_leaves_the_other_words_as_they_are() -> None:
    words = words_of("l'armée de Kherson, d'ici")
    odd = [0, 3]
    recut = words.recut(odd, lambda word: [(word[2:], 2, len(word))])
    assert recut.keys == ["armée", "de", "kherson", "ici"]
    assert [recut.text[s:e] for s, e in zip(recut.starts, recut.ends, strict=True)] == [
        "armée",
        "de",
        "Kherson",
        "ici",
    ]


def test_one_article_is_cut_once() -> None:
    assert words_of_article("Title", "Text.") is words_of_article("Title", "Text.")
    assert isinstance(words_of_article("Title", "Text."), Words)


def test_a_hashtag_and_a_soft_hyphen_hide_no_topic() -> None:
    found = {tag.code for tag in find_topics("", "#political_prisoners", "en")}
    assert found == {tag.code for tag in find_topics("", "political prisoners", "en")} != set()
    hidden = "примусова мобі\u00adлізація"
    assert find_topics("", hidden, "uk")
    assert "мобілізація" in changes.fold(hidden)  # so that a change of its rules is due there


def test_a_form_is_found_through_its_stem_exactly_where_the_list_has_it() -> None:
    known = lookup()
    for kind, lines in table()["forms"].items():
        expected: dict[str, dict[int, None]] = {}
        for line in lines:
            stem, ends, places = line.split(":")
            for end in ends.split(","):
                expected.setdefault(stem + end, {}).update(
                    dict.fromkeys(map(int, places.split(",")))
                )
        assert known.forms[kind].written_out() == {f: tuple(c) for f, c in expected.items()}
        for form in list(expected)[::7]:
            assert known.forms[kind][form] == tuple(expected[form]), (kind, form)
            if " " not in form:
                assert known.table.meaning(form).codes[kind] == tuple(expected[form])


@pytest.mark.parametrize("word", ["херсонщи", "маріуполякк", "народ", "х", "", "zzz"])
def test_what_is_no_form_means_nothing(word: str) -> None:
    assert not lookup().table.codes(word)
    assert word not in lookup().name
