"""Finds in a text every run of words that may name a place; decides nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_lookup import Codes, Lookup, lookup
from aggregator.tag.places_text import Word, key, words

_JOINTS = frozenset((" ", "\u00a0", "-", "\u2010", "\u2011", "–", "\n", "'", " «", " “", ' "'))
_SPACES = frozenset((" ", "\u00a0", "\n"))
_ENUMERATION = frozenset((" ", "\u00a0", ", ", ",", "\n", "/", " / ", " – ", "-"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of words ``[first, last]`` that may mean one of ``codes`` by the rule ``rule``."""

    first: int
    last: int
    rule: str
    codes: Codes


@dataclass(slots=True)
class Reading:
    """A text as the rules see it: its words, which of them are masked, what the list knows."""

    document: str
    words: list[Word]
    masked: set[int]
    lookup: Lookup

    def gap(self, number: int) -> str:
        """What stands between word ``number`` and the next."""
        if number < 0:
            return self.document[: self.words[0].start]
        if number + 1 >= len(self.words):
            return self.document[self.words[number].end :]
        return self.document[self.words[number].end : self.words[number + 1].start]

    def form(self, number: int) -> str:
        """Folded word, empty outside the text."""
        return self.words[number].form if 0 <= number < len(self.words) else ""


@cache
def _phrase(name: str) -> tuple[str, ...]:
    return tuple(key(name).split())


def read(document: str, own_names: tuple[str, ...]) -> Reading:
    """Cuts a text into words and masks the names of organisations in it."""
    reading = Reading(document, words(document), set(), lookup())
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for form in own_names:
        phrase = _phrase(form)
        if phrase:
            phrases.setdefault(phrase[0], []).append(phrase)
    masks = reading.lookup.masks
    for number, word in enumerate(reading.words):
        for phrase in (*phrases.get(word.form, ()), *masks.get(word.form, ())):
            end = number + len(phrase)
            if all(reading.form(number + at) == part for at, part in enumerate(phrase)) and _joined(
                reading, number, end - 1
            ):
                reading.masked.update(range(number, end))
    return reading


def _joined(reading: Reading, first: int, last: int) -> bool:
    return all(reading.gap(number) in _JOINTS for number in range(first, last))


def candidates(reading: Reading) -> list[Candidate]:
    """Every candidate, longest first at each place, none inside another."""
    found: list[Candidate] = []
    number, count = 0, len(reading.words)
    while number < count:
        if number in reading.masked:
            number += 1
            continue
        candidate = _at(reading, number)
        if candidate is None:
            number += 1
        else:
            found.append(candidate)
            number = candidate.last + 1
    return found


def _at(reading: Reading, number: int) -> Candidate | None:
    word = reading.words[number]
    tables = reading.lookup
    many = tables.longest.get(word.form)
    if many:
        candidate = _several_words(reading, number, many)
        if candidate is not None:
            return candidate
    adjective = word.form in tables.adjectival
    if adjective:
        candidate = _adjective(reading, number)
        if candidate is not None:
            return candidate
    for rule, forms in (("land", tables.land), ("people", tables.people)):
        codes = forms.get(word.form)
        if codes:
            return Candidate(number, number, rule, codes)
    if word.form in tables.abroad_adjectives and vocabulary.ABROAD_HEAD.match(
        reading.form(number + 1)
    ):
        return Candidate(number, number + 1, "abroad", ())
    if not word.capital:
        return None
    if word.form in tables.abroad_nouns:
        return Candidate(number, number, "abroad", ())
    codes = tables.group.get(word.form)
    if codes:
        return Candidate(number, number, "group", codes)
    codes = tables.stem.get(word.form)
    if codes:
        frame = _latin_frame(reading, number, number)
        if frame is not None:
            return Candidate(*frame, "oblast", codes)
    codes = tables.name.get(word.form)
    if codes:
        return _latin_unit(reading, Candidate(number, number, "name", codes))
    return None


def _several_words(reading: Reading, number: int, many: int) -> Candidate | None:
    tables = reading.lookup
    forms = [word.form for word in reading.words[number : number + many]]
    for size in range(len(forms), 1, -1):
        last = number + size - 1
        joined = " ".join(forms[:size])
        for rule in ("group", "name", "stem", "oblast", "adjective", "land", "raion", "abroad"):
            codes = tables.forms.get(rule, {}).get(joined)
            if codes is None or not _joined(reading, number, last):
                continue
            if rule == "name" and not reading.words[number].capital:
                continue
            if rule == "stem":
                frame = _latin_frame(reading, number, last)
                if frame is None:
                    continue
                return Candidate(*frame, "oblast", codes)
            if rule in ("oblast", "adjective", "raion"):
                head = _head(reading, last)
                if head is None or (rule == "oblast") != (head[1] == "oblast"):
                    continue
                return Candidate(number, head[0], rule, codes)
            if rule == "name":
                return _latin_unit(reading, Candidate(number, last, rule, codes))
            return Candidate(number, last, rule, codes)
    return None


