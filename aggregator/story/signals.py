"""What is remembered of an article so that others can be held against it. Pure.

Six kinds of signals (facts/tagging.md, section 8): a sketch of its word runs for copies; places,
numbers, dates, skeletons of names and notions, which survive translation; the stems of its
beginning for the same language. All are small integers, so that an article takes 500 bytes.
"""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache

from aggregator.story.cues import Mention, fold, mentions_from, pattern
from aggregator.story.genre import GENRES, OPENING, genre_of, refutes_the_other_side
from aggregator.story.words import Word, initial, month_number, skeleton, word

VERSION = 1
"""Stored with the signals; another one means: make them anew."""

SKETCH = 32
"""Values kept of the sketch: 3-word runs, the smallest hashes (bottom-k)."""
BEGINNING = 90
"""Words from the start of which the stems are kept: what an article is about stands there."""
_HEAD = 8
"""Single numbers before the lists: the version and seven fields."""
MOST = 48
"""Signals of one kind that are kept of a long article."""

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[  \u202f.,]\d{3})*(?!\d)")
_NAME = re.compile(r"(?<=[^\s.!?…:]\s)[«“\"(]?([A-ZА-ЯІЇЄҐ][^\W\d_'’ʼ]*(?:['’ʼ][^\W\d_]+)?)")
_INITIALS = re.compile(r"\b([A-ZА-ЯІЇЄҐ])\.\s?([A-ZА-ЯІЇЄҐ])[.]")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´‘](?=\w)")
_SEPARATORS = re.compile(r"[\s\u202f.,]")
_SCALES = {"thousand": 1000, "тис": 1000, "тисяч": 1000, "тисячі": 1000, "тысяч": 1000,
           "тысячи": 1000, "million": 1_000_000, "млн": 1_000_000}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signals:
    """What one article is compared by; every tuple is sorted, its values are 32-bit hashes
    except ``numbers`` (the numbers themselves), ``dates`` (month times 100 plus day), ``notions``
    (their numbers), ``day`` (proleptic ordinal of publication)."""

    day: int
    language: int
    source: int
    words: int
    genre: int  # place in genre.GENRES
    claims: int  # 1 where it quotes a claim of the other side in order to refute it
    follows: int  # 1 where it corrects, doubts or takes back what its source said before
    sketch: tuple[int, ...]
    places: tuple[int, ...]  # settlements and institutions
    areas: tuple[int, ...]  # raions, hromadas, named groups
    numbers: tuple[int, ...]
    dates: tuple[int, ...]
    names: tuple[int, ...]
    notions: tuple[int, ...]
    stems: tuple[int, ...]
    quoted: tuple[int, ...]  # organisations that it quotes

    def packed(self) -> bytes:
        """As bytes: version, the seven numbers, the lengths, the values."""
        lists = [getattr(self, name) for name in _LISTS]
        head = [VERSION, self.day, self.language, self.source, self.words, self.genre,
                self.claims, self.follows]  # fmt: skip
        head += map(len, lists)
        return array("I", [*head, *(value for each in lists for value in each)]).tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> Signals:
        """The inverse of :meth:`packed`. Raises ``ValueError`` for another version."""
        values = array("I")
        values.frombytes(packed)
        if values[0] != VERSION:
            raise ValueError(f"signals of version {values[0]}")
        at = _HEAD + len(_LISTS)
        lists = []
        for length in values[_HEAD:at]:
            lists.append(tuple(values[at : at + length]))
            at += length
        day, language, source, words, genre, claims, follows = values[1:_HEAD]
        return cls(day, language, source, words, genre, claims, follows, *lists)


_LISTS = tuple(f.name for f in fields(Signals))[_HEAD - 1 :]


def hashed(text: str) -> int:
    """32 bits of a text, the same in every process."""
    return zlib.crc32(text.encode())


