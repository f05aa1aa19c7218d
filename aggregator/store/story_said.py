"""What persons have said of stories, as it is written down, and what it means for judging them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.story.edges import Rejection
from aggregator.story.grouping import Decision


@dataclass(frozen=True, slots=True)
class Said:
    """One line of what persons have said of stories."""

    at: str
    who: str
    what: str
    articles: tuple[str, ...]
    others: tuple[str, ...]
    rule: str
    reason: str


def decisions_of(said: Sequence[Said]) -> list[Decision]:
    """The decisions about which articles are one story."""
    return [
        Decision(number, each.what, each.articles, each.others)  # type: ignore[arg-type]
        for number, each in enumerate(said, 1)
        if each.what != "reject-edge"
    ]


def rejections_of(said: Sequence[Said]) -> tuple[Rejection, ...]:
    """The edges that a person has rejected."""
    return tuple(
        Rejection(each.rule, each.articles[0], each.others[0], each.reason)  # type: ignore[arg-type]
        for each in said
        if each.what == "reject-edge"
    )
