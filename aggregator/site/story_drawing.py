"""Who repeats whom, as a picture: boxes left for origins, right for those who repeat. Pure.

Coordinates only; the template writes the SVG, with every word escaped like any other.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, BOX, HEIGHT, GAP, MARGIN = 400, 150, 36, 14, 26
"""In units of the drawing: a telephone of 390 points shows it at its own size."""
LETTERS, LINES, LEADING = 20, 2, 14
"""A line of a box in letters of 11 units (site.css): 20 of DejaVu or Noto fill at most its 138."""
MOST = 24
"""Boxes on one side; a story of more articles is told by the table."""


@dataclass(frozen=True, slots=True)
class Box:
    """One article, or a body whose report we do not hold."""

    x: int
    y: int
    label: tuple[str, ...]
    held: bool
    origin: bool
    width: int = BOX
    height: int = HEIGHT

    @property
    def lines(self) -> tuple[tuple[int, int, str], ...]:
        """Where each line of the name stands, together in the middle of the box."""
        first = self.y + HEIGHT // 2 + 4 - (len(self.label) - 1) * LEADING // 2
        return tuple(
            (self.x + 6, first + at * LEADING, words) for at, words in enumerate(self.label)
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two boxes: an arrow (relay), or a plain dashed line (same origin). Several
    dependences of the same two are one line with all their numbers, which would hide each other."""

    numbers: tuple[int, ...]
    x1: int
    y1: int
    x2: int
    y2: int
    relay: bool

    @property
    def words(self) -> str:
        """The numbers as they stand on the line: ``3``, ``1–3`` or ``1, 4``."""
        first, last = self.numbers[0], self.numbers[-1]
        if len(self.numbers) > 1 and last - first == len(self.numbers) - 1:
            return f"{first}–{last}"
        return ", ".join(str(number) for number in self.numbers)

    @property
    def half(self) -> int:
        """Half the width of the plate behind the numbers."""
        return 5 + 3 * len(self.words)

    @property
    def middle(self) -> tuple[int, int]:
        """Where its numbers stand: at different shares of the way, so that they do not meet."""
        share = 5 if self.y1 == self.y2 else 3 + self.numbers[0] % 4  # of ten
        return (
            (share * self.x2 + (10 - share) * self.x1) // 10,
            (share * self.y2 + (10 - share) * self.y1) // 10,
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture; ``left_out`` articles stand in the table only."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    left_out: int


def draw(
    tellings: Sequence[tuple[int, str, str]],
    edges: Sequence[tuple[int, int, int | str, bool]],
) -> Drawing:
    """The picture of a story: ``tellings`` are (article, source, role), ``edges`` are (number,
    taker, giver, relay); a giver that is a text is a body whose own report is not held."""
    right = [t for t in tellings if t[2] in {"relay", "copy", "translation"}]
    left: list[tuple[int | str, str, bool]] = [
        (article, source, True) for article, source, role in tellings
        if (article, source, role) not in right
    ]  # fmt: skip
    bodies = dict.fromkeys(giver for _, _, giver, _ in edges if isinstance(giver, str))
    left += [(body, body, False) for body in bodies]
    left_out = max(0, len(left) - MOST) + max(0, len(right) - MOST)
    left, right = left[:MOST], right[:MOST]
    step = HEIGHT + GAP
    rows = max(len(left), len(right), 1)
    places: dict[int | str, tuple[int, int]] = {}
    boxes = []
    for at, (key, label, held) in enumerate(left):
        y = GAP + at * step * rows // max(1, len(left))
        places[key] = (MARGIN, y)
        boxes.append(Box(MARGIN, y, broken(label), held, True))
    for at, (article, source, _) in enumerate(right):
        y = GAP + at * step
        places[article] = (WIDTH - BOX - MARGIN, y)
        boxes.append(Box(WIDTH - BOX - MARGIN, y, broken(source), True, False))
    return Drawing(WIDTH, GAP + rows * step, tuple(boxes), _lines(edges, places), left_out)


def _lines(
    edges: Sequence[tuple[int, int, int | str, bool]],
    places: Mapping[int | str, tuple[int, int]],
) -> tuple[Line, ...]:
    joined: dict[tuple[tuple[int, int], tuple[int, int]], list[tuple[int, bool]]] = {}
    for number, taker, giver, relay in edges:
        if taker in places and giver in places:
            joined.setdefault((places[taker], places[giver]), []).append((number, relay))
    return tuple(_line(*ends, of_these) for ends, of_these in joined.items())


def _line(
    taker: tuple[int, int], giver: tuple[int, int], joined: Sequence[tuple[int, bool]]
) -> Line:
    numbers, relay = tuple(number for number, _ in joined), any(relay for _, relay in joined)
    (x1, y1), (x2, y2) = taker, giver
    half = HEIGHT // 2
    if x1 == x2:  # on one side: along the outer margin of both boxes
        x = x1 - 10 if x1 < WIDTH // 2 else x1 + BOX + 10
        return Line(numbers, x, y1 + half, x, y2 + half, relay)
    start = x1 if x1 > x2 else x1 + BOX
    end = x2 + BOX if x1 > x2 else x2
    return Line(numbers, start, y1 + half, end, y2 + half, relay)


def broken(label: str) -> tuple[str, ...]:
    """A name in lines that fit a box; what fits no more is cut with an ellipsis."""
    return tuple(textwrap.wrap(label, LETTERS, max_lines=LINES, placeholder="…"))
