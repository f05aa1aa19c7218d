"""A text as the place rules see it: words, what stands between them, which are masked."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress
from typing import NamedTuple

from aggregator.tag.places_lookup import Lookup, lookup
from aggregator.tag.places_meanings import Codes
from aggregator.tag.places_text import key, place_words
from aggregator.tag.words import Words

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
    """A text cut into words. ``masked`` are the numbers of words that are no place's name."""

    document: str
    words: Words
    masked: frozenset[int]
    lookup: Lookup
    vocabulary: frozenset[str]  # the different words

    def gap(self, number: int) -> str:
        """What stands between word ``number`` and the next."""
        start = self.words.ends[number] if number >= 0 else 0
        if number + 1 >= len(self.words.starts):
            return self.document[start:]
        return self.document[start : self.words.starts[number + 1]]

    def form(self, number: int) -> str:
        """Folded word, empty outside the text."""
        forms = self.words.keys
        return forms[number] if 0 <= number < len(forms) else ""

    def capital(self, number: int) -> bool:
        """Whether word ``number`` is there and begins with a capital letter."""
        starts = self.words.starts
        return 0 <= number < len(starts) and self.document[starts[number]].isupper()

    def places_of(self, forms: AbstractSet[str]) -> list[int]:
        """Numbers of the words with one of these forms. Where nearly nothing is looked for, going
        through all words takes a third of building ``words.index`` for it."""
        if self.vocabulary.isdisjoint(forms):
            return []
        keys = self.words.keys
        return list(compress(range(len(keys)), map(forms.__contains__, keys)))

    def joined(self, first: int, last: int, also: str = "") -> bool:
        """Whether words ``first`` to ``last`` stand together as one name."""
        return all(
            self.gap(number) in _JOINTS or self.gap(number) == also for number in range(first, last)
        )


@cache
def _phrase(name: str) -> tuple[str, ...]:
    return tuple(key(name).split())


def read(words: Words, own_names: tuple[str, ...]) -> Reading:
    """Takes a text's words as place rules do, and masks the names of organisations in it."""
    found, known = place_words(words), lookup()
    vocabulary = words.vocabulary if found is words else frozenset(found.keys)
    reading = Reading(words.text, found, frozenset(), known, vocabulary)
    own: dict[str, list[tuple[str, ...]]] = {}
    for phrase in filter(None, map(_phrase, own_names)):
        own.setdefault(phrase[0], []).append(phrase)
    masked: set[int] = set()
    for number in reading.places_of(known.masks.keys() | own.keys()):
        form = found.keys[number]
        for phrase in (*own.get(form, ()), *known.masks.get(form, ())):
            last = number + len(phrase) - 1
            same = all(reading.form(number + at) == part for at, part in enumerate(phrase))
            if same and reading.joined(number, last, also="."):  # Крим.Реалії
                masked.update(range(number, last + 1))
    return replace(reading, masked=frozenset(masked)) if masked else reading
