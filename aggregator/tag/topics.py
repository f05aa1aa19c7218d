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
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

from aggregator import model
from aggregator.tag.language import plainly
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
MANY, SHARE_PER_TOPIC = 10, 0.02
"""Each topic beyond the tenth adds to that share: a survey that touches on twenty matters is about
the few that stand out. Set on two long texts of campaigns; only 8 of the 400 articles of
HRDsAttack have more than ten topics."""

_PRECEDENCE: Final = {"not": 0, "cues": 1, "hints": 2}
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'»”’)\]]*\s|\n")
_PIECES: Final = re.compile(f"({TOKEN.pattern})")


class Match(NamedTuple):
    """One place of a text where one cue stands. ``first`` and ``last`` count words of ``text``.

    A tuple whose span is made when it is asked for: a text can have a hundred, of which half are
    dropped because they overlap, and a frozen object for each costs as much as finding it.
    """

    cue: Cue
    text: _Words
    first: int
    last: int
    spread: bool  # over words that are not its own

    @property
    def start(self) -> int:
        """The place of its first character."""
        return self.text.starts[self.first]

    @property
    def span(self) -> model.Span:
        """Where it stands, and the words there."""
        start, end = self.text.starts[self.first], self.text.ends[self.last]
        return model.Span(start, end, self.text.document[start:end], self.cue.rule)


def topics() -> tuple[Topic, ...]:
    """Every topic there is, by id."""
    return _RULES.topics


def find_topics(title: str, text: str, language: str | None) -> tuple[model.Tag, ...]:
    """The topics of an article, heaviest first, with spans in ``model.document(title, text)``.

    The cues of all languages are looked up, because reports quote and list in many; those of
    another language than the article's never weigh more than in the body of a text. The title may
    be in a language of its own: sites keep the titles of what they quote and translate.
    """
    titled = plainly(title)
    by_topic: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches(model.document(title, text)):
        by_topic[match.cue.topic].append(match)
    spoken = _Spoken(len(title), titled, language)
    found = (_tag(topic, hits, spoken) for topic, hits in by_topic.items())
    tags = sorted((tag for tag in found if tag), key=lambda tag: (-tag.weight, tag.code))
    share = ABOUT_SHARE + SHARE_PER_TOPIC * max(0, len(tags) - MANY)
    return tuple(_with_role(tag, share * tags[0].weight) for tag in tags)


def matches(document: str, rules: Rules = _RULES) -> list[Match]:
    """Every place where a cue, a hint or a negative phrase stands, before any is weighed."""
    text = _Words(document, rules)
    result = []
    for number, positions in text.places.items():
        for pattern in text.patterns.get(number, ()):
            cue, spread = pattern.cue, bool(pattern.links)
            if not spread and len(pattern.terms[0]) == 1:
                result += [Match(cue, text, position, position, False) for position in positions]
                continue
            for position in positions:
                stretch = text.stretch(pattern, position)
                if stretch is not None:
                    result.append(Match(cue, text, *stretch, spread))
    return result


