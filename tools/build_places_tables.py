"""Which written forms mean which places: from the sources and the hand-kept tables."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from aggregator.tag.places_text import key
from tools import build_places_forms as forms
from tools import build_places_spelling as spelling
from tools.build_places_sources import TOWN, Place

HERE = Path(__file__).parent / "places"
NOT_TOWNS = frozenset((HERE / "not_adjectives.txt").read_text(encoding="utf-8").split())
NOT_NAMES = frozenset((HERE / "not_names.txt").read_text(encoding="utf-8").split())
"""Latin spellings of three letters or fewer, or that are words of our other languages (found with
word frequencies: 2.5 or more on the Zipf scale in any of seven languages), read through by hand."""
FOREIGN = 100_000  # people; a town of the wide world above it competes for its name
FOREIGN_NEAR = 3_000  # the same for Russia and Belarus, whose names are spelt like ours


def _common(first: str, last: str) -> str:
    """The beginning that the first and the last of sorted forms, and so all, have in common."""
    for at, (a, b) in enumerate(zip(first, last, strict=False)):
        if a != b:
            return first[:at]
    return first if len(first) <= len(last) else last


class Forms:
    """Written forms by class: key of a form -> codes of the places that it may mean."""

    def __init__(self) -> None:
        self.lines: dict[str, dict[tuple[str, tuple[str, ...]], set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self.doubtful: set[str] = set()
        self.personal: set[str] = set()

    def add(self, kind: str, written: Iterable[str], *codes: str) -> set[str]:
        """Adds the written forms of one name of ``codes``; gives back their keys."""
        keys = {key(form) for form in written} - {""}
        if kind == "name":
            keys -= not_names()
        if keys:
            stem = _common(min(keys), max(keys))
            self.lines[kind][(stem, codes)] |= {form[len(stem) :] for form in keys}
        return keys

    def keys(self, kind: str) -> dict[str, set[str]]:
        """Codes by form."""
        found: dict[str, set[str]] = defaultdict(set)
        for (stem, codes), ends in self.lines[kind].items():
            for end in ends:
                found[stem + end].update(codes)
        return found

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


@cache
def not_names() -> frozenset[str]:
    """Forms that are left out: Latin words, and words that villages are called by."""
    found = set(NOT_NAMES)
    for language, words in document("abroad.yaml")["never"].items():
        for word in words:
            found |= {key(form) for form in _inflected(word, language)}
    return frozenset(found)


def document(name: str) -> Any:
    """A hand-kept YAML file."""
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _inflected(name: str, language: str) -> set[str]:
    """Forms of a hand-kept name: "=" before it and Latin letters mean: as it is."""
    if name.startswith("=") or language == "latin":
        return {name.lstrip("=").lower()}
    if language == "crh":
        return spelling.crimean_tatar(name)
    return forms.inflected(name, language)


def _name(place: Place, name: str, language: str, table: Forms) -> None:
    """Adds one native name and marks its forms that are also something else."""
    keys = table.add("name", _inflected(name, language), place.code)
    lemma = name.lower().lstrip("=").replace("’", "'")
    if " " in lemma or "-" in lemma or (place.category == "C" and place.population < TOWN):
        return  # a village needs words around it in any case
    both = forms.everyday(lemma, language) and (
        language == "ru" or forms.everyday(spelling.russian_by_rule(lemma), "ru")
    )
    both = both or lemma in NOT_TOWNS
    for form in keys:
        if both or any(forms.other_word(form, lemma, speech) for speech in ("uk", "ru")):
            table.doubtful.add(form)
        elif any(forms.personal(form, speech) for speech in ("uk", "ru")):
            table.personal.add(form)


def settlement_forms(place: Place, table: Forms) -> None:
    """Names of one settlement in Ukrainian, Russian and Latin letters."""
    _name(place, place.uk, "uk", table)
    for native, english in sorted(place.former):
        table.add("name", {english.lower()}, place.code)
        if native.lower() != place.uk.lower():
            _name(place, native, "uk", table)
    russian = place.russian or {spelling.russian_by_rule(place.uk)}
    for name in sorted(russian):
        _name(place, name, "ru", table)
    if place.category == "C" and place.population < TOWN:
        latin = {spelling.latin(place.uk, "en"), place.en.lower()}
        latin |= {min(spelling.english_from_russian(name), key=len) for name in russian}
    else:
        latin = spelling.english(place.uk) | {place.en.lower()} | spelling.spellings(place.uk)
        for name in russian:
            latin |= spelling.english_from_russian(name)
    table.add("name", latin, place.code)


def _agreeing(written: set[str], category: str, language: str) -> set[str]:
    """The forms that agree with район (masculine) or громада / община (feminine)."""
    ends = {
        ("P", "uk"): ("кий", "кого", "кому", "ким", "кім", "кі", "ких", "кими"),
        ("P", "ru"): ("кий", "кого", "кому", "ким", "ком", "кие", "ких", "кими"),
        ("H", "uk"): ("ка", "кої", "кій", "ку", "кою"),
        ("H", "ru"): ("кая", "кой", "кую"),
    }[category, language]
    return {form for form in written if form.endswith(ends)}


def adjective_forms(places: list[Place], table: Forms) -> None:
    """Adjectives of raions and hromadas (with the town in their middle), uk and ru."""
    centre: dict[str, Place] = {}
    for place in places:
        if place.category in ("M", "X", "C") and place.parent and place.parent not in centre:
            centre[place.parent] = place
    for place in places:
        if place.category == "B":
            _district(place, table)
        if place.category == "M" and " " not in place.uk and not place.uk.endswith("ий"):
            _adjective(place, spelling.ukrainian_adjective(place.uk), "uk", table)
            for name in sorted(place.russian | ({place.ru} if place.ru else set())):
                _adjective(place, spelling.russian_adjective(name), "ru", table)
        if place.category not in ("P", "H"):
            continue
        masculine = place.uk if place.category == "P" else place.uk[:-1] + "ий"
        if not masculine.endswith("ий") or masculine.lower() == "український":
            continue
        written = forms.adjective(masculine.lower(), "uk")
        table.add(place.kind, _agreeing(written, place.category, "uk"), place.code)
        town = centre.get(place.code)
        if town is None or town.category == "C" or masculine[:3] != town.uk[:3]:
            continue
        _adjective(town, masculine.lower(), "uk", table)
        for name in sorted(town.russian or {spelling.russian_by_rule(town.uk)}):
            adjective = spelling.russian_adjective(name)
            written = forms.adjective(adjective, "ru")
            table.add(place.kind, _agreeing(written, place.category, "ru"), place.code)
            _adjective(town, adjective, "ru", table)


def _district(place: Place, table: Forms) -> None:
    """A district of a city: its adjective names it before район, beside the raions."""
    masculine = place.uk.lower()
    if masculine.endswith("ий"):
        table.add("raion", _agreeing(forms.adjective(masculine, "uk"), "P", "uk"), place.code)
        russian = spelling.russian_by_rule(masculine[:-2]) + "ий"
        table.add("raion", _agreeing(forms.adjective(russian, "ru"), "P", "ru"), place.code)


def _adjective(town: Place, masculine: str, language: str, table: Forms) -> None:
    """An adjective that by itself means the town; many mean something else first."""
    if masculine in ("український", "украинский"):
        return
    plain = masculine.replace("’", "'").replace("ё", "е")
    kind = "direction" if plain in NOT_TOWNS else "adjective"
    table.add(kind, forms.adjective(masculine, language), town.code)


def raion_forms(places: list[Place], named: dict[tuple[str, str], Place], table: Forms) -> None:
    """Russian adjectives of raions, from the Russian names of the towns in their names."""
    towns = {spelling.ukrainian_adjective(p.uk): p for p in named.values() if p.category == "M"}
    for raion in places:
        town = towns.get(raion.uk.lower().replace("’", "'").replace("'", "’"))
        if raion.category == "P" and town is not None and town.code[2:4] == raion.code[2:4]:
            for name in sorted(town.russian | ({town.ru} if town.ru else set())):
                adjective = forms.adjective(spelling.russian_adjective(name), "ru")
                table.add("raion", _agreeing(adjective, "P", "ru"), raion.code)


def forms_of_polish(adjective: str) -> set[str]:
    """Cases of a Polish adjective in -ski, -cki as it stands after obwód, obwodzie."""
    return {adjective[:-1] + ending for ending in ("i", "iego", "iemu", "im", "ich", "imi")}


def oblast_forms(row: dict[str, str], table: Forms) -> None:
    """Oblast adjectives (any case), names in -щина, and Latin stems of "X oblast"."""
    code = row["code"]
    for language in ("uk", "ru"):
        for name in filter(None, row[language].split("|")):
            adjective, _, noun = name.rpartition(" ")
            if noun == "область":
                masculine = re.sub("(ая|а)$", "ий", adjective.lower())
                table.add("oblast", forms.adjective(masculine, language), code)
        for name in filter(None, row[f"region_{language}"].split("|")):
            table.add("land", forms.inflected(name, language), code)
    if row["pl"].startswith("obwód "):
        table.add("stem", forms_of_polish(row["pl"].split(" ", 1)[1]), code)
    if row["stems"]:
        table.add("stem", row["stems"].lower().split("|"), code)


def alias_forms(named: dict[tuple[str, str], Place], table: Forms) -> None:
    """Old, Soviet, new and foreign names from the hand-kept table."""
    for row in rows("aliases.csv"):
        place = named[row["place"], row["oblast"]]
        language = row["language"]
        for name in row["name"].split("|"):
            if language.startswith("raion-"):
                written = forms.adjective(name, language[6:])
                table.add("raion", _agreeing(written, "P", language[6:]), place.code)
            elif language.startswith("adj-"):
                table.add("adjective", forms.adjective(name, language[4:]), place.code)
            elif language in ("uk", "ru"):
                _name(place, name, language, table)
                _alias_adjective(place, name, language, table)
            elif language == "crh":
                table.add("name", spelling.crimean_tatar(name), place.code)
                place.names.setdefault("crh", name)
            else:
                table.add("name", {name.lower()}, place.code)


def _alias_adjective(place: Place, name: str, language: str, table: Forms) -> None:
    if language == "ru":
        table.add("name", spelling.english_from_russian(name), place.code)
        place.ru = place.ru or name
    else:
        table.add("name", spelling.english(name.lstrip("=")), place.code)
    if " " not in name and place.category in ("M", "X") and not name.endswith(("ий", "ый")):
        make = spelling.russian_adjective if language == "ru" else spelling.ukrainian_adjective
        _adjective(place, make(name), language, table)


def group_forms(group: dict[str, Any], table: Forms) -> None:
    """Forms of a named group or of an institution."""
    for language, names in group.get("forms", {}).items():
        for name in names:
            table.add("group", _inflected(name, language), group["code"])


def masks() -> list[str]:
    """Keys of the names that hide the place's name inside them."""
    found = set()
    for language, names in document("masks.yaml").items():
        for name in names:
            found |= {key(form) for form in _inflected(name, language)}
    return sorted(found)


