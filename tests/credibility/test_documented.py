from pathlib import Path

import pytest

from aggregator.credibility.letters import RULE_VERSION, WORDS, letter
from aggregator.credibility.letters_record import Record
from tests.credibility.records import DAY, QUESTIONS, A

DOCS = (Path(__file__).parents[2] / "docs" / "credibility.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", WORDS)
def test_every_letter_stands_in_the_docs_with_its_words(code: str | None) -> None:
    assert f"| {code or 'none'} | {WORDS[code]} |" in DOCS  # type: ignore[index]


def test_every_rule_stands_in_the_docs_by_its_number() -> None:
    tried = [rule.number for rule in letter(Record("new", "monitor"), DAY).rules]
    tried += [rule.number for rule in letter(A, DAY).rules]
    for number in tried:
        assert f"| {number} |" in DOCS


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_each_question_needs_as_evidence_stands_in_the_docs(question: str) -> None:
    assert f"\n| {question} | " in DOCS


def test_the_version_of_the_rules_is_a_date() -> None:
    assert RULE_VERSION == "2026-11-21"  # change it with every change of a rule, and here
