"""Finds in a text every run of words that may name a place; decides nothing yet."""

from __future__ import annotations

from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_heads import head, latin_frame, latin_unit
from aggregator.tag.places_reading import Candidate, Reading

_CLASSES = ("group", "name", "stem", "oblast", "adjective", "land", "raion", "abroad")
"""Classes of forms of several words, in the order in which they are tried."""


def candidates(reading: Reading) -> list[Candidate]:
    """Every candidate, longest first at each place, none inside another."""
    found: list[Candidate] = []
    known, last = reading.lookup, -1
    small = reading.vocabulary & known.openers
    large = (reading.vocabulary & known.name.keys()) | (reading.vocabulary & known.capitalised)
    for number in reading.places_of(small | large):
        if number <= last or number in reading.masked:
            continue
        if reading.form(number) in small or reading.capital(number):
            candidate = _at(reading, number)
            if candidate is not None:
                found.append(candidate)
                last = candidate.last
    return found


def _at(reading: Reading, number: int) -> Candidate | None:
    """The candidate that begins with word ``number``."""
    form, known = reading.form(number), reading.lookup
    if form not in known.openers:
        return _capitalised(reading, number)
    candidate = None
    many = known.longest.get(form)
    if many:
        candidate = _several_words(reading, number, many)
    if candidate is None and form in known.adjectival:
        candidate = _adjective(reading, number)
    if candidate is None:
        candidate = _in_any_case(reading, number)
    if candidate is None and reading.capital(number):
        candidate = _capitalised(reading, number)
    return candidate


def _several_words(reading: Reading, number: int, many: int) -> Candidate | None:
    forms = reading.words.forms[number : number + many]
    for size in range(len(forms), 1, -1):
        last = number + size - 1
        joined = " ".join(forms[:size])
        for kind in _CLASSES:
            codes = reading.lookup.forms[kind].get(joined)
            if codes is not None and reading.joined(number, last):
                candidate = _of_class(reading, Candidate(number, last, kind, codes))
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


def _adjective(reading: Reading, number: int) -> Candidate | None:
    """An adjective with its noun: oblast, raion, hromada, or the town that it is made from."""
    known, form = reading.lookup, reading.form(number)
    last, kind = head(reading, number) or (number, None)
    units = {"oblast": known.oblast, "raion": known.raion, "hromada": known.hromada}
    if kind in units and form in units[kind]:
        return Candidate(number, last, kind, units[kind][form])
    towns = known.adjective.get(form, ())
    if kind == "raion" and towns:
        return Candidate(number, last, "old-raion", towns)
    if reading.capital(number) and not set(towns).isdisjoint(known.name.get(form, ())):
        return None  # Бердянську: the town in the locative as well as its adjective
    if form in known.direction and vocabulary.DIRECTION.match(reading.form(number + 1)):
        towns = known.direction[form]
    elif kind in (None, "oblast"):
        return None
    elif not towns and kind in ("noun", "list"):
        towns = known.oblast.get(form, ())
    return Candidate(number, number, "adjective", towns) if towns else None


def _in_any_case(reading: Reading, number: int) -> Candidate | None:
    """Words that are tagged in lower case as well: херсонщина, харків'яни, obwód chersoński."""
    known, form = reading.lookup, reading.form(number)
    for rule, forms in (("land", known.land), ("people", known.people)):
        codes = forms.get(form)
        if codes:
            return Candidate(number, number, rule, codes)
    codes = known.stem.get(form)
    frame = latin_frame(reading, number, number) if codes else None
    if codes and frame:
        return Candidate(*frame, "oblast", codes)
    if form in known.abroad_adjectives and vocabulary.ABROAD_HEAD.match(reading.form(number + 1)):
        return Candidate(number, number + 1, "abroad", ())
    return None


def _capitalised(reading: Reading, number: int) -> Candidate | None:
    """Words that name a place only with a capital."""
    known, form = reading.lookup, reading.form(number)
    if form in known.abroad_nouns:
        return Candidate(number, number, "abroad", ())
    codes = known.group.get(form)
    if codes:
        return Candidate(number, number, "group", codes)
    codes = known.name.get(form)
    return latin_unit(reading, Candidate(number, number, "name", codes)) if codes else None
