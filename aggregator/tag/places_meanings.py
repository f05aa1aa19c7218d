"""What a written form may mean, looked up in the lines of the list of places as they stand.

A line is ``stem:endings:places`` ("херсон:,а,і,ом,у:15203"). Written out, the 150,000 forms
are a quarter of a second and 35 MB in every process, of which an article needs thirty; so the
lines stay as they are, under their stems, and a form is found through the stems that begin it.
That takes 3 us instead of 0.1, once for each word in a process: meanings are remembered.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Final, NamedTuple

from aggregator.tag.remembered import Remembered

Codes = tuple[int, ...]
"""Row numbers in the list of places; a form may mean several."""

SHORTEST_STEM: Final = 3
"""Letters. Shorter stems are those of forms with nothing in common (Odesa, Одеса); hundreds of
lines would stand under each, so these stand under every form of theirs."""
TELLING: Final = SHORTEST_STEM + 1
"""Letters with which for four in five words of a text no form begins (bench/tag_prose.py)."""
REMEMBERED: Final = 60_000
"""Words and phrases whose meanings are kept, about 6 MB: the words of some thousand articles."""

ADJECTIVAL: Final = frozenset(("oblast", "raion", "hromada", "adjective", "direction"))
_IN_ANY_CASE: Final = ADJECTIVAL | {"land", "people", "stem"}


class Meaning(NamedTuple):
    """What one word may be the name of, or the beginning of a name."""

    codes: Mapping[str, Codes]  # by class of forms
    many: int  # words of the longest form that begins with it, 0 where it begins none
    opens: bool  # may begin a name in lower case too
    capital: bool  # names something with a capital
    adjectival: bool


class Forms(Mapping[str, Codes]):
    """The forms of one class."""

    def __init__(self, table: FormTable, kind: str) -> None:
        self._table, self._kind = table, kind

    def __getitem__(self, form: str) -> Codes:
        return self._table.codes(form)[self._kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self.written_out())

    def __len__(self) -> int:
        return len(self.written_out())

    def written_out(self) -> dict[str, Codes]:
        """All forms at once, for who needs every one: 0.1 s for the names."""
        return self._table.written_out(self._kind)


class FormTable:
    """The lines of all classes, by what their forms begin with."""

    def __init__(self, lines: Mapping[str, list[str]], abroad: Mapping[str, list[str]]) -> None:
        self._kinds = tuple(lines)
        self._lines = [line for kind in self._kinds for line in lines[kind]]
        self._ends: list[int] = []  # of each class in the lines
        for kind in self._kinds:
            self._ends.append((self._ends or [0])[-1] + len(lines[kind]))
        self._abroad = dict.fromkeys(abroad["names"], ())
        self._abroad_adjectives = frozenset(abroad["adjectives"])
        self.abroad_nouns = frozenset(abroad["nouns"])
        self._under: dict[str, array[int] | int] = {}
        self._longest: dict[str, int] = {}
        for number, line in enumerate(self._lines):
            stem, _, rest = line.partition(":")
            for start in (stem,) if len(stem) >= SHORTEST_STEM else _written_out(line):
                self._put(start, number)
            if " " in line:
                self._measure(stem, rest.partition(":")[0])
        for form in self._abroad:
            self._measure(form, "")
        words = (self._under, self._longest, self._abroad_adjectives, self.abroad_nouns)
        self._starts = {word[:TELLING] for word in chain.from_iterable(words)}
        self._known: dict[str, Mapping[str, Codes]] = {}
        self._meanings: dict[str, Meaning] = {}
        self._naming = Remembered(self._names)

    def _put(self, start: str, number: int) -> None:
        # A bare number where one line stands there, which is nearly always: a third of the room.
        before = self._under.get(start)
        if before is None:
            self._under[start] = number
        elif isinstance(before, int):
            self._under[start] = array("i", (before, number))
        else:
            before.append(number)

    def _measure(self, stem: str, ends: str) -> None:
        """Notes how many words the forms of a line have, under their first word."""
        if " " in stem and " " not in ends:
            forms: Iterable[str] = (stem,)
        else:
            forms = (stem + end for end in ends.split(","))
        for form in forms:
            head, space, rest = form.partition(" ")
            if space:
                self._longest[head] = max(self._longest.get(head, 0), rest.count(" ") + 2)

    def written_out(self, kind: str) -> dict[str, Codes]:
        """Every form of a class in the order of the lines; one may stand in several of them."""
        if kind == "abroad":
            return dict(self._abroad)
        at = self._kinds.index(kind)
        found: dict[str, Codes] = {}
        for line in self._lines[self._ends[at - 1] if at else 0 : self._ends[at]]:
            codes = tuple(map(int, line.rpartition(":")[2].split(",")))
            for form in _written_out(line):
                old = found.get(form)
                found[form] = codes if old is None else tuple(dict.fromkeys((*old, *codes)))
        return found

    def codes(self, form: str) -> Mapping[str, Codes]:
        """What a form of one or more words means in every class that has it."""
        found = self._known.get(form)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[form] = self._find(form)
        return found

    def _find(self, form: str) -> Mapping[str, Codes]:
        found: dict[str, Codes] = {}
        numbers = self._lines_of(form)
        for number in sorted(numbers):
            stem, ends, places = self._lines[number].split(":")
            if form[len(stem) :] in ends.split(",") and form.startswith(stem):
                kind = self._kinds[bisect_right(self._ends, number)]
                # A dict keeps the order of the lines and each place once.
                both = dict.fromkeys((*found.get(kind, ()), *map(int, places.split(","))))
                found[kind] = tuple(both)
        if form in self._abroad:
            found["abroad"] = ()
        return found or _NONE

    def _begins(self, word: str) -> bool:
        """Whether anything that is known begins so: two looks that spare ten for most words."""
        return word[:TELLING] in self._starts or word[:SHORTEST_STEM] in self._under

    def _lines_of(self, form: str) -> list[int]:
        numbers: list[int] = []
        for size in range(min(SHORTEST_STEM, len(form)), len(form) + 1):
            here = self._under.get(form[:size])
            if isinstance(here, int):
                numbers.append(here)
            elif here is not None:  # of a hundred lines under "красно" few have the ending
                end, lines = form[size:], self._lines
                numbers += [number for number in here if end in lines[number]]
        return numbers

    def meaning(self, word: str) -> Meaning:
        """What one word may mean or begin."""
        found = self._meanings.get(word)
        if found is None:
            if len(self._meanings) >= REMEMBERED:
                self._meanings.clear()
            found = self._meanings[word] = self._meaning(word)
        return found

    def naming(self, words: AbstractSet[str]) -> dict[str, Meaning]:
        """Those of some words that are the name of something or open one, with their meanings."""
        return self._naming.of(words)

    def _names(self, word: str) -> Meaning | None:
        found = self._meaning(word)
        return found if found.opens or found.capital else None

    def _meaning(self, word: str) -> Meaning:
        if not self._begins(word):
            return NOTHING
        codes, many = self._find(word), self._longest.get(word, 0)
        abroad = word in self._abroad_adjectives
        opens = many > 0 or abroad or not _IN_ANY_CASE.isdisjoint(codes)
        capital = "name" in codes or "group" in codes or word in self.abroad_nouns
        if not opens and not capital and not codes:
            return NOTHING
        return Meaning(codes, many, opens, capital, not ADJECTIVAL.isdisjoint(codes))

    def adjective_abroad(self, word: str) -> bool:
        """Whether a word is the adjective of a region outside Ukraine."""
        return word in self._abroad_adjectives


_NONE: Final[Mapping[str, Codes]] = {}
NOTHING: Final = Meaning(_NONE, 0, opens=False, capital=False, adjectival=False)


def _written_out(line: str) -> Iterator[str]:
    stem, ends, _ = line.split(":")
    for end in ends.split(","):
        yield stem + end
