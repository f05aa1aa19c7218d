"""Words of a text for the place tagger: folded to one spelling, with their places kept.

Folding never changes the length of the text, so every position found in the folded text is a
position in the text itself: ``text[word.start:word.end]`` is the word as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_APOSTROPHES = "’ʼ‘`´ʹ′＇"


def _fold_table() -> dict[int, str]:
    """One character for one character: Latin letters lose their accents, apostrophes agree."""
    table = {ord(c): "'" for c in _APOSTROPHES}
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(point)
        base = unicodedata.normalize("NFD", letter)[0]
        if base.isascii() and base.isalpha():
            table[point] = base.lower()
    # Crimean Tatar, Turkish, Polish and German letters that have no decomposition.
    alike = {"i": "ıİ", "l": "łŁ", "o": "øØ", "d": "đĐ", "е": "ёЁ", "г": "ґҐ"}
    table.update({ord(letter): base for base, letters in alike.items() for letter in letters})
    return table


_FOLD = _fold_table()
# U+0301 marks stress in encyclopaedic Cyrillic, U+00AD is a soft hyphen: both inside a word.
_WORD = re.compile(r"[^\W\d_]+(?:['\u0301\u00ad]+[^\W\d_]+)*")
_INNER = str.maketrans("", "", "'\u0301\u00ad")
_ELIDED = re.compile(r"(?:[ldnsjmtc]|qu|dell|nell|all|sull|dall)'(?=\w{3})")


def fold(text: str) -> str:
    """Lower case, one apostrophe, no Latin accents; exactly as long as ``text``."""
    folded = text.translate(_FOLD).lower()
    if len(folded) != len(text):  # a letter whose lower case is longer (none is known today)
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_FOLD))
    return folded


class Word(NamedTuple):
    """One word: folded ``form`` without apostrophes, and where it stands in the text."""

    form: str
    start: int
    end: int
    capital: bool


def words(text: str) -> list[Word]:
    """All words of ``text`` in order. Elided articles (l', d') and English 's are cut off."""
    found = []
    for match in _WORD.finditer(fold(text)):
        form = match.group()
        start, end = match.span()
        if not form.isalpha():
            elided = _ELIDED.match(form)
            if elided:
                start += elided.end()
                form = form[elided.end() :]
            if form.endswith("'s"):
                form = form[:-2]
                end -= 2
            form = form.translate(_INNER)
        found.append(Word(form, start, end, text[start].isupper()))
    return found


def key(name: str) -> str:
    """The form under which a name is looked up: its folded words, joined by one space."""
    return " ".join(word.form for word in words(name))
