"""No text that a change of the rules can touch is held back; most of those it cannot touch are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aggregator.rules.changes import MANY, RULES, Reach, fold, units
from aggregator.rules.names import Alias
from aggregator.tag.organisation_names import lexicon_of
from aggregator.tag.topic_rules import load
from aggregator.tag.topics import FOLDER, matches
from aggregator.tag.words import words_of

CUES = load(FOLDER).cues
TOPICS = units("topics")
GOLD = Path(__file__).parents[1] / "tag" / "gold"
PLAIN = fold("The weather of the sample was fine, and the sea was calm.")


def topic_unit(words: str, language: str = "en") -> str:
    return json.dumps(["topics", "sample", "cues", language, words])


def texts() -> list[str]:
    found = [cue.example for cue in CUES]
    for path in GOLD.glob("*.yaml"):
        content = yaml.safe_load(path.read_text("utf-8"))
        entries = content if isinstance(content, list) else next(iter(content.values()))
        found += [str(entry.get("text", "")) for entry in entries if isinstance(entry, dict)]
    return found


def test_every_place_where_a_cue_stands_is_touched_by_a_change_of_that_cue() -> None:
    reaches: dict[tuple[str, str, str, str], Reach] = {}
    by_words = {}
    for unit in TOPICS:
        _, topic, part, language, words = json.loads(unit)
        by_words.setdefault((topic, part, language), []).append((words, unit))
    checked = 0
    for text in texts():
        folded = fold(text)
        for match in matches(text):
            cue = match.cue
            place = (cue.topic, cue.part, cue.language, cue.words)
            if place not in reaches:
                # Groups are written out in units, so a cue with one is taken by its beginning.
                plain = cue.words.partition("{")[0]
                possible = [
                    u for words, u in by_words[place[:3]]
                    if words == cue.words or ("{" in cue.words and words.startswith(plain))
                ]  # fmt: skip
                assert possible, cue.words
                reaches[place] = Reach([], possible)
            assert reaches[place].touches(folded), (cue.words, text)
            checked += 1
    assert checked > len(CUES)


@pytest.mark.parametrize(
    ("words", "text", "touched"),
    [
        ("conscript*", "Conscription began.", True),
        ("conscript*", "The school was closed.", False),
        ("forc* +8 confess*", "They confessed, because they were forced.", True),
        ("forc* +8 confess*", "They were forced to leave.", False),
        ("army|navy +6 report*", "The navy was seen.", False),
        ("army|navy +6 report*", "The report on the navy.", True),
        ("army | armed forces > left", "The armed forces have left.", True),
        ("army | armed forces > left", "Armed men have left.", False),
        ("POWs", "the pows of the sample", True),
        ("в'язн*", "Політв’язні зразка", True),
        ("ещё", "еще раз", True),
    ],
)
def test_a_cue_touches_texts_in_which_its_words_stand(words: str, text: str, touched: bool) -> None:
    for reach in (Reach([], [topic_unit(words)]), Reach([topic_unit(words)], [])):
        assert bool(reach)
        assert reach.touches(fold(text)) is touched


def test_the_same_rules_touch_nothing() -> None:
    for kind in RULES:
        reach = Reach(units(kind), units(kind))
        assert not reach
        assert not reach.touches(PLAIN)


def test_many_changes_touch_everything() -> None:
    reach = Reach([], [topic_unit(f"word{number}") for number in range(MANY + 1)])
    assert reach.everything
    assert reach.touches(PLAIN)


@pytest.mark.parametrize(
    ("unit", "touched"),
    [
        (["organisations", "endings", "а я о"], True),
        (["organisations", "version", "2"], False),
        (["organisations", "bodies", "x", "international False", "Sample Court"], False),
        (["organisations", "cues", "reporting", "en", "said"], False),
        (["figures", "unnamed", "en", "(?:the )?group"], True),
        (["figures", "nouns", "en", "sea"], True),
        (["figures", "kinds", "floor", "at least"], False),
    ],
)
def test_what_a_change_of_other_rules_touches(unit: list[str], touched: bool) -> None:
    assert Reach([], [json.dumps(unit)]).touches(PLAIN) is touched


NAMES = ["Ґрати", "Кримська правозахисна група", "CrimeaSOS", "Eastern Human Rights Group",
         "Медійна ініціатива за права людини", "sample.example", "Генпрокуратура"]  # fmt: skip
ENDINGS = ["", "а", "у", "ої", "ою", "и", "і", "ам"]


@given(
    name=st.sampled_from(NAMES),
    ending=st.sampled_from(ENDINGS),
    shout=st.booleans(),
)
def test_a_name_that_is_found_is_touched(name: str, ending: str, shout: bool) -> None:
    stem = " ".join(word[:-1] + ending if word[-1] in "аи" else word for word in name.split())
    text = f"За даними {stem.upper() if shout else stem}, минулого року. https://www.{name}/"
    lexicon = lexicon_of((Alias("sample", name),))
    found = [f for f in lexicon.find(words_of(text)) if f.organisation == "sample"]
    if found or list(lexicon.links(text)):
        assert Reach([], units("names", [("sample", name)])).touches(fold(text))


def test_another_side_of_a_body_touches_the_texts_that_name_it() -> None:
    names = [u for u in units("organisations") if json.loads(u)[2] == "mejlis"]
    assert names
    others = [json.dumps([*json.loads(u)[:3], "occupier False", json.loads(u)[4]]) for u in names]
    reach = Reach(names, others)
    assert reach.touches(fold("За словами Меджлісу, так."))
    assert not reach.touches(PLAIN)
