"""Invented prose for the bench of the site: sentences by language, each beside its folded form.

A sentence is made once and used in many articles, folded once, so that a million articles are
indexed in minutes. Half of the sentences are made of the phrases of ``bench/words.py``, half of
invented words drawn as words are used: a few often, most of them seldom (Zipf). Each article
has a few names of its own besides, so that the index has rare words, too.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

from aggregator.tag.folding import fold
from bench.words import ENGLISH, RUSSIAN, UKRAINIAN, Bank

SENTENCES = 3_000
"""For each language: with 24 in an article, two articles rarely share one by chance."""
VOCABULARY = 20_000
CYRILLIC = "ба бе ви га ди жо зу ка ло ма но пе ру са ту фе хо ци ша ще ня ль ськ ван".split()
LATIN = "ba re vi ga di jo zu ka lo ma no pe ru sa tu fe ho ci sha ster ny ling ton ard".split()
BANKS = {"uk": UKRAINIAN, "ru": RUSSIAN, "en": ENGLISH}


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of text, as it is read and as it is indexed."""

    plain: str
    folded: str


@dataclass(frozen=True, slots=True)
class Prose:
    """What articles in one language are put together from."""

    titles: tuple[Said, ...]
    sentences: tuple[Said, ...]
    counts: tuple[str, ...]  # sentences with {n}
    syllables: tuple[str, ...]

    def name(self, chance: random.Random) -> Said:
        """A name that hardly any other article has."""
        plain = "".join(chance.choices(self.syllables, k=4)).capitalize()
        return Said(plain, plain.lower())


def said(text: str) -> Said:
    """Folds a text as the index does."""
    return Said(text, fold(text))


def prose(language: str) -> Prose:
    """The same for every call. Languages without phrases of their own speak English words."""
    chance = random.Random(language)
    bank = BANKS.get(language, ENGLISH)
    syllables = CYRILLIC if bank is not ENGLISH else LATIN
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    sentences = [
        said(_reported(bank, chance) if number % 2 else _spoken(words, weights, chance))
        for number in range(SENTENCES)
    ]
    titles = [said(f"{chance.choice(bank.event)} {chance.choice(bank.when)}") for _ in range(800)]
    titles = [Said(it.plain[0].upper() + it.plain[1:], it.folded) for it in titles]
    counts = tuple(text for text in bank.comment if "{n}" in text)
    return Prose(tuple(titles), tuple(sentences), counts, tuple(syllables))


def _reported(bank: Bank, chance: random.Random) -> str:
    parts = (bank.who, bank.event, bank.where, bank.when)
    return " ".join(chance.choice(part) for part in parts) + "."


def _spoken(words: list[str], weights: list[float], chance: random.Random) -> str:
    chosen = chance.choices(words, cum_weights=weights, k=chance.randint(6, 14))
    return " ".join(chosen).capitalize() + "."
