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
from functools import cache, cached_property, reduce
from operator import or_

from aggregator.story.cues import Mention, bit, fold, mentions_from, needed, pattern
from aggregator.story.genre import GENRES, OPENING, Cues, genre_of, refutes_the_other_side
from aggregator.story.words import (
    MARKS,
    first_common,
    frequent_names,
    initial,
    month_number,
    words,
)

VERSION = 2
"""Stored with the signals; another one means: make them anew."""

SKETCH = 32
"""Values kept of the sketch: 3-word runs, the smallest hashes (bottom-k)."""
READ = 3000
"""Characters of a text that are compared: what an event is stands there. The partners of speeches
of 6,000 characters are found as well as with all of them."""
BEGINNING = 90
"""Words from the start of which the stems are kept: what an article is about stands there."""
SKETCH_KEYS, MOST_KEYS, NOTION_KEYS, SPEAKER_KEYS = 6, 10, 6, 4
"""Keys of one kind by which an article is looked up: a copy shares six smallest runs with its
original with near certainty, and more keys of the other kinds found no more pairs."""
_HEAD = 9
"""Single numbers before the lists: the version and eight fields."""
MOST = 48
"""Signals of one kind that are kept of a long article."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+(?:[  \u202f.,]\d{3})*(?!\d)|[.!?…:;\n]")
_INITIALS = re.compile(r"\b([A-ZА-ЯІЇЄҐ])\.\s?([A-ZА-ЯІЇЄҐ])[.]")
_SEPARATORS = re.compile(r"[\s\u202f.,]")
_SCALES = {"thousand": 1000, "тис": 1000, "тисяч": 1000, "тисячі": 1000, "тысяч": 1000,
           "тысячи": 1000, "million": 1_000_000, "млн": 1_000_000}  # fmt: skip


@dataclass(frozen=True)
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
    cued: int  # 1 where a sentence may say how it knows or on whom it rests
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

    @cached_property
    def sets(self) -> Sets:
        """The lists as sets, made once: an article is compared with many."""
        border, frequent = first_common(), frequent_names()
        names = frozenset(self.names)
        return Sets(
            frozenset(self.sketch),
            frozenset(self.places),
            names - frequent,
            names & frequent,
            frozenset(self.numbers),
            frozenset(n for n in self.numbers if n >= 10),
            frozenset(self.dates),
            frozenset(n for n in self.notions if n < border),
            frozenset(n for n in self.notions if n >= border),
            frozenset(self.stems),
            frozenset(self.quoted),
        )

    def lookup_keys(self) -> list[tuple[int, int]]:
        """``(key, weight)`` by which candidates are looked up. A name that is in the news most
        days, and who speaks, are keys only together with a notion."""
        sets = self.sets
        alone = [
            (0, self.sketch[:SKETCH_KEYS], 3),
            (1, self.places, 2),
            (2, sorted(sets.rare_names), 2),
            (3, [n for n in self.numbers if n > 10], 1),
        ]
        found = [
            ((kind << 32) | value, weight)
            for kind, values, weight in alone
            for value in list(values)[:MOST_KEYS]
        ]
        notions = sorted(sets.telling, key=lambda n: n * 2654435761 & 0xFFFFFFFF)[:NOTION_KEYS]
        for name in sorted(sets.frequent_names)[:2]:
            found += [((4 << 32) | (name ^ notion * 2654435761 & 0xFFFFFFFF), 2)
                      for notion in notions]  # fmt: skip
        for speaker in (self.source, *self.quoted[:2]):
            found += [((5 << 32) | (speaker ^ notion * 2654435761 & 0xFFFFFFFF), 1)
                      for notion in notions[:SPEAKER_KEYS]]  # fmt: skip
        return found

    def packed(self) -> bytes:
        """As bytes: version, the eight numbers, the lengths, the values."""
        lists = [getattr(self, name) for name in _LISTS]
        head = [VERSION, self.day, self.language, self.source, self.words, self.genre,
                self.claims, self.cued, self.follows]  # fmt: skip
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
        day, language, source, count, genre, claims, cued, follows = values[1:_HEAD]
        return cls(day, language, source, count, genre, claims, cued, follows, *lists)


@dataclass(frozen=True, slots=True)
class Sets:
    """The signals of an article as sets."""

    sketch: frozenset[int]
    places: frozenset[int]
    rare_names: frozenset[int]
    frequent_names: frozenset[int]
    numbers: frozenset[int]
    large_numbers: frozenset[int]  # 10 and more
    dates: frozenset[int]
    telling: frozenset[int]
    common: frozenset[int]
    stems: frozenset[int]
    quoted: frozenset[int]


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
    head, body = _TOKEN.findall(title), _TOKEN.findall(text[:READ])
    tokens = [*head, "\n", *body]
    one, two, three, stems, notions, counts, names, bits = zip(*words(tokens), strict=True)
    begins = len(head) + 1
    mentions = mentions_from(json.loads(organisations)) if organisations != "[]" else ()
    numbers, dates = _numbers(tokens, counts)
    places, areas = _places(json.loads(regions) if regions != "[]" else [])
    cues = _cues(bits, begins)
    return Signals(
        day=day.toordinal(),
        language=hashed(language or ""),
        source=hashed(source),
        words=len(tokens),
        claims=int(refutes_the_other_side(mentions)),
        follows=int(bool(cues.opening & _following()) and _follows(title, text)),
        genre=GENRES.index(genre_of(title, text, mentions, cues)),
        sketch=_sketch(one, two, three),
        places=places,
        areas=areas,
        numbers=_few(numbers),
        dates=_few(dates),
        names=_few(_names(title, text, mentions, tokens, names, begins)),
        notions=_few(each for each in set(notions) if each),
        stems=_few((each for each in stems[:BEGINNING] if each), BEGINNING),
        quoted=_few(_quoted(mentions, source)),
        cued=int(bool(cues.anywhere & needed()) or len(text) > READ),
    )


def _cues(bits: Sequence[int], begins: int) -> Cues:
    """Which cues can stand where, by the bits of each word; the text begins at ``begins``."""
    opening = bits[: begins + OPENING // 5]
    return Cues(reduce(or_, bits[:begins], 0), reduce(or_, opening, 0), reduce(or_, set(bits), 0))


def _quoted(mentions: Sequence[Mention], source: str) -> Iterator[int]:
    """The organisations that it quotes beside itself."""
    for mention in mentions:
        if mention.role == "quoted" and mention.organisation != source:
            yield hashed(mention.organisation)


_FOLLOWING = ("retracts", "doubts", "corrects")


@cache
def _following() -> int:
    return reduce(or_, (bit("relation", kind) for kind in _FOLLOWING))


def _follows(title: str, text: str) -> bool:
    head = fold(f"{title}\n{text[:OPENING]}")
    return any(pattern("relation", kind).search(head) for kind in _FOLLOWING)


def _few(values: Iterable[int], most: int = MOST) -> tuple[int, ...]:
    return tuple(sorted(dict.fromkeys(values))[:most])


def _sketch(one: tuple[int, ...], two: tuple[int, ...], three: tuple[int, ...]) -> tuple[int, ...]:
    """The smallest hashes of all runs of three words: two articles share about as many of them
    as they share runs, whatever their lengths."""
    runs = {a ^ b ^ c for a, b, c in zip(one, two[1:], three[2:], strict=False)}
    # Hashes are spread evenly: the smallest lie below a bound, and only those need sorting.
    bound = (SKETCH * 3 << 32) // max(1, len(runs))
    low = [run for run in runs if run < bound]
    return tuple(sorted(low if len(low) >= SKETCH else runs)[:SKETCH])


def _places(regions: list[list[object]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The finest places, and the areas around or beside them; oblasts tell nothing.

    A KATOTTG code is UA and 17 digits: two for the oblast, two for the raion, three for the
    hromada, three for the settlement, two for its district, zeros where the unit is a wider one;
    the last five are a running number.
    """
    places, areas = set(), set()
    for code, *_ in regions:
        own = str(code)
        digits = own[2:]
        if not (own.startswith("UA") and digits.isdigit()):
            places.add(hashed(own))  # an institution or a group of ours
        elif digits[7:12].strip("0") or digits[:2] in {"80", "85"}:
            places.add(hashed(own))
        elif digits[2:7].strip("0"):
            areas.add(hashed(own))
    return _few(places), _few(areas)


