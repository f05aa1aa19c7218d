"""Words as the likeness of two articles needs them: notions, skeletons of names, numbers.

Nothing here loads the gazetteer or the tagger: the process that stores articles links them too.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from aggregator.data import read_yaml
from aggregator.parse.months import month
from aggregator.story.cues import bits_of
from aggregator.tag.number_words import UNITS
from aggregator.tag.stems import stem

SHORTEST_BEGINNING = 3
"""Letters by which the beginnings of notions are looked up; shorter ones are whole words."""
LONGEST_SKELETON = 5
"""Consonants of a name that are compared (measured on speeches, facts/tagging.md 8)."""

_BITS = 0xFFFFFFFF
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´‘\u0301\u00ad")
_LATIN_PAIRS = (
    ("shch", "SC"), ("kh", "h"), ("zh", "Z"), ("ch", "C"), ("sh", "S"), ("ts", "ts"),
    ("ph", "f"), ("th", "t"), ("ck", "k"), ("x", "ks"), ("c", "k"), ("q", "k"), ("w", "v"),
    ("g", "h"), ("j", ""), ("y", ""),
)  # fmt: skip
_CYRILLIC = str.maketrans(
    {
        **dict(zip("бвгґдзклмнпрстфх", "bvhhdzklmnprstfh", strict=True)),
        "ж": "Z", "ч": "C", "ш": "S", "щ": "SC", "ц": "ts",
    }
)  # fmt: skip
_NO_CONSONANT = re.compile(r"[^bvhdzklmnprstfZCS]")
_DOUBLED = re.compile(r"(.)\1+")


Word = tuple[int, int, int, int, int, int, int, int]
"""What one written word means for likeness: three 32-bit hashes of its small form (for runs of
words), its stem's hash or 0, the number of its notion or 0, a number word's value or 0 (-1 for
digits), the hash of the skeleton of a capitalised word or 0, and the cues it can stand in."""

MARKS = frozenset(".!?…:;\n")
"""Signs after which a capital says nothing; they are read as words."""


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml("story_words.yaml")
    return loaded


@cache
def _fillers() -> frozenset[str]:
    return frozenset(_data()["fillers"].split())


@cache
def _notions() -> tuple[dict[str, list[tuple[str, int]]], dict[str, int], int]:
    """Beginnings of words by their first letters, whole words, and the first common notion."""
    data = _data()
    beginnings: dict[str, list[tuple[str, int]]] = {}
    whole: dict[str, int] = {}
    number, border = 0, 0
    for part in ("telling", "common"):
        border = border or (number + 1 if part == "common" else 0)
        for forms in data[part].values():
            number += 1
            for form in str(forms).lower().translate(_APOSTROPHES).split():
                if form[0] == "=":
                    whole[form[1:]] = number
                elif len(form) < SHORTEST_BEGINNING:
                    whole[form] = number
                else:
                    beginnings.setdefault(form[:SHORTEST_BEGINNING], []).append((form, number))
    for known in beginnings.values():
        known.sort(key=lambda item: -len(item[0]))
    return beginnings, whole, border


def first_common() -> int:
    """Notions with this number and above stand in every third report."""
    return _notions()[2]


def _notion(word: str) -> int:
    beginnings, whole, _ = _notions()
    if word in whole:
        return whole[word]
    for form, number in beginnings.get(word[:SHORTEST_BEGINNING], ()):
        # A beginning of three letters stands for a short word with its ending, not for any word.
        if word.startswith(form) and (len(form) > SHORTEST_BEGINNING or len(word) <= len(form) + 3):
            return number
    return 0


_MOST_WORDS = 80_000
"""Written forms that are remembered: the vocabulary of some thousand articles, 20 MB at most."""


class _Words(dict[str, Word]):
    """Words read so far."""

    def __missing__(self, form: str) -> Word:
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[form] = _read(form)
        return found


_KNOWN = _Words()


def words(forms: Iterable[str]) -> list[Word]:
    """Reads written words; marks and digits among them."""
    return list(map(_KNOWN.__getitem__, forms))


def _read(form: str) -> Word:
    small = form.lower().translate(_APOSTROPHES)
    if form.isascii() and form[-2:] in {"'s", "’s"}:
        small = small[:-1]
    own = zlib.crc32(small.encode())
    runs = (own, own * 2654435761 & _BITS, own * 2246822519 & _BITS)
    if form in MARKS:
        return (*runs, 0, 0, 0, 0, 0)
    if form[0].isdigit():
        return (*runs, 0, 0, -1, 0, 0)
    telling = len(small) > 3 and small not in _fillers()
    stemmed = zlib.crc32(stem(small).encode()) if telling else 0
    bare = form.rstrip("s").rstrip("'’") if form.isascii() else form
    name = skeleton(bare) if form[0].isupper() else ""
    named = zlib.crc32(name.encode()) if name else 0
    return (*runs, stemmed, _notion(small), UNITS.get(small, 0), named, bits_of(small))


@lru_cache(maxsize=30_000)
def skeleton(name: str) -> str:
    """The consonants that a name keeps in every one of our scripts and case forms: ``krC`` for
    Kerch, Керч, Керчи. Empty where fewer than two are left, or where everybody uses the name."""
    found = _consonants(name)
    return "" if found in _common_skeletons() else found


def _consonants(name: str) -> str:
    small = stem(name.lower().translate(_APOSTROPHES).replace("ё", "е"))
    if "\u0400" <= small[:1] <= "\u04ff":
        small = small.translate(_CYRILLIC)
    else:
        for pair, single in _LATIN_PAIRS:
            small = small.replace(pair, single)
    kept = _DOUBLED.sub(r"\1", _NO_CONSONANT.sub("", small))
    return kept[:LONGEST_SKELETON] if len(kept) > 1 else ""


@cache
def _common_skeletons() -> frozenset[str]:
    return frozenset(_consonants(name) for name in _data()["too_common_names"].split())


@cache
def frequent_names() -> frozenset[int]:
    """Hashes of the skeletons of names that stand in the news most days."""
    return frozenset(
        zlib.crc32(_consonants(name).encode()) for name in _data()["frequent_names"].split()
    )


@lru_cache(maxsize=2000)
def month_number(small: str) -> int:
    """1 to 12 where a word names a month in English, Ukrainian or Russian; else 0."""
    return month(small) or 0


@cache
def initial(letter: str) -> str:
    """One letter of initials in Latin: Р. К. and R. K. are one person to us."""
    table = dict(zip("АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЮЯЫЭ", "ABVHHDEEZZYYYYKLMNOPRSTUFHTCSSUAYE",
                     strict=True))  # fmt: skip
    latin = {"G": "H", "I": "Y", "J": "Y", "W": "V"}
    return "i" + table.get(letter, latin.get(letter, letter))
