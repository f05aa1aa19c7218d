"""Records that the tests change one thing in. Everything in them is made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from aggregator.credibility.letters_record import Record
from aggregator.credibility.values import Review, VettingAnswer, Voucher

DAY = date(2026, 11, 21)
QUESTIONS = tuple(f"V{number}" for number in range(1, 13))


def answers(**given: str) -> tuple[VettingAnswer, ...]:
    """``answers(V1="yes")``; questions that are not named are left out."""
    return tuple(
        VettingAnswer(
            question, given[question], "a page", DAY, "an editor",  # type: ignore[arg-type]
            organ_of="state" if (question, given[question]) == ("V3", "no") else None,
        )
        for question in QUESTIONS
        if question in given
    )  # fmt: skip


def full(years_ago: float = 0.1) -> Review:
    """A full review so long ago."""
    return Review(DAY - timedelta(days=round(365.25 * years_ago)), "full", ("one", "two"))


OUTSIDE = Voucher("An institute", "https://institute.example.org/list", "Names it.", "2024")
COALITION = Voucher("A coalition", None, "Names it as a member.", "2024", coalition=True)

C = Record(
    source="one",
    kind="monitor",
    answers=answers(V1="yes", V3="partly"),
    vouchers=(OUTSIDE,),
    listed_on=date(2024, 1, 1),
)
"""A record that just reaches C."""

B = replace(
    C,
    answers=answers(
        V1="yes", V2="yes", V3="yes", V4="yes", V6="yes", V11="yes", V12="yes", V5="partly"
    ),
    vouchers=(OUTSIDE, COALITION),
    reviews=(full(),),
)
"""A record that just reaches B."""

A = replace(
    B,
    answers=answers(**dict.fromkeys(QUESTIONS, "yes") | {"V5": "partly", "V9": "unknown"}),
    reviews=(full(1.5), full()),
)
"""A record that just reaches A."""


def answering(record: Record, **changed: str) -> Record:
    """The record with other answers to the questions named."""
    kept = {each.question: each.answer for each in record.answers}
    return replace(record, answers=answers(**{**kept, **changed}))


def changed(record: Record, **values: Any) -> Record:
    """``dataclasses.replace``, so that a test reads as a sentence."""
    return replace(record, **values)