def signals_of(
    title: str,
    text: str,
    day: date,
    language: str | None,
    source: str,
    regions: str = "[]",
    organisations: str = "[]",
) -> Signals:
    """The signals of one article; ``regions`` and ``organisations`` are the JSON of
    :class:`~aggregator.model.Tagged`. Pure."""
    whole = f"{title}\n\n{text}"
    plain = _APOSTROPHE.sub("", whole.lower())
    tokens = _TOKEN.findall(plain)
    read = [word(token) for token in tokens]
    numbers, dates = _numbers(tokens, read)
    mentions = mentions_from(json.loads(organisations)) if organisations != "[]" else ()
    head = fold(f"{title}\n{text[:OPENING]}")
    places, areas = _places(json.loads(regions) if regions != "[]" else [])
    return Signals(
        day=day.toordinal(),
        language=hashed(language or ""),
        source=hashed(source),
        words=len(tokens),
        claims=int(refutes_the_other_side(mentions)),
        follows=int(any(p.search(head) for p in _following())),
        genre=GENRES.index(genre_of(title, text, mentions)),
        sketch=_sketch([each.hash for each in read]),
        places=places,
        areas=areas,
        numbers=_few(numbers),
        dates=_few(dates),
        names=_few(map(hashed, _names(title, text, mentions))),
        notions=_few(each.notion for each in read if each.notion),
        stems=_few((each.stem for each in read[:BEGINNING] if each.stem), BEGINNING),
        quoted=_few(
            hashed(m.organisation)
            for m in mentions
            if m.role == "quoted" and m.organisation != source
        ),
    )


@cache
def _following() -> tuple[re.Pattern[str], ...]:
    return tuple(pattern("relation", kind) for kind in ("retracts", "doubts", "corrects"))


def _few(values: Iterable[int], most: int = MOST) -> tuple[int, ...]:
    return tuple(sorted(dict.fromkeys(values))[:most])


def _sketch(hashes: list[int]) -> tuple[int, ...]:
    """The smallest hashes of all runs of three words: two articles share about as many of them
    as they share runs, whatever their lengths."""
    runs = {
        (one * 2654435761 + two * 2246822519 + three * 3266489917) & 0xFFFFFFFF
        for one, two, three in zip(hashes, hashes[1:], hashes[2:], strict=False)
    }
    return tuple(sorted(runs)[:SKETCH])


def _places(regions: list[list[object]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The finest places, and the areas around or beside them; oblasts tell nothing.

    A KATOTTG code is UA and 17 digits: two for the oblast, two for the raion, three for the
    hromada, and the rest for the settlement; zeros where the unit is a wider one.
    """
    places, areas = set(), set()
    for code, *_ in regions:
        own = str(code)
        digits = own[2:]
        if not (own.startswith("UA") and digits.isdigit()):
            places.add(hashed(own))  # an institution or a group of ours
        elif digits[7:14].strip("0") or digits[:2] in {"80", "85"}:
            places.add(hashed(own))
        elif digits[2:7].strip("0"):
            areas.add(hashed(own))
    return _few(places), _few(areas)


def _numbers(tokens: list[str], read: list[Word]) -> tuple[set[int], set[int]]:
    """Numbers in digits and words, without years; and days of months."""
    numbers: set[int] = set()
    dates: set[int] = set()
    pending = 0
    for at, token in enumerate(tokens):
        value = read[at].number
        if token[0].isdigit():
            value = int(_SEPARATORS.sub("", token)[:9])
        elif value:
            pending = pending + value if pending and pending % 10 == 0 and value < 10 else value
            value = pending
        else:
            pending = 0
            continue
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        before = tokens[at - 1] if at else ""
        near = month_number(after) or month_number(before)
        if near and value <= 31:
            dates.add(near * 100 + value)
        elif after in _SCALES and value < 10_000:
            numbers.add(value * _SCALES[after])
        elif value > 1 and not (1900 <= value <= 2035 and len(token) == 4):
            numbers.add(value)
    return numbers, dates


def _names(title: str, text: str, mentions: Sequence[Mention]) -> Iterator[str]:
    """Skeletons of the capitalised words inside sentences, and initials of persons; names of
    organisations are left out, they say who speaks and not what happened."""
    offset = len(title) + 2
    spans = [(m.start, m.end) for m in mentions]
    capitals = [w for w in title.split() if w[:1].isupper()]
    lines = [(0, title)] if 2 * len(capitals) <= len(title.split()) else []
    for start, line in (*lines, (offset, text)):
        for found in _NAME.finditer(line):
            at = start + found.start(1)
            if not any(one <= at < two for one, two in spans):
                name = skeleton(found.group(1))
                if name:
                    yield name
        for found in _INITIALS.finditer(line):
            yield ".".join(initial(letter) for letter in found.groups())
