"""A text as the place rules see it: words, what stands between them, which are masked."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from aggregator.tag.places_lookup import Codes, Lookup, lookup
from aggregator.tag.places_text import Words, key, words

SPACES = frozenset((" ", "\u00a0", "\n"))
_JOINTS = SPACES | {"-", "\u2010", "\u2011", "–", "'", "'s ", "’s ", "’ ", " «", " “", ' "'}


class Candidate(NamedTuple):
    """A run of words ``[first, last]`` that may mean one of ``codes`` by the rule ``rule``."""

    first: int
    last: int
    rule: str
    codes: Codes


class Hit(NamedTuple):
    """A candidate that was decided: words ``[first, last]`` mean the place of row ``place``."""

    first: int
    last: int
    rule: str
    place: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut into words. ``vocabulary`` has every form once: most questions can be answered
    for the whole text by it. ``masked`` are the numbers of words that are no place's name."""

    document: str
    words: Words
    vocabulary: set[str]
    masked: frozenset[int]
    lookup: Lookup

    def gap(self, number: int) -> str:
        """What stands between word ``number`` and the next."""
        start = self.words.ends[number] if number >= 0 else 0
        if number + 1 >= len(self.words.starts):
            return self.document[start:]
        return self.document[start : self.words.starts[number + 1]]

    def form(self, number: int) -> str:
        """Folded word, empty outside the text."""
        forms = self.words.forms
        return forms[number] if 0 <= number < len(forms) else ""

    def capital(self, number: int) -> bool:
        """Whether word ``number`` is there and begins with a capital letter."""
        starts = self.words.starts
        return 0 <= number < len(starts) and self.document[starts[number]].isupper()

    def places_of(self, forms: AbstractSet[str]) -> list[int]:
        """Numbers of the words with one of these forms."""
        here = self.vocabulary & forms
        return [n for n, form in enumerate(self.words.forms) if form in here] if here else []

    def joined(self, first: int, last: int, also: str = "") -> bool:
        """Whether words ``first`` to ``last`` stand together as one name."""
        return all(
            self.gap(number) in _JOINTS or self.gap(number) == also for number in range(first, last)
        )


@cache
def _phrase(name: str) -> tuple[str, ...]:
    return tuple(key(name).split())


def read(document: str, own_names: tuple[str, ...]) -> Reading:
    """Cuts a text into words and masks the names of organisations in it."""
    found, known = words(document), lookup()
    reading = Reading(document, found, set(found.forms), frozenset(), known)
    own: dict[str, list[tuple[str, ...]]] = {}
    for phrase in filter(None, map(_phrase, own_names)):
        own.setdefault(phrase[0], []).append(phrase)
    masked: set[int] = set()
    for number in reading.places_of({*own, *known.masks}):
        form = found.forms[number]
        for phrase in (*own.get(form, ()), *known.masks.get(form, ())):
            last = number + len(phrase) - 1
            same = all(reading.form(number + at) == part for at, part in enumerate(phrase))
            if same and reading.joined(number, last, also="."):  # Крим.Реалії
                masked.update(range(number, last + 1))
    return replace(reading, masked=frozenset(masked)) if masked else reading
