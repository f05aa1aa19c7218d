"""Builds aggregator/data/places.json.gz, the list of places that the tagger looks words up in.

Run by hand, in an environment with the dependency group ``data`` (see pyproject.toml)::

    python -m tools.build_places --shared ../shared/data/places

The same sources give the same bytes. What changed against the file before is printed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
from collections import defaultdict
from os.path import commonprefix
from pathlib import Path

import yaml

from aggregator.tag.places_text import key
from tools import build_places_forms as forms
from tools import build_places_sources as sources
from tools.build_places_sources import Place

HERE = Path(__file__).parent / "places"
TARGET = Path(__file__).parents[1] / "aggregator" / "data" / "places.json.gz"
LANGUAGES = ("uk", "ru", "crh", "fr", "es", "de", "it", "pt", "pl")


class Forms:
    """Written forms by class: key of a form -> codes of the places that it may mean."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[tuple[str, tuple[str, ...]], set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )

    def add(self, kind: str, written: set[str], *codes: str) -> None:
        """Adds the written forms of one name of ``codes``."""
        keys = {key(form) for form in written} - {""}
        if keys:
            stem = commonprefix(sorted(keys))
            self.lines[kind][(stem, codes)] |= {form[len(stem) :] for form in keys}

    def dump(self, index: dict[str, int]) -> dict[str, list[str]]:
        """Lines ``stem:ending,ending:place,place``, which compress well."""
        return {
            kind: sorted(
                f"{stem}:{','.join(sorted(ends))}:{','.join(str(index[c]) for c in codes)}"
                for (stem, codes), ends in lines.items()
            )
            for kind, lines in sorted(self.lines.items())
        }


def rows(name: str) -> list[dict[str, str]]:
    """A hand-kept table, without its comments."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def settlement_forms(place: Place, table: Forms) -> None:
    """Names of one settlement in Ukrainian, Russian and Latin letters."""
    table.add("name", forms.inflected(place.uk, "uk"), place.code)
    russian = place.russian or {forms.russian_by_rule(place.uk)}
    for name in sorted(russian):
        table.add("name", forms.inflected(name, "ru"), place.code)
    latin = forms.english(place.uk) | {place.en.lower()}
    for name in russian:
        latin |= forms.english_from_russian(name)
    if place.category in ("M", "K", "X"):
        latin |= forms.spellings(place.uk)
    table.add("name", latin, place.code)


def adjective_forms(places: list[Place], table: Forms) -> None:
    """Adjectives of raions and hromadas (with the town in their middle), uk and ru."""
    centre = {}
    for place in places:
        if place.category in ("M", "X", "C") and place.parent not in centre:
            centre[place.parent] = place
    for place in places:
        if place.category not in ("P", "H"):
            continue
        masculine = place.uk if place.category == "P" else place.uk[:-1] + "ий"
        if not masculine.endswith("ий"):
            continue
        written = forms.adjective(masculine.lower(), "uk")
        table.add(place.kind, _agreeing(written, place.category, "uk"), place.code)
        town = centre.get(place.code)
        if town is not None and masculine[:3] == town.uk[:3]:
            for name in sorted(town.russian or {forms.russian_by_rule(town.uk)}):
                adjective = forms.adjective(forms.russian_adjective(name), "ru")
                if town.category != "C":
                    table.add(place.kind, _agreeing(adjective, place.category, "ru"), place.code)
                    table.add("adjective", adjective, town.code)
            if town.category != "C":
                table.add("adjective", written, town.code)


def _agreeing(written: set[str], category: str, language: str) -> set[str]:
    """The forms that agree with район (masculine) or громада / община (feminine)."""
    ends = {
        ("P", "uk"): ("кий", "кого", "кому", "ким", "кім", "кі", "ких", "кими"),
        ("P", "ru"): ("кий", "кого", "кому", "ким", "ком", "кие", "ких", "кими"),
        ("H", "uk"): ("ка", "кої", "кій", "ку", "кою"),
        ("H", "ru"): ("кая", "кой", "кую"),
    }[category, language]
    return {form for form in written if form.endswith(ends)}


def oblast_forms(row: dict[str, str], table: Forms) -> None:
    """Oblast adjectives (any case), names in -щина, and Latin stems of "X oblast"."""
    code = row["code"]
    for language in ("uk", "ru"):
        for name in filter(None, row[language].split("|")):
            adjective, _, noun = name.rpartition(" ")
            if noun in ("область",):
                masculine = (
                    adjective.lower()[:-1] + "ий"
                    if language == "uk"
                    else adjective.lower()[:-2] + "ий"
                )
                table.add("oblast", forms.adjective(masculine, language), code)
        for name in filter(None, row[f"region_{language}"].split("|")):
            table.add("land", forms.inflected(name, language), code)
    table.add("stem", {s.lower() for s in row["stems"].split("|")}, code)


def alias_forms(by_name: dict[tuple[str, str], Place], table: Forms) -> None:
    """Old, Soviet, new and foreign names from the hand-kept table."""
    for row in rows("aliases.csv"):
        place = by_name[row["place"], row["oblast"]]
        for name in row["name"].split("|"):
            if row["language"] in ("uk", "ru"):
                written = forms.inflected(name, row["language"])
                if row["language"] == "ru":
                    table.add("name", forms.english_from_russian(name), place.code)
                    if not place.ru:
                        place.ru = name
                    if " " not in name:
                        adjective = forms.adjective(forms.russian_adjective(name), "ru")
                        table.add("adjective", adjective, place.code)
            elif row["language"] == "crh":
                written = forms.crimean_tatar(name)
                place.names.setdefault("crh", name)
            else:
                written = {name.lower()}
            table.add("name", written, place.code)


def group_forms(group: dict, table: Forms) -> None:
    """Forms of a named group or of an institution."""
    for language, names in group.get("forms", {}).items():
        for name in names:
            if name.startswith("=") or language == "latin":
                written = {name.lstrip("=").lower()}
            elif language == "crh":
                written = forms.crimean_tatar(name)
            else:
                written = forms.inflected(name, language)
            table.add("group", written, group["code"])


def masks() -> list[str]:
    """Keys of the names that hide the place's name inside them."""
    texts = yaml.safe_load((HERE / "masks.yaml").read_text(encoding="utf-8"))
    found = set()
    for language, names in texts.items():
        for name in names:
            if name.startswith("=") or language == "latin":
                found.add(key(name.lstrip("=")))
            else:
                found |= {key(form) for form in forms.inflected(name, language)}
    return sorted(found)


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


