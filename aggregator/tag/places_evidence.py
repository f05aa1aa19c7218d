"""The certain places of a text, asked where an uncertain name may lie."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from aggregator.tag.places_context import Context, dominant, doubtful, foreign, town
from aggregator.tag.places_reading import Candidate, Hit, Reading

BESIDE, NEAR = 5, 40
"""Words within which a named unit decides, and any certain place supports, an uncertain name."""

_UNITS = frozenset(("oblast", "land", "raion", "hromada"))


def _close(anchors: list[tuple[int, int]], number: int, words: int) -> set[int]:
    at = bisect_left(anchors, (number, -1))
    around = anchors[max(0, at - 3) : at + 3]
    return {top for position, top in around if abs(position - number) <= words}


class Evidence:
    """Built once per text from what is certain; says of each uncertain candidate what it means."""

    def __init__(self, reading: Reading, hits: list[Hit]) -> None:
        known = reading.lookup
        self._reading = reading
        self._oblasts = Counter(known.top[hit.place] for hit in hits)
        self._places = Counter(hit.place for hit in hits)
        self._anchors = sorted((hit.first, known.top[hit.place]) for hit in hits)
        self._units = sorted((h.first, known.top[h.place]) for h in hits if h.rule in _UNITS)
        self._ends = {hit.last for hit in hits}
        self._starts = {hit.first for hit in hits}

    def meant(self, candidate: Candidate, around: Context) -> int | None:
        """The namesake already named, or in an oblast already named, or else well known."""
        place = self._named_before(candidate)
        if place is None:
            place = self._of_named_oblast(candidate, around)
        if place is None:
            return self._well_known(candidate, around)
        if candidate.rule != "name" or around.designator or self._listed(candidate):
            return place
        return None if doubtful(self._reading, candidate, around, place) else place

    def _listed(self, candidate: Candidate) -> bool:
        """Whether it stands in a list of places: Тому Чернігів. Тому Суми."""
        return any(
            candidate.first - step in self._ends or candidate.last + step in self._starts
            for step in (1, 2)
        )

    def _named_before(self, candidate: Candidate) -> int | None:
        """The namesake that the text names for certain elsewhere, or a district of such a city."""
        known = self._reading.lookup
        for code in candidate.codes:
            district = known.category[code] == "B" and self._places[known.parent[code]]
            if district or self._places[code]:
                return code
        return None

    def _of_named_oblast(self, candidate: Candidate, around: Context) -> int | None:
        """The namesake that lies in an oblast of the text, the nearest mention first."""
        known = self._reading.lookup
        fitting = [
            code
            for code in candidate.codes
            if self._oblasts[known.top[code]] or code in known.prominent
        ]
        if not fitting:
            return None
        near = _close(self._anchors, candidate.first, NEAR)
        beside = _close(self._units, candidate.first, BESIDE)
        best = max(
            fitting,
            key=lambda code: (
                known.top[code] in beside,
                code in known.prominent,
                known.top[code] in near,
                self._oblasts[known.top[code]],
                known.category[code] in "MK",
                known.population[code],
            ),
        )
        if candidate.rule != "name" or around.designator or around.locative:
            return best
        small = not town(self._reading, best) and best not in known.prominent
        bare = around.start or around.quoted or known.top[best] not in near
        return None if around.capital_beside or (small and bare) else best

    def _well_known(self, candidate: Candidate, around: Context) -> int | None:
        """The namesake that outweighs the others by its people, or as the hromada of a city."""
        known = self._reading.lookup
        if candidate.rule == "hromada":
            cities = [c for c in candidate.codes if known.category[known.centre.get(c, c)] == "M"]
            return cities[0] if len(cities) == 1 else None
        if candidate.rule == "raion" or foreign(self._reading, candidate):
            return None
        place = dominant(candidate.codes)
        if place is None:
            return None
        if not town(self._reading, place):
            return place if self._only_one(candidate, around, place) else None
        if candidate.rule != "name" or self._listed(candidate):
            return place
        return None if doubtful(self._reading, candidate, around, place) else place

    def _only_one(self, candidate: Candidate, around: Context, place: int) -> bool:
        """Whether a small place is the only one of its name, said to be a place, and nowhere
        said to lie in another oblast."""
        known = self._reading.lookup
        sure = around.designator or (around.locative and not around.capital_beside)
        alone = len(candidate.codes) == 1 and known.rivals[place] == 0
        beside = _close(self._units, candidate.first, BESIDE)
        return sure and alone and (not beside or known.top[place] in beside)
