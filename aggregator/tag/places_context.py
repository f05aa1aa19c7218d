"""What stands around a candidate, and how much doubt it leaves."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_lookup import lookup
from aggregator.tag.places_meanings import Codes
from aggregator.tag.places_reading import SPACES, Candidate, Reading

OUTWEIGHS = 8
"""A namesake must have this many times the people of all others to be meant without context
(tuned on headlines, see docs/tagging.md)."""
TOWN = 3000
"""People below which a name needs something around it that says it is a place."""
CITY = 20_000
"""People below which a namesake that the text speaks for may be meant instead."""
LARGE = 100_000
"""People above which a town's name is not doubted for being also another word."""
_SENTENCE_MARKS = frozenset(".!?:;…\n—–|•*>")


class Context(NamedTuple):
    """What stands around a name: the words and gaps beside it, and what they say."""

    before: str  # folded word, empty at the beginning of the text
    gap_before: str
    gap_after: str
    after: str
    designator: bool  # a noun that says "town", "village"
    locative: bool  # in, near, under
    start: bool  # of a sentence or line
    quoted: bool
    capital_beside: bool  # part of a longer proper name


def context(reading: Reading, candidate: Candidate) -> Context:
    """Reads the words and marks beside a candidate."""
    before = reading.form(candidate.first - 1)
    gap, gap_after = reading.gap(candidate.first - 1), reading.gap(candidate.last)
    after = reading.form(candidate.last + 1)
    bare = gap.strip(" \u00a0")
    abbreviation = gap.startswith(".") and len(before) <= 3
    glued = len(gap) <= 3 and (bare in ("", "«", "“", "„", '"', "(") or bare == "." == gap[:1])
    designator = glued and before in vocabulary.DESIGNATORS
    if not designator and glued and before in ("of", "de"):
        designator = reading.form(candidate.first - 2) in vocabulary.DESIGNATORS
    capital_before = gap in SPACES and candidate.first > 0 and reading.capital(candidate.first - 1)
    return Context(
        before=before,
        gap_before=gap,
        gap_after=gap_after,
        after=after,
        designator=designator,
        locative=gap in SPACES and before in vocabulary.LOCATIVE,
        start=candidate.first == 0 or (not abbreviation and not _SENTENCE_MARKS.isdisjoint(gap)),
        quoted=bool(bare) and bare[-1] in "«“„\"'",
        capital_beside=(capital_before and before not in vocabulary.LOCATIVE)
        or (
            gap_after in SPACES
            and reading.capital(candidate.last + 1)
            and not reading.lookup.adjectival(after)
        ),
    )


def foreign(reading: Reading, candidate: Candidate) -> bool:
    """Whether a larger town abroad has the same name."""
    forms = reading.words.keys[candidate.first : candidate.last + 1]
    return " ".join(forms) in reading.lookup.foreign


def doubtful(reading: Reading, candidate: Candidate, around: Context, place: int) -> bool:
    """Whether a town's name may just as well be another word or a surname here."""
    form, known = reading.form(candidate.first), reading.lookup
    if candidate.first != candidate.last or around.designator:
        return False
    located = around.locative and not around.capital_beside
    if located:
        return known.category[place] != "M" and _adjectival(reading, candidate)
    inside = around.quoted or around.capital_beside
    if form in vocabulary.COMMON_AT_START:
        return inside or (around.start and _goes_on(reading, candidate.last))
    if known.population[place] >= LARGE:
        return False
    if form in known.personal:
        return around.capital_beside
    start = around.start and known.population[place] < CITY
    return form in known.doubtful and (inside or start or _adjectival(reading, candidate))


def _adjectival(reading: Reading, candidate: Candidate) -> bool:
    """Whether a name that is also an adjective stands before its noun: Южный окружной суд."""
    form = reading.form(candidate.first)
    ends = form in reading.lookup.doubtful and vocabulary.ADJECTIVE_END.search(form)
    return bool(ends) and _goes_on(reading, candidate.last)


def _goes_on(reading: Reading, last: int) -> bool:
    """Whether a sentence that opens with a name goes on as with a common noun: Суми збитків."""
    return (
        reading.gap(last) in SPACES
        and not reading.capital(last + 1)
        and reading.form(last + 1) not in vocabulary.AFTER_TOWN
    )


@cache
def dominant(codes: Codes) -> int | None:
    """The only namesake, or the one that outweighs all others together."""
    people = lookup().population
    if len(codes) == 1:
        return codes[0]
    ranked = sorted(codes, key=lambda code: people[code], reverse=True)
    rest = sum(people[code] for code in ranked[1:])
    return ranked[0] if people[ranked[0]] > OUTWEIGHS * max(rest, 500) else None


def town(reading: Reading, place: int) -> bool:
    """Whether a place is known enough to be meant by its bare name."""
    return reading.lookup.population[place] >= TOWN or reading.lookup.category[place] in "MK"
