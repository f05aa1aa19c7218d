"""The words of ``data/figures.yaml``, ready for look-up: what is counted, units, qualifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from aggregator.data import read_yaml
from aggregator.tag.organisation_names import endings
from aggregator.tag.uncollected import uncollected
from aggregator.tag.words import fold, words_of

Kind = Literal["exact", "floor", "ceiling", "estimate"]


def _inflected(text: str) -> frozenset[str]:
    """Every written form: a word as it stands, a stem with ``~`` with every ending."""
    forms: set[str] = set()
    for written in text.split():
        word = fold(written)
        if word.endswith("~"):
            forms.update(word[:-1] + ending for ending in endings())
        else:
            forms.add(word)
    return frozenset(forms)


Phrases = Mapping[str, list[list[str]]]
"""Phrases as lists of folded words, in the order to try them, under one of their words."""


def _phrases(written: list[str]) -> list[list[str]]:
    keys = {tuple(words_of(phrase).keys) for phrase in written}
    return [list(phrase) for phrase in sorted(keys, key=lambda phrase: -len(phrase))]


def _under(word: Literal[0, -1], phrases: list[list[str]]) -> Phrases:
    """The phrases under their first or last word: few begin or end with the word at hand."""
    found: dict[str, list[list[str]]] = {}
    for phrase in phrases:
        found.setdefault(phrase[word], []).append(phrase)
    return found


def _by_last_word(kinds: dict[str, list[str]]) -> dict[str, list[tuple[list[str], Kind]]]:
    """The phrases that say how a number is meant, under the word right before it."""
    found: dict[str, list[tuple[list[str], Kind]]] = {}
    phrases = [(phrase, kind) for kind, written in kinds.items() for phrase in _phrases(written)]
    for phrase, kind in sorted(phrases, key=lambda item: -len(item[0])):
        found.setdefault(phrase[-1], []).append((phrase, cast(Kind, kind)))
    return found


_LITERAL = re.compile(r"(?:\w(?![?*]))+")


def _unnamed(entry: dict[str, Any]) -> re.Pattern[str]:
    body = rf"{entry['before']}(?:{'|'.join(entry['nouns'])})\b"
    return re.compile(rf"(?<!\w)(?:{body})", 0 if entry["capitals"] else re.IGNORECASE)


def _beginnings(entries: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Nouns are patterns: what stands before their first sign begins every form of theirs."""
    literals = (_LITERAL.match(noun) for entry in entries for noun in entry["nouns"])
    return tuple(fold(found.group()) for found in literals if found)


@dataclass(frozen=True, slots=True)
class FigureWords:
    """One field per list of figures.yaml."""

    nouns: frozenset[str]
    weak: frozenset[str]
    units: frozenset[str]
    labels: frozenset[str]
    definite: frozenset[str]
    stop: frozenset[str]
    kinds: Mapping[str, list[tuple[list[str], Kind]]]  # by the last word of the phrase
    between: frozenset[str]
    levels: frozenset[str]
    counters: frozenset[str]
    of_them: Phrases  # by the last word
    of_what: Phrases  # of_them and of_noun by the first word
    acted_on: frozenset[str]
    states: frozenset[str]
    casualty: frozenset[str]
    vague_one: Phrases  # by the last word
    unnamed: tuple[re.Pattern[str], ...]  # bodies without a name, by language
    bodies: tuple[str, ...]  # beginnings of which one stands wherever such a body does
    pointing_back: re.Pattern[str]


@cache
@uncollected()
def figure_words() -> FigureWords:
    """The lists, read and expanded once (30 ms)."""
    data: dict[str, Any] = read_yaml("figures.yaml")

    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[name])

    return FigureWords(
        nouns=frozenset().union(*(_inflected(text) for text in data["nouns"].values())),
        weak=frozenset().union(*(_inflected(text) for text in data["weak"].values())),
        units=_inflected(data["units"]),
        labels=_inflected(data["labels"]),
        definite=words("definite"),
        stop=_inflected(data["stop"]),
        kinds=_by_last_word(data["kinds"]),
        between=words("between"),
        levels=words("levels"),
        counters=words("counters"),
        of_them=_under(-1, _phrases(data["of_them"])),
        of_what=_under(0, _phrases(data["of_them"]) + _phrases(data["of_noun"])),
        acted_on=words("acted_on"),
        states=words("states"),
        casualty=words("casualty"),
        vague_one=_under(-1, _phrases(data["vague_one"])),
        unnamed=tuple(map(_unnamed, data["unnamed"].values())),
        bodies=_beginnings(data["unnamed"].values()),
        pointing_back=re.compile(data["pointing_back"]),
    )
