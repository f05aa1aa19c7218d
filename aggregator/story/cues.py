"""The phrases of ``data/story_cues.yaml``, compiled, and a text made ready for them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from aggregator.data import read_yaml
from aggregator.model import document
from aggregator.tag.sentences import split

OWN = "ownname"
"""Stands in a folded sentence where the text names its own publisher."""

GAP = 5
"""Words that ``...`` leaves between two words of a cue."""

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´‘](?=\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_OWN_WORDS = (
    rf"(?:{OWN}|us|our|we|нам|нас|ми|мы|me|мені|мне|наш\w*|редакці\w*|редакци\w*|newsroom|"
    r"nous|notre|uns|unser\w*|nosotros|nuestr\w*)"
)


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
    """A sentence as written, folded for cues, and the organisations it names. ``bits`` tells
    which kinds of cues can stand in it at all (:func:`bits_of`)."""

    text: str
    folded: str
    mentions: tuple[Mention, ...]
    bits: int = -1

    def has(self, *path: str) -> bool:
        """Whether a cue of this kind stands in the sentence."""
        return bool(self.bits & bit(*path)) and bool(pattern(*path).search(self.folded))


@cache
def data() -> dict[str, Any]:
    """The file as it stands."""
    loaded: dict[str, Any] = read_yaml("story_cues.yaml")
    return loaded


@cache
def _paths() -> tuple[tuple[str, ...], ...]:
    """Every kind of cue, in the order of the file."""
    paths: list[tuple[str, ...]] = []
    for key, value in data().items():
        if isinstance(value, dict):
            paths += [(key, kind) for kind in value]
        elif isinstance(value, list):
            paths.append((key,))
    return tuple(paths)


@cache
def bit(*path: str) -> int:
    """The bit of one kind of cue. Raises ``ValueError`` for a kind that is not there."""
    return 1 << _paths().index(path)


@cache
def _triggers() -> dict[str, list[tuple[str, int]]]:
    """The longest word of every cue, by its first letters: where no word of a text begins with
    it, the cue cannot stand there, and its expression (15 microseconds a sentence) is not tried."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in _paths():
        listed: Any = data()
        for key in path:
            listed = listed[key]
        for cue in listed:
            plain = fold(str(cue)).replace("own", " ") if "OWN" in str(cue) else fold(str(cue))
            longest = max(_LETTERS.findall(plain), key=len)
            found.setdefault(longest[:2], []).append((longest, bit(*path)))
    return found


@lru_cache(maxsize=60_000)
def bits_of(word: str) -> int:
    """Which kinds of cues can begin or contain a word, given in small letters."""
    plain = word.replace("ё", "е")
    bits = 0
    for trigger, own in _triggers().get(plain[:2], ()):
        if plain.startswith(trigger):
            bits |= own
    return bits


@cache
def needed() -> int:
    """The cues for which the sentences of an article are looked through; its genre shows in the
    title, and who refutes is asked of whole texts."""
    return sum(
        bit(*path)
        for path in _paths()
        if path[0] not in {"genre", "refutes", "unnamed", "claimed", "notice"}
    )


@cache
def mask(room: str) -> int:
    """The bits of all kinds of cues under one key of the file."""
    return sum(bit(*path) for path in _paths() if path[0] == room)


def _bits_in(folded: str) -> int:
    bits = 0
    for word in _LETTERS.findall(folded):
        bits |= bits_of(word)
    return bits


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
            parts.append(rf"(?:the\s+)?{_OWN_WORDS}")
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
    """The sentences of an article in which a cue can stand, the publisher's name marked."""
    whole = document(title, text)
    small = whole.lower()
    # Half of all sentences have no such word, and folding them is most of the work.
    telling = [word for word in set(_LETTERS.findall(small)) if bits_of(word) & needed()]
    if not telling and not any(m.cue for m in mentions):
        return ()
    same_length = len(small) == len(whole)
    found = []
    for start, end in split(whole):
        part = small[start:end] if same_length else whole[start:end].lower()
        own = [m for m in mentions if start <= m.start < end]
        if not any(word in part for word in telling) and not any(m.cue for m in own):
            continue
        marked = _marked(whole, start, end, own, source)
        found.append(Sentence(whole[start:end], marked, tuple(own), _bits_in(marked)))
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
