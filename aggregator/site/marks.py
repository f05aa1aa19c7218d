"""Marks the words that caused an article's tags where they stand inside the text we show.

Spans count characters of ``document(title, text)`` (aggregator/model.py), of which we show
the title and the beginning. A mark is set only where the characters there are among the
tag's recorded words, so a text that was cut or changed gives no mark rather than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aggregator.model import document
from aggregator.site.rows import NO_TITLE, Item, Tag
from aggregator.site.text import as_line, shorten, without_direction_tricks

TITLE_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of shown characters; ``names`` are the tags that it caused, empty for plain text."""

    text: str
    names: tuple[str, ...] = ()


def marked(item: Item) -> tuple[list[Piece], list[list[Piece]]]:
    """The title, and the shown text by paragraph, each in pieces."""
    title_end = len(item.title_raw)
    shown = document(item.title_raw, item.excerpt_raw)
    spans = _valid_spans(shown, (*item.regions, *item.topics))
    title = _pieces(shown, 0, min(title_end, TITLE_CHARACTERS), spans)
    if title_end > TITLE_CHARACTERS:
        title = [Piece(shorten(item.title, TITLE_CHARACTERS))]
    if not as_line("".join(piece.text for piece in title)):
        title = [Piece(NO_TITLE)]
    paragraphs, position = [], title_end + 2
    for line in item.excerpt_raw.split("\n"):
        pieces = _pieces(shown, position, position + len(line), spans)
        if any(piece.text.strip() for piece in pieces):
            paragraphs.append(pieces)
        position += len(line) + 1
    return title, paragraphs


@dataclass(frozen=True, slots=True, order=True)
class _Mark:
    start: int
    end: int
    name: str


def _valid_spans(shown: str, tags: Sequence[Tag]) -> list[_Mark]:
    marks = set()
    for tag in tags:
        words = tag.words.casefold()
        for start, end in tag.spans:
            form = as_line(shown[start:end])
            if end <= len(shown) and form and form.casefold() in words:
                marks.add(_Mark(start, end, tag.name))
    return sorted(marks)


def _pieces(shown: str, start: int, end: int, marks: Sequence[_Mark]) -> list[Piece]:
    """Cuts ``shown[start:end]`` at every edge of a mark, so that overlaps carry all names."""
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    edges = sorted({start, end, *(m.start for m in inside), *(m.end for m in inside)})
    pieces = []
    for left, right in pairwise(edges):
        names = {m.name for m in inside if m.start <= left and right <= m.end}
        text = without_direction_tricks(shown[left:right])
        if text:
            pieces.append(Piece(text, tuple(sorted(names))))
    return pieces
