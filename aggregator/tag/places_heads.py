"""The noun beside a name that says which unit it names: область, район, region, district."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_reading import SPACES, Candidate, Reading

REACH = 10
"""Words looked through for the noun of a list (Донецької, Луганської ... областей)."""

Head = Literal["oblast", "raion", "hromada", "court", "noun", "list"]
_ENUMERATION = SPACES | {", ", ",", "/", " / ", " – ", "-"}
_LATIN_AFTER = SPACES | {", ", "-", " ("}
_LATIN_BEFORE = SPACES | {", ", "'", "’"}


@lru_cache(maxsize=4096)
def _unit(form: str) -> Head | None:
    if vocabulary.OBLAST_HEAD.match(form):
        return "oblast"
    if vocabulary.RAION_HEAD.match(form):
        return "raion"
    if vocabulary.COURT_OF_DISTRICT.match(form):
        return "court"
    return "hromada" if vocabulary.HROMADA_HEAD.match(form) else None


def head(reading: Reading, number: int) -> tuple[int, Head] | None:
    """The last word of the phrase that adjective ``number`` opens, and what its noun says.

    A list shares one noun: in "Донецької та Луганської областей" only the last adjective is
    followed by it, so the phrase of the first is the adjective alone.
    """
    known = reading.lookup
    for at in range(number + 1, number + 1 + REACH):
        form = reading.form(at)
        if not form or reading.gap(at - 1) not in _ENUMERATION:
            return None
        unit = _unit(form)
        if unit is not None:
            beside = at == number + 1 or (unit == "hromada" and at == number + 2)
            return (at if beside else number), unit
        passed = form in vocabulary.CONNECTORS or vocabulary.UNIT_ADJECTIVE.match(form)
        if not passed and not known.adjectival(form) and form not in known.land:
            if reading.gap(number) not in SPACES:
                return None
            return number, "noun" if at == number + 1 else "list"
    return None


def latin_frame(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """The words that make an oblast's stem the oblast: "X region", "région de X"."""
    if reading.form(first)[0] > "z":
        return None
    return _frame_after(reading, first, last) or _frame_before(reading, first, last)


def _frame_after(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    for at in range(last + 1, last + 1 + REACH):
        form = reading.form(at)
        if not form or reading.gap(at - 1) not in _LATIN_AFTER:
            return None
        if form in vocabulary.FRAME_AFTER:
            if at == last + 1:
                return first, at
            return (first, last) if form.endswith("s") else None
        if form not in vocabulary.CONNECTORS and form not in reading.lookup.stem:
            return None
    return None


def _frame_before(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    for at in range(first - 1, first - 1 - REACH, -1):
        form = reading.form(at)
        if not form or reading.gap(at) not in _LATIN_BEFORE:
            return None
        if form in vocabulary.FRAME_BEFORE:
            return (at if first - at <= 3 else first), last
        passed = form in vocabulary.FRAME_GLUE or form in vocabulary.CONNECTORS
        if not passed and form not in reading.lookup.stem:
            return None
    return None


def latin_unit(reading: Reading, candidate: Candidate) -> Candidate:
    """Marks "Melitopol district" as the raion and "Melitopol hromada" as the hromada."""
    if reading.gap(candidate.last) in SPACES:
        after = reading.form(candidate.last + 1)
        for rule, nouns in (
            ("latin-raion", vocabulary.DISTRICT_AFTER),
            ("latin-hromada", vocabulary.HROMADA_AFTER),
        ):
            if after in nouns:
                return Candidate(candidate.first, candidate.last + 1, rule, candidate.codes)
    return candidate
