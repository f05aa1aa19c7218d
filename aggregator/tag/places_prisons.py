"""Remand prisons and penal colonies that are called by a number and a town.

"СІЗО-2 Таганрога", "Simferopol SIZO No. 1", "ИК № 7 в Пакино": the number alone says nothing and
the town alone is not the prison, so both must stand together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aggregator.tag import gazetteer
from aggregator.tag.places_reading import Candidate, Reading

BEFORE, AFTER = 3, 7
"""Words between the town and the prison: "in Simferopol, in SIZO-1" / "SIZO No. 2 in the city of
Taganrog, Rostov region"."""

_HEADS = {
    "sizo": "сізо сизо sizo ізолятор ізолятора ізолятору ізоляторі ізолятором изолятор изолятора "
    "изоляторе изолятору изолятором",
    "colony": "ік ик ik вк колонія колонії колонію колонією колония колонии колонию колонией "
    "colony colonies colonie colonia kolonie kolonia kolonii",
}
_KIND = {form: kind for kind, forms in _HEADS.items() for form in forms.split()}
_NUMBER = re.compile(r"\W{0,3}(?:№\s*)?(\d{1,3})\b")
_NUMBER_WORDS = frozenset("no n номер number nr numero".split())


@dataclass(frozen=True, slots=True)
class Prison:
    """One place of detention: its row, the word for it, its number, beginnings of its town."""

    place: int
    head: str
    number: int
    town: tuple[str, ...]


@cache
def prisons() -> tuple[Prison, ...]:
    """All numbered prisons of the list."""
    index = gazetteer.index()
    return tuple(
        Prison(index[code], entry["head"], entry["number"], tuple(entry["town"]))
        for code, entry in sorted(gazetteer.table()["numbered"].items())
    )


def _number(reading: Reading, at: int) -> tuple[int, int] | None:
    """The number behind word ``at``, and the last word that belongs to it."""
    match = _NUMBER.match(reading.gap(at))
    if match:
        return int(match.group(1)), at
    if reading.form(at + 1) in _NUMBER_WORDS:
        match = _NUMBER.match(reading.gap(at + 1))
        if match:
            return int(match.group(1)), at + 1
    return None


def digits_after(document: str, end: int) -> int:
    """How many characters of a number follow, so that the span shows it: SIZO No[. 1]."""
    match = _NUMBER.match(document, end)
    return len(match.group()) if match else 0


def numbered(reading: Reading) -> list[Candidate]:
    """A candidate for every prison named by number and town; it spans only the prison's words."""
    found = []
    for at in reading.places_of(_KIND.keys()):
        number = _number(reading, at)
        if number is None:
            continue
        window = range(max(0, at - BEFORE), min(len(reading.words.keys), at + 1 + AFTER))
        candidate = _of_nearest_town(reading, window, at, _KIND[reading.form(at)], number)
        if candidate is not None:
            found.append(candidate)
    return found


def _of_nearest_town(
    reading: Reading, window: range, at: int, kind: str, number: tuple[int, int]
) -> Candidate | None:
    """The prison of that number in the nearest town that has a known prison of that kind."""
    of_kind = [prison for prison in prisons() if prison.head == kind]
    for near in sorted(window, key=lambda n: abs(n - at)):
        here = [prison for prison in of_kind if reading.form(near).startswith(prison.town)]
        for prison in here:
            if prison.number == number[0]:
                first, last = min(at, near), max(number[1], near)
                return Candidate(first, last, "numbered", (prison.place,))
        if here:
            return None
    return None
