"""What kind of text an article is: only reports get a number (section 1.4). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from aggregator.story.cues import Mention, fold, pattern

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


def genre_of(title: str, text: str, mentions: Sequence[Mention]) -> Genre:
    """The genre of an article; ``mentions`` are the organisations it names."""
    head, opening = fold(title), fold(text[:OPENING])
    claims = refutes_the_other_side(mentions)
    both_ends = f"{head}\n{fold(text[:ENDS])}\n{fold(text[ENDS:][-ENDS:])}"
    tried: tuple[tuple[Genre, bool], ...] = (
        ("review", _named("review", head) or (claims and _refutes(title, text))),
        ("list", _named("list", head) or _is_list(opening, text)),
        ("statement", _named("statement", head)),
        ("guide", _named("guide", head)),
        ("appeal", len(set(pattern("genre", "appeal").findall(both_ends))) >= APPEALS),
        ("analysis", _named("analysis", f"{head}\n{opening[:120]}")),
    )
    return next((genre for genre, found in tried if found), "report")


def _named(genre: Genre, head: str) -> bool:
    return bool(pattern("genre", genre).search(head))


def refutes_the_other_side(mentions: Sequence[Mention]) -> bool:
    """Whether a claim of the occupier's bodies or media is quoted in order to be refuted."""
    return any(m.role == "claimant" and m.rule in {"propaganda", "refuted"} for m in mentions)


def _refutes(title: str, text: str) -> bool:
    return bool(pattern("refutes").search(fold(f"{title}\n{text}")))


def _is_list(opening: str, text: str) -> bool:
    if pattern("genre", "list").match(opening):
        return True
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < LISTED:
        return False
    return sum(not _END.search(line) for line in lines) >= SHORT_LINES * len(lines)
