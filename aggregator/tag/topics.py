"""Which topics an article is about or mentions, and the words that say so.

Rules with spans, no classifier: every tag can be shown in the text. The rules are data
(``aggregator/data/topics``, explained in docs/topics.md); this module only looks them up.
Tokens are looked up one by one in a dict, because alternations of thousands of words in one
regular expression are a hundred times slower.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from aggregator import model
from aggregator.tag.topic_rules import TOKEN, Cue, Link, Pattern, Rules, Term, Topic, load

__all__ = ["VERSION", "Match", "Topic", "find_topics", "matches", "topics"]

FOLDER: Final = Path(__file__).resolve().parents[1] / "data" / "topics"
_RULES: Final = load(FOLDER)

VERSION: Final = _RULES.version
"""A short hash of the rules: a tag made under another version is due to be made again."""

TITLE: Final = 3.0
LEAD: Final = 2.0
LEAD_CHARACTERS: Final = 600
"""Weight of a match in the title and in the first characters of the text (else 1)."""
ABOUT: Final = 3.0
ABOUT_SHARE: Final = 0.2
"""An article is about a topic from this weight and this share of its heaviest topic's weight;
else it mentions it. Each different cue adds one, and hints at most double what cues weigh.
Tuned on HRDsAttack train and dev, where each of the three is worth about a point of F1."""

_SENTENCE_END: Final = re.compile(r"[.!?…][\"'»”’)\]]*\s|\n")


@dataclass(frozen=True, slots=True)
class Match:
    """One place of a text where one cue stands. ``first`` and ``last`` count tokens."""

    cue: Cue
    span: model.Span
    first: int
    last: int
    spread: bool  # over words that are not its own


def topics() -> tuple[Topic, ...]:
    """Every topic there is, by id."""
    return _RULES.topics


def find_topics(title: str, text: str, language: str | None) -> tuple[model.Tag, ...]:
    """The topics of an article, heaviest first, with spans in ``model.document(title, text)``.

    The cues of all languages are looked up, because reports quote and list in many; those of
    another language than the article's never weigh more than in the body of a text.
    """
    by_topic: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches(model.document(title, text)):
        by_topic[match.cue.topic].append(match)
    found = (_tag(topic, hits, len(title), language) for topic, hits in by_topic.items())
    tags = sorted((tag for tag in found if tag), key=lambda tag: (-tag.weight, tag.code))
    return tuple(_with_role(tag, tags[0].weight) for tag in tags)


def matches(document: str, rules: Rules = _RULES) -> list[Match]:
    """Every place where a cue, a hint or a negative phrase stands, before any is weighed."""
    text = _Words(document, rules)
    result = []
    for number, positions in text.places.items():
        for pattern in rules.starting.get(number, ()):
            if not pattern.needs <= text.places.keys():
                continue
            for position in positions:
                stretch = text.stretch(pattern, position)
                if stretch is not None:
                    start, end = text.spans[stretch[0]][0], text.spans[stretch[1]][1]
                    span = model.Span(start, end, document[start:end], pattern.cue.rule)
                    result.append(Match(pattern.cue, span, *stretch, spread=bool(pattern.links)))
    return result


class _Words:
    """The words of one document: where each stands, and where those that cues use stand."""

    def __init__(self, document: str, rules: Rules) -> None:
        self.document = document
        self.spans = [word.span() for word in TOKEN.finditer(document)]
        self.places: defaultdict[int, list[int]] = defaultdict(list)
        self.numbers: dict[int, tuple[int, ...]] = {}
        for position, (start, end) in enumerate(self.spans):
            numbers = rules.numbers(document[start:end])
            if numbers:
                self.numbers[position] = numbers
                for number in numbers:
                    self.places[number].append(position)

    def stretch(self, pattern: Pattern, position: int) -> tuple[int, int] | None:
        """First and last word of the pattern where its first term begins at ``position``."""
        if not self._stands(pattern.terms[0], position):
            return None
        last = position + len(pattern.terms[0]) - 1
        rest = self._chain(pattern, 1, position, last)
        if rest is None:
            return None
        first, last = min(position, rest[0]), max(last, rest[1])
        return (first, last) if self._in_one_sentence(first, last) else None

    def _chain(self, pattern: Pattern, index: int, first: int, last: int) -> tuple[int, int] | None:
        """Words spanned by the terms from ``index`` on, the nearest choice that fits."""
        if index == len(pattern.terms):
            return first, last
        term = pattern.terms[index]
        for start in self._nearby(term, pattern.links[index - 1], first, last):
            end = start + len(term) - 1
            if self._in_one_sentence(min(first, start), max(last, end)):
                rest = self._chain(pattern, index + 1, start, end)
                if rest is not None:
                    return min(start, rest[0]), max(end, rest[1])
        return None

    def _stands(self, term: Term, start: int) -> bool:
        return all(
            number in self.numbers.get(start + at, ()) for at, number in enumerate(term[1:], 1)
        )

    def _nearby(self, term: Term, link: Link, first: int, last: int) -> list[int]:
        """Where a term starts within reach, nearest first, so that a span stays short."""
        places = self.places[term[0]]
        low = first - link.window - len(term)
        found = []
        for start in places[
            bisect_left(places, low) : bisect_right(places, last + 1 + link.window)
        ]:
            gap = start - last - 1 if start > last else first - start - len(term)
            before = start < first
            if gap >= 0 and not (before and link.ordered):
                found.append((gap, before, start))
        return [start for _, _, start in sorted(found) if self._stands(term, start)]

    def _in_one_sentence(self, first: int, last: int) -> bool:
        return first == last or not _SENTENCE_END.search(
            self.document, self.spans[first][1], self.spans[last][0]
        )


def _tag(topic: str, found: Iterable[Match], title: int, language: str | None) -> model.Tag | None:
    """One tag of undecided role; None where only hints stand, or negative phrases cover all."""
    kept = _without_overlaps(found, language)
    weights = {"cues": 0.0, "hints": 0.0}
    for match in kept:
        weights[match.cue.part] += _weight(match, title, language)
    if not weights["cues"]:
        return None
    different = len({match.cue.rule for match in kept})
    weight = weights["cues"] + min(weights["hints"], weights["cues"]) + different - 1
    return model.Tag(topic, "mentions", tuple(match.span for match in kept), weight)


def _with_role(tag: model.Tag, heaviest: float) -> model.Tag:
    about = tag.weight >= ABOUT and tag.weight >= ABOUT_SHARE * heaviest
    return replace(tag, role="about") if about else tag


def _without_overlaps(found: Iterable[Match], language: str | None) -> list[Match]:
    """Drops what a negative phrase covers, and all but one of the matches that share a word:
    words count once however many cues they satisfy."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda match: _precedence(match, language)):
        words = range(match.first, match.last + 1)
        if match.cue.part == "not":
            taken.update(words)
        elif taken.isdisjoint(words):
            taken.update(words)
            kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _precedence(match: Match, language: str | None) -> tuple[int, bool, int, bool, int]:
    """Negative phrases, then cues, then hints; long phrases before short ones, but of the cues
    that reach over other words the tightest, because it shows a reader the least."""
    length = match.last - match.first
    return (
        ("not", "cues", "hints").index(match.cue.part),
        match.spread,
        length if match.spread else -length,
        match.cue.language != language,
        match.first,
    )


def _weight(match: Match, title: int, language: str | None) -> float:
    if language is not None and match.cue.language != language:
        return 1.0
    if match.span.start < title:
        return TITLE
    return LEAD if match.span.start < title + 2 + LEAD_CHARACTERS else 1.0
