"""Who repeats whom, as a picture: boxes left for origins, right for those who repeat. Pure.

Coordinates only; the template writes the SVG, with every word escaped like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, BOX, HEIGHT, GAP, MARGIN = 400, 150, 30, 16, 26
"""In units of the drawing: a telephone of 390 points shows it at its own size."""
LETTERS = 22
MOST = 24
"""Boxes on one side; a story of more articles is told by the table."""


@dataclass(frozen=True, slots=True)
class Box:
    """One article, or a body whose report we do not hold."""

    x: int
    y: int
    label: str
    held: bool
    origin: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One dependence: an arrow (relay), or a plain dashed line (same origin)."""

    number: int
    x1: int
    y1: int
    x2: int
    y2: int
    relay: bool

    @property
    def middle(self) -> tuple[int, int]:
        """Where its number stands: at different shares of the way, so that numbers do not meet."""
        share = 3 + self.number % 4  # of ten
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
        boxes.append(Box(MARGIN, y, shortened(label), held, True))
    for at, (article, source, _) in enumerate(right):
        y = GAP + at * step
        places[article] = (WIDTH - BOX - MARGIN, y)
        boxes.append(Box(WIDTH - BOX - MARGIN, y, shortened(source), True, False))
    lines = [
        line
        for number, taker, giver, relay in edges
        if taker in places and giver in places
        for line in [_line(number, places[taker], places[giver], relay)]
    ]
    return Drawing(WIDTH, GAP + rows * step, tuple(boxes), tuple(lines), left_out)


def _line(number: int, taker: tuple[int, int], giver: tuple[int, int], relay: bool) -> Line:
    (x1, y1), (x2, y2) = taker, giver
    half = HEIGHT // 2
    if x1 == x2:  # on one side: along the outer margin of both boxes
        x = x1 - 10 if x1 < WIDTH // 2 else x1 + BOX + 10
        return Line(number, x, y1 + half, x, y2 + half, relay)
    start = x1 if x1 > x2 else x1 + BOX
    end = x2 + BOX if x1 > x2 else x2
    return Line(number, start, y1 + half, end, y2 + half, relay)


def shortened(label: str) -> str:
    """A name that fits a box."""
    return label if len(label) <= LETTERS else label[: LETTERS - 1].rstrip() + "…"
