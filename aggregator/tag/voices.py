"""Who is speaking at a place of a text: the writer, or somebody in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right

_QUOTE = re.compile(r"[«»“”„\"\n]")


class Voices:
    """Which quotation a character stands in: its number, 0 for the writer's own voice.

    A quotation may run over several sentences, never past its line: an unclosed mark is common.
    """

    def __init__(self, text: str) -> None:
        self._places, self._numbers = [-1], [0]
        stack, number = [0], 0
        for found in _QUOTE.finditer(text):
            mark, place = found.group(), found.start()
            if mark == "\n":
                stack = [0]
            elif _opens(mark, text, place):
                number += 1
                stack.append(number)
            elif len(stack) > 1:
                stack.pop()
            self._places.append(place)
            self._numbers.append(stack[-1])

    def at(self, place: int) -> int:
        """The number of the quotation at a character, 0 outside."""
        return self._numbers[bisect_right(self._places, place) - 1]

    def of_name(self, start: int, end: int) -> int:
        """The voice that says a name: one that fills its quotation («Кримський процес») stands
        outside of it."""
        before = bisect_right(self._places, start) - 1
        after = bisect_right(self._places, end - 1) - 1
        own = self._numbers[before]
        alone = before == after and start - self._places[before] <= 1
        closes = after + 1 < len(self._places) and self._places[after + 1] <= end
        if own and alone and closes:
            return self._numbers[before - 1]
        return own


def _opens(mark: str, text: str, place: int) -> bool:
    if mark in "«„":
        return True
    if mark == "»":
        return False
    # “ closes in Ukrainian and German („…“), ” and " have no side: what stands before decides.
    return place == 0 or text[place - 1] in " \u00a0\t\n([«„“—–-"
