"""Figures that changed on their way: described in two ways, or otherwise than in the original.

Different as-of dates and definitions are no contradiction, and figures of different counters are
never added up (section 1.4); what is flagged here is one figure of one counter. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.story.cues import fold
from aggregator.tag.sentences import split

TWO_WAYS = "described in two ways: check the original before quoting"
GARBLED = "differs from the original: check it before quoting"

_DEAD = re.compile(
    r"\b(?:deaths?|dead|killed|died|deceased|загиб\w*|загин\w*|вбит\w*|погиб\w*|смерт\w*)"
)
_MILITARY = re.compile(
    r"\b(?:military personnel|soldiers?|servicem[ea]n|troops|units? stationed|військов\w*|"
    r"солдат\w*|военнослуж\w*|военн\w+ част\w*)"
)
_CIVIL = re.compile(
    r"\b(?:residents?|civilians?|inhabitants?|crimeans|citizens|жител\w*|мешкан\w*|цивільн\w*|"
    r"кримчан\w*|крымчан\w*|гражданск\w*|мирн\w+)"
)  # fmt: skip


def described_twice(title: str, text: str, figure: Mapping[str, Any]) -> bool:
    """Whether an article counts the dead of a place in one sentence and says in another that the
    dead it counts are soldiers (seed 1: "703 deaths among the residents"; later "the deceased and
    captured military personnel")."""
    own = fold(str(figure["sentence"]))
    if not (_DEAD.search(own) and _CIVIL.search(own)) or _MILITARY.search(own):
        return False
    whole = f"{title}\n\n{text}"
    return any(
        _DEAD.search(sentence) and _MILITARY.search(sentence)
        for sentence in (fold(whole[one:two]) for one, two in split(whole))
        if sentence != own
    )


def garbled(relay: Sequence[Mapping[str, Any]], origin: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places, in ``relay``, of figures that the origin gives of another group of people."""
    known = {figure["value"]: fold(str(figure["sentence"])) for figure in origin}
    found = []
    for at, figure in enumerate(relay):
        own, theirs = fold(str(figure["sentence"])), known.get(figure["value"], "")
        civil = bool(_CIVIL.search(own)) and not _MILITARY.search(own)
        if theirs and civil and _MILITARY.search(theirs):
            found.append(at)
    return found
