"""The rules of the credibility notes, 1.3, sentence by sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from aggregator.credibility.letters import WORDS, Letter, letter, missing
from aggregator.credibility.letters_record import Given, Record
from aggregator.credibility.values import Incident, Review, Suspension, Voucher
from tests.credibility.records import (
    COALITION,
    DAY,
    OUTSIDE,
    QUESTIONS,
    A,
    B,
    C,
    answering,
    answers,
    changed,
    full,
)


def code(record: Record, day: date = DAY) -> Any:
    return letter(record, day).code


def organ(record: Record, whose: Any) -> Record:
    no = answering(record, V3="no")
    return replace(no, answers=tuple(
        replace(each, organ_of=whose) if each.question == "V3" else each for each in no.answers
    ))  # fmt: skip


def fabrications(count: int) -> tuple[Incident, ...]:
    return tuple(
        Incident("2025", "It was made up.", "a page", kind="fabrication") for _ in range(count)
    )


def error(noticed: int, corrected: int | None = None) -> Incident:
    """A material error, told so many days ago, corrected so many days ago."""
    return Incident(
        "2025", "Wrong number.", "a page", kind="material error",
        noticed_on=DAY - timedelta(noticed),
        corrected_on=None if corrected is None else DAY - timedelta(corrected),
    )  # fmt: skip


def test_the_three_records_that_the_tests_change_reach_their_letters() -> None:
    assert [code(record) for record in (A, B, C)] == ["A", "B", "C"]


@pytest.mark.parametrize("record", [A, B, C])
def test_an_organ_of_the_occupying_power_is_e_whatever_else_is_known(record: Record) -> None:
    assert code(organ(record, "occupying power")) == "E"
    assert code(changed(organ(record, "occupying power"), kind="party")) == "E"


def test_fabrication_shown_twice_is_e_and_shown_once_is_not() -> None:
    assert code(changed(A, incidents=fabrications(2))) == "E"
    assert code(changed(A, incidents=fabrications(1))) == "A"


@pytest.mark.parametrize("whose", ["state", "party", "army"])
def test_any_other_organ_is_d(whose: str) -> None:
    assert code(organ(A, whose)) == "D"


def test_not_saying_where_claims_come_from_is_d() -> None:
    assert code(answering(A, V6="no")) == "D"


@pytest.mark.parametrize(
    ("noticed", "corrected", "is_d"),
    [
        (30, None, False),  # thirty days are allowed
        (31, None, True),
        (3000, None, True),  # it still stands
        (100, 75, False),  # corrected within 25 days
        (100, 69, True),  # corrected after 31 days
        (395, 364, True),  # late, and that less than 12 months ago
        (500, 400, False),  # late, but more than 12 months ago
    ],
)
def test_a_material_error_uncorrected_for_30_days_after_notice_is_d_for_12_months(
    noticed: int, corrected: int | None, is_d: bool
) -> None:
    assert (code(changed(A, incidents=(error(noticed, corrected),))) == "D") is is_d


def test_an_error_that_nobody_told_the_source_about_moves_no_letter() -> None:
    untold = replace(error(0), noticed_on=None)
    assert code(changed(A, incidents=(untold,))) == "A"


def test_an_incident_of_another_kind_moves_no_letter() -> None:
    assert code(changed(A, incidents=(Incident("2022", "Wording.", "a page"),) * 5)) == "A"


@pytest.mark.parametrize("question", ["V3", "V4", "V6", "V7", "V10", "V11", "V12"])
def test_a_needs_a_yes_to_seven_questions(question: str) -> None:
    assert code(answering(A, V9="yes", V5="yes", **{question: "partly"})) != "A"


def test_a_allows_no_no() -> None:
    assert code(answering(A, V9="yes", V5="no")) == "B"


def test_a_needs_ten_yes_and_what_is_withheld_or_not_applicable_does_not_count_against_it() -> None:
    assert code(answering(A, V2="partly")) == "B"
    assert code(answering(A, V2="withheld-for-safety")) == "A"
    assert code(answering(A, V2="n.a.", V1="withheld-for-safety")) == "A"


def test_a_needs_two_full_reviews_12_months_apart() -> None:
    assert code(changed(A, reviews=(full(0.9), full()))) == "B"
    desk = Review(DAY - timedelta(1000), "desk")
    assert code(changed(A, reviews=(desk, full()))) == "B"
    apart = (Review(date(2025, 6, 1), "full"), Review(date(2026, 6, 1), "full"))
    assert code(changed(A, reviews=apart)) == "A"
    one_day_less = (Review(date(2025, 6, 2), "full"), Review(date(2026, 6, 1), "full"))
    assert code(changed(A, reviews=one_day_less)) == "B"


def test_at_launch_the_best_letter_is_b() -> None:
    """One review can have been done by then, however good the answers are."""
    all_yes = answers(**dict.fromkeys(QUESTIONS, "yes"))
    checked = tuple(
        replace(each, covers_months=24) if each.question == "V10" else each for each in all_yes
    )
    best = changed(A, answers=checked, reviews=(full(0),), listed_on=DAY)
    assert code(best) == "B"
    better = missing(best, DAY)
    assert better is not None
    assert better[0] == "A"
    assert [each.words for each in better[1]] == ["two full reviews stand at least 12 months apart"]


@pytest.mark.parametrize("question", ["V3", "V4", "V6", "V11", "V12"])
def test_b_needs_a_yes_to_five_questions(question: str) -> None:
    assert code(answering(B, V5="yes", **{question: "partly"})) == "C"


def test_b_needs_seven_yes_and_what_is_withheld_is_not_one() -> None:
    assert code(answering(B, V2="partly")) == "C"
    assert code(answering(B, V2="withheld-for-safety")) == "C"


def test_b_allows_two_no_elsewhere() -> None:
    assert code(answering(B, V5="no", V7="no")) == "B"
    assert code(answering(B, V5="no", V7="no", V8="no")) == "C"


def test_c_needs_v1_and_v3_at_least_partly_and_a_voucher() -> None:
    assert code(answering(C, V1="partly")) == "C"
    for question in ("V1", "V3"):
        for answer in ("unknown", "withheld-for-safety", "n.a."):
            assert code(answering(C, **{question: answer})) == "F"
    assert code(answering(C, V1="no")) == "F"
    assert code(changed(C, vouchers=())) == "F"


def test_a_source_that_nobody_has_looked_at_is_not_assessed() -> None:
    new = letter(Record("new", "newsroom"), DAY)
    assert (new.code, new.words) == ("F", "not assessed")
    assert not new.counts


@pytest.mark.parametrize("record", [A, B])
def test_a_new_source_is_capped_at_c_for_90_days(record: Record) -> None:
    young = answering(changed(record, listed_on=DAY - timedelta(89)), V10="unknown", V5="yes")
    old = changed(young, listed_on=DAY - timedelta(90))
    assert (code(young), code(old)) == ("C", "B")
    assert code(changed(young, listed_on=None)) == "C"


@pytest.mark.parametrize("answer", ["yes", "partly", "no"])
def test_24_months_of_back_catalogue_checked_lift_the_cap_of_a_new_source(answer: str) -> None:
    young = answering(changed(B, listed_on=DAY), V10=answer)
    for months, expected in ((None, "C"), (23, "C"), (24, "B")):
        checked = tuple(
            replace(each, covers_months=months) if each.question == "V10" else each
            for each in young.answers
        )
        assert code(changed(young, answers=checked)) == expected


def test_a_review_is_overdue_at_12_months_and_caps_the_letter_at_c_from_15_months() -> None:
    reviewed = changed(B, reviews=(Review(date(2026, 1, 31), "full", ("one", "two")),))
    for day, expected, overdue in (
        (date(2027, 1, 30), "B", False),
        (date(2027, 1, 31), "B", True),
        (date(2027, 4, 30), "B", True),
        (date(2027, 5, 1), "C", True),  # the 31st of April is the 1st of May
    ):
        given = letter(reviewed, day)
        assert (given.code, given.overdue) == (expected, overdue), day


def test_a_full_review_brings_a_lapsed_letter_back() -> None:
    lapsed = changed(B, reviews=(full(1.6),))
    assert code(lapsed) == "C"
    assert code(changed(lapsed, reviews=(full(1.6), full(0)))) == "B"


def test_without_a_full_review_there_is_no_b() -> None:
    assert code(changed(B, reviews=())) == "C"
    assert code(changed(B, reviews=(Review(DAY, "desk"),))) == "C"


def test_a_review_of_tomorrow_does_not_count_today() -> None:
    assert code(changed(B, reviews=(Review(DAY + timedelta(1), "full"),))) == "C"


def test_what_is_suspended_or_held_for_a_hijack_cannot_be_judged() -> None:
    pause = Suspension(DAY - timedelta(10), "Its domain was taken over.", DAY + timedelta(10))
    assert code(changed(A, suspensions=(pause,))) == "F"
    assert code(changed(A, status="quarantine")) == "F"
    assert code(changed(A, status="watch")) == "A"


def test_a_lifted_suspension_gives_the_letter_back_and_one_may_be_back_dated() -> None:
    pause = Suspension(date(2026, 5, 1), "why", date(2026, 5, 31))
    paused = changed(B, suspensions=(pause,), reviews=(Review(date(2026, 4, 1), "full"),))
    assert code(paused, date(2026, 4, 30)) == "B"
    assert code(paused, date(2026, 5, 1)) == code(paused, date(2026, 5, 31)) == "F"
    assert code(paused, date(2026, 6, 1)) == "B"


def test_a_body_of_a_state_is_an_official_statement_and_not_d() -> None:
    given = letter(changed(organ(A, "state"), kind="party"), DAY)
    assert (given.code, given.words) == (None, "official statement")
    assert not given.counts
    assert not given.vetted


def test_vouchers_of_one_coalition_count_once() -> None:
    another = replace(COALITION, by="A fellow member")
    assert code(changed(B, vouchers=(COALITION, another))) == "C"
    named = [replace(OUTSIDE, by=name, speaks_for="Another coalition") for name in ("X", "Y")]
    assert code(changed(B, vouchers=tuple(named))) == "C"
    assert code(changed(B, vouchers=(*named, COALITION))) == "B"


def test_two_vouchers_of_the_same_body_count_once() -> None:
    again = replace(OUTSIDE, words="Names it again.", valid_from="2025")
    assert code(changed(B, vouchers=(OUTSIDE, again))) == "C"


def test_one_voucher_must_stand_outside_the_coalition_of_the_source() -> None:
    assert code(changed(B, vouchers=(COALITION,))) == "C"


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        ("2024", None, True),
        ("2026", "2026", True),
        ("2026-11", "2026-11", True),
        ("2026-11-21", "2026-11-21", True),
        ("2026-11-22", None, False),
        ("2025-07", "2025-12", False),
        (None, "2026-11-20", False),
    ],
)
def test_a_voucher_counts_from_its_first_day_to_its_last(
    valid_from: str | None, valid_to: str | None, holds: bool
) -> None:
    voucher = replace(OUTSIDE, valid_from=valid_from, valid_to=valid_to)
    assert (code(changed(C, vouchers=(voucher,))) == "C") is holds


def test_a_source_cannot_vouch_for_its_voucher() -> None:
    voucher = Voucher("Two", None, by_source="two")
    back = Given("two", Voucher("One", None, by_source="one", valid_to="2026-10"))
    assert code(changed(C, vouchers=(voucher,), given=(back,))) == "C"  # its own has ended
    lasting = replace(back, voucher=replace(back.voucher, valid_to=None))
    assert code(changed(C, vouchers=(voucher,), given=(lasting,))) == "F"
    assert code(changed(C, vouchers=(replace(voucher, by_source="one"),))) == "F"


def test_a_yes_to_v11_whose_vouchers_have_ended_counts_as_partly() -> None:
    ended = changed(B, vouchers=(OUTSIDE, replace(COALITION, valid_to="2025")))
    given = letter(ended, DAY)
    assert given.code == "C"
    found = [each.found for rule in given.rules for each in rule.open]
    assert any("V11 was answered yes, but" in each for each in found)


def test_a_moment_and_its_day_give_the_same_letter() -> None:
    assert letter(A, datetime(2026, 11, 21, 23, 59, tzinfo=UTC)) == letter(A, DAY)


def test_the_reason_names_the_rule_or_what_is_missing() -> None:
    assert letter(B, DAY).why.startswith("Rule 1.3 B: V3 is yes; V4 is yes")
    assert letter(organ(A, "army"), DAY).why == (
        "Rule 1.3 D: it is an organ of a state, party or army (V3)."
    )
    unassessed = letter(Record("new", "monitor"), DAY).why
    assert "V1 is unknown" in unassessed
    assert "nobody vouches for it at present" in unassessed


def test_words_never_promise_truth() -> None:
    for words in WORDS.values():
        assert not {"true", "verified", "trusted"} & set(words.replace(",", "").split())


def _gap(record: Record) -> tuple[Any, list[str]]:
    found = missing(record, DAY)
    assert found is not None
    return found[0], [each.found or each.words for each in found[1]]


def test_what_is_missing_for_the_next_letter_is_named() -> None:
    assert _gap(Record("new", "monitor"))[0] == "C"
    assert _gap(changed(C, vouchers=())) == ("C", ["nobody vouches for it at present"])
    better, gaps = _gap(C)
    assert better == "B"
    assert {"V3 is partly", "V12 is unknown", "no full review yet"} <= set(gaps)
    assert _gap(answering(B, V6="no"))[0] == "C"


@pytest.mark.parametrize(
    "record",
    [A, organ(A, "occupying power"), changed(A, status="quarantine"), changed(B, kind="party")],
)
def test_where_no_better_letter_can_be_reached_nothing_is_missing(record: Record) -> None:
    assert missing(record, DAY) is None


def test_the_gate_of_a_story_is_a_to_c_and_a_or_b() -> None:
    gates = {each.code: (each.counts, each.vetted) for each in map(_letter, (A, B, C))}
    assert gates == {"A": (True, True), "B": (True, True), "C": (True, False)}


def test_a_un_body_with_a_published_method_may_count_without_a_letter() -> None:
    mission = Record("mission", "intergovernmental", answers=answers(V4="yes"))
    assert (code(mission), letter(mission, DAY).counts) == ("F", True)
    assert not letter(mission, DAY).vetted
    assert not letter(answering(mission, V4="partly"), DAY).counts
    assert not letter(changed(mission, kind="monitor"), DAY).counts
    assert not letter(changed(mission, status="quarantine"), DAY).counts
    assert not letter(organ(mission, "occupying power"), DAY).counts


def _letter(record: Record) -> Letter:
    return letter(record, DAY)


_WORSE_FIRST = ["F", "C", "B", "A"]


@pytest.mark.parametrize("base", [Record("new", "monitor"), C, B, A])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_better_answer_never_lowers_a_letter(base: Record, question: str) -> None:
    letters = [
        code(answering(base, **{question: answer})) for answer in ("unknown", "partly", "yes")
    ]
    places = [_WORSE_FIRST.index(each) for each in letters]
    assert places == sorted(places)


@pytest.mark.parametrize("base", [A, B, C])
def test_a_full_review_or_one_more_voucher_never_lowers_a_letter(base: Record) -> None:
    before = _WORSE_FIRST.index(code(base))
    reviewed = changed(base, reviews=(*base.reviews, full(0)))
    vouched = changed(base, vouchers=(*base.vouchers, Voucher("Somebody else", None)))
    for better in (reviewed, vouched):
        assert _WORSE_FIRST.index(code(better)) >= before
