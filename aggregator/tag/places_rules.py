"""Decides what each candidate means: a place, which one, or nothing. All by rules with names."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_scan import Candidate, Reading

OUTWEIGHS = 8
"""A namesake must have this many times the people of all others to be meant without context
(facts/tagging.md section 3, tuned there on headlines)."""
TOWN = 3000
"""People below which a name needs something around it that says it is a place."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate that was decided: words ``[first, last]`` mean the place of row ``place``."""

    first: int
    last: int
    rule: str
    place: int


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a name."""

    designator: bool
    locative: bool
    sentence_start: bool
    quoted: bool


def context(reading: Reading, candidate: Candidate) -> Context:
    """Reads the words and marks beside a candidate."""
    before = reading.form(candidate.first - 1)
    gap = reading.gap(candidate.first - 1)
    near = len(gap) <= 3 and "\n" not in gap
    opening = gap.rstrip()[-1:] if gap.strip() else ""
    start = (
        candidate.first == 0
        or any(mark in gap for mark in ".!?:;…\n—–|•")
        or (len(gap) > 1 and "-" in gap)
    )
    abbreviation = gap.startswith(".") and len(before) <= 3
    quoted = opening in "«“„\"'‘" if opening else False
    glued = near and (gap.strip() == "" or abbreviation or gap.strip() in '«“„"(')
    designator = glued and before in vocabulary.DESIGNATORS
    if not designator and glued and before == "of":
        designator = reading.form(candidate.first - 2) in vocabulary.DESIGNATORS
    return Context(
        designator=designator,
        locative=near and gap.strip() == "" and before in vocabulary.STRICT_LOCATIVE,
        sentence_start=start and not abbreviation,
        quoted=quoted,
    )


def decide(reading: Reading, found: list[Candidate]) -> list[Hit]:
    """Two rounds: what is certain first, then what needs the certain ones as evidence."""
    hits: list[Hit] = []
    waiting: list[tuple[Candidate, Context]] = []
    for candidate in found:
        if candidate.rule == "foreign":
            continue
        around = context(reading, candidate)
        if candidate.rule == "name" and _refused(reading, candidate, around):
            continue
        if candidate.rule == "adjective" and not _fit_adjective(reading, candidate):
            continue
        place = _certain(reading, candidate, around)
        if place is None:
            waiting.append((candidate, around))
        else:
            hits.append(Hit(candidate.first, candidate.last, candidate.rule, place))
    evidence = Counter(reading.lookup.top[hit.place] for hit in hits)
    places = Counter(hit.place for hit in hits)
    anchors = sorted((hit.first, reading.lookup.top[hit.place]) for hit in hits)
    for candidate, around in waiting:
        meant = _by_evidence(reading, candidate, around, evidence, places, anchors)
        if meant is not None:
            hits.append(Hit(candidate.first, candidate.last, *meant))
    return sorted(hits, key=lambda hit: hit.first)


def _refused(reading: Reading, candidate: Candidate, around: Context) -> bool:
    """Streets, persons, rivers, ships: a place's name that does not name the place."""
    before, after = reading.form(candidate.first - 1), reading.form(candidate.last + 1)
    gap_before, gap_after = reading.gap(candidate.first - 1), reading.gap(candidate.last)
    beside = len(gap_before) <= 2 and "\n" not in gap_before and "," not in gap_before
    beside_after = gap_after in (" ", "\u00a0")
    if around.designator:
        return False
    if beside and vocabulary.STREETS.fullmatch(before):
        return True
    if beside_after and vocabulary.STREETS_AFTER.fullmatch(after):
        return True
    if gap_before in (" ", "\u00a0") and before in vocabulary.FIRST_NAMES:
        if reading.words[candidate.first - 1].capital:
            return True
    form = reading.form(candidate.first)
    if form in vocabulary.FIRST_NAMES and candidate.first == candidate.last:
        after_capital = (
            candidate.last + 1 < len(reading.words) and reading.words[candidate.last + 1].capital
        )
        if not around.locative or (after_capital and beside_after):
            return True
    if (
        len(before) == 1
        and gap_before.startswith(".")
        and reading.words[candidate.first - 1].capital
    ):
        if before not in ("м", "с", "г", "п"):
            return True
    if form in vocabulary.RIVER_NAMES:
        return _river(reading, candidate)
    if around.quoted and beside and vocabulary.SHIP.fullmatch(before):
        return True
    return False


