"""What the evaluations measure: one value beside its floor and the data it was measured on.

``make eval`` collects the figures of every ``bench/eval_*.py``, prints them as a table and
fails where one lies below its floor. Floors only rise: change one only upwards, together with
the change of rules that earned it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
"""The development data: a sibling folder of the repository, absent from a plain clone."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. Every value is a share where more is better (0 to 1): a ceiling on
    errors is written as a floor on the share without errors."""

    what: str
    value: float
    floor: float
    fingerprint: str  # of the data, so that two values are compared only where the data agree
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the value, as it is printed (three decimals), is at or above its floor."""
        return round(self.value, 3) >= self.floor


def fingerprint(*paths: Path) -> str:
    """The first eight hex digits of the SHA-256 over the files' bytes, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Figures that could not be measured here, how many they are, and why."""

    what: str
    why: str
    figures: int


UNMEASURED: list[Unmeasured] = []
"""What this process has skipped, for the last line of ``make eval``."""


def skipped(what: str, why: str, figures: int = 1) -> None:
    """Says on stderr that ``figures`` figures were not measured; silence would look like a pass."""
    UNMEASURED.append(Unmeasured(what, why, figures))
    print(f"not measured: {what}: {why}", file=sys.stderr)


def measured(figures: int, unmeasured: Iterable[Unmeasured]) -> str:
    """The last line of an evaluation: how much of it was measured, and what was not and why."""
    left_out = list(unmeasured)
    lines = [f"{figures} of {figures + sum(each.figures for each in left_out)} figures measured"]
    lines += [f"not measured: {it.what} ({it.figures}): {it.why}" for it in left_out]
    return "\n".join(lines)


def table(figures: Iterable[Figure]) -> str:
    """The figures as lines of text, those below their floor marked."""
    lines = [f"{'figure':<58} {'value':>6} {'floor':>6}  data      note"]
    for figure in figures:
        mark = "" if figure.reached else "  BELOW ITS FLOOR"
        lines.append(
            f"{figure.what:<58} {figure.value:>6.3f} {figure.floor:>6.3f}  "
            f"{figure.fingerprint:<8}  {figure.note}{mark}"
        )
    return "\n".join(lines)
