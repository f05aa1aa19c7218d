"""In which paragraphs of an article counts are read: rules for counts exist in three languages."""

from __future__ import annotations

import re

from aggregator.tag.language import plainly

LANGUAGES = frozenset({"en", "uk", "ru"})
_OR_UNTOLD = LANGUAGES | {None}
_CYRILLIC = re.compile(r"[\u0400-\u04ff]{4}")
_COUNTABLE = re.compile(r"[^\n]*[0-9\u0400-\u04ff][^\n]*")
"""Paragraphs of an article in another language that may hold a count in one of ours: with a digit,
or in Cyrillic, where numbers may be words."""


def readable(whole: str, language: str | None) -> list[tuple[int, int]]:
    """Where counts are read, in characters: everywhere, or in the paragraphs of an article in
    another language that are in one of :data:`LANGUAGES`. Where Ukrainian and Russian cannot be
    told apart, it is one of them."""
    if language is None or language in LANGUAGES:
        return [(0, len(whole) + 1)]
    return [
        line.span()
        for line in _COUNTABLE.finditer(whole)
        if plainly(line.group()) in (_OR_UNTOLD if _CYRILLIC.search(line.group()) else LANGUAGES)
    ]
