"""Claims that a fact check quotes in order to refute them: kept apart, with their own number.

Such a claim never becomes a headline, an excerpt or a tag of ours (section 1.5): whoever quotes
it shows what is known first. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.model import document
from aggregator.story.assess import Surroundings
from aggregator.story.cues import fold, mentions_from, pattern
from aggregator.story.genre import genre_of
from aggregator.story.member import Member
from aggregator.story.number import Claim, number_of
from aggregator.story.values import Telling
from aggregator.tag.sentences import split


@dataclass(frozen=True, slots=True)
class QuotedClaim:
    """One claim: who claims it, in which article it is refuted, the sentence, its number."""

    article: str
    claimant: str
    sentence: str
    number: int
    reason: str


def quoted_claims(members: Sequence[Member], known: Surroundings) -> tuple[QuotedClaim, ...]:
    """The claims of the other side that reviews among ``members`` refute."""
    found = []
    for member in members:
        if member.genre != "review":
            continue
        seen: set[tuple[int, int]] = set()
        for mention in member.mentions:
            if mention.role != "claimant" or mention.sentence in seen:
                continue
            seen.add(mention.sentence)
            claim = Claim(
                (
                    Telling(f"claim:{mention.organisation}", known.standing(mention.organisation)),
                    Telling(member.id, known.standing(member.source), "refutes", evidence=True),
                )
            )
            verdict = number_of(claim)
            found.append(
                QuotedClaim(
                    member.id, mention.organisation, sentence_of(member, mention.sentence),
                    verdict.number, verdict.reason,
                )
            )  # fmt: skip
    return tuple(found)


_NEUTRAL = {
    "uk": "Перевірка фактів: твердження не відповідає дійсності",
    "ru": "Проверка фактов: утверждение не соответствует действительности",
}
_NEUTRAL_ENGLISH = "Fact check: a claim does not hold"
_CLAIMING_TITLE = re.compile(
    r"[?«»“”„\"]|^\W*(?:fake|фейк|неправда|false|manipulation|маніпуляці)", re.I
)


@dataclass(frozen=True, slots=True)
class Apart:
    """What of a fact check must not become our headline, excerpt, tag or feed text: its sentences
    that carry the claim, as (start, end) in ``document(title, text)``, and the title to show."""

    title: str
    sentences: tuple[tuple[int, int], ...]
    shift: int  # how much longer the shown title is than the one of the article

    def within(self, offset: int) -> list[int]:
        """Where claims begin, counted from ``offset`` on."""
        return [max(0, start - offset) for start, _ in self.sentences if start >= offset]

    def outside(self, spans: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """The spans ``[start, end, ...]`` outside of claims, counted under the shown title."""
        kept = [
            [start, end, *rest]
            for start, end, *rest in spans
            if not any(one <= start and end <= two for one, two in self.sentences)
        ]
        return [[start + self.shift, end + self.shift, *rest] for start, end, *rest in kept]


def review_title(title: str) -> bool:
    """Whether a title announces a fact check."""
    return bool(pattern("genre", "review").search(fold(title)))


def kept_apart(title: str, text: str, language: str | None, stored: list[Any]) -> Apart | None:
    """What is kept apart of an article; None where it is no fact check. ``stored`` are its
    organisations as :class:`~aggregator.model.Tagged` has them."""
    mentions = mentions_from(stored)
    if genre_of(title, text, mentions) != "review":
        return None
    whole = document(title, text)
    spans = {m.sentence for m in mentions if m.role == "claimant"}
    spans |= {
        (start, end)
        for start, end in split(whole)
        if start > len(title) and pattern("claimed").search(fold(whole[start:end]))
    }
    shown = title
    claimed = any(start < len(title) for start, _ in spans)
    if claimed or _CLAIMING_TITLE.search(title):
        shown = _NEUTRAL.get(language or "", _NEUTRAL_ENGLISH)
        spans.add((0, len(title)))
    return Apart(shown, tuple(sorted(spans)), len(shown) - len(title))


def sentence_of(member: Member, span: tuple[int, int]) -> str:
    """The words of a sentence of an article."""
    return document(member.told.title, member.told.text)[span[0] : span[1]].strip()