def build(shared: Path) -> dict:
    """The whole file as plain values."""
    everything = sources.codifier(shared / "katottg-2025-05-16.csv")
    sources.points(shared / "cod-ab-2026-02.xlsx", everything)
    cities = sources.geonames()
    sources.populations(everything, cities)
    places = sources.listed(everything)
    named = by_name(places)
    table = Forms()
    oblasts = rows("oblasts.csv")
    for row in oblasts:
        place = everything[row["code"]]
        place.en, place.ru = row["en"], row["ru"].split("|")[0]
        place.names = {lang: row[lang] for lang in LANGUAGES[2:]}
        place.uk = row["uk"]
        oblast_forms(row, table)
    alias_forms(named, table)
    for place in places:
        if place.category in ("M", "X", "C", "K"):
            settlement_forms(place, table)
            place.ru = place.ru or min(place.russian or {forms.russian_by_rule(place.uk)})
    adjective_forms(places, table)
    groups = yaml.safe_load((HERE / "groups.yaml").read_text(encoding="utf-8"))
    for group in groups:
        group_forms(group, table)
    crimea = everything["UA01000000000013043"].code
    table.add("adjective", forms.adjective("кримський", "uk"), crimea)
    table.add("adjective", forms.adjective("крымский", "ru"), crimea)
    groups = [group for group in groups if "kind" in group]
    return assemble(everything, places, groups, oblasts, named, table, shared)


def assemble(everything, places, groups, oblasts, named, table, shared) -> dict:  # noqa: ANN001, PLR0913
    """Puts rows and forms together under one numbering."""
    index = {place.code: number for number, place in enumerate(places)}
    lines = []
    for place in places:
        parent = index.get(place.parent, -1) if place.parent else -1
        point = [round(place.latitude, 4), round(place.longitude, 4)] if place.latitude else [0, 0]
        lines.append(
            [place.code, place.category, parent, *point, place.population, place.rivals,
             place.uk, place.en, place.ru]
        )  # fmt: skip
    names = {place.code: place.names for place in places if place.names}
    parts = {}
    for group in groups:
        index[group["code"]] = len(lines)
        town = named[tuple(group["town"].split("/"))] if "town" in group else None
        parent = town.code if town else group.get("parent")
        point = group.get("point") or ([town.latitude, town.longitude] if town else [0, 0])
        category = {"country": "S", "group": "G", "institution": "I"}[group["kind"]]
        texts = group["names"]
        lines.append(
            [group["code"], category, index[parent] if parent else -1, *point, 0, 0,
             texts["uk"], texts["en"], texts["ru"]]
        )  # fmt: skip
        names[group["code"]] = {k: v for k, v in texts.items() if k in LANGUAGES[2:]}
        if "parts" in group:
            parts[group["code"]] = group["parts"]
    periods = sorted(
        [p.code, p.start, p.end, list(p.without)]
        for p in sources.occupied(shared / "occupied-2025-05-07.csv", everything)
    )
    return {
        "places": lines,
        "names": names,
        "iso": {row["code"]: row["iso"] for row in oblasts},
        "parts": parts,
        "occupied": periods,
        "masks": masks(),
        "forms": table.dump(index),
    }


def changes(old: dict, new: dict) -> list[str]:
    """What a rebuild changed, in lines for people."""
    lines = []
    before, after = ({row[0]: row for row in d.get("places", [])} for d in (old, new))
    lines += [f"new place: {c} {after[c][7]}" for c in sorted(after.keys() - before.keys())]
    lines += [f"gone: {c} {before[c][7]}" for c in sorted(before.keys() - after.keys())]
    lines += [
        f"changed: {c} {before[c][3:]} -> {after[c][3:]}"
        for c in sorted(after.keys() & before.keys())
        if before[c][3:] != after[c][3:]
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
