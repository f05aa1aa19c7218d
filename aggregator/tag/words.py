"""The words of a text: cut and folded once, read by every tagger.

Cutting is a third of what all tags of an article cost, so the taggers share one cut. Two of them
need other words at a few places (l'armée is two words to the topics, СІЗО-2 is one to the
places): they take this cut and re-cut only those words (:meth:`Words.recut`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from typing import Final

from aggregator.model import document
from aggregator.tag.sentences import split

Part = tuple[str, int, int]
"""A piece of a word as another word: its key, and from where to where in the word it stands."""

APOSTROPHES: Final = "’ʼ‘`´ʹ′＇"
"""Signs that newspapers write for the apostrophe of в'язень and l'armée."""
_FOLDED: Final = (*((sign, "'") for sign in APOSTROPHES), ("ё", "е"))
_MARKS: Final = "\u0301\u00ad"
"""Inside a word without being part of it: the stress mark of encyclopaedias, the soft hyphen."""
_WORD: Final = re.compile(r"([^\W_]++(?:'++[^\W_]++)*+)")
_PLAIN_WORD: Final = re.compile(r"(\w++)")  # the same without ' and _ in the text: a tenth quicker
_MARKED_WORD: Final = re.compile(rf"([^\W_]++(?:['{_MARKS}]++[^\W_]++)*+)")
_NO_MARKS: Final = str.maketrans("", "", _MARKS)


def same_length_lower(text: str) -> str:
    """Small letters with every character in its place. İ is the only letter of Unicode whose
    small form is longer; it becomes i, as Crimean Tatar reads it in every search."""
    small = text.lower()
    return small if len(small) == len(text) else text.replace("İ", "i").lower()


def fold(text: str) -> str:
    """For comparison: small letters, one apostrophe, ё as е. Exactly as long as ``text``."""
    small = same_length_lower(text)
    if small.isascii():
        return small.replace("`", "'")
    for one, other in _FOLDED:  # nine replacements cost a tenth of str.translate on Cyrillic
        small = small.replace(one, other)
    return small


@dataclass(frozen=True)
class Words:
    """The words of a text: word ``i`` is ``text[starts[i]:ends[i]]``, ``keys[i]`` its form folded
    for comparison. Parallel lists, because an object per word doubles the cost of a text."""

    text: str
    starts: list[int]
    ends: list[int]
    keys: list[str]

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Every different key with the words that have it: a tagger looks up 300 keys in its
        tables, and goes only to the words that it knows."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(self.keys):
            found[key].append(at)
        return dict(found)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different keys."""
        return frozenset(self.index)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """``(start, end)`` of every sentence (:func:`aggregator.tag.sentences.split`)."""
        return split(self.text)

    @cached_property
    def by_sentence(self) -> tuple[range, ...]:
        """The words of every sentence."""
        # Between two sentences is no word: where one begins, the one before it ends.
        begins = [bisect_left(self.starts, start) for start, _ in self.sentences]
        return tuple(map(range, begins, [*begins[1:], len(self.starts)]))

    def places(self, keys: Iterable[str]) -> list[int]:
        """The words that have one of some keys of the text, in the order of the text."""
        return sorted(chain.from_iterable(map(self.index.__getitem__, keys)))

    def recut(self, odd: Sequence[int], parts: Callable[[str], Sequence[Part]]) -> Words:
        """The same words, but some of them (``odd``, in order) cut once more.

        ``parts`` gets such a word folded, in its full length, and gives what it is made of.
        """
        starts, ends, keys = self.starts.copy(), self.ends.copy(), self.keys.copy()
        for at in reversed(odd):
            start, own = self.starts[at], slice(at, at + 1)
            cut = parts(fold(self.text[start : self.ends[at]]))
            keys[own] = [key for key, _, _ in cut]
            starts[own] = [start + first for _, first, _ in cut]
            ends[own] = [start + last for _, _, last in cut]
        return Words(self.text, starts, ends, keys)


def words_of(text: str) -> Words:
    """Cuts a text: letters and digits, with apostrophes inside. Hyphens and _ part words."""
    folded = fold(text)
    marked = any(mark in folded for mark in _MARKS)
    plain = "'" not in folded and "_" not in folded
    rule = _MARKED_WORD if marked else _PLAIN_WORD if plain else _WORD
    pieces = rule.split(folded)  # gap, word, gap, ..., word, gap
    edges = list(accumulate(map(len, pieces)))
    keys = pieces[1::2]
    if marked:
        keys = [key.translate(_NO_MARKS) for key in keys]
    return Words(text, edges[:-1:2], edges[1::2], keys)


@lru_cache(maxsize=2)
def words_of_article(title: str, text: str) -> Words:
    """The words of ``document(title, text)``; kept for the next tagger of the same article."""
    return words_of(document(title, text))
