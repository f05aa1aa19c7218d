"""Decides what each candidate means: a place, which one, or nothing. All by rules with names."""

from __future__ import annotations

from aggregator.tag.places_context import (
    CITY,
    TOWN,
    Context,
    context,
    dominant,
    doubtful,
    foreign,
    town,
)
from aggregator.tag.places_evidence import Evidence
from aggregator.tag.places_reading import Candidate, Hit, Reading
from aggregator.tag.places_refusals import refused

_CERTAIN = frozenset(("oblast", "land", "group", "people", "numbered", "beside"))


def decide(reading: Reading, found: list[Candidate]) -> list[Hit]:
    """Two rounds: what is certain first, then what needs the certain ones as evidence."""
    hits: list[Hit] = []
    waiting: list[tuple[Candidate, Context]] = []
    abroad = {
        c.first: "noun" if c.first == c.last else "adjective" for c in found if c.rule == "abroad"
    }
    for candidate in found:
        if candidate.rule == "abroad":
            continue
        if candidate.rule in _CERTAIN:
            hits.append(_hit(reading, candidate, candidate.rule, candidate.codes[0]))
            continue
        around = context(reading, candidate)
        if refused(reading, candidate, around, abroad):
            continue
        place = _certain(reading, candidate, around)
        if place is None:
            waiting.append((candidate, around))
        else:
            hits.append(_hit(reading, candidate, candidate.rule, place))
    evidence = Evidence(reading, hits)
    for candidate, around in waiting:
        place = evidence.meant(candidate, around)
        if place is not None:
            hits.append(_hit(reading, candidate, "evidence", place))
    return sorted(hits, key=lambda hit: hit.first)


def _hit(reading: Reading, candidate: Candidate, rule: str, place: int) -> Hit:
    """A decision; "Melitopol district" means the raion that is called after the town."""
    units = reading.lookup.units.get(candidate.rule)
    if units:
        place = units.get(place, place)
    if rule == "raion" and reading.lookup.category[place] not in "PB":
        rule = "old-raion"
    return Hit(candidate.first, candidate.last, rule, place)


def _certain(reading: Reading, candidate: Candidate, around: Context) -> int | None:
    """The place meant, where nothing else in the text is needed to know it."""
    known = reading.lookup
    if candidate.rule in ("raion", "hromada"):
        only = len(candidate.codes) == 1 and known.category[candidate.codes[0]] != "B"
        return candidate.codes[0] if only else None
    place = dominant(candidate.codes)
    if place is None or (len(candidate.codes) > 1 and known.population[place] < CITY):
        return None
    if candidate.rule in ("adjective", "old-raion"):
        large = known.category[place] in "MKO" or known.population[place] >= TOWN
        return place if large else None
    if foreign(reading, candidate) and not around.designator:
        return None
    if not town(reading, place) or doubtful(reading, candidate, around, place):
        return None
    return place