def _numbers(tokens: list[str], counts: tuple[int, ...]) -> tuple[set[int], set[int]]:
    """Numbers in digits and words, without years; and days of months."""
    numbers: set[int] = set()
    dates: set[int] = set()
    pending, last = 0, -2
    for at in [at for at, count in enumerate(counts) if count]:
        token, value = tokens[at], counts[at]
        if value < 0:
            value, pending = int(_SEPARATORS.sub("", token)[:9]), 0
        else:  # "двадцять три": tens, then ones
            follows = at == last + 1 and pending and pending % 10 == 0 and value < 10
            value = pending = pending + value if follows else value
        last = at
        after = tokens[at + 1].lower() if at + 1 < len(tokens) else ""
        near = month_number(after) or (month_number(tokens[at - 1].lower()) if at else 0)
        if near and value <= 31:
            dates.add(near * 100 + value)
        elif after in _SCALES and value < 10_000:
            numbers.add(value * _SCALES[after])
        elif value > 1 and not (1900 <= value <= 2035 and len(token) == 4):
            numbers.add(value)
    return numbers, dates


def _names(
    title: str,
    text: str,
    mentions: Sequence[Mention],
    tokens: list[str],
    names: tuple[int, ...],
    begins: int,
) -> Iterator[int]:
    """Skeletons of the capitalised words inside sentences, and initials of persons; names of
    organisations are left out, they say who speaks and not what happened."""
    capitals = sum(form[:1].isupper() for form in tokens[:begins])
    start = begins if 2 * capitals > begins else 1
    own = {n for m in mentions for n in (w[6] for w in words(_TOKEN.findall(m.form))) if n}
    for at in [at for at, name in enumerate(names) if name]:
        if at >= start and names[at] not in own and tokens[at - 1] not in MARKS:
            yield names[at]
    for place in (title, text):
        for found in _INITIALS.finditer(place):
            yield hashed(".".join(map(initial, found.groups())))
