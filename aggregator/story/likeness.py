"""Whether two articles tell the same event: a score of a pair, from nothing but the two. Pure.

It depends on no other article and on no count over the archive, so that the same articles
give the same stories in whatever order they came.
"""

from __future__ import annotations

from functools import lru_cache
from math import log2
from operator import mul
from typing import NamedTuple

from aggregator.story.genre import GENRES
from aggregator.story.signals import SKETCH, Signals

WINDOW = 8
"""Days that two reports of one event may lie apart: weekly digests and corrections come within
it (evaluation set); a later event in the same case lies beyond it more often than not."""

COPY = 0.4
"""Share of common word runs from which on two texts are one text (facts/tagging.md 8)."""

THRESHOLD = 0.3
"""Score from which on a pair is one event; above it lie the pairs with a chance of more than a
half in the fit of :data:`WEIGHTS`."""

SAME_SOURCE = 1.5
"""What two articles of one source must have in common beyond others: they share its frame, its
footer and its standing sentences, which says nothing of an event (seen in the demonstration, whose
one site is laid out with tables). In the evaluation set its translations score 4.6 and more."""

KINDS = 2
"""Independent kinds of signals that a pair must share (facts/tagging.md 8)."""
TELLING, SAME_WORDS = 0.4, 0.35
"""Weight of shared numbers, and share of the same stems, from which on they are a signal."""
SAME_SUBJECT = 0.5
"""Likeness of two sets of notions from which on two reports from one town tell the same, as far as
can be seen. In the evaluation set confirmed pairs without a common rare name, number or date
have .62 and more, two of different events that were put together .31."""
SHORT = 80
"""Words of a short report; in longer ones more is shared by chance."""
USUAL_NUMBERS = 4
"""Numbers in a short report."""
_REVIEW = GENRES.index("review")


class Features(NamedTuple):
    """What a score is made of; each bounded, so that no single one decides."""

    places: float
    rare_names: float
    frequent_names: float
    numbers: float
    dates: float
    notions: float
    notion_cosine: float
    common: float
    stems: float
    quotes: float
    both_quote: float
    days: float
    same_language: float
    follow_up: float
    name_cosine: float
    number_cosine: float
    place_cosine: float
    length: float


WEIGHTS = Features(
    places=-0.25, rare_names=3.31, frequent_names=0.78, numbers=2.0, dates=3.17, notions=0.13,
    notion_cosine=7.76, common=-0.16, stems=0.65, quotes=2.68, both_quote=-0.18, days=-0.74,
    same_language=-1.77, follow_up=4.5, name_cosine=-1.42, number_cosine=2.89, place_cosine=2.53,
    length=-2.06,
)  # fmt: skip
"""Logistic fit (tools/fit_story_weights.py) over the pairs within :data:`WINDOW` of the evaluation
set, of speeches in two languages and of invented pages of the bench. Without long texts in the fit,
two of them on one day passed for one event: they share notions and places by chance, hence
``length``. ``follow_up`` is set by hand: there are four such pairs."""
BIAS = -4.94


def resemblance(one: Signals, two: Signals) -> float:
    """Estimated share of common word runs (Jaccard), from the two sketches."""
    both = one.sets.sketch & two.sets.sketch
    if not both:
        return 0.0
    union = sorted(one.sets.sketch | two.sets.sketch)[:SKETCH]
    return sum(value in both for value in union) / len(union)


def features(one: Signals, two: Signals) -> Features:
    """The features of a pair; the order of the two makes no difference."""
    a, b = one.sets, two.sets
    same = one.language == two.language
    fewest = min(len(a.stems), len(b.stems))
    follow_up = one.source == two.source and one.follows != two.follows
    return Features(
        places=_shared(a.places, b.places, 3, 2),
        rare_names=_shared(a.rare_names, b.rare_names, 3, 3),
        frequent_names=_shared(a.frequent_names, b.frequent_names, 2, 2),
        numbers=_shared_numbers(a.numbers, b.numbers),
        dates=_shared(a.dates, b.dates, 2, 1),
        notions=_shared(a.telling, b.telling, 6, 4),
        notion_cosine=_cosine(a.telling, b.telling),
        common=_shared(a.common, b.common, 3, 2),
        stems=len(a.stems & b.stems) / fewest if same and fewest else 0.0,
        quotes=float(two.source in a.quoted or one.source in b.quoted),
        both_quote=float(not a.quoted.isdisjoint(b.quoted)),
        days=0.0 if follow_up else abs(one.day - two.day) / 2,
        same_language=float(same),
        follow_up=float(follow_up),
        name_cosine=_cosine(a.rare_names, b.rare_names),
        number_cosine=_cosine(a.large_numbers, b.large_numbers),
        place_cosine=_cosine(a.places, b.places),
        length=max(0.0, log2((one.words * two.words) ** 0.5 / SHORT)),
    )