def first_names() -> list[str]:
    """First names in every case."""
    found = set()
    for language, names in document("first_names.yaml").items():
        for name in names:
            if language == "latin":
                found.add(key(name))
            else:
                found |= {key(form) for form in forms.person(name, language)}
    return sorted(found)


def people_forms(table: Forms) -> None:
    """Inhabitants of the larger towns, who stand for them in headlines (харків'яни)."""
    for row in rows("people.csv"):
        for name in row["name"].split("|"):
            table.add("people", _inflected(name, row["language"]), row["code"])


def abroad_forms() -> dict[str, list[str]]:
    """Regions outside Ukraine (adjectives, nouns) and longer names that hide ours."""
    data = document("abroad.yaml")
    adjectives, nouns, names = set(), set(), set()
    for language in ("uk", "ru"):
        for word in data["regions"][language]:
            if word.endswith(("ий", "ой")):
                adjectives |= {key(f) for f in forms.adjective(word, language)}
    for language, words in data["lands"].items():
        for word in words:
            nouns |= {key(f) for f in _inflected(word, language)}
    for language, words in data["names"].items():
        for word in words:
            names |= {key(f) for f in _inflected(word, language)}
    adjectives |= {key(word) for word in data["regions"]["latin"]}
    return {
        "adjectives": sorted(adjectives),
        "nouns": sorted(nouns),
        "names": sorted(names),
    }