def _head(reading: Reading, number: int) -> tuple[int, str] | None:
    """The noun that an adjective belongs to, through a list of more adjectives: where, what."""
    tables = reading.lookup
    at, steps = number, 0
    nearest = number
    while steps < 10:
        if reading.gap(at) not in _ENUMERATION:
            return None
        at += 1
        steps += 1
        form = reading.form(at)
        if not form:
            return None
        if vocabulary.OBLAST_HEAD.match(form):
            return (at if at == number + 1 else nearest), "oblast"
        if vocabulary.RAION_HEAD.match(form):
            return (at if at == number + 1 else nearest), "raion"
        if vocabulary.COURT_OF_DISTRICT.match(form):
            return at, "court"
        if vocabulary.HROMADA_HEAD.match(form):
            return (at if at <= number + 2 else nearest), "hromada"
        if form in vocabulary.CONNECTORS or vocabulary.UNIT_ADJECTIVE.match(form):
            continue
        if form in tables.adjectival or form in tables.land:
            continue
        if reading.gap(number) not in _SPACES:
            return None
        return number, "noun" if at == number + 1 else "list"
    return None


def _adjective(reading: Reading, number: int) -> Candidate | None:
    tables = reading.lookup
    form = reading.form(number)
    head = _head(reading, number)
    kind = head[1] if head else None
    last = head[0] if head and head[0] >= number else number
    if kind == "oblast" and form in tables.oblast:
        return Candidate(number, last, "oblast", tables.oblast[form])
    if kind == "raion":
        if form in tables.raion:
            return Candidate(number, last, "raion", tables.raion[form])
        if form in tables.adjective:
            return Candidate(number, last, "old-raion", tables.adjective[form])
    if kind == "hromada" and form in tables.hromada:
        return Candidate(number, last, "hromada", tables.hromada[form])
    if reading.words[number].capital and any(
        code in tables.adjective.get(form, ()) for code in tables.name.get(form, ())
    ):
        return None  # Бердянську: the town in the locative as well as its adjective
    if kind in ("noun", "list", "court", "raion", "hromada") and form in tables.adjective:
        return Candidate(number, number, "adjective", tables.adjective[form])
    if form in tables.direction and vocabulary.DIRECTION.match(reading.form(number + 1)):
        return Candidate(number, number, "adjective", tables.direction[form])
    if kind in ("noun", "list") and form in tables.oblast:
        return Candidate(number, number, "adjective", tables.oblast[form])
    return None


def _latin_frame(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """The words around an oblast's stem that make it the oblast: "X region", "région de X"."""
    if reading.form(first)[0] > "z":
        return None
    at = last + 1
    for _ in range(8):
        form = reading.form(at)
        if not form or reading.gap(at - 1) not in (" ", ", ", "-", "\u00a0", "\n", " ("):
            break
        if form in vocabulary.FRAME_AFTER:
            plural = form.endswith("s")
            if at == last + 1 or plural:
                return first, at if at == last + 1 else last
            break
        if form in vocabulary.CONNECTORS or form in reading.lookup.stem:
            at += 1
            continue
        break
    at = first - 1
    for _ in range(8):
        form = reading.form(at)
        if not form or reading.gap(at) not in (" ", ", ", "\u00a0", "'", "’"):
            return None
        if form in vocabulary.FRAME_BEFORE:
            return (at if first - at <= 3 else first), last
        if form in vocabulary.FRAME_GLUE or form in vocabulary.CONNECTORS:
            at -= 1
            continue
        if form in reading.lookup.stem:
            at -= 1
            continue
        return None
    return None


def _latin_unit(reading: Reading, candidate: Candidate) -> Candidate:
    """Marks "Melitopol district" as the raion and "Melitopol hromada" as the hromada."""
    after = reading.form(candidate.last + 1)
    if reading.gap(candidate.last) not in (" ", "\u00a0", "\n"):
        return candidate
    if after in vocabulary.DISTRICT_AFTER:
        return Candidate(candidate.first, candidate.last + 1, "latin-raion", candidate.codes)
    if after in vocabulary.HROMADA_AFTER:
        return Candidate(candidate.first, candidate.last + 1, "latin-hromada", candidate.codes)
    return candidate
