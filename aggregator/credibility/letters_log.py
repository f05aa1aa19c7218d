"""What a record says, in words, and what has changed between two states of it. Pure.

The words go into the public log of a source, which is never shortened: so they are plain, and
name whatever a letter is computed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aggregator.credibility.letters import WORDS, Letter
from aggregator.credibility.values import (
    Incident,
    Review,
    StatedTie,
    Suspension,
    VettingAnswer,
    Voucher,
)
from aggregator.model import Source

RECORD, LETTER = "record", "letter"


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a record: its words, and who stands for them (empty: the file's editors)."""

    words: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log. ``before`` is None for what is new, ``after`` for what is gone."""

    scope: str
    what: str
    before: str | None
    after: str | None
    who: str = ""
    why: str = ""


Lines = Mapping[str, Said]
"""What is said -> the words; "V4", "voucher: An institute", "V4 (trials in Crimea)"."""


def lines_of(source: Source) -> Lines:
    """The whole record of ``source``, line by line. Feeds are left out: their health is public in
    a table of its own, and no letter reads it."""
    found: dict[str, Said] = {}
    for what, said in _lines(source):
        name, number = what, 2
        while name in found:
            name, number = f"{what} ({number})", number + 1
        found[name] = said
    return found


def _lines(source: Source) -> Iterator[tuple[str, Said]]:
    for what, words in _plain(source):
        if words:
            yield what, Said(words)
    for answer in source.vetting:
        yield answer.question, Said(_answer(answer), answer.assessor or "")
    for scope in source.scopes:
        covered = f"; topics: {', '.join(scope.topics)}" if scope.topics else ""
        yield f"scope: {scope.scope}", Said(f"vetted separately{covered}")
        for answer in scope.vetting:
            yield f"{answer.question} ({scope.scope})", Said(_answer(answer), answer.assessor or "")
        yield from _reviews(scope.reviews, f" ({scope.scope})")
    yield from _reviews(source.reviews, "")
    for voucher in source.vouchers:
        yield f"voucher: {voucher.by}", Said(_voucher(voucher))
    for incident in source.incidents:
        yield f"incident of {incident.happened_on}", Said(_incident(incident))
    for suspension in source.suspensions:
        yield f"suspension from {suspension.valid_from}", Said(_suspension(suspension))
    for tie in source.ties:
        yield f"tie with {tie.to} ({tie.kind})", Said(_tie(tie))


def _plain(source: Source) -> Iterable[tuple[str, str | None]]:
    legal, reuse = source.legal, source.reuse
    number = f"no. {legal.list_number}" if legal.list_number else None
    characters = f"{reuse.characters} characters" if reuse.characters else None
    return (
        ("name", source.name),
        ("names", "; ".join(f"{code}: {name}" for code, name in source.names.items())),
        ("also called", "; ".join(source.aliases)),
        ("homepage", source.homepage),
        ("kind", source.kind),
        ("status", source.status),
        ("listed on", str(source.listed_on) if source.listed_on else None),
        ("mandate", source.mandate),
        ("languages", ", ".join(source.languages)),
        ("regions", ", ".join(source.regions)),
        ("owner", source.owner),
        ("funding", source.funding),
        ("member of", "; ".join(source.memberships)),
        ("method", source.method),
        ("caution", source.caution),
        ("reuse", _joined(reuse.rule, characters, reuse.evidence)),
        ("status under Russian law",
         _joined(legal.status, legal.since, number, legal.evidence, legal.note)),
    )  # fmt: skip


def _joined(*parts: str | None) -> str:
    return "; ".join(part for part in parts if part)


def _span(valid_from: object, valid_to: object) -> str | None:
    begin = f"from {valid_from}" if valid_from else ""
    end = f"until {valid_to}" if valid_to else ""
    return " ".join(part for part in (begin, end) if part) or None


def _answer(answer: VettingAnswer) -> str:
    return _joined(
        answer.answer,
        f"an organ of: {answer.organ_of}" if answer.organ_of else None,
        f"{answer.covers_months} months checked" if answer.covers_months else None,
        answer.evidence,
        f"our copy: {answer.archived}" if answer.archived else None,
        answer.note,
        f"assessed on {answer.assessed_on}" if answer.assessed_on else None,
    )


def _voucher(voucher: Voucher) -> str:
    return _joined(
        voucher.words or "vouches for it",
        _span(voucher.valid_from, voucher.valid_to),
        voucher.reason,
        "of its own coalition" if voucher.coalition else None,
        f"speaks for: {voucher.speaks_for}" if voucher.speaks_for else None,
        f"is the source {voucher.by_source}" if voucher.by_source else None,
        voucher.url,
    )


def _incident(incident: Incident) -> str:
    return _joined(
        incident.what,
        incident.kind,
        incident.outcome,
        f"told on {incident.noticed_on}" if incident.noticed_on else None,
        f"corrected on {incident.corrected_on}" if incident.corrected_on else None,
        incident.evidence,
    )


def _reviews(reviews: Iterable[Review], scope: str) -> Iterator[tuple[str, Said]]:
    for review in reviews:
        who = ", ".join(review.assessors)
        words = _joined(f"{review.kind} review", who or None, review.note)
        yield f"review of {review.reviewed_on}{scope}", Said(words, who)


def _suspension(suspension: Suspension) -> str:
    until = f"until {suspension.valid_to}" if suspension.valid_to else "not lifted"
    return _joined(suspension.reason, until, suspension.evidence)


def _tie(tie: StatedTie) -> str:
    return _joined(tie.words or tie.kind, _span(tie.valid_from, tie.valid_to), tie.evidence)


def changed_lines(before: Lines | None, after: Lines | None) -> tuple[Change, ...]:
    """What has changed in a record. A source that comes into the file or leaves it is one line."""
    if before is None or after is None:
        words = _summary(after if after is not None else before or {})
        into = after is not None
        return (Change("", RECORD, None if into else words, words if into else None),)
    found = []
    for what in dict.fromkeys([*before, *after]):
        old, new = before.get(what), after.get(what)
        was, now = old.words if old else None, new.words if new else None
        if was != now:
            found.append(Change("", what, was, now, new.who if new else ""))
    return tuple(found)


def _summary(lines: Lines) -> str:
    answers = sum(what[0] == "V" and what[1:2].isdigit() for what in lines)
    vouchers = sum(what.startswith("voucher: ") for what in lines)
    incidents = sum(what.startswith("incident of ") for what in lines)
    return (
        f"in the file: answers to vetting questions: {answers}, vouchers: {vouchers}, "
        f"incidents: {incidents}"
    )


def letter_words(code: str | None) -> str:
    """``C: on probation or partly checked``."""
    words = next(words for known, words in WORDS.items() if known == code)
    return f"{code}: {words}" if code else words


def changed_letters(
    before: Mapping[str, str | None], letters: Iterable[Letter]
) -> tuple[Change, ...]:
    """Which letters differ from the ``before`` ones (scope -> code), with the reason of the new."""
    found = []
    for letter in letters:
        known = letter.scope in before
        if known and before[letter.scope] == letter.code:
            continue
        old = letter_words(before[letter.scope]) if known else None
        found.append(
            Change(letter.scope, LETTER, old, letter_words(letter.code), "computed", letter.why)
        )
    return tuple(found)
