"""One sentence of an article as the rules for counts see it: its words, and their questions."""

from __future__ import annotations

import re

from aggregator.tag.figure_words import Kind, Phrases, figure_words
from aggregator.tag.number_words import NUMBER_WORDS
from aggregator.tag.words import Words

MODIFIERS = 4
"""Words between a number and its noun: "63 illegally mobilised young Crimeans"."""
COMPLEMENT = 3
"""Words that complete a weak noun: "cases of torture", "випадків викрадення людей"."""

PLAIN_GAP = re.compile(r"[\s\u00a0\u202f]*[-«»“”„\"'’]{0,2}[\s\u00a0\u202f]*")
SPACE = re.compile(r"[\s\u00a0\u202f]+")
_ADJECTIVE = re.compile(r"[а-яіїєґ']+(?:их|ых|іх|ими|ыми|ні|ные|ного|ному|[иыі]м|ої|ой|ою)")
_MODIFIER = re.compile(  # "дві версії вибухів" counts versions: a noun between ends the search
    r"[a-z'].*|.*(?:их|ых|іх|[^иії]і|[иы]е|[иы]й|ой|ого|ому|[иы]ми|[иы]м|ім|[нкв]а|[ая]я|о|[нк]у|"
    r"ую|ою)"
)
_FINITE = ("ли", "ло", "ла", "ють", "ять", "ють", "ют", "ят", "ть", "ся", "сь", "но", "то")


class Sentence:
    """One sentence's words, and the questions that the rules ask of them."""

    def __init__(self, words: Words, places: range) -> None:
        self.words, self.places, self.known = words, places, figure_words()
        self.keys = words.keys

    def text(self, first: int, last: int) -> str:
        """What stands from one word to another, both included."""
        return self.words.text[self.words.starts[first] : self.words.ends[last]]

    def joined(self, one: int, gap: re.Pattern[str]) -> bool:
        """Whether only ``gap`` stands between a word and the next one of the sentence."""
        if one + 1 >= self.places.stop:
            return False
        return bool(
            gap.fullmatch(self.words.text, self.words.ends[one], self.words.starts[one + 1])
        )

    def ends_with(self, phrases: Phrases, before: int) -> bool:
        """Whether a phrase ends right before a word."""
        for phrase in phrases.get(self.key(before - 1), ()):
            start = before - len(phrase)
            if start >= self.places.start and self.keys[start:before] == phrase:
                return True
        return False

    def begins_with(self, phrases: Phrases, at: int) -> int:
        """The length in words of a phrase that begins at a word, or 0."""
        key = self.keys[at] if at < len(self.keys) else ""
        for phrase in phrases.get(key, ()):
            if self.keys[at : at + len(phrase)] == phrase:
                return len(phrase)
        return 0

    def key(self, at: int) -> str:
        """A word folded; empty outside the sentence."""
        return self.keys[at] if at in self.places else ""

    def noun_after(self, at: int, gap: re.Pattern[str] = PLAIN_GAP) -> int | None:
        """The counted noun that follows word ``at`` within the modifiers, or None."""
        for step in range(1, MODIFIERS + 2):
            if not self.joined(at + step - 1, gap if step == 1 else PLAIN_GAP):
                return None
            key = self.keys[at + step]
            if key in self.known.units or key in self.known.stop or key in NUMBER_WORDS:
                return None
            if key[0].isdigit():
                return None
            if key in self.known.nouns:
                return self._compound(at + step)
            if not _MODIFIER.fullmatch(key):
                return None
        return None

    def _compound(self, noun: int) -> int | None:
        """The last noun of a compound ("Tatar women", "депортованих дітей": many nouns of ours
        are adjectives by form), with the complement of a weak noun."""
        while (
            self.joined(noun, PLAIN_GAP)
            and self.keys[noun + 1] in self.known.nouns
            and (self.keys[noun].isascii() or _ADJECTIVE.fullmatch(self.keys[noun]))
        ):
            noun += 1
        if _ADJECTIVE.fullmatch(self.keys[noun]) and self._qualifies_another(noun):
            return None
        return self._complement(noun) if self.keys[noun] in self.known.weak else noun

    def _qualifies_another(self, adjective: int) -> bool:
        """Whether "військових" belongs to a noun that we do not count ("двом військовим
        аеродромам"): a small Cyrillic word follows that is no verb and no function word."""
        if not self.joined(adjective, SPACE):
            return False
        key = self.keys[adjective + 1]
        written = self.text(adjective + 1, adjective + 1)
        noun_like = written.islower() and not key.isascii() and key.isalpha()
        return noun_like and key not in self.known.stop and not key.endswith(_FINITE)

    def _complement(self, noun: int) -> int:
        english = self.keys[noun].isascii()
        at = noun
        if english:
            if not self.joined(noun, SPACE) or self.keys[noun + 1] != "of":
                return noun
            at += 1
        last = noun
        while at + 1 - noun <= COMPLEMENT + english and self.joined(at, SPACE):
            key = self.keys[at + 1]
            if key in self.known.stop or key[0].isdigit() or key in NUMBER_WORDS:
                break
            if not english and key.endswith(_FINITE):
                break
            at += 1
            last = at
        return last

    def kind_before(self, first: int) -> tuple[Kind, int]:
        """How the number is meant, by the words right before it, and where those begin."""
        at = first
        while at - 1 in self.places:
            for phrase, kind in self.known.kinds.get(self.keys[at - 1], ()):
                start = at - len(phrase)
                if start >= self.places.start and self.keys[start:at] == phrase:
                    return kind, start
            if self.keys[at - 1] not in self.known.between:
                break
            at -= 1
        return "exact", first