def _shared(one: frozenset[int], two: frozenset[int], usual: int, most: float) -> float:
    """How many values two articles share, at most ``most``; less where they have more than is
    ``usual`` for a short report: two long texts share some by chance."""
    shared = len(one & two)
    if not shared:
        return 0.0
    size = (len(one) * len(two)) ** 0.5
    return min(most, shared if size <= usual else shared * usual / size)


def _cosine(one: frozenset[int], two: frozenset[int]) -> float:
    shared = len(one & two)
    return shared / (len(one) * len(two)) ** 0.5 if shared else 0.0


def _shared_numbers(one: frozenset[int], two: frozenset[int]) -> float:
    shared = one & two
    if not shared:
        return 0.0
    size = (len(one) * len(two)) ** 0.5
    weight = sum(map(_telling_number, shared))
    return min(1.5, weight if size <= USUAL_NUMBERS else weight * USUAL_NUMBERS / size)


def _of_other_kinds(one: Signals, two: Signals) -> bool:
    """A fact check of a claim of the other side tells of that claim, and of no event that it
    names as its proof."""
    reviews = [each.genre == _REVIEW and each.claims == 1 for each in (one, two)]
    return reviews[0] != reviews[1] and not (one.genre == two.genre == _REVIEW)


@lru_cache(maxsize=10_000)
def _telling_number(number: int) -> float:
    """How little likely it is that two reports share a number by chance: long and unround ones."""
    if number >= 1000:
        return 1.0 if number % 1000 else 0.7
    if number >= 100:
        return 0.9 if number % 100 else 0.5
    if number > 10:
        return 0.6 if number % 10 else 0.4
    return 0.15


def score(one: Signals, two: Signals) -> float:
    """The logarithm of the odds that two articles tell one event; above :data:`THRESHOLD` they
    are held to. Minus infinity outside of :data:`WINDOW`."""
    if abs(one.day - two.day) > WINDOW or _of_other_kinds(one, two):
        return float("-inf")
    own = one.source == two.source
    if not own and resemblance(one, two) >= COPY:
        return 10.0
    found = features(one, two)
    if kinds(found) < KINDS:
        return float("-inf")
    return _weighed(found) - (SAME_SOURCE if own and not found.follow_up else 0.0)


def weigh(one: Signals, two: Signals) -> float:
    """The score without its conditions, to find the likest of several."""
    return _weighed(features(one, two))


def _weighed(found: Features) -> float:
    weighed: float = sum(map(mul, WEIGHTS, found))
    return BIAS + weighed


def kinds(found: Features) -> int:
    """How many independent kinds of signals a pair shares: where or who; how many or when; what;
    on whose word; in which words. A place and its name are one kind."""
    return sum(
        (
            found.places + found.rare_names + found.frequent_names > 0,
            found.numbers >= TELLING or found.dates > 0,
            found.notions >= 1,
            found.quotes + found.both_quote > 0,
            found.stems >= SAME_WORDS or found.follow_up > 0,
        )
    )


def agree(one: Signals, two: Signals) -> bool:
    """Whether two reports agree on the core as far as it can be seen. Only then may they confirm
    each other (number 1). A town and a rough subject are not enough: on many days there are two
    searches in Simferopol."""
    if resemblance(one, two) >= COPY:
        return True
    found = features(one, two)
    if found.places + found.rare_names + found.frequent_names == 0:
        return False
    return (
        found.numbers >= TELLING
        or found.dates > 0
        or found.notion_cosine >= SAME_SUBJECT
        or (found.rare_names > 0 and found.notions >= 1)
    )


def differ(one: Signals, two: Signals) -> bool:
    """Whether it can be seen that two reports are of different events: each names towns or
    institutions, none of them the other's, and they share neither a rare name nor a date nor a
    telling number."""
    a, b = one.sets, two.sets
    return (
        bool(a.places and b.places)
        and a.places.isdisjoint(b.places)
        and a.rare_names.isdisjoint(b.rare_names)
        and a.dates.isdisjoint(b.dates)
        and _shared_numbers(a.numbers, b.numbers) < TELLING
    )