def _river(reading: Reading, candidate: Candidate) -> bool:
    before, second = reading.form(candidate.first - 1), reading.form(candidate.first - 2)
    after = reading.form(candidate.last + 1)
    if vocabulary.RIVER_AFTER.fullmatch(after) or vocabulary.RIVER_BEFORE.fullmatch(before):
        return True
    if before in ("the", "le", "el", "il", "der", "den", "dem", "des", "du", "del"):
        return True
    if before in ("of", "на", "de") or len(before) <= 3:
        return bool(vocabulary.RIVER_BEFORE.fullmatch(second))
    return False


def _fit_adjective(reading: Reading, candidate: Candidate) -> bool:
    """An adjective names its town unless it is somebody's surname or a court's district."""
    word = reading.words[candidate.first]
    if not word.capital:
        return True
    before = reading.form(candidate.first - 1)
    if reading.gap(candidate.first - 1) in (" ", "\u00a0"):
        if before in vocabulary.FIRST_NAMES or vocabulary.STREETS.fullmatch(before):
            return False
    after = reading.form(candidate.last + 1)
    return not vocabulary.STREETS_AFTER.fullmatch(after)


def _dominant(reading: Reading, codes: tuple[int, ...]) -> int | None:
    """The only namesake, or the one that outweighs all others together."""
    table = reading.lookup
    if len(codes) == 1:
        return codes[0]
    ranked = sorted(codes, key=lambda c: table.population[c], reverse=True)
    rest = sum(table.population[c] for c in ranked[1:])
    if table.population[ranked[0]] > OUTWEIGHS * max(rest, 500):
        return ranked[0]
    return None


def _certain(reading: Reading, candidate: Candidate, around: Context) -> int | None:
    """The place meant, where nothing else in the text is needed to know it."""
    table = reading.lookup
    if candidate.rule in ("oblast", "land", "group"):
        return candidate.codes[0]
    if candidate.rule in ("raion", "hromada"):
        return candidate.codes[0] if len(candidate.codes) == 1 else None
    place = _dominant(reading, candidate.codes)
    if place is None:
        return None
    if candidate.rule in ("adjective", "old-raion"):
        return place if table.category[place] in "MKO" else None
    if table.population[place] >= TOWN or table.category[place] in "MK":
        if candidate.first in _doubtful(reading) and not (around.designator or around.locative):
            return None
        return place
    if around.designator and table.rivals[place] == 0 and len(candidate.codes) == 1:
        return place
    return None


def _doubtful(reading: Reading) -> frozenset[int]:
    return frozenset()


def _by_evidence(  # noqa: PLR0913
    reading: Reading,
    candidate: Candidate,
    around: Context,
    evidence: Counter[int],
    places: Counter[int],
    anchors: list[tuple[int, int]],
) -> tuple[str, int] | None:
    """The namesake that lies where the rest of the text is, the nearest mention first."""
    table = reading.lookup
    for code in candidate.codes:
        if places[code]:
            return candidate.rule, code
    fitting = [code for code in candidate.codes if evidence[table.top[code]]]
    if not fitting:
        return None
    at = bisect_left(anchors, (candidate.first, -1))
    near = [
        top
        for position, top in anchors[max(0, at - 3) : at + 3]
        if abs(position - candidate.first) < 40
    ]
    fitting.sort(
        key=lambda code: (
            table.top[code] in near,
            evidence[table.top[code]],
            table.category[code] in "MK",
            table.population[code],
        ),
        reverse=True,
    )
    best = fitting[0]
    small = table.population[best] < TOWN and table.category[best] not in "MK"
    if candidate.rule == "name" and small and table.top[best] not in near:
        if not (around.designator or around.locative):
            return None
    return ("evidence", best)
