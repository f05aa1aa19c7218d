"""Whether our step before trafilatura harms its texts: 990 pages of trafilatura's own evaluation.

Data: ``tests/`` of the repository adbar/trafilatura (Apache-2.0; the pages belong to their
publishers), which is no part of this repository. Name a checkout or a git directory of it:
``python -m bench.eval_extraction PATH`` or the environment variable ``AGGREGATOR_TRAFILATURA``;
``trafilatura`` beside this repository is found by itself. Without it nothing is measured, and
that is said.

Each page has sentences that its text must have and others that it must not. The floor of our
figure is trafilatura's own on the same pages in the same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from trafilatura import bare_extraction, load_html

from aggregator.layout_tables import without_layout_tables
from bench.child import ROOT
from bench.figures import Figure, fingerprint, skipped, table

WHAT = "texts, trafilatura's evaluation: F1"


@dataclass(slots=True)
class Score:
    """Sentences that were found or left out, rightly or wrongly."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    def add(self, text: str, wanted: list[str], unwanted: list[str]) -> None:
        """One page."""
        found = sum(sentence in text for sentence in wanted)
        self.right += found
        self.missed += len(wanted) - found
        self.wrong += sum(sentence in text for sentence in unwanted)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.missed + self.wrong)

    def told(self) -> str:
        """Precision and recall."""
        precision = self.right / (self.right + self.wrong)
        return f"P {precision:.4f} R {self.right / (self.right + self.missed):.4f}"


def text_of(page: bytes, *, ours: bool) -> str:
    """The text by trafilatura's default mode; ``ours``: after layout tables were made blocks."""
    try:
        tree = load_html(page.decode("utf-8"))
    except UnicodeDecodeError:
        tree = load_html(page)
    if tree is None:
        return ""
    if ours:
        without_layout_tables(tree)
    document = bare_extraction(tree, include_comments=False, with_metadata=False)
    return getattr(document, "text", None) or ""


def measure(tests: Path) -> tuple[Score, Score, int]:
    """Ours, trafilatura's, and how many texts differ, over every page below ``tests``."""
    ours, alone, differ = Score(), Score(), 0
    listed = json.loads((tests / "evaldata.json").read_text(encoding="utf-8")).values()
    with click.progressbar(listed, label="texts", file=sys.stderr) as pages:
        for page in pages:
            places = [tests / folder / page["file"] for folder in ("eval", "cache")]
            body = next((place.read_bytes() for place in places if place.exists()), None)
            if body is None:
                continue
            theirs = text_of(body, ours=False)
            # What has no table goes no other way.
            text = text_of(body, ours=True) if b"<table" in body.lower() else theirs
            alone.add(theirs, page["with"], page["without"])
            ours.add(text, page["with"], page["without"])
            differ += text != theirs
    return ours, alone, differ


def tests_of(named: Path, into: Path) -> Path | None:
    """The folder with the pages: in a checkout, or unpacked ``into`` from a git directory."""
    if (named / "tests" / "evaldata.json").exists():
        return named / "tests"
    if not named.is_dir():
        return None
    unpack = ["git", "-C", str(named), "archive", "HEAD", "tests"]
    packed = subprocess.run(unpack, capture_output=True, check=False)
    if packed.returncode:
        return None
    subprocess.run(["tar", "-x", "-C", str(into)], input=packed.stdout, check=True)
    return tests_of(into, into)


def evaluate(argument: str | None = None) -> list[Figure]:
    """The figure; none where the pages are not at hand."""
    named = argument or os.environ.get("AGGREGATOR_TRAFILATURA")
    place = Path(named) if named else ROOT.parent / "trafilatura"
    with tempfile.TemporaryDirectory() as folder:
        tests = tests_of(place, Path(folder))
        if tests is None:
            skipped(WHAT, "no checkout of adbar/trafilatura: see bench/eval_extraction.py")
            return []
        ours, alone, differ = measure(tests)
        data = fingerprint(tests / "evaldata.json")
    note = f"{ours.told()}; trafilatura alone {alone.f1:.4f}, {alone.told()}; {differ} texts differ"
    return [Figure(WHAT, ours.f1, round(alone.f1, 3), data, note)]


if __name__ == "__main__":
    print(table(evaluate(sys.argv[1] if len(sys.argv) > 1 else None)))