class _Words:
    """The words of one document: where each stands, and where those that cues use stand.

    Which cues can stand at all is decided by the set of words alone. Only for the words of those
    (a tenth of what any cue knows) is it worked out where they stand.
    """

    def __init__(self, document: str, rules: Rules) -> None:
        self.document = document
        self._pieces = _PIECES.split(document)  # gap, word, gap, ..., word, gap
        written = self._pieces[1::2]
        sets = rules.numbers_of(set(written))
        present = set().union(*sets.values())
        self.patterns = {
            number: possible
            for number in rules.starting.keys() & present
            if (possible := [p for p in rules.starting[number] if p.needs <= present])
        }
        wanted = set().union(*(p.needs for found in self.patterns.values() for p in found))
        used = {
            word: tuple(number for number in numbers if number in wanted)
            for word, numbers in sets.items()
            if not wanted.isdisjoint(numbers)
        }
        self.places: defaultdict[int, list[int]] = defaultdict(list)
        self.numbers = {at: used[word] for at, word in enumerate(written) if word in used}
        for position, numbers in self.numbers.items():
            for number in numbers:
                self.places[number].append(position)

    @cached_property
    def _offsets(self) -> list[int]:
        return list(accumulate(map(len, self._pieces)))

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        return self._offsets[:-1:2]

    @cached_property
    def ends(self) -> list[int]:
        """Where each word ends."""
        return self._offsets[1::2]

    @cached_property
    def _last_words(self) -> list[int]:
        """The words that end a sentence."""
        gaps = self._pieces[2::2]
        ends = set(filter(_SENTENCE_END.search, set(gaps)))
        return [number for number, gap in enumerate(gaps) if gap in ends]

    def stretch(self, pattern: Pattern, position: int) -> tuple[int, int] | None:
        """First and last word of the pattern where its first term begins at ``position``."""
        term = pattern.terms[0]
        if len(term) > 1 and not self._stands(term, position):
            return None
        last = position + len(term) - 1
        if not pattern.links:
            return (position, last) if self._in_one_sentence(position, last) else None
        rest = self._chain(pattern, 1, position, last)
        if rest is None:
            return None
        if len(pattern.links) == 1:  # most cues: the chain has looked at the whole stretch
            return min(position, rest[0]), max(last, rest[1])
        first, last = min(position, rest[0]), max(last, rest[1])
        return (first, last) if self._in_one_sentence(first, last) else None

    def _chain(self, pattern: Pattern, index: int, first: int, last: int) -> tuple[int, int] | None:
        """Words spanned by the terms from ``index`` on, the nearest choice that fits."""
        term = pattern.terms[index]
        for start in self._nearby(term, pattern.links[index - 1], first, last):
            end = start + len(term) - 1
            if self._in_one_sentence(min(first, start), max(last, end)):
                if index == len(pattern.terms) - 1:
                    return start, end
                rest = self._chain(pattern, index + 1, start, end)
                if rest is not None:
                    return min(start, rest[0]), max(end, rest[1])
        return None

    def _stands(self, term: Term, start: int) -> bool:
        at = start
        for number in term[1:]:
            at += 1
            if number not in self.numbers.get(at, ()):
                return False
        return True

    def _nearby(self, term: Term, link: Link, first: int, last: int) -> list[int]:
        """Where a term starts within reach, nearest first, so that a span stays short."""
        places, size = self.places[term[0]], len(term)
        low = bisect_left(places, first - link.window - size)
        high = bisect_right(places, last + 1 + link.window, low)
        if low == high:
            return []
        found = []
        for start in places[low:high]:
            before = start < first
            gap = first - start - size if before else start - last - 1
            fits = gap >= 0 and not (before and link.ordered)
            if fits and (size == 1 or self._stands(term, start)):
                found.append((gap, before, start))
        return [start for _, _, start in sorted(found)] if found else []

    def _in_one_sentence(self, first: int, last: int) -> bool:
        ends = self._last_words
        return first == last or bisect_left(ends, first) == bisect_left(ends, last)


class _Spoken(NamedTuple):
    """The languages of an article: of its title, so many characters long, and of its text."""

    title: int
    titled: str | None
    language: str | None

    def at(self, start: int) -> str | None:
        """The language at a character of the document."""
        return self.titled if start < self.title else self.language


def _tag(topic: str, found: Iterable[Match], spoken: _Spoken) -> model.Tag | None:
    """One tag of undecided role; None where only hints stand, or negative phrases cover all."""
    kept = _without_overlaps(found, spoken)
    weights = {"cues": 0.0, "hints": 0.0}
    for match in kept:
        weights[match.cue.part] += _weight(match, spoken)
    if not weights["cues"]:
        return None
    spans = tuple(match.span for match in kept)
    different = len({span.rule for span in spans})
    weight = weights["cues"] + min(weights["hints"], weights["cues"]) + different - 1
    return model.Tag(topic, "mentions", spans, weight)


def _with_role(tag: model.Tag, needed: float) -> model.Tag:
    about = tag.weight >= max(ABOUT, needed)
    return replace(tag, role="about") if about else tag


def _without_overlaps(found: Iterable[Match], spoken: _Spoken) -> list[Match]:
    """Drops what a negative phrase covers, and all but one of the matches that share a word:
    words count once however many cues they satisfy."""
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda match: _precedence(match, spoken)):
        words = range(match.first, match.last + 1)
        if match.cue.part == "not":
            taken.update(words)
        elif taken.isdisjoint(words):
            taken.update(words)
            kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _precedence(match: Match, spoken: _Spoken) -> tuple[int, bool, int, bool, int]:
    """Negative phrases, then cues, then hints; long phrases before short ones, but of the cues
    that reach over other words the tightest, because it shows a reader the least."""
    length = match.last - match.first
    return (
        _PRECEDENCE[match.cue.part],
        match.spread,
        length if match.spread else -length,
        match.cue.language != spoken.at(match.start),
        match.first,
    )


def _weight(match: Match, spoken: _Spoken) -> float:
    start = match.start
    if spoken.at(start) not in {None, match.cue.language}:
        return 1.0
    if start < spoken.title:
        return TITLE
    return LEAD if start < spoken.title + 2 + LEAD_CHARACTERS else 1.0
