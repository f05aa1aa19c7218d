"""What the table of a tagger says of words: asked once per word, remembered for all articles."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Final, Generic, TypeVar

Answer = TypeVar("Answer")

MOST: Final = 60_000
"""Words remembered by each table, about 6 MB: the words of some thousand articles."""
LONGEST: Final = 40
"""Letters of a word that is remembered; longer ones are no words of ours."""


class Remembered(Generic[Answer]):
    """The answers of ``ask``, which gives something empty for a word that its table does not know.

    Most words of a text are unknown to any one table. They are kept in a set, so that all of them
    leave a text's vocabulary by one subtraction, and only the rest is looked at one by one.
    """

    def __init__(self, ask: Callable[[str], Answer | None], most: int = MOST) -> None:
        self._ask, self._most = ask, most
        self._known: dict[str, Answer] = {}
        self._unknown: set[str] = set()

    def of(self, words: AbstractSet[str]) -> dict[str, Answer]:
        """Those of some different words that the table knows, with what it says of them."""
        known, found = self._known, {}
        for word in words - self._unknown:
            answer = known.get(word)
            if answer is None:
                answer = self._new(word)
            if answer:
                found[word] = answer
        return found

    def _new(self, word: str) -> Answer | None:
        answer = self._ask(word)
        if len(word) > LONGEST:
            return answer
        if len(self._known) + len(self._unknown) >= self._most:
            self._known.clear()
            self._unknown.clear()
        if answer:
            self._known[word] = answer
        else:
            self._unknown.add(word)
        return answer
