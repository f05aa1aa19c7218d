"""What other rooms write into the tables in English is told in every language of the interface."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.credibility import letters
from aggregator.credibility.letters_record import Record
from aggregator.credibility.values import Incident, Review, VettingAnswer, Voucher
from aggregator.site.languages import catalogue, catalogues
from aggregator.sources.vetting import QUESTIONS
from aggregator.story import edges, figures, number
from aggregator.story.wording import in_words, repeated

OTHERS = [code for code in catalogues() if code != "en"]
DAY = date(2026, 11, 21)
KEPT = re.compile(r"\b(V\d+|N\d|[A-F]|feeds|yaml)\b")
"""Numbers of rules and questions, and letters, are the same in every language."""

ANSWERS = ("yes", "partly", "no", "unknown", "withheld-for-safety", "n.a.")
days = st.integers(0, 900).map(lambda back: DAY - timedelta(days=back))


def answer_to(question: str) -> st.SearchStrategy[VettingAnswer]:
    organs = ["occupying power", "state", "party", "army"]
    return st.builds(
        VettingAnswer,
        st.just(question),
        st.sampled_from(ANSWERS),
        organ_of=st.sampled_from(organs) if question == "V3" else st.none(),
        covers_months=st.none() | st.integers(1, 40),
    )


RECORDS = st.builds(
    Record,
    source=st.just("x"),
    kind=st.sampled_from(["monitor", "party", "intergovernmental"]),
    status=st.sampled_from(["probation", "active", "quarantine"]),
    listed_on=st.none() | days,
    answers=st.tuples(*(answer_to(question) for question in QUESTIONS)),
    vouchers=st.lists(
        st.builds(Voucher, by=st.sampled_from(["one", "two", "three"]), coalition=st.booleans()),
        max_size=3,
    ).map(tuple),
    incidents=st.lists(
        st.builds(
            Incident,
            st.just("2026"),
            st.just("x"),
            kind=st.sampled_from(["fabrication", "material error"]),
            noticed_on=days,
        ),
        max_size=2,
    ).map(tuple),
    reviews=st.lists(st.builds(Review, days, st.sampled_from(["full", "desk"])), max_size=2).map(
        tuple
    ),
)


def assert_told(code: str, text: str) -> None:
    told = catalogue(code).known(text)
    assert told is not None, text
    assert not re.search("[A-Za-z]", KEPT.sub("", told)), (text, told)


@pytest.mark.parametrize("code", OTHERS)
@given(record=RECORDS)
def test_every_reason_for_a_letter_is_told(code: str, record: Record) -> None:
    given_letter = letters.letter(record, DAY)
    better = letters.missing(record, DAY)
    conditions = [each for rule in given_letter.rules for each in rule.conditions]
    for each in (*conditions, *(better[1] if better else ())):
        assert_told(code, each.words)
        if each.found:
            assert_told(code, each.found)
            assert_told(code, f"{each.words} ({each.found})")
    assert_told(code, given_letter.why)
    for rule in given_letter.rules:
        if "," in rule.number:
            assert_told(code, rule.number)


def sentences_in(module: ModuleType) -> list[str]:
    """The texts that a module makes with a value in them, each value a 7."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    return [
        "".join(_as_made(part) for part in node.values)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
    ]


def _as_made(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "7%" if isinstance(part, ast.FormattedValue) and part.format_spec else "7"


@pytest.mark.parametrize("code", OTHERS)
def test_the_evidence_of_edges_and_what_is_missing_is_told(code: str) -> None:
    made = [text for text in sentences_in(edges) if re.fullmatch(r"[A-Z7].*[a-z7]\.", text)]
    own = [*made, *(text for text in sentences_in(number) if text.startswith("the report"))]
    assert len(own) >= 5
    tied = [f"{words} 7." for words in edges._TIE_WORDS.values()]
    for text in (*own, *tied, "One publisher.", figures.TWO_WAYS, figures.GARBLED):
        if text not in {"7 7."}:
            assert_told(code, text)


@pytest.mark.parametrize("code", OTHERS)
def test_every_reason_for_a_number_and_every_gap_is_told(code: str) -> None:
    tree = ast.parse(Path(str(number.__file__)).read_text(encoding="utf-8"))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    reasons = {text for text in texts if re.fullmatch(r"N\d \w.*", text) and "\n" not in text}
    gaps = {text for text in texts if re.match(r"(a|an|the|one more) \w", text)} - {
        "the report of "
    }
    assert len(reasons) >= 9
    assert len(gaps) >= 5
    for text in reasons | gaps:
        assert_told(code, text)
    for count in range(8):
        assert_told(code, in_words(1, "N1", count + 2))
        if count:
            assert_told(code, repeated(count))
        assert_told(
            code,
            f"number 3 (N2 document, rules {number.RULE_VERSION})".replace("rules 1", "rules 7"),
        )


def test_what_a_person_wrote_stays_as_it_is() -> None:
    for text in ("A court said so.", "V1 is a question", "Rule of law: a report.", "x (y)"):
        assert catalogue("uk").known(text) is None
        assert catalogue("uk").told(text) == text
