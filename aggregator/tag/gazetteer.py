"""The list of places: KATOTTG codes with names, points and periods of occupation.

Read once, on first use, from ``aggregator/data/places.json.gz``, which ``tools/build_places.py``
makes. Sources and licences stand in ``aggregator/data/places-NOTICE.md``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from aggregator.data import OCCUPATION_LISTED
from aggregator.tag.uncollected import uncollected

LISTED_ON = OCCUPATION_LISTED
LANGUAGES = ("en", "uk", "ru", "crh", "fr", "es", "de", "it", "pt", "pl")
_KINDS = {
    "O": "oblast",
    "K": "city with special status",
    "P": "raion",
    "H": "hromada",
    "M": "city",
    "X": "settlement",
    "C": "settlement",
    "B": "district",
    "S": "country",
    "G": "group",
    "I": "institution",
}
_OWN_KINDS = {"UA01000000000013043": "autonomous republic"}
"""The codifier counts Crimea among the oblasts (category O); the Constitution, article 133, does
not, nor Kyiv and Sevastopol (category K)."""
FIRST_LEVEL = ("autonomous republic", "oblast", "city with special status")
"""Kinds of the units that Ukraine is divided into: 27."""
_SUFFIXES = {
    "P": {"en": "raion", "uk": "район", "ru": "район"},
    "H": {"en": "hromada", "uk": "громада", "ru": "громада"},
    "B": {"en": "city district", "uk": "район міста", "ru": "район города"},
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a place was occupied, both included; ``end`` is None where it still is."""

    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether ``day`` falls into the period."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Region:
    """One place. ``names`` has en, uk and ru always, the other languages where known."""

    code: str
    kind: str
    """country; one of :data:`FIRST_LEVEL`; raion, hromada, city, settlement, district; group,
    institution."""
    parent: str | None
    iso: str | None
    latitude: float | None
    longitude: float | None
    names: Mapping[str, str]
    parts: tuple[str, ...] = ()  # what a group is made of
    occupied: tuple[Period, ...] = field(default=())  # oldest first

    @property
    def name(self) -> str:
        """Name in English."""
        return self.names["en"]


@cache
def _raw() -> bytes:
    return (resources.files("aggregator.data") / "places.json.gz").read_bytes()


@cache
def version() -> str:
    """Short hash of the data: ten hexadecimal digits of SHA-256."""
    return hashlib.sha256(_raw()).hexdigest()[:10]


@cache
@uncollected()
def table() -> dict[str, Any]:
    """The file as plain values."""
    data: dict[str, Any] = json.loads(gzip.decompress(_raw()))
    return data


@cache
def index() -> dict[str, int]:
    """Row number of each code."""
    return {code: number for number, code in enumerate(table()["code"])}


@cache
def _periods() -> dict[str, list[tuple[Period, frozenset[str]]]]:
    found: dict[str, list[tuple[Period, frozenset[str]]]] = {}
    for code, start, end, without in table()["occupied"]:
        period = Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)
        found.setdefault(code, []).append((period, frozenset(without)))
    return found


def _chain(code: str) -> list[str]:
    """The code, its parent, and so on up."""
    codes, parents, found = table()["code"], table()["parent"], []
    number = index().get(code, -1)
    while number >= 0:
        found.append(codes[number])
        number = parents[number]
    return found


def ancestors(code: str) -> tuple[str, ...]:
    """Codes of the regions that ``code`` lies in, nearest first."""
    return tuple(_chain(code)[1:])


def _occupied(code: str) -> tuple[Period, ...]:
    """Periods of the place itself, or of a unit around it that the list names as a whole."""
    chain = _chain(code)
    for unit in chain:
        periods = [
            period
            for period, without in _periods().get(unit, ())
            if not without.intersection(chain)
        ]
        if periods:
            return tuple(sorted(periods, key=lambda p: (p.start, p.end or date.max)))
    return ()


def region(code: str) -> Region:
    """The place with this code. Raises KeyError where there is none."""
    number = index()[code]
    data = table()
    category, parent = data["category"][number], data["parent"][number]
    uk, en, ru = (data[language][number] for language in ("uk", "en", "ru"))
    suffix = _SUFFIXES.get(category, {})
    names = {
        language: f"{name} {suffix[language]}" if suffix else name
        for language, name in (("en", en or uk), ("uk", uk), ("ru", ru or uk))
    }
    names.update(data["names"].get(code, {}))
    return Region(
        code=code,
        kind=_OWN_KINDS.get(code) or _KINDS[category],
        parent=data["code"][parent] if parent >= 0 else None,
        iso=data["iso"].get(code),
        latitude=data["latitude"][number] or None,
        longitude=data["longitude"][number] or None,
        names=names,
        parts=tuple(data["parts"].get(code, ())),
        occupied=_occupied(code),
    )


def regions() -> Iterator[Region]:
    """Every place of the list, in the order of codes within the file."""
    for code in table()["code"]:
        yield region(code)


def of_kind(*kinds: str) -> tuple[str, ...]:
    """Codes of every place of these kinds, without making the other 16,000."""
    data = table()
    pairs = zip(data["code"], data["category"], strict=True)
    return tuple(c for c, category in pairs if (_OWN_KINDS.get(c) or _KINDS[category]) in kinds)


def occupied(code: str, day: date) -> bool | None:
    """Whether a place was occupied on ``day`` by the official Ukrainian list.

    None where the question has no answer: an unknown code, a place outside Ukraine, a group,
    or a unit of which the list names only parts (most oblasts and raions). The list names two
    units of the first level whole: Crimea and Sevastopol.
    """
    chain = _chain(code)
    if not chain or not chain[-1].startswith("UA"):
        return None
    periods = _occupied(code)
    if periods:
        return any(period.holds(day) for period in periods)
    category = table()["category"]
    own = category[index()[code]]
    if own in "BI":  # a district of a city, an institution: as the settlement that it stands in
        return False if any(category[index()[unit]] in "MXCK" for unit in chain) else None
    return False if own in "MXCK" else None


def __getattr__(name: str) -> str:
    """``gazetteer.VERSION``, worked out on first use so that importing stays quick."""
    if name == "VERSION":
        return version()
    raise AttributeError(name)
