"""How much of one text stands in another: runs of five words, as for rule I3. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator.story.cues import fold

RUN = 5
"""Words of a run."""
RELAY, COPY = 0.2, 0.6
"""Share of the shorter text from which on it is suspected (20 %) or certain (60 %) to be a copy."""
FEWEST = 12
"""Runs that a text must have: two headlines of six words share half of theirs by chance."""

_WORD = re.compile(r"\w+")
_LEGAL = re.compile(
    r"(?:articles?|стат(?:ті|тя|тею|ьи|ья|ье|ьей)|ст\.|пункт\w*|част\w+)"
    r"\s+\d[\d.,() ]*[^.;\n]{0,120}?"
    r"(?:code|convention|statute|кодекс\w*|конвенц\w*|статут\w*)[^.,;\n]{0,60}"
)
"""Articles of law with their names: everybody writes them the same way."""


@lru_cache(maxsize=256)
def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of five words of a text, without the names of laws."""
    words = _WORD.findall(_LEGAL.sub(" ", fold(text)))
    return frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))


def overlap(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> float:
    """Share of the shorter text's runs that stand in the other; 0 where it is too short."""
    fewest = min(len(one), len(two))
    return len(one & two) / fewest if fewest >= FEWEST else 0.0
