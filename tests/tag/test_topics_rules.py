from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.tag.topic_rules import LANGUAGES, RulesError, load
from aggregator.tag.topics import FOLDER, find_topics, matches

RULES = load(FOLDER)
CORE = ("en", "uk", "ru")

GOOD = """\
id: bees
name: Bees
name_uk: Бджоли
scope: Bees and hives.
scope_uk: Бджоли та вулики.
law: none
huridocs: A 1
iptc: medtop:1
sdg: "15"
cues:
  en: |
    bee|bees = The bees came home.
    hive* +3 empty = The hive was found empty.
    queen {insect} | honey comb = The queen bee sat on the honey comb.
hints:
  en: |
    honey = Honey is sweet.
not:
  en: |
    spelling bee = She won the spelling bee.
"""
GROUPS = "en:\n  insect: bee wasp*\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bees.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "_words.yaml").write_text(GROUPS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("topic", [topic.id for topic in RULES.topics])
def test_every_cue_fires_on_its_example_with_the_right_words(topic: str) -> None:
    silent = []
    for cue in RULES.cues:
        if cue.topic != topic:
            continue
        spans = [match.span for match in matches(cue.example, RULES) if match.cue == cue]
        if not spans or any(cue.example[s.start : s.end] != s.form for s in spans):
            silent.append(f"{cue.file}:{cue.line}: {cue.words} = {cue.example}")
    assert silent == []


@pytest.mark.parametrize("topic", [topic.id for topic in RULES.topics])
def test_the_example_of_a_cue_has_its_topic_and_that_of_a_negative_phrase_has_not(
    topic: str,
) -> None:
    wrong = []
    for cue in RULES.cues:
        if cue.topic == topic and cue.part != "hints":
            found = {tag.code for tag in find_topics("", cue.example, cue.language)}
            if (topic in found) is not (cue.part == "cues"):
                wrong.append(f"{cue.file}:{cue.line}: {cue.words} = {cue.example}")
    assert wrong == []


@pytest.mark.parametrize("topic", [topic.id for topic in RULES.topics])
def test_every_topic_has_cues_in_all_nine_languages(topic: str) -> None:
    counts = {
        language: sum(
            cue.topic == topic and cue.part == "cues" and cue.language == language
            for cue in RULES.cues
        )
        for language in LANGUAGES
    }
    assert all(counts[language] >= 4 for language in CORE), counts
    assert all(counts.values()), counts


def test_a_new_topic_needs_a_file_and_no_code(folder: Path) -> None:
    rules = load(folder)
    (topic,) = rules.topics
    assert topic.name_uk == "Бджоли"
    found = matches("The bees left an empty old hive and a queen wasp.", rules)
    assert {match.cue.words for match in found} == {
        "bee|bees",
        "hive* +3 empty",
        "queen {insect} | honey comb",
    }


def test_the_version_changes_with_any_byte_of_any_file(folder: Path) -> None:
    before = load(folder).version
    with (folder / "_words.yaml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert load(folder).version != before


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("bee|bees = ", "bee|bees: ", ["bees.yaml, line 12", "topic bees", "needs an example"]),
        ("bee|bees = ", "be* = ", ["line 12", "cue `be*`", "at least 3 letters"]),
        ("bee|bees = ", "b*e = ", ["line 12", "* may only stand once"]),
        ("bee|bees = ", "bee|bee-hive = ", ["line 12", "single words", "spaces"]),
        ("hive* +3 empty", "hive* +99 empty", ["line 13", "at most 20 words apart"]),
        ("hive* +3 empty", "hive* + (empty)", ["line 13", "`(empty)` is not a word"]),
        ("hive* +3 empty = ", "bee|bees = ", ["line 13", "stands here twice"]),
        ("{insect}", "{beast}", ["line 14", "no group {beast} for en"]),
        ("law: none\n", "", ["topic bees", "`law` is missing"]),
        ("law: none\n", "law: none\nlaw: some\n", ["line 7", "given twice"]),
        ("law: none\n", "laws: none\n", ["topic bees", "unknown key laws"]),
        ("id: bees", "id: wasps", ["must be named wasps.yaml"]),
        ("not:\n  en", "not:\n  xx", ["not: xx is not one of en, uk, ru"]),
        ("hints:\n  en: |\n    honey = Honey is sweet.\n", "hints: honey\n", ["`hints` must hold"]),
        ("name: Bees", "name: [Bees]", ["line 2", "must be text"]),
        ("name: Bees", "name: 'Bees", ["bees.yaml: not readable as YAML"]),
    ],
)
def test_a_malformed_file_is_named_with_line_topic_cue_and_remedy(
    folder: Path, old: str, new: str, says: list[str]
) -> None:
    assert old in GOOD
    (folder / "bees.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load(folder)
    for words in says:
        assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_that_is_no_mapping_is_refused(folder: Path, text: str) -> None:
    (folder / "bees.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match=r"bees\.yaml"):
        load(folder)


def test_a_file_of_strange_bytes_is_refused(folder: Path) -> None:
    (folder / "bees.yaml").write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(RulesError, match=r"bees\.yaml: not readable"):
        load(folder)


def test_a_group_for_an_unknown_language_is_refused(folder: Path) -> None:
    (folder / "_words.yaml").write_text("xx:\n  insect: bee\n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"_words\.yaml: xx"):
        load(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="no topic"):
        load(tmp_path)
