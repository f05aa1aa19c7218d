"""Nuclear power plants that are named by their town and a common noun, apart from each other.

"Zaporizhzhia on the brink: how conditions at the nuclear power plant ...": the town alone is the
city on the other bank of the river, the noun alone is any plant.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from aggregator.tag import gazetteer
from aggregator.tag.places_reading import Candidate, Reading

_PLANT: Final = "X-ZNPP"
_TOWNS: Final = (
    "запоріж", "запорож", "zapori", "zaporo", "saporis", "енергодар", "энергодар", "enerhodar",
    "energodar",
)  # fmt: skip
_OTHERS: Final = (
    "чорнобил", "чернобыл", "chornobyl", "chernobyl", "рівнен", "ровен", "rivne", "rovno",
    "хмельниц", "khmelny", "південноукр", "южноукр", "курськ", "курск", "kursk", "фукус", "fukus",
)  # fmt: skip
"""Beginnings of the names of other plants: where one stands in the sentence, none is guessed."""

_ALONE: Final = frozenset("аес аэс akw kernkraftwerk atomkraftwerk".split())
# Words as the place rules fold them: without accents.
_ATOMIC: Final = "атомна атомної атомній атомну атомною атомная атомной атомную".split()
_WITH_NEXT: Final = {"nuclear": ("plant", "station", "facilit")} | dict.fromkeys(
    _ATOMIC, ("електростанц", "электростанц", "станц")
)
_JADROWA: Final = ("jadrowa", "jadrowej")
_WITH_LAST: Final = {"nuclear": "central", "nucleaire": "centrale", "nucleare": "centrale"} | (
    dict.fromkeys(_JADROWA, "elektrown")
)
_WORDS: Final = _ALONE | _WITH_NEXT.keys() | _WITH_LAST.keys()


def beside(reading: Reading, found: Iterable[Candidate]) -> list[Candidate]:
    """A candidate for each common noun of a plant in a sentence that names its town and no other
    plant; it spans the noun only. Nothing where a name in ``found`` has the noun already."""
    nouns = [span for at in reading.places_of(_WORDS) if (span := _noun(reading, at))]
    if not nouns:
        return []
    taken = {at for c in found if c.rule == "group" for at in range(c.first, c.last + 1)}
    row = gazetteer.index()[_PLANT]
    return [
        Candidate(first, last, "beside", (row,))
        for first, last in dict.fromkeys(nouns)
        if last not in taken and _means_ours(_sentence(reading, first))
    ]


def _noun(reading: Reading, at: int) -> tuple[int, int] | None:
    form = reading.form(at)
    if form in _ALONE:
        return at, at
    if form in _WITH_LAST and reading.form(at - 1).startswith(_WITH_LAST[form]):
        return at - 1, at
    last = at + 2 if reading.form(at + 1) == "power" else at + 1
    if reading.form(last).startswith(_WITH_NEXT.get(form, ("\0",))):
        return at, last
    return None


def _sentence(reading: Reading, at: int) -> list[str]:
    """The words of the sentence around word ``at``."""
    words, start = reading.words, reading.words.starts[at]
    for begin, end in words.sentences:
        if begin <= start < end:
            return [k for s, k in zip(words.starts, words.keys, strict=True) if begin <= s < end]
    return []


def _means_ours(forms: list[str]) -> bool:
    ours = any(form.startswith(_TOWNS) for form in forms)
    return ours and not any(form.startswith(_OTHERS) for form in forms)
