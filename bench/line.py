"""The whole line against trafilatura alone, side by side, in alternating rounds.

Each round pulls a site of fresh articles into an empty database with the command that a user
types, pulls it again with nothing changed, runs trafilatura alone on the same pages with as many
processes, and pulls once more with latency on every answer. CPU seconds of all processes are the
figures to go by: on a shared machine wall times move far more between rounds than CPU does.
The origin is a process apart and not counted. docs/benchmarks.md explains each figure.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import sqlite3
import sys
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click

from bench.child import ROOT
from bench.measure import Cost
from bench.quality import Quality, compare
from bench.targets import Round, costs, memory, texts
from bench.told import Sites

_LINKED = re.compile(r"stories judged, ([\d.]+) s of CPU")


class Site(Sites):
    """A running ``bench.origin`` and the folder that it has filled."""

    def __init__(self, folder: Path, articles: int) -> None:
        super().__init__("bench.origin", folder, f"--articles={articles}")

    def pull(self, db: Path, latency: float) -> Cost:
        """What ``aggregator fetch --all`` costs. Ends the bench where the command fails."""
        self.tell(f"latency {latency}")
        return self.measured(self.command("-v", "fetch", "--all", db=db))

    def linking(self) -> float:
        """CPU seconds that the last pull says it took to link stories."""
        said = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        return sum(map(float, _LINKED.findall(" ".join(said.split()))))

    def alone(self, texts: Path | None = None) -> Cost:
        """What trafilatura costs on the same pages."""
        command = [sys.executable, "-m", "bench.alone", str(self.folder)]
        return self.measured(command + (["--texts", str(texts)] if texts else []))


def play_round(site: Site, number: int, latency: float) -> Round:
    """One round. The two that are compared run one right after the other, in turns first."""
    db, late_db = site.folder / "db", site.folder / "late"
    for folder in (db, late_db):
        shutil.rmtree(folder, ignore_errors=True)
    if number % 2:
        alone, first = site.alone(), site.pull(db, 0)
        linking = site.linking()
    else:
        first, linking, alone = site.pull(db, 0), site.linking(), site.alone()
    rows = digest(db / "archive.db")
    site.tell("served")
    again = site.pull(db, 0)
    asked = site.tell("served")
    changed = digest(db / "archive.db") != rows
    late = site.pull(late_db, latency)
    again_late = site.pull(late_db, latency)
    pages = int(asked.get("pages", 0))
    return Round(first, linking, again, alone, late, again_late, pages, changed)


def digest(archive: Path) -> str:
    """One hash over every row that speaks of articles."""
    result = hashlib.sha256()
    db = sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)
    for table in ("articles", "article_keys", "texts", "revisions", "tags"):
        rows = db.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our own
        for row in sorted(map(repr, rows)):
            result.update(row.encode())
    db.close()
    return result.hexdigest()


def surroundings() -> dict[str, object]:
    """Where it was measured."""
    packages = ("trafilatura", "lxml", "httpx", "feedparser", "sqlite-utils")
    return {
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in packages},
    }


@click.command(help=__doc__)
@click.option("--articles", default=1000, show_default=True)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--latency", default=0.2, show_default=True, help="Seconds on every answer.")
@click.option("--large", default=0, show_default=True, help="Measure memory at so many, too.")
@click.option("--gate", is_flag=True, help="Exit status 1 where a target is missed.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=ROOT / "out" / "bench-line.json",
    show_default="out/bench-line.json",
)
def main(articles: int, rounds: int, latency: float, large: int, gate: bool, out: Path) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with Site(folder / "site", articles) as site:
            played = []
            for number in range(rounds):
                played.append(play_round(site, number, latency))
                click.echo(told(number, played[-1]), err=True)
            quality = quality_of(site)
        grown = None
        if large:
            with Site(folder / "large", large) as site:
                grown = site.pull(site.folder / "db", 0)
    found = [*costs(played), *memory(played, grown), *texts(quality)]
    click.echo("\n".join(figure.line() for figure in found))
    if not large:
        click.echo("not measured: memory at more articles (--large 10000)")
    record = {
        "articles": articles,
        "latency": latency,
        "large": large,
        "where": surroundings(),
        "figures": [{**asdict(figure), "reached": figure.reached} for figure in found],
        "rounds": [asdict(each) for each in played],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if gate and not all(figure.reached for figure in found):
        sys.exit(1)


def quality_of(site: Site) -> Quality:
    """The texts in the database of the last round, beside trafilatura's own."""
    path = site.folder / "texts.json"
    site.alone(path)
    alone = json.loads(path.read_text(encoding="utf-8"))
    return compare(site.folder / "db" / "archive.db", alone, seed=0)


def told(number: int, played: Round) -> str:
    """A round as one line."""
    names = ("first", "alone", "again", "late")
    parts = [
        f"{name} {cost.cpu:.2f} CPU-s {cost.wall:.2f} s"
        for name, cost in ((name, getattr(played, name)) for name in names)
    ]
    return f"round {number + 1}: " + ", ".join(parts) + f", peak {played.first.peak:.0f} MB"


if __name__ == "__main__":
    main()
