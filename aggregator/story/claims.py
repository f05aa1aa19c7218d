"""Claims that a fact check quotes in order to refute them: kept apart, with their own number.

Such a claim never becomes a headline, an excerpt or a tag of ours (section 1.5): whoever quotes
it shows what is known first. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.story.assess import Surroundings
from aggregator.story.member import Member
from aggregator.story.number import Claim, number_of
from aggregator.story.values import Telling


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


def sentence_of(member: Member, span: tuple[int, int]) -> str:
    """The words of a sentence of an article."""
    from aggregator.model import document  # noqa: PLC0415

    return document(member.told.title, member.told.text)[span[0] : span[1]].strip()
