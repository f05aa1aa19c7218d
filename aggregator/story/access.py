"""How a source says that it knows: the sentence, and the third party on whom it rests. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aggregator.story.cues import Mention, Sentence, data, mask, own_words
from aggregator.story.words import initial

AccessKind = Literal["court", "interview", "document", "register", "imagery", "field visit"]
KINDS: tuple[AccessKind, ...] = (
    "court", "field visit", "imagery", "register", "document", "interview",
)  # fmt: skip
"""In the order in which one is named where several stand in a sentence."""

_INITIALS = re.compile(r"\b([A-ZА-ЯІЇЄҐ])\.\s?([A-ZА-ЯІЇЄҐ])\.")
_QUOTED_NAME = re.compile(r"[«“\"„]([^»”\"“]{2,40})[»”\"“]")


@dataclass(frozen=True, slots=True)
class Third:
    """Somebody on whom a report rests: a lawyer, a relative, a channel, a press service (I6).
    ``name`` is what tells one from another, or empty."""

    kind: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Access:
    """How the source knows: the kind, and the sentence that says so."""

    kind: AccessKind
    sentence: str


def access_of(
    sentences: Sequence[Sentence], source: str, *, relays: bool, others: frozenset[str]
) -> Access | None:
    """The first sentence in which the source says how it knows.

    Not its own: a sentence that names another body of ``others`` as the one who says or asked;
    and where the article repeats somebody (``relays``), every sentence without a word by which
    the source speaks of itself ("told us", its own name).
    """
    possible = mask("access")
    for sentence in sentences:
        if not sentence.bits & possible:
            continue
        found = next((kind for kind in KINDS if sentence.has("access", kind)), None)
        if found is None:
            continue
        own = bool(own_words().search(sentence.folded))
        if (relays and not own) or any(_speaks(m, source, others, own) for m in sentence.mentions):
            continue
        if own or not sentence.has("unnamed"):
            return Access(found, sentence.text)
    return None


def _speaks(mention: Mention, source: str, others: frozenset[str], own: bool) -> bool:
    """Whether another body is the one who knows. Named beside "told us" it is only mentioned."""
    if mention.organisation == source or mention.organisation not in others:
        return False
    return mention.role == "quoted" or not own


def third_parties(sentences: Sequence[Sentence]) -> tuple[Third, ...]:
    """Everybody on whom the article rests, with the sentence."""
    found: dict[tuple[str, str], Third] = {}
    possible = mask("third")
    for sentence in sentences:
        if not sentence.bits & possible:
            continue
        for kind in data()["third"]:
            if not sentence.has("third", kind):
                continue
            if kind in {"press service", "channel"} or _SAYS.search(sentence.folded):
                name = _name(kind, sentence.text)
                found.setdefault((kind, name), Third(kind, name, sentence.text))
    return tuple(found.values())


_SAYS = re.compile(
    r"\b(?:told|said|says|according|reported|interview\w*|spoke|talked|citing|writes|wrote|"
    r"розпов\w*|повідом\w*|каже|сказа\w*|за словами|його словами|її словами|посиланн\w*|"
    r"рассказ\w*|сообщ\w*|говорит|по словам|ссылк\w*|поспілкува\w*|поговори\w*|пише|пишет|"
    r"опита\w*|опроси\w*)"
)


def _name(kind: str, text: str) -> str:
    if kind == "channel":
        named = _QUOTED_NAME.search(text)
        return named.group(1).casefold() if named else ""
    if kind == "press service":
        return ""
    initials = _INITIALS.search(text)
    return ".".join(map(initial, initials.groups())) if initials else ""
