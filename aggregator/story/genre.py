"""What kind of text an article is: only reports get a number (section 1.4). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.story.cues import Mention, bit, fold, pattern

Genre = Literal["report", "review", "statement", "appeal", "guide", "analysis", "list"]
"""``review``: a fact check. The words of docs/stories.md."""

GENRES: tuple[Genre, ...] = (
    "report", "review", "statement", "appeal", "guide", "analysis", "list",
)  # fmt: skip

OPENING = 400
"""Characters of the text in which a genre shows itself beside the title."""
ENDS = 1500
"""Characters from both ends of a text in which it appeals to its readers."""
APPEALS = 2
"""Different words of appealing that make an appeal; one stands in many reports."""
LISTED = 20
"""Lines of a page that can be a list."""
SHORT_LINES = 0.6
"""Share of lines without the end of a sentence from which on it is one (the ENSU page: .8)."""

_END = re.compile(r"[.!?…:;]['\"”»)\]]*$")


@dataclass(frozen=True, slots=True)
class Cues:
    """Which cues can stand in the title, in title and opening, and anywhere (bits of
    :func:`~aggregator.story.cues.bits_of`); all of them, where nobody has looked."""

    title: int = -1
    opening: int = -1
    anywhere: int = -1


def genre_of(
    title: str,
    text: str,
    mentions: Sequence[Mention],
    cues: Cues = Cues(),
) -> Genre:
    """The genre of an article; ``mentions`` are the organisations it names."""

    def named(genre: Genre, words: str = title, bits: int = cues.title) -> bool:
        return bool(bits & bit("genre", genre)) and bool(
            pattern("genre", genre).search(fold(words))
        )

    refutes = refutes_the_other_side(mentions) and _refutes(title, text)
    tried: tuple[tuple[Genre, bool], ...] = (
        ("review", refutes or named("review")),
        ("list", named("list") or _is_list(text, cues)),
        ("statement", named("statement")),
        ("guide", named("guide")),
        ("appeal", bool(cues.anywhere & bit("genre", "appeal")) and _appeals(title, text)),
        ("analysis", named("analysis", f"{title}\n{text[:120]}", cues.opening)),
    )
    return next((genre for genre, found in tried if found), "report")


def _appeals(title: str, text: str) -> bool:
    both_ends = fold(f"{title}\n{text[:ENDS]}\n{text[ENDS:][-ENDS:]}")
    return len(set(pattern("genre", "appeal").findall(both_ends))) >= APPEALS


def refutes_the_other_side(mentions: Sequence[Mention]) -> bool:
    """Whether a claim of the occupier's bodies or media is quoted in order to be refuted."""
    return any(m.role == "claimant" and m.rule in {"propaganda", "refuted"} for m in mentions)


def _refutes(title: str, text: str) -> bool:
    return bool(pattern("refutes").search(fold(f"{title}\n{text}")))


def _is_list(text: str, cues: Cues) -> bool:
    opens = cues.opening & bit("genre", "list")
    if opens and pattern("genre", "list").match(fold(text[:OPENING])):
        return True
    if text.count("\n") < LISTED:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= LISTED and (
        sum(not _END.search(line) for line in lines) >= SHORT_LINES * len(lines)
    )
