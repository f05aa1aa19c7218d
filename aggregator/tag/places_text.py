"""Words of a text for the place tagger: folded to one spelling, with their places kept.

Folding never changes the length of the text, so every position found in the folded text is a
position in the text itself: ``text[start:end]`` is the word as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

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


_FOLD = {chr(point): base for point, base in _fold_table().items()}
_FOLDED = re.compile(f"[{''.join(sorted(_FOLD))}]")
# U+0301 marks stress in encyclopaedic Cyrillic, U+00AD is a soft hyphen: both inside a word.
_MARKS = "'\u0301\u00ad"


def _word(letter: str) -> re.Pattern[str]:
    return re.compile(f"({letter}++(?:[{_MARKS}]++{letter}++)*+)")


# Nearly every text has only letters below U+0600 (Latin, Greek, Cyrillic, Armenian, Hebrew). A
# set of just these is one look into a bitmap per character: 0.11 ms an article instead of 0.15.
_BEYOND = re.compile("[^\x00-\u05ff\u2000-\u206f№]")
_USUAL = "".join(c for c in map(chr, range(0x600)) if c.isalnum() and not c.isdecimal())
_USUAL_WORD, _ANY_WORD = _word(f"[{_USUAL}]"), _word(r"[^\W\d_]")
_INNER = str.maketrans("", "", _MARKS)
_ELIDED = re.compile(r"(?:[ldnsjmtc]|qu|dell|nell|all|sull|dall)'(?=\w{3})")


def fold(text: str) -> str:
    """Lower case, one apostrophe, no Latin accents; exactly as long as ``text``."""
    # Few of these letters stand in any one text: translate() took 190 us for 4,150 Cyrillic
    # characters, because it asks its table about every one of them; this takes 22.
    for letter in set(_FOLDED.findall(text)):
        text = text.replace(letter, _FOLD[letter])
    folded = text.lower()
    if len(folded) != len(text):  # a letter whose lower case is longer (none is known today)
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return folded


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, one entry per word in each list (an object per word took 0.4 ms for
    an article): folded ``forms`` without apostrophes, and where each begins and ends."""

    forms: list[str]
    starts: list[int]
    ends: list[int]


def words(text: str) -> Words:
    """All words of ``text`` in order. Elided articles (l', d') and English 's are cut off."""
    folded = fold(text)
    pattern = _ANY_WORD if _BEYOND.search(folded) else _USUAL_WORD
    parts = pattern.split(folded)  # what stands between words, and words, in turn
    edges = list(accumulate(map(len, parts)))
    found = Words(parts[1::2], edges[:-1:2], edges[1::2])
    if any(mark in folded for mark in _MARKS):
        _cut_apostrophes(found)
    return found


def _cut_apostrophes(found: Words) -> None:
    marked = [n for n, form in enumerate(found.forms) if not form.isalpha()]
    for number in marked:
        written = found.forms[number]
        elided = _ELIDED.match(written)
        form = written[elided.end() :] if elided else written
        found.starts[number] += len(written) - len(form)
        if form.endswith("'s"):
            found.ends[number] -= 2
            form = form[:-2]
        found.forms[number] = form.translate(_INNER)


def key(name: str) -> str:
    """The form under which a name is looked up: its folded words, joined by one space."""
    return " ".join(words(name).forms)
