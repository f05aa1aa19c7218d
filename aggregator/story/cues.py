"""The phrases of ``data/story_cues.yaml``, compiled, and a text made ready for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from aggregator.model import document
from aggregator.tag.sentences import split

OWN = "ownname"
"""Stands in a folded sentence where the text names its own publisher."""

GAP = 5
"""Words that ``...`` leaves between two words of a cue."""

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´‘](?=\w)")
_OWN_WORDS = rf"(?:{OWN}|us|our|we|нам|нас|ми|мы|me|мені|мне|наш\w*|редакці\w*|редакци\w*)"


@dataclass(frozen=True, slots=True)
class Mention:
    """An organisation named in the text, as the tagger stores it."""

    organisation: str
    role: str
    start: int
    end: int
    form: str
    rule: str
    cue: str
    sentence: tuple[int, int]


def mentions_from(stored: Iterable[Sequence[Any]]) -> tuple[Mention, ...]:
    """Mentions from the JSON of :class:`~aggregator.model.Tagged`."""
    return tuple(Mention(m[0], m[1], m[2], m[3], m[4], m[5], m[6], (m[7][0], m[7][1]))
                 for m in stored)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, folded for cues, and the organisations it names."""

    text: str
    folded: str
    mentions: tuple[Mention, ...]


@cache
def data() -> dict[str, Any]:
    """The file as it stands."""
    text = (resources.files("aggregator.data") / "story_cues.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return loaded


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """All cues under one key of the file as one expression, for folded text.

    Raises ``KeyError`` for a key that is not there.
    """
    found: Any = data()
    for key in path:
        found = found[key]
    return re.compile("|".join(_written(str(cue)) for cue in found))


def _written(cue: str) -> str:
    """One cue as a regular expression: whole words, endings, gaps, the publisher's own name."""
    parts: list[str] = []
    for word in fold(cue).split():
        if word == "...":
            parts.append("...")
        elif word == "own":
            parts.append(_OWN_WORDS)
        elif word == "~":
            parts.append(r"\w+")
        else:
            parts.append(re.escape(word).replace(r"\~", r"\w*").replace("~", r"\w*"))
    written = r"[\s«“\"„]+".join(parts)
    gap = rf"(?:\W+\w+){{0,{GAP}}}?\W+"
    written = written.replace(r"[\s«“\"„]+...[\s«“\"„]+", gap)
    return rf"(?<!\w){written}(?!\w)"


def fold(text: str) -> str:
    """Small letters, no apostrophes inside words, ё as е."""
    return _APOSTROPHE.sub("", text.lower()).replace("ё", "е")


def sentences_of(
    title: str, text: str, mentions: Sequence[Mention], source: str
) -> tuple[Sentence, ...]:
    """The sentences of an article, with the publisher's own name marked."""
    whole = document(title, text)
    found = []
    for start, end in split(whole):
        own = [m for m in mentions if start <= m.start < end]
        found.append(
            Sentence(whole[start:end], _marked(whole, start, end, own, source), tuple(own))
        )
    return tuple(found)


def _marked(whole: str, start: int, end: int, mentions: Sequence[Mention], source: str) -> str:
    pieces, at = [], start
    for mention in mentions:
        if mention.organisation == source and mention.start >= at:
            pieces += [whole[at : mention.start], f" {OWN} "]
            at = mention.end
    return fold("".join([*pieces, whole[at:end]]))


@cache
def own_words() -> re.Pattern[str]:
    """A word by which a publisher speaks of itself."""
    return re.compile(rf"(?<!\w){_OWN_WORDS}(?!\w)")
