"""What is to be done about the records: what is due, what has lapsed, what the next letter needs.
Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aggregator.credibility.letters import Letter, letter, missing
from aggregator.credibility.letters_record import Record, months_after, records
from aggregator.credibility.letters_standing import REVIEW_HOLDS, REVIEW_LAPSES, standing
from aggregator.model import Registry

SOON = 60
"""Days before a review is due in which it is named: finding two assessors without ties and asking
the source takes weeks, and a draft goes to it 14 days before a downgrade."""


@dataclass(frozen=True, slots=True)
class Task:
    """One record and what is to be done about it."""

    source: str
    scope: str
    letter: str | None
    words: str
    reviewed_on: date | None
    due: str  # empty where nothing is due
    lapsed: tuple[str, ...]
    next_letter: str | None
    missing: tuple[str, ...]  # in words
    short: tuple[str, ...]  # the same for tables


def tasks(registry: Registry, day: date) -> tuple[Task, ...]:
    """One task for each record, in the order of the file; records of official bodies, which get
    no letter, are left out unless something of theirs has lapsed."""
    found = (_task(record, day) for record in records(registry))
    return tuple(task for task in found if task.letter is not None or task.lapsed)


def _task(record: Record, day: date) -> Task:
    given = letter(record, day)
    better = missing(record, day)
    open_ = better[1] if better else ()
    return Task(
        record.source,
        record.scope,
        given.code,
        given.words,
        given.reviewed_on,
        _due(record, given, day),
        tuple(_lapsed(record, given, day)),
        better[0] if better else None,
        tuple(each.found or each.words for each in open_),
        tuple(each.short or each.words for each in open_),
    )


def _due(record: Record, given: Letter, day: date) -> str:
    """Official bodies and organs of the occupying power get no review, so none is due."""
    last = standing(record, day).last_full
    if given.code in (None, "E"):
        return ""
    if last is None:
        return "first full review" if given.code != "F" or record.answers else ""
    due_on = months_after(last, REVIEW_HOLDS)
    if given.overdue:
        return f"review overdue since {due_on}"
    if due_on - timedelta(days=SOON) <= day:
        return f"review due on {due_on}"
    return ""


def _lapsed(record: Record, given: Letter, day: date) -> Iterator[str]:
    facts = standing(record, day)
    if facts.lapsed and facts.last_full is not None:
        lapsed_on = months_after(facts.last_full, REVIEW_LAPSES)
        yield f"the review of {facts.last_full} lapsed on {lapsed_on}: no better letter than C"
    today = day.isoformat()
    for voucher in record.vouchers if not record.scope else ():
        if voucher.valid_to and today[: len(voucher.valid_to)] > voucher.valid_to:
            yield f"voucher of {voucher.by} ended {voucher.valid_to}"
    if facts.answer("V11") != facts.given.get("V11", "unknown"):
        yield "V11 was answered yes, and its vouchers have ended"
