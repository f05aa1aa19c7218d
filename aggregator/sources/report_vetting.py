"""What ``aggregator sources show`` says of a vetting record: letter, reviews, ties, log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from aggregator.credibility.letters import Letter, Rule, letter, missing
from aggregator.credibility.letters_log import letter_words
from aggregator.credibility.letters_record import Record, status_on
from aggregator.credibility.ties import Tie
from aggregator.sources.report import Section


def letter_sections(records: Iterable[Record], day: date) -> Iterator[Section]:
    """For each record of a source its letter, every rule that was tried, and what the next letter
    needs."""
    for record in records:
        given = letter(record, day)
        title = f"Letter for {record.scope}" if record.scope else "Letter"
        yield Section(title, tuple(_letter(record, given, day)))


def _letter(record: Record, given: Letter, day: date) -> Iterator[tuple[str, str]]:
    yield "letter", letter_words(given.code)
    yield "why", given.why
    yield "rules", f"version {given.rule_version}, on {day}; explained in docs/credibility.md"
    yield "status", status_on(record, day)
    reviewed = str(given.reviewed_on) if given.reviewed_on else "never"
    yield "last review", reviewed + (" (review overdue)" if given.overdue else "")
    for rule in given.rules:
        yield from _rule(rule)
    better = missing(record, day)
    if better:
        yield f"missing for {better[0]}", "; ".join(each.found or each.words for each in better[1])


def _rule(rule: Rule) -> Iterator[tuple[str, str]]:
    needs = "needs all of" if rule.all_of else "needs one of"
    yield f"rule {rule.number}", f"{'holds' if rule.holds else 'does not hold'}; {needs}"
    for each in rule.conditions:
        found = f" ({each.found})" if each.found else ""
        yield f"  {'met' if each.holds else 'not met'}", f"{each.words}{found}"


def tie_section(source: str, found: Iterable[Tie], names: dict[str, str]) -> Section:
    """The ties of a source: they decide what is independent, and no letter reads them."""
    rows = []
    for tie in sorted(found, key=lambda tie: (tie.kind, tie.a, tie.b, tie.through)):
        if source in (tie.a, tie.b):
            other = tie.b if tie.a == source else tie.a
            span = " ".join(
                part
                for part in (
                    f"from {tie.valid_from}" if tie.valid_from else "",
                    f"until {tie.valid_to}" if tie.valid_to else "",
                )
                if part
            )
            words = "; ".join(part for part in (tie.through, span, tie.evidence) if part)
            rows.append((f"{tie.kind} with {names.get(other, other)}", words))
    return Section("Ties (for independence only)", tuple(rows) or (("none known", ""),))


def log_section(lines: Iterable[tuple[str, str, str | None, str | None, str]]) -> Section:
    """The log of a source. ``lines`` are (at, what, before, after, why)."""
    rows = tuple(
        (at, f"{what}: {before or 'nothing'} -> {after or 'nothing'}" + (f" ({why})" * bool(why)))
        for at, what, before, after, why in lines
    )
    return Section("Log", rows or (("nothing logged yet", "the next round or publication does"),))
