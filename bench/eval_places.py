"""How well places are found: oblasts of headlines (uk, ru) and speeches (uk, en), false places.

The gold of the headlines is one machine-geocoded place per text and often wrong, so precision
and recall are lower bounds. Kyiv city counts as its oblast and Sevastopol as Crimea, because the
gold mixes them; a named group counts as the oblasts that it is made of.

The speeches carry hand-written lists of cities. Entries of fewer than 500 characters are left
out: they are captions of videos whose cities are spoken, not written.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from aggregator import model
from aggregator.tag import gazetteer
from aggregator.tag.places import find_places
from aggregator.tag.places_lookup import lookup
from aggregator.tag.places_text import key
from bench.figures import SHARED, Figure, fingerprint, skipped, table

FOLDER: Final = SHARED / "data" / "tagging"
HEADLINES: Final = FOLDER / "headlines-dev.json"
SPEECHES: Final = FOLDER / "speeches-dev.json"
HRDSATTACK: Final = (FOLDER / "hrdsattack-train.json", FOLDER / "hrdsattack-dev.json")
MERGED: Final = {"80": "32", "85": "01"}  # Kyiv with its oblast, Sevastopol with Crimea
CAPTION: Final = 500  # characters
UKRAINE: Final = re.compile(r"ukrain|crimea|donbas|kyiv|kiev", re.IGNORECASE)


def oblasts(tags: Iterable[model.Tag]) -> frozenset[str]:
    """The first-level units of the tags as two digits of the codifier, merged as the gold is."""
    found = set()
    for tag in tags:
        for code in gazetteer.region(tag.code).parts or (tag.code,):
            if code.startswith("UA"):
                found.add(MERGED.get(code[2:4], code[2:4]))
    return frozenset(found)


@cache
def oblast_of(city: str) -> str | None:
    """The oblast of a hand-written tag: the most populous place of that name, old names and
    other cases included. None where it names no place, or one of several villages."""
    known = lookup()
    named = known.name.get(key(city), ())
    towns = [place for place in named if known.category[place] in "KM"]
    if not towns and len(named) != 1:
        return None
    place = max(towns or named, key=lambda number: known.population[number])
    digits = known.codes[place][2:4]
    return MERGED.get(digits, digits)


def _read(path: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return items


def _headlines() -> Iterator[Figure]:
    right = wrong = missed = 0
    for item in _read(HEADLINES):
        gold = frozenset(MERGED.get(code, code) for code in item["admin1"])
        found = oblasts(find_places("", item["text"]))
        right += len(found & gold)
        wrong += len(found - gold)
        missed += len(gold - found)
    data, note = fingerprint(HEADLINES), f"{right} right, {wrong} wrong, {missed} missed"
    yield Figure("places, oblasts of headlines: precision", right / (right + wrong), 0.966, data)
    yield Figure(
        "places, oblasts of headlines: recall", right / (right + missed), 0.940, data, note
    )


def _speeches() -> Iterator[Figure]:
    data = fingerprint(SPEECHES)
    for language in ("uk", "en"):
        right = all_cities = 0
        for item in _read(SPEECHES):
            if item["lang"] != language or len(item["text"]) < CAPTION:
                continue
            found = oblasts(find_places(item["name"], item["text"]))
            cities = [oblast_of(city) for city in item.get("cities", ())]
            all_cities += len(cities) - cities.count(None)
            right += sum(oblast in found for oblast in cities)
        what = f"places, oblasts of speeches ({language}): recall"
        yield Figure(what, right / all_cities, 0.990, data, f"{right} of {all_cities}")


def foreign_articles() -> Iterator[tuple[str, str]]:
    """Title and text of the HRDsAttack articles that never mention Ukraine."""
    for path in HRDSATTACK:
        for item in _read(path):
            sample = item["sample"]
            body = html.unescape(re.sub(r"<[^>]+>", " ", sample["Input.article_interface"]))
            title = sample["Input.title"] or ""
            if not UKRAINE.search(title + body):
                yield title, body


def _foreign() -> Iterator[Figure]:
    data, articles = fingerprint(*HRDSATTACK), list(foreign_articles())
    for focus, gate, floor in ((False, "closed", 0.995), (True, "open", 0.995)):
        clean = sum(not find_places(title, text, focus=focus) for title, text in articles)
        what = f"places, foreign articles without a false one, gate {gate}"
        yield Figure(what, clean / len(articles), floor, data, f"{clean} of {len(articles)}")


def evaluate() -> list[Figure]:
    """Every figure that the data at hand allow; what cannot be measured is said on stderr."""
    figures: list[Figure] = []
    for what, paths, measure in (
        ("places in headlines", (HEADLINES,), _headlines),
        ("places in speeches", (SPEECHES,), _speeches),
        ("false places in foreign articles", HRDSATTACK, _foreign),
    ):
        if all(path.exists() for path in paths):
            figures.extend(measure())
        else:
            skipped(what, f"{paths[0].parent} is absent", 2)
    return figures


if __name__ == "__main__":
    print(table(evaluate()))
