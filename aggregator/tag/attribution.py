"""Who counted: the body to which a sentence gives its figure.

In this order: the body that the sentence quotes; a body that is its subject and counts
("The Red Cross has visited ... and registered"); a body without a name ("the human rights
organisation"), joined to the one named before it where only one can be meant; and the body of
the next sentence where that one points back ("Про це повідомляє ...").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from aggregator.tag.figure_words import figure_words
from aggregator.tag.organisation_names import bodies
from aggregator.tag.organisations import Mention, says_or_counts
from aggregator.tag.words import Words

SAME_BODY = 4
"""Sentences back in which "the organisation" finds its name: further back it is guesswork."""
POINTING_BACK = 3
"""Sentences before "This information is presented by ..." that it still covers."""
NEAR_VERB = 5
"""Words between an unnamed body and its verb."""


class Attribution(NamedTuple):
    """``organisation`` is an id or None; ``rule`` is empty where nobody is named."""

    organisation: str | None = None
    as_named: str = ""
    rule: str = ""
    claimed: bool = False


def _of(mention: Mention, rule: str, as_named: str = "") -> Attribution:
    named = as_named or mention.span.form
    return Attribution(mention.organisation, named, rule, mention.role == "claimant")


def _occupier(mention: Mention) -> bool:
    body = bodies().get(mention.organisation)
    return body is not None and body.side == "occupier"


def _places(words: Words, start: int, end: int) -> range:
    return range(bisect_left(words.starts, start), bisect_left(words.starts, end))


@lru_cache(maxsize=8192)
def _begins_a_body(key: str) -> bool:
    return key.startswith(figure_words().bodies)


def _unnamed(words: Words, number: int) -> str:
    """ "the human rights organisation", where it says or counts; empty otherwise."""
    around = words.by_sentence[number]
    if not any(map(_begins_a_body, words.keys[around.start : around.stop])):
        return ""
    for body in figure_words().unnamed:
        for found in body.finditer(words.text, *words.sentences[number]):
            own = _places(words, found.start(), found.end())
            after = range(own.stop, min(own.stop + NEAR_VERB, around.stop))
            before = range(max(own.start - NEAR_VERB, around.start), own.start)
            if says_or_counts(words, after) or says_or_counts(words, before):
                return found.group()
    return ""


def attribute(
    words: Words,
    number: int,
    at: int,
    mentions: Sequence[Mention],
) -> Attribution:
    """Who counted the figure at word ``at`` of sentence ``number``."""
    sentences = words.sentences
    sentence, place = sentences[number], words.starts[at]
    own = [m for m in mentions if m.sentence == sentence]
    speaking = [m for m in own if m.role != "named"]
    if speaking:
        return _of(min(speaking, key=lambda m: abs(m.span.start - place)), "sentence")
    for mention in own:
        between = _places(words, mention.span.end, place)
        if not _occupier(mention) and says_or_counts(words, between, counts=True):
            return _of(mention, "subject")
    called = _unnamed(words, number)
    before = [
        m
        for m in mentions
        if m.sentence in sentences[max(0, number - SAME_BODY) : number]
        and m.role == "quoted"
        and not _occupier(m)
    ]
    if called and len({m.organisation for m in before}) == 1:
        return _of(before[-1], "same body", called)
    for following in sentences[number + 1 : number + 1 + POINTING_BACK]:
        if figure_words().pointing_back.match(words.text, following[0]):
            sayers = [m for m in mentions if m.sentence == following and m.role == "quoted"]
            if sayers:
                return _of(sayers[0], "pointing back", called)
    return Attribution(None, called, "unnamed" if called else "")
