"""Everything that the place rules look up: forms, homographs, and what is known of a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from aggregator.tag import gazetteer
from aggregator.tag.places_meanings import Codes, Forms, FormTable
from aggregator.tag.uncollected import uncollected

Phrase = tuple[tuple[str, bool], ...]
"""A name word by word: a form as it is written, or a stem that takes every ending (true)."""
Phrases = Mapping[str, tuple[Phrase, ...]]
"""Names under each form that their first word may have."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Forms by class, words that are no place, and one entry per place in each tuple."""

    table: FormTable
    forms: dict[str, Forms]
    name: Forms
    land: Forms
    stem: Forms
    foreign: frozenset[str]  # forms that mean a larger town abroad
    doubtful: frozenset[str]  # forms that are also another word
    personal: frozenset[str]  # forms that are also a first name or a surname
    first_names: frozenset[str]
    prominent: frozenset[int]  # what is meant where nothing else tells
    masks: Phrases  # names of organisations, which are no place's
    codes: tuple[str, ...]
    category: str  # one letter of the codifier per place
    population: tuple[int, ...]
    rivals: tuple[int, ...]
    units: dict[str, dict[int, int]]  # rule -> town -> the raion or hromada called after it
    centre: dict[int, int]  # hromada -> the town that it is called after
    parent: Codes
    top: Codes  # row number of the oblast (or city of that rank) of each place, -1 outside

    def adjectival(self, form: str) -> bool:
        """Whether a word is the adjective of a unit or a town."""
        return self.table.meaning(form).adjectival


def _masks(names: list[str]) -> Phrases:
    found: dict[str, tuple[Phrase, ...]] = {}
    for name in names:
        phrase = tuple((word, False) for word in name.split())
        found[phrase[0][0]] = (*found.get(phrase[0][0], ()), phrase)
    return found


def _tops(parents: list[int], category: str) -> Codes:
    top: list[int] = []
    for number in range(len(parents)):
        at = number
        while parents[at] >= 0:
            at = parents[at]
        top.append(at if category[at] in "OK" else -1)
    return tuple(top)


@cache
@uncollected()
def lookup() -> Lookup:
    """Everything the finder looks words up in; a twentieth of a second on first use."""
    data = gazetteer.table()
    table = FormTable(data["forms"], data["abroad"])
    forms = {kind: Forms(table, kind) for kind in (*data["forms"], "abroad")}
    return Lookup(
        table=table,
        forms=forms,
        name=forms["name"],
        land=forms["land"],
        stem=forms["stem"],
        foreign=frozenset(data["foreign"]),
        doubtful=frozenset(data["doubtful"]),
        personal=frozenset(data["personal"]),
        first_names=frozenset(data["first_names"]),
        prominent=frozenset(data["prominent"]),
        masks=_masks(data["masks"]),
        codes=tuple(data["code"]),
        category=data["category"],
        population=tuple(data["population"]),
        rivals=tuple(data["rivals"]),
        units={rule: dict(pairs) for rule, pairs in data["units"].items()},
        centre={unit: town for town, unit in data["units"]["latin-hromada"]},
        parent=tuple(data["parent"]),
        top=_tops(data["parent"], data["category"]),
    )
