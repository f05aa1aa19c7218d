"""The map of first-level regions: outlines of ``data/map.json`` with numbers of articles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from aggregator.site.languages import DEFAULT
from aggregator.site.paths import page_path
from aggregator.site.period import days_of
from aggregator.site.selection import name_in, today
from aggregator.site.text import as_line

DAYS = 30
MOST = 1_000
"""Articles of one region that are counted; more are "more than"."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One region on the map. ``shade`` is 0 for nothing to 4 for as much as the busiest."""

    code: str
    iso: str
    name: str
    articles: int
    more: bool
    all_articles: int
    path: str
    x: int
    y: int
    shade: int

    @property
    def page(self) -> str:
        """The region's page."""
        return page_path("region", self.code)


@dataclass(frozen=True, slots=True)
class RegionMap:
    """The whole drawing; ``occupied`` is a path of dots."""

    width: int
    height: int
    regions: tuple[Mapped, ...]
    occupied: str

    @property
    def by_number(self) -> list[Mapped]:
        """The regions with the most articles first."""
        return sorted(self.regions, key=lambda it: (-it.articles, -it.all_articles, it.name))


@cache
def _drawn() -> dict[str, Any]:
    text = (files("aggregator.data") / "map.json").read_text(encoding="utf-8")
    drawn: dict[str, Any] = json.loads(text)
    return drawn


def neighbours_on_the_map(iso: str) -> tuple[str, ...]:
    """ISO codes of the first-level regions that share a border with one; empty for no such one."""
    return tuple(_drawn()["regions"].get(iso, {}).get("neighbours", ()))


def read_map(conn: sqlite3.Connection, language: str = DEFAULT) -> RegionMap:
    """The map with the articles of the last :data:`DAYS` days that are about each region."""
    drawn = _drawn()
    since = days_of(f"{DAYS}d", today(conn)).since
    rows = conn.execute(
        f"select r.code, r.iso, {name_in(language, 'region', 'r.')} as name, r.articles, "  # noqa: S608
        "(select count(*) from (select 1 from article_regions t where t.region = r.code "
        "and t.published >= :since and t.role = 'about' limit :most)) as lately "
        "from regions r where r.iso is not null",
        {"since": since, "most": MOST + 1},
    ).fetchall()
    found = [row for row in rows if as_line(row["iso"]) in drawn["regions"]]
    shades = _shades([row["lately"] for row in found])
    regions = [
        _mapped(row, drawn["regions"][as_line(row["iso"])], shade)
        for row, shade in zip(found, shades, strict=True)
    ]
    regions.sort(key=lambda region: region.name)
    return RegionMap(drawn["width"], drawn["height"], tuple(regions), drawn["occupied"])


def _mapped(row: sqlite3.Row, drawn: dict[str, Any], shade: int) -> Mapped:
    return Mapped(
        code=as_line(row["code"]),
        iso=as_line(row["iso"]),
        name=as_line(row["name"]),
        articles=min(row["lately"], MOST),
        more=row["lately"] > MOST,
        all_articles=row["articles"] or 0,
        path=drawn["path"],
        x=drawn["x"],
        y=drawn["y"],
        shade=shade,
    )


def _shades(numbers: Sequence[int]) -> list[int]:
    """0 for none; otherwise which quarter of the largest number it reaches, by square root, because
    a few regions have most of the reports and all others would look alike."""
    largest = max(numbers, default=0)
    return [min(4, max(1, round(4 * (n / largest) ** 0.5))) if n else 0 for n in numbers]
