"""A text as the place rules see it: words, what stands between them, which are masked."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from aggregator.rules.names import without_brackets
from aggregator.tag.organisation_names import endings, stem_of
from aggregator.tag.places_lookup import Lookup, Phrase, Phrases, lookup
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


class _OwnNames(NamedTuple):
    """The names of a source as texts write them: each word by its stem, where it has one."""

    forms: Phrases
    first: frozenset[str]  # the same forms, and those of the organisations that everybody knows


@lru_cache(maxsize=512)
def _own(names: tuple[str, ...]) -> _OwnNames:
    forms: dict[str, tuple[Phrase, ...]] = {}
    for name in names:
        words = key(without_brackets(name)).split()
        stems = [(word, stem_of(word)) for word in words]
        phrase = tuple((word, False) if stem is None else (stem, True) for word, stem in stems)
        if phrase:
            start, declines = phrase[0]
            for ending in endings() if declines else ("",):
                forms[start + ending] = (*forms.get(start + ending, ()), phrase)
    return _OwnNames(forms, frozenset(forms) | lookup().masks.keys())


def _is(form: str, part: tuple[str, bool]) -> bool:
    start, declines = part
    return form.startswith(start) and form[len(start) :] in endings() if declines else form == start


def _together(reading: Reading, first: int, count: int) -> range | tuple[()]:
    last = first + count - 1
    return range(first, last + 1) if reading.joined(first, last, also=".") else ()  # Крим.Реалії


def read(words: Words, own_names: tuple[str, ...]) -> Reading:
    """Takes a text's words as place rules do, and masks the names of organisations in it; those of
    the source itself in any case form (Зразковій редакції Херсона is no Kherson)."""
    found, known = place_words(words), lookup()
    vocabulary = words.vocabulary if found is words else frozenset(found.keys)
    reading = Reading(words.text, found, frozenset(), known, vocabulary)
    own = _own(own_names)
    masked: set[int] = set()
    for number in reading.places_of(own.first):
        form = found.keys[number]
        for phrase in (*own.forms.get(form, ()), *known.masks.get(form, ())):
            if all(_is(reading.form(number + at), part) for at, part in enumerate(phrase)):
                masked.update(_together(reading, number, len(phrase)))
    return replace(reading, masked=frozenset(masked)) if masked else reading
