"""The written forms of places, unpacked from the data file into dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from aggregator.tag import gazetteer

Codes = tuple[int, ...]
"""Row numbers in the list of places; a form may mean several."""


_ADJECTIVAL = ("oblast", "raion", "hromada", "adjective", "direction")


@dataclass(frozen=True, slots=True)
class Lookup:
    """Forms by class, and how many words the longest form beginning with a word has."""

    forms: dict[str, dict[str, Codes]]
    name: dict[str, Codes]
    group: dict[str, Codes]
    land: dict[str, Codes]
    people: dict[str, Codes]
    stem: dict[str, Codes]
    oblast: dict[str, Codes]
    raion: dict[str, Codes]
    hromada: dict[str, Codes]
    adjective: dict[str, Codes]
    direction: dict[str, Codes]  # adjectives that mean the town only before a few nouns
    adjectival: frozenset[str]
    abroad_adjectives: frozenset[str]  # of regions outside Ukraine
    abroad_nouns: frozenset[str]
    foreign: frozenset[str]  # forms that mean a larger town abroad
    doubtful: frozenset[str]  # forms that are also another word
    personal: frozenset[str]  # forms that are also a first name or a surname
    first_names: frozenset[str]
    prominent: frozenset[int]  # what is meant where nothing else tells
    openers: frozenset[str]  # words that may begin a place's name in lower case
    capitalised: frozenset[str]  # words besides names that mean a place only with a capital
    longest: dict[str, int]  # only forms of two words or more
    masks: dict[str, tuple[tuple[str, ...], ...]]  # first word -> the words of each name
    codes: tuple[str, ...]
    category: str  # one letter of the codifier per place
    population: tuple[int, ...]
    rivals: tuple[int, ...]
    units: dict[str, dict[int, int]]  # rule -> town -> the raion or hromada called after it
    centre: dict[int, int]  # hromada -> the town that it is called after
    parent: Codes
    top: Codes  # row number of the oblast (or city of that rank) of each place, -1 outside


def _unpack(lines: list[str]) -> dict[str, Codes]:
    found: dict[str, Codes] = {}
    for line in lines:
        stem, ends, numbers = line.split(":")
        codes = tuple(map(int, numbers.split(",")))
        for end in ends.split(","):
            form = stem + end
            old = found.get(form)
            found[form] = codes if old is None else (*old, *(c for c in codes if c not in old))
    return found


def _longest(tables: dict[str, dict[str, Codes]]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for forms in tables.values():
        for form in forms:
            if " " in form:
                head, _, rest = form.partition(" ")
                size = rest.count(" ") + 2
                if size > longest.get(head, 0):
                    longest[head] = size
    return longest


def _masks(names: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in names:
        parts = tuple(name.split())
        found[parts[0]] = (*found.get(parts[0], ()), parts)
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
def lookup() -> Lookup:
    """Everything the finder looks words up in; a fifth of a second on first use."""
    data = gazetteer.table()
    tables = {kind: _unpack(lines) for kind, lines in data["forms"].items()}
    abroad = data["abroad"]
    tables["abroad"] = dict.fromkeys(abroad["names"], ())
    longest = _longest(tables)
    adjectival = frozenset().union(*(tables[kind] for kind in _ADJECTIVAL))
    return Lookup(
        forms=tables,
        name=tables["name"],
        group=tables["group"],
        land=tables["land"],
        people=tables["people"],
        stem=tables["stem"],
        oblast=tables["oblast"],
        raion=tables["raion"],
        hromada=tables["hromada"],
        adjective=tables["adjective"],
        direction=tables["direction"],
        adjectival=adjectival,
        abroad_adjectives=frozenset(abroad["adjectives"]),
        abroad_nouns=frozenset(abroad["nouns"]),
        foreign=frozenset(data["foreign"]),
        doubtful=frozenset(data["doubtful"]),
        personal=frozenset(data["personal"]),
        first_names=frozenset(data["first_names"]),
        prominent=frozenset(data["prominent"]),
        longest=longest,
        openers=adjectival.union(
            longest, abroad["adjectives"], *(tables[kind] for kind in ("land", "people", "stem"))
        ),
        capitalised=frozenset(abroad["nouns"]).union(tables["group"]),
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
