"""Builds aggregator/data/places.json.gz, the list of places that the tagger looks words up in.

Run by hand, in an environment with the dependency group ``data`` (see pyproject.toml)::

    python -m tools.build_places --shared ../shared/data/places

The same sources give the same bytes. What changed against the file before is printed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from typing import Any

from tools import build_places_forms as forms
from tools import build_places_sources as sources
from tools import build_places_spelling as spelling
from tools import build_places_tables as tables
from tools.build_places_sources import Place

TARGET = Path(__file__).parents[1] / "aggregator" / "data" / "places.json.gz"
OTHERS = ("crh", "fr", "es", "de", "it", "pt", "pl")
WHOLE = (
    ("кримський", "uk", "UA01000000000013043"),
    ("крымский", "ru", "UA01000000000013043"),
    ("київський", "uk", "UA80000000000093317"),
    ("киевский", "ru", "UA80000000000093317"),
    ("севастопольський", "uk", "UA85000000000065278"),
    ("севастопольский", "ru", "UA85000000000065278"),
)
COLUMNS = (
    "code", "category", "parent", "latitude", "longitude", "population", "rivals", "uk", "en", "ru"
)  # fmt: skip
SETTLED = ("M", "X", "C", "K")


def by_name(places: list[Place]) -> dict[tuple[str, str], Place]:
    """The most populous settlement of each name and oblast."""
    found: dict[tuple[str, str], Place] = {}
    rank = {"K": 3, "M": 3, "X": 2, "C": 1}
    for place in places:
        if place.category in rank:
            name = (place.uk, place.code[2:4])
            best = found.get(name)
            if best is None or (rank[place.category], place.population) > (
                rank[best.category],
                best.population,
            ):
                found[name] = place
    return found


def write_forms(
    places: list[Place],
    named: dict[tuple[str, str], Place],
    groups: list[dict[str, Any]],
    oblasts: list[dict[str, str]],
) -> tables.Forms:
    """All forms of all places; fills in their Russian names on the way."""
    table = tables.Forms()
    for row in oblasts:
        tables.oblast_forms(row, table)
    tables.alias_forms(named, table)
    for place in places:
        if place.category in SETTLED:
            tables.settlement_forms(place, table)
            place.ru = place.ru or min(place.russian, default="")
    tables.adjective_forms(places, table)
    tables.raion_forms(places, named, table)
    for group in groups:
        tables.group_forms(group, table)
    tables.people_forms(table)
    for word, language, code in WHOLE:
        table.add("adjective", forms.adjective(word, language), code)
    return table


def _named(everything: dict[str, Place], oblasts: list[dict[str, str]]) -> None:
    """Names shown: of oblasts from the hand-kept table, English ones by letters where missing."""
    for place in everything.values():
        if not place.en:  # renamed since, or a kind of unit that OCHA does not list
            transliterated = spelling.latin(place.uk, "en")
            place.en = re.sub(r"(?:^|(?<=[ -]))\w", lambda m: m[0].upper(), transliterated)
    for row in oblasts:
        place = everything[row["code"]]
        place.uk, place.en, place.ru = row["uk"], row["en"], row["ru"].split("|")[0]
        place.names = {language: row[language] for language in OTHERS}


def build(shared: Path) -> dict[str, Any]:
    """The whole file as plain values."""
    everything = sources.codifier(shared / "katottg-2025-05-16.csv")
    sources.points(shared / "cod-ab-2026-02.xlsx", everything)
    oblasts, groups = tables.rows("oblasts.csv"), tables.document("groups.yaml")
    _named(everything, oblasts)
    cities = sources.geonames()
    sources.populations(everything, cities)
    places = sources.listed(everything)
    named = by_name(places)
    for row in tables.rows("names.csv"):
        named[row["place"], row["oblast"]].names.update(
            {language: row[language] for language in OTHERS if row[language]}
        )
    table = write_forms(places, named, groups, oblasts)
    own = [group for group in groups if "kind" in group]
    index = {place.code: number for number, place in enumerate(places)}
    data = columns(places, own, named, index)
    return data | {
        "iso": {row["code"]: row["iso"] for row in oblasts},
        "occupied": sorted(
            [p.code, p.start, p.end, list(p.without)]
            for p in sources.occupied(shared / "occupied-2025-05-07.csv", everything)
        ),
        "masks": tables.masks(),
        "abroad": tables.abroad_forms(),
        "foreign": tables.foreign_forms(cities, places, table),
        "doubtful": sorted(table.doubtful),
        "personal": sorted(table.personal - table.doubtful),
        "prominent": sorted(index[place.code] for place in _prominent(places)),
        "units": _called_after(places, index),
        "first_names": tables.first_names(),
        "since": {group["code"]: group["since"] for group in own if "since" in group},
        "numbered": {group["code"]: group["numbered"] for group in own if "numbered" in group},
        "forms": table.dump(index),
    }


def _prominent(places: list[Place]) -> list[Place]:
    """The places of the hand-kept table. Raises ValueError where a row fits none, or several."""
    found = []
    for row in tables.rows("prominent.csv"):
        fitting = [p for p in places if p.uk == row["name"] and p.code.startswith(row["code"])]
        if len(fitting) != 1:
            raise ValueError(
                f"prominent.csv: {row['name']} {row['code']} fits {len(fitting)} places"
            )
        found += fitting
    return found


def _called_after(places: list[Place], index: dict[str, int]) -> dict[str, list[list[int]]]:
    """Pairs of a town and the raion, or the hromada, that has its name from it."""
    found: dict[str, list[list[int]]] = {"latin-raion": [], "latin-hromada": []}
    rules = {"P": "latin-raion", "H": "latin-hromada"}
    stems: dict[tuple[str, str], Place] = {}
    for place in places:
        if place.category in SETTLED:
            stem = spelling.ukrainian_adjective(place.uk)[:-2]
            known = stems.get((place.code[2:4], stem))
            if known is None or place.population > known.population:
                stems[place.code[2:4], stem] = place
    for unit in places:
        if unit.category in rules:
            stem = unit.uk.lower()[: -2 if unit.category == "P" else -1]
            town = stems.get((unit.code[2:4], stem))
            if town is not None and town.code.startswith(unit.code[:6]):
                found[rules[unit.category]].append([index[town.code], index[unit.code]])
    return found


def columns(
    places: list[Place],
    groups: list[dict[str, Any]],
    named: dict[tuple[str, str], Place],
    index: dict[str, int],
) -> dict[str, Any]:
    """One list per property, codifier first, then our own groups and institutions."""
    rows = [_row(place, index) for place in places]
    names = {place.code: place.names for place in places if place.names}
    for group in groups:
        index[group["code"]] = len(rows)
        rows.append(_own_row(group, named, index))
        others = {name: text for name, text in group["names"].items() if name in OTHERS}
        if others:
            names[group["code"]] = others
    data: dict[str, Any] = {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}
    data["category"] = "".join(data["category"])
    parts = {group["code"]: group["parts"] for group in groups if "parts" in group}
    return data | {"names": names, "parts": parts}


def _row(place: Place, index: dict[str, int]) -> tuple[Any, ...]:
    parent = index.get(place.parent, -1) if place.parent else -1
    digits = 2 if place.category == "C" else 3  # a kilometre is enough for a village
    point = (round(place.latitude or 0, digits), round(place.longitude or 0, digits))
    names = (place.uk, place.en, place.ru)
    return (place.code, place.category, parent, *point, place.population, place.rivals, *names)


def _own_row(
    group: dict[str, Any], named: dict[tuple[str, str], Place], index: dict[str, int]
) -> tuple[Any, ...]:
    town = named[tuple(group["town"].split("/"))] if "town" in group else None
    parent = town.code if town else group.get("parent")
    point = group.get("point") or ((town.latitude, town.longitude) if town else (0, 0))
    category = {"country": "S", "group": "G", "institution": "I"}[group["kind"]]
    names = (group["names"][language] for language in ("uk", "en", "ru"))
    return (group["code"], category, index[parent] if parent else -1, *point, 0, 0, *names)


def _described(data: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    kept = ("code", "category", "latitude", "longitude", "population", "uk", "en", "ru")
    rows = zip(*(data.get(name, ()) for name in kept), strict=True)
    return {row[0]: row[1:] for row in rows}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What a rebuild changed, in lines for people."""
    lines = []
    before, after = _described(old), _described(new)
    lines += [f"new place: {c} {after[c][4]}" for c in sorted(after.keys() - before.keys())]
    lines += [f"gone: {c} {before[c][4]}" for c in sorted(before.keys() - after.keys())]
    lines += [
        f"changed: {c} {before[c]} -> {after[c]}"
        for c in sorted(after.keys() & before.keys())
        if before[c] != after[c]
    ]
    for kind in sorted({*old.get("forms", {}), *new["forms"]}):
        a, b = (set(d.get("forms", {}).get(kind, [])) for d in (old, new))
        lines.append(f"forms of class {kind}: {len(b)} lines, +{len(b - a)} -{len(a - b)}")
    lines.append(f"periods of occupation: {len(old.get('occupied', []))} -> {len(new['occupied'])}")
    return lines


def main() -> None:
    """Reads, builds, writes, and says what changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with the source files")
    parser.add_argument("--limit", type=int, default=40, help="lines of changes to print")
    arguments = parser.parse_args()
    old = json.loads(gzip.decompress(TARGET.read_bytes())) if TARGET.exists() else {}
    new = build(arguments.shared)
    text = json.dumps(new, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    TARGET.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    lines = changes(old, new)
    head = lines[: arguments.limit] if len(lines) > arguments.limit + 10 else lines
    print("\n".join(head))
    if len(head) < len(lines):
        print(f"... {len(lines) - len(head)} more")
        print("\n".join(lines[-8:]))
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes, {len(text)} characters of JSON")


if __name__ == "__main__":
    main()
