"""Words of a text for the place tagger: letters only, folded to one spelling in all languages.

They are the words of :mod:`aggregator.tag.words`, cut once more where digits, elided articles
or an English 's stand in them. Positions stay: ``text[start:end]`` is the word as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from aggregator.tag.words import APOSTROPHES, Part, Words, same_length_lower, words_of


def _fold_table() -> dict[int, str]:
    """One character for one character: Latin letters lose their accents, apostrophes agree."""
    table = {ord(c): "'" for c in APOSTROPHES}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(point)
        base = unicodedata.normalize("NFD", letter)[0]
        if base.isascii() and base.isalpha():
            table[point] = base.lower()
    # Crimean Tatar, Turkish, Polish and German letters that have no decomposition.
    alike = {"i": "ıİ", "l": "łŁ", "o": "øØ", "d": "đĐ", "е": "ёЁ", "г": "ґҐ"}
    table.update({ord(letter): base for base, letters in alike.items() for letter in letters})
    return table


_FOLD = {chr(point): base for point, base in _fold_table().items()}
_FOLDED = re.compile(f"[{''.join(sorted(_FOLD))}]")
# U+0301 marks stress in encyclopaedic Cyrillic, U+00AD is a soft hyphen: both inside a word.
_MARKS = "'\u0301\u00ad"
_LETTERS = re.compile(rf"[^\W\d_]++(?:[{_MARKS}]++[^\W\d_]++)*+")
_INNER = str.maketrans("", "", _MARKS)
_ELIDED = re.compile(r"(?:[ldnsjmtc]|qu|dell|nell|all|sull|dall)'(?=\w{3})")


def fold(text: str) -> str:
    """Lower case, one apostrophe, no Latin accents; exactly as long as ``text``."""
    # Few of these letters stand in any one text: translate() took 190 us for 4,150 Cyrillic
    # characters, because it asks its table about every one of them; this takes 22.
    for letter in set(_FOLDED.findall(text)):
        text = text.replace(letter, _FOLD[letter])
    return same_length_lower(text)


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[Part, ...]:
    """A word without its digits, elided article (l', d'), English 's and apostrophes."""
    return tuple(
        _without_apostrophes(found.group(), found.start())
        for found in _LETTERS.finditer(fold(word))
    )


def _without_apostrophes(form: str, start: int) -> Part:
    end = start + len(form)
    elided = _ELIDED.match(form)
    if elided:
        form, start = form[elided.end() :], start + elided.end()
    if form.endswith("'s"):
        form, end = form[:-2], end - 2
    return form.translate(_INNER), start, end


def place_words(words: Words) -> Words:
    """The words of a text as the place rules read them."""
    plain = _without_accents(words)
    odd = frozenset(key for key in words.vocabulary if not key.isalpha())
    return plain.recut(words.places(odd), _parts) if odd else plain


def _without_accents(words: Words) -> Words:
    different = " ".join(words.vocabulary)
    if different.isascii() or not _FOLDED.search(different):
        return words
    pairs = zip(words.vocabulary, fold(different).split(" "), strict=True)
    changed = {key: folded for key, folded in pairs if key != folded}
    return replace(words, keys=[changed.get(key, key) for key in words.keys])


def key(name: str) -> str:
    """The form under which a name is looked up: its folded words, joined by one space."""
    return " ".join(place_words(words_of(name)).keys)
