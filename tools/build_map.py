"""Writes ``aggregator/data/map.json``: outlines as SVG paths, and dots where land is occupied.

    python -m tools.build_map

The outlines are drawn by hand (``tools/map/outlines.yaml``). A dot stands on a point of a grid
where most of the settlements around it are on the official list of occupied territories
(``places.json.gz``; its notice names the edition), so the dots show what the list says and no more.
"""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DATA = ROOT / "aggregator" / "data"
SCALE = 56  # units of the drawing for one degree of latitude
WEST, NORTH = 22.0, 52.5
NARROWER = math.cos(math.radians(48.5))  # a degree east, in degrees north, in the middle
WIDTH, HEIGHT = round((40.3 - WEST) * NARROWER * SCALE), round((NORTH - 44.25) * SCALE)
STEP = 9.0  # units between two dots; smaller dots run together on a phone


def place(east: float, north: float) -> tuple[float, float]:
    """Degrees to units of the drawing (equirectangular, true in the middle)."""
    return (east - WEST) * NARROWER * SCALE, (NORTH - north) * SCALE


def shape(drawn: dict[str, Any], region: dict[str, Any]) -> list[tuple[float, float]]:
    """The corners of a region in units of the drawing."""
    corners = [drawn["points"][it] if isinstance(it, str) else it for it in region["outline"]]
    return [place(*corner) for corner in corners]


def outlines(drawn: dict[str, Any]) -> dict[str, dict[str, object]]:
    """Path and place of the number of each region, by ISO 3166-2 code."""
    found: dict[str, dict[str, object]] = {}
    for iso, region in drawn["regions"].items():
        steps = (f"{round(x)} {round(y)}" for x, y in shape(drawn, region))
        x, y = place(*region["label"])
        found[iso] = {
            "path": f"M{'L'.join(steps)}z",
            "x": round(x),
            "y": round(y),
            "neighbours": neighbours(drawn, iso),
        }
    return found


def neighbours(drawn: dict[str, Any], iso: str) -> list[str]:
    """The regions that share a side with this one; for one that lies inside another, that one."""
    return [
        other
        for other in drawn["regions"]
        if other != iso
        and (
            _sides(drawn, iso) & _sides(drawn, other)
            or _lies_in(drawn, iso, other)
            or _lies_in(drawn, other, iso)
        )
    ]


def _sides(drawn: dict[str, Any], iso: str) -> set[frozenset[tuple[float, float]]]:
    corners = shape(drawn, drawn["regions"][iso])
    return {frozenset(side) for side in pairwise([*corners, corners[0]])}


def _lies_in(drawn: dict[str, Any], iso: str, other: str) -> bool:
    outer = shape(drawn, drawn["regions"][other])
    return all(_inside(corner, outer) for corner in shape(drawn, drawn["regions"][iso]))


def occupied_dots(places: dict[str, Any], shapes: list[list[tuple[float, float]]]) -> str:
    """The dots inside ``shapes`` as one SVG path: ``M12 34h0``, drawn as round ends of lines
    without length."""
    listed = {code for code, _, until, _ in places["occupied"] if until is None}
    parents, codes = places["parent"], places["code"]
    total: Counter[tuple[int, int]] = Counter()
    occupied: Counter[tuple[int, int]] = Counter()
    for number, (north, east) in enumerate(
        zip(places["latitude"], places["longitude"], strict=True)
    ):
        if not north or places["category"][number] not in "MCXBK" or east > 41:
            continue
        cell = _cell(*place(east, north))
        total[cell] += 1
        at = number
        while at >= 0 and codes[at] not in listed:
            at = parents[at]
        occupied[cell] += at >= 0
    cells = sorted(cell for cell, n in occupied.items() if n * 2 > total[cell])
    inside = [it for it in map(_middle, cells) if any(_inside(it, shape) for shape in shapes)]
    return "".join(f"M{_number(x)} {_number(y)}h0" for x, y in inside)


def _inside(point: tuple[float, float], shape: list[tuple[float, float]]) -> bool:
    """Whether a ray to the east crosses the outline an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise([*shape, shape[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def _cell(x: float, y: float) -> tuple[int, int]:
    row = round(y / (STEP * 0.866))
    return row, round(x / STEP - (row % 2) / 2)


def _middle(cell: tuple[int, int]) -> tuple[float, float]:
    row, column = cell
    return (column + (row % 2) / 2) * STEP, row * STEP * 0.866


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def build() -> dict[str, object]:
    """The content of the file."""
    drawn = yaml.safe_load((ROOT / "tools" / "map" / "outlines.yaml").read_text(encoding="utf-8"))
    with gzip.open(DATA / "places.json.gz", "rt", encoding="utf-8") as file:
        places = json.load(file)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "regions": outlines(drawn),
        "occupied": occupied_dots(
            places, [shape(drawn, region) for region in drawn["regions"].values()]
        ),
    }


if __name__ == "__main__":
    text = json.dumps(build(), indent=1, ensure_ascii=False) + "\n"
    (DATA / "map.json").write_text(text, encoding="utf-8")