def foreign_forms(cities: list[dict[str, Any]], places: list[Place], table: Forms) -> list[str]:
    """Forms that mean a larger town abroad rather than the Ukrainian place of that name."""
    ours = table.keys("name")
    people = {place.code: place.population for place in places}
    foreign: dict[str, int] = defaultdict(int)
    for city in cities:
        near = city["countrycode"] in ("RU", "BY")
        if city["countrycode"] == "UA" or city["population"] < (FOREIGN_NEAR if near else FOREIGN):
            continue
        written = {city["name"].lower()}
        if near:
            latin = city["name"].lower().replace("'", "")
            for name in city["alternatenames"]:
                if re.fullmatch("[А-Яа-яЁё-]+", name) and any(
                    v.replace("'", "")[:5] == latin[:5] for v in spelling.english_from_russian(name)
                ):
                    written |= forms.inflected(name, "ru")
                    if city["population"] >= FOREIGN:
                        for native in spelling.ukrainian_by_rule(name):
                            written |= forms.inflected(native, "uk")
        for form in {key(w) for w in written}:
            foreign[form] = max(foreign[form], city["population"])
    larger = {
        form
        for form, size in foreign.items()
        if form in ours and size > max(people[code] for code in ours[form])
    }
    data = document("abroad.yaml")
    also = set(data["also"])
    for language, names in data["same"].items():
        for name in names:
            also |= {key(form) for form in forms.inflected(name, language)}
    return sorted(larger | (also & ours.keys()))
