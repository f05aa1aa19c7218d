"""Attributed counts: "at least 63 Crimeans, from July to September 2024, says the CHRG".

A figure is a claim with its sentence, never a fact of ours: what was counted, whether it is a
floor or an estimate, for which period, and by whom, all as the sentence says it. A number is a
figure only where a noun that can be counted (people, acts, things: ``data/figures.yaml``)
stands with it, so that article numbers, ages, years, prison terms, money, rooms and shares
never become one. English, Ukrainian and Russian.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from aggregator.model import Span
from aggregator.tag.attribution import Attribution, attribute
from aggregator.tag.figure_paragraphs import readable
from aggregator.tag.figure_sentence import SPACE, Sentence
from aggregator.tag.figure_words import Kind
from aggregator.tag.number_words import (
    Number,
    number_at,
    numbers_in,
    numerals_by_sentence,
)
from aggregator.tag.organisations import Mention
from aggregator.tag.periods import Period, find_periods
from aggregator.tag.words import Words, words_of_article

KNOWN_GROUP = 10
"""Up to this size "the four hostages" points back to people already counted or named."""
FURTHEST = 16
"""Words between a number and its noun at the most: the second number of a range (four words of
"a hundred and five"), "of these", modifiers, and the nouns of a compound."""
LOOK_BACK = 12
"""Words between "number of wounded" and its value."""

_DASH_GAP = re.compile(r"\s*[-–—]\s*")
_RANGE_DASH = re.compile(r"\s?[–—-]\s?")
_OR_MORE = re.compile(r"\s*(?:\+|(?:or|and)\s+more\b|(?:і|та|и)\s+(?:більше|более)\b)")
_RELATIVES = frozenset({"whom", "which", "яких", "которых"})
_SUCH = frozenset({"such", "таких", "такі", "такие"})
_SHORT_PARTICIPLE = ("аны", "ены", "ано", "ено", "ані", "ені", "ято", "уто")
_RANGE_OPENERS = frozenset({"between", "from", "від", "з", "от", "с", "між", "между"})
_RANGE_JOINERS = frozenset({"and", "to", "до", "по", "і", "и", "та"})


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """One attributed count.

    ``span`` holds the words from the number to the noun; its rule says how they were joined:
    ``count`` (63 Crimeans), ``part`` (116 of them), ``level`` (the number of wounded reached
    52). ``sentence`` is (start, end). Both count characters of ``document(title, text)``.
    ``organisation`` is the id of the body that counted, ``as_named`` the words that name it;
    ``attributed_by`` is the rule (sentence, subject, unnamed, same body, pointing back) or
    empty where nobody is named. ``claimed`` where that body is a claimant (organisations.py).
    """

    value: int
    kind: Kind
    what: str
    span: Span
    sentence: tuple[int, int]
    upper: int | None = None
    period: Period | None = None
    organisation: str | None = None
    as_named: str = ""
    attributed_by: str = ""
    claimed: bool = False


class _Counted(NamedTuple):
    """A number with the words it counts; ``first`` to ``last`` are words of the document."""

    number: Number
    kind: Kind
    what: str
    rule: Literal["count", "part", "level"]
    first: int
    last: int
    upper: int | None = None


def _range(sentence: Sentence, number: Number) -> Number | None:
    """The second number of "between 800 and 1,000", "від 800 до 1000", "800–1000"."""
    after = number.last + 1
    if after not in sentence.places:
        return None
    if sentence.joined(number.last, _RANGE_DASH):
        second = number_at(sentence.words, after)
    elif after + 1 in sentence.places and _opened_range(sentence, number.first, after):
        second = number_at(sentence.words, after + 1)
    else:
        return None
    return second if second and second.value > number.value else None


def _opened_range(sentence: Sentence, first: int, joiner: int) -> bool:
    """Whether "and", "до" joins two ends of a range; English "to" does so by itself."""
    key = sentence.key(joiner)
    opened = sentence.key(first - 1) in _RANGE_OPENERS and key in _RANGE_JOINERS
    return opened or key == "to"


def _counted(sentence: Sentence, number: Number, earlier: list[_Counted]) -> _Counted | None:
    """The number as a count, by the first rule that holds."""
    known = sentence.known
    if _is_label(sentence, number) or not (earlier or _may_count(sentence, number)):
        return None
    kind, first = sentence.kind_before(number.first)
    last, upper = number.last, None
    second = _range(sentence, number)
    if second:
        kind, last, upper = "estimate", second.last, second.value
    elif _OR_MORE.match(sentence.words.text, sentence.words.ends[last]):
        kind = "floor"
    of_them = sentence.begins_with(known.of_what, last + 1)
    part = bool(of_them) or _is_part(sentence, first)
    start = last + 1 + of_them
    clause = of_them and sentence.key(start - 1) in _RELATIVES  # "three of whom raped ..."
    stated = sentence.key(start) in known.states and sentence.joined(start - 1, SPACE)
    if earlier and (clause or stated):
        return _Counted(number, kind, earlier[-1].what, "part", first, last)
    noun = None
    if not (part and sentence.key(start).endswith(_SHORT_PARTICIPLE)):
        noun = sentence.noun_after(start - 1)
    if noun is None and part:
        noun = sentence.noun_after(start - 1, _DASH_GAP)
    level = _level(sentence, number, kind, first)
    if level and (noun is None or sentence.key(first - 1) in known.levels | {"до", "to"}):
        return level
    if noun is None:
        acted = sentence.key(first - 1) in known.acted_on
        inherits = bool(earlier) and (part or acted)
        return _Counted(number, kind, earlier[-1].what, "part", first, last) if inherits else None
    if number.value == 1 and not _says_one(sentence, number.first):
        return None
    start += sentence.key(start) in _SUCH
    what = sentence.text(start, noun)
    return _Counted(number, kind, what, "part" if part else "count", first, noun, upper)


def _may_count(sentence: Sentence, number: Number) -> bool:
    """Whether a noun that can be counted stands near enough behind a number, or a word such as
    "toll" before it: the cheap question first, which four in ten numbers do not pass."""
    keys, known = sentence.keys, sentence.known
    behind = keys[number.last + 1 : min(number.last + 1 + FURTHEST, sentence.places.stop)]
    before = keys[max(sentence.places.start, number.first - LOOK_BACK) : number.first]
    return not known.nouns.isdisjoint(behind) or not known.counters.isdisjoint(before)


def _is_label(sentence: Sentence, number: Number) -> bool:
    """Whether a number names a thing ("Article 51"), an age, or a group already spoken of ("the
    two women"): a small group with an article or possessive is no new count."""
    before, second = sentence.key(number.first - 1), sentence.key(number.first - 2)
    known_group = number.value <= KNOWN_GROUP and before in sentence.known.definite
    return before in sentence.known.labels or (second, before) == ("age", "of") or known_group


def _says_one(sentence: Sentence, at: int) -> bool:
    """ "at least one", "one woman was killed"; but "one person told us" is a manner of speaking."""
    around = sentence.keys[max(at - 3, sentence.places.start) : min(at + 5, sentence.places.stop)]
    marked = sentence.ends_with(sentence.known.vague_one, at)
    return marked or not sentence.known.casualty.isdisjoint(around)


def _is_part(sentence: Sentence, first: int) -> bool:
    """Whether "of whom" or "з них" stands before a number, with at most one word between."""
    phrases = sentence.known.of_them
    return sentence.ends_with(phrases, first) or sentence.ends_with(phrases, first - 1)


def _level(sentence: Sentence, number: Number, kind: Kind, first: int) -> _Counted | None:
    """ "the number of wounded reached 52", "кількість загиблих зросла до 17, поранених — до 52"."""
    known, keys = sentence.known, sentence.keys
    back = range(number.first - 1, max(sentence.places.start, number.first - LOOK_BACK) - 1, -1)
    if known.counters.isdisjoint(keys[back.stop + 1 : number.first]):
        return None
    counter = next((i for i in back if keys[i] in known.counters), None)
    if counter is None or sentence.key(number.last + 1) in known.units:
        return None
    dash = _dash_before(sentence, number.first)
    named = dash is not None and dash - 1 in sentence.places and keys[dash - 1] in known.nouns
    if dash is not None and named:
        what = sentence.text(dash - 1, dash - 1)
    elif any(keys[i] in known.levels for i in range(counter + 1, number.first)) or dash:
        what = _level_noun(sentence, counter)
    else:
        return None
    if not what:
        return None
    kind = "exact" if kind == "ceiling" else kind  # after a level, "до 17" is the level itself
    return _Counted(number, kind, what, "level", min(first, counter), number.last)


def _dash_before(sentence: Sentence, first: int) -> int | None:
    """The word before which a dash stands, where it is the number or a "до" in front of it."""
    at = first - 1 if sentence.key(first - 1) == "до" else first
    return at if at - 1 in sentence.places and sentence.joined(at - 1, _DASH_GAP) else None


def _level_noun(sentence: Sentence, counter: int) -> str:
    if sentence.keys[counter] == "toll":
        return sentence.text(max(counter - 1, sentence.places.start), counter)
    start = counter + 1
    while sentence.key(start) in {"of", "the", "its"}:
        start += 1
    noun = sentence.noun_after(start - 1)
    return sentence.text(start, noun) if noun is not None else ""


def _in_sentence(
    sentence: Sentence, numerals: list[int]
) -> tuple[list[_Counted], tuple[Period, ...]]:
    """The counts of a sentence and its periods; numbers inside dates are none.

    Periods are looked for once a number turns out to count something: they cost more than all
    the rest, and most numbers count nothing.
    """
    places = sentence.places
    keys = sentence.keys[places.start : places.stop]
    if sentence.known.nouns.isdisjoint(keys):
        return [], ()
    offset = sentence.words.starts[places.start]
    periods: tuple[Period, ...] = ()
    dates: tuple[tuple[int, int], ...] | None = None
    counted: list[_Counted] = []
    covered = places.start
    for number in numbers_in(sentence.words, places, numerals):
        figure = _counted(sentence, number, counted) if number.first >= covered else None
        if figure is None:
            continue
        if dates is None:
            periods, dates = find_periods(sentence.text(places.start, places.stop - 1), keys)
        start = sentence.words.starts[number.first] - offset
        if not any(first <= start < end for first, end in dates):
            counted.append(figure)
            covered = number.last + 1 if figure.upper is None else figure.last
    return counted, periods


def find_figures(
    title: str, text: str, language: str | None, mentions: tuple[Mention, ...]
) -> tuple[FigureClaim, ...]:
    """Every attributed count of ``document(title, text)``, in the order of the text.

    Of an article in another language than en, uk, ru only the paragraphs in one of these are read:
    reports are quoted in their own. None reads all (the words of the three do not collide).
    ``mentions`` come from ``find_organisations`` on the same title and text.
    """
    words = words_of_article(title, text)
    parts = readable(words.text, language)
    if not parts:
        return ()
    claims: list[FigureClaim] = []
    for number, numerals in numerals_by_sentence(words):
        begin = words.sentences[number][0]
        if not any(start <= begin < end for start, end in parts):
            continue
        places = words.by_sentence[number]
        counted, periods = _in_sentence(Sentence(words, places), numerals)
        for figure in counted:
            by = attribute(words, number, figure.number.first, mentions)
            claims.append(_claim(words, words.sentences[number], figure, periods, by))
    return tuple(claims)


def _claim(
    words: Words,
    sentence: tuple[int, int],
    figure: _Counted,
    periods: tuple[Period, ...],
    by: Attribution,
) -> FigureClaim:
    start, end = words.starts[figure.first], words.ends[figure.last]
    return FigureClaim(
        figure.number.value,
        figure.kind,
        figure.what,
        Span(start, end, words.text[start:end], figure.rule),
        sentence,
        figure.upper,
        periods[0] if periods else None,
        by.organisation,
        by.as_named,
        by.rule,
        by.claimed,
    )
