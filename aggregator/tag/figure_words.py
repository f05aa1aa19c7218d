"""The words of ``data/figures.yaml``, ready for look-up: what is counted, units, qualifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from aggregator.tag.organisation_names import endings, fold, words_of

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


def _phrases(written: list[str]) -> tuple[tuple[str, ...], ...]:
    keys = {tuple(words_of(phrase).keys) for phrase in written}
    return tuple(sorted(keys, key=lambda phrase: -len(phrase)))


@dataclass(frozen=True, slots=True)
class FigureWords:
    """One field per list of figures.yaml; phrases are tuples of folded words, longest first."""

    nouns: frozenset[str]
    weak: frozenset[str]
    units: frozenset[str]
    labels: frozenset[str]
    definite: frozenset[str]
    stop: frozenset[str]
    kinds: tuple[tuple[tuple[str, ...], Kind], ...]
    between: frozenset[str]
    levels: frozenset[str]
    counters: frozenset[str]
    of_noun: tuple[tuple[str, ...], ...]
    of_them: tuple[tuple[str, ...], ...]
    acted_on: frozenset[str]
    states: frozenset[str]
    casualty: frozenset[str]
    vague_one: tuple[tuple[str, ...], ...]
    unnamed: tuple[re.Pattern[str], ...]
    pointing_back: re.Pattern[str]


@cache
def figure_words() -> FigureWords:
    """The lists, read and expanded once (30 ms)."""
    file = resources.files("aggregator.data").joinpath("figures.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(file.read_text("utf-8"), loader)  # noqa: S506  (both are safe)

    def words(name: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data[name])

    kinds = [
        (phrase, kind) for kind, written in data["kinds"].items() for phrase in _phrases(written)
    ]
    return FigureWords(
        nouns=frozenset().union(*(_inflected(text) for text in data["nouns"].values())),
        weak=frozenset().union(*(_inflected(text) for text in data["weak"].values())),
        units=_inflected(data["units"]),
        labels=_inflected(data["labels"]),
        definite=words("definite"),
        stop=_inflected(data["stop"]),
        kinds=tuple(sorted(kinds, key=lambda item: -len(item[0]))),
        between=words("between"),
        levels=words("levels"),
        counters=words("counters"),
        of_noun=_phrases(data["of_noun"]),
        of_them=_phrases(data["of_them"]),
        acted_on=words("acted_on"),
        states=words("states"),
        casualty=words("casualty"),
        vague_one=_phrases(data["vague_one"]),
        unnamed=tuple(re.compile(r"(?<!\w)" + rule) for rule in data["unnamed"].values()),
        pointing_back=re.compile(data["pointing_back"]),
    )
