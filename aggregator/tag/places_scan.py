"""Finds in a text every run of words that may name a place; decides nothing yet."""

from __future__ import annotations

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_heads import head, latin_frame, latin_unit
from aggregator.tag.places_meanings import Meaning
from aggregator.tag.places_reading import Candidate, Reading

_CLASSES = ("group", "name", "stem", "oblast", "adjective", "land", "raion", "abroad")
"""Classes of forms of several words, in the order in which they are tried."""
_UNITS = ("oblast", "raion", "hromada")


def candidates(reading: Reading) -> list[Candidate]:
    """Every candidate, longest first at each place, none inside another."""
    found: list[Candidate] = []
    last, words = -1, reading.words
    meanings = reading.lookup.table.naming(reading.vocabulary)
    for number in reading.places_of(meanings.keys()):
        if number <= last or number in reading.masked:
            continue
        meaning = meanings[words.keys[number]]
        if meaning.opens or reading.capital(number):
            candidate = _at(reading, number, meaning)
            if candidate is not None:
                found.append(candidate)
                last = candidate.last
    return found


def _at(reading: Reading, number: int, meaning: Meaning) -> Candidate | None:
    """The candidate that begins with word ``number``."""
    if not meaning.opens:
        return _capitalised(reading, number, meaning)
    candidate = None
    if meaning.many:
        candidate = _several_words(reading, number, meaning.many)
    if candidate is None and meaning.adjectival:
        candidate = _adjective(reading, number, meaning)
    if candidate is None:
        candidate = _in_any_case(reading, number, meaning)
    if candidate is None and reading.capital(number):
        candidate = _capitalised(reading, number, meaning)
    return candidate


def _several_words(reading: Reading, number: int, many: int) -> Candidate | None:
    forms = reading.words.keys[number : number + many]
    for size in range(len(forms), 1, -1):
        last = number + size - 1
        found = reading.lookup.table.codes(" ".join(forms[:size]))
        if not found or not reading.joined(number, last):
            continue
        for kind in _CLASSES:
            if kind in found:
                candidate = _of_class(reading, Candidate(number, last, kind, found[kind]))
                if candidate is not None:
                    return candidate
    return None


def _of_class(reading: Reading, candidate: Candidate) -> Candidate | None:
    """What a form of several words needs beside it, by its class."""
    first, last, rule, codes = candidate.first, candidate.last, candidate.rule, candidate.codes
    if rule == "name":
        return latin_unit(reading, candidate) if reading.capital(first) else None
    if rule == "stem":
        frame = latin_frame(reading, first, last)
        return Candidate(*frame, "oblast", codes) if frame else None
    if rule in ("oblast", "adjective", "raion"):
        noun = head(reading, last)
        if noun is None or (rule == "oblast") != (noun[1] == "oblast"):
            return None
        return Candidate(first, noun[0], rule, codes)
    return candidate


def _adjective(reading: Reading, number: int, meaning: Meaning) -> Candidate | None:
    """An adjective with its noun: oblast, raion, hromada, or the town that it is made from."""
    codes = meaning.codes
    last, kind = head(reading, number) or (number, None)
    if kind in _UNITS and kind in codes:
        return Candidate(number, last, kind, codes[kind])
    towns = codes.get("adjective", ())
    if kind == "raion" and towns:
        return Candidate(number, last, "old-raion", towns)
    if reading.capital(number) and not set(towns).isdisjoint(codes.get("name", ())):
        return None  # Бердянську: the town in the locative as well as its adjective
    if "direction" in codes and vocabulary.DIRECTION.match(reading.form(number + 1)):
        towns = codes["direction"]
    elif kind in (None, "oblast"):
        return None
    elif not towns and kind in ("noun", "list"):
        towns = codes.get("oblast", ())
    return Candidate(number, number, "adjective", towns) if towns else None


def _in_any_case(reading: Reading, number: int, meaning: Meaning) -> Candidate | None:
    """Words that are tagged in lower case as well: херсонщина, харків'яни, obwód chersoński."""
    for rule in ("land", "people"):
        if rule in meaning.codes:
            return Candidate(number, number, rule, meaning.codes[rule])
    codes = meaning.codes.get("stem")
    frame = latin_frame(reading, number, number) if codes else None
    if codes and frame:
        return Candidate(*frame, "oblast", codes)
    abroad = reading.lookup.table.adjective_abroad(reading.form(number))
    if abroad and vocabulary.ABROAD_HEAD.match(reading.form(number + 1)):
        return Candidate(number, number + 1, "abroad", ())
    return None


def _capitalised(reading: Reading, number: int, meaning: Meaning) -> Candidate | None:
    """Words that name a place only with a capital."""
    if reading.form(number) in reading.lookup.table.abroad_nouns:
        return Candidate(number, number, "abroad", ())
    codes = meaning.codes.get("group")
    if codes:
        return Candidate(number, number, "group", codes)
    codes = meaning.codes.get("name")
    return latin_unit(reading, Candidate(number, number, "name", codes)) if codes else None
