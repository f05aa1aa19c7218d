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
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from aggregator import model
from aggregator.tag.language import plainly
from aggregator.tag.topic_rules import Cue, Link, Pattern, Rules, Term, Topic, load
from aggregator.tag.words import Part, Words, words_of, words_of_article

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
_FIRST: Final = attrgetter("first")
_LAST: Final = attrgetter("last")
# One class for all that may end a sentence, because re then skips from one to the next of them.
_SENTENCE_END: Final = re.compile(r"[.!?…\n](?:(?<=\n)|[\"'»”’)\]]*\s)")
_PARTED: Final = re.compile(r"'(?![а-яіїєґ])")
_PIECE: Final = re.compile(r"[^\W_]++(?:'(?=[а-яіїєґ])[^\W_]++)*+")


class Match(NamedTuple):
    """One place of a text where one cue stands. ``first`` and ``last`` count words of ``words``.

    A tuple whose span is made when it is asked for: a text can have a hundred, of which half are
    dropped because they overlap, and a frozen object for each costs as much as finding it.
    """

    cue: Cue
    words: Words
    first: int
    last: int
    spread: bool  # over words that are not its own

    @property
    def span(self) -> model.Span:
        """Where it stands, and the words there."""
        start, end = self.words.starts[self.first], self.words.ends[self.last]
        return model.Span(start, end, self.words.text[start:end], self.cue.rule)


def topics() -> tuple[Topic, ...]:
    """Every topic there is, by id."""
    return _RULES.topics


def find_topics(title: str, text: str, language: str | None) -> tuple[model.Tag, ...]:
    """The topics of an article, heaviest first, with spans in ``model.document(title, text)``.

    The cues of all languages are looked up, because reports quote and list in many; those of
    another language than the article's never weigh more than in the body of a text. The title may
    be in a language of its own: sites keep the titles of what they quote and translate.
    """
    found = _matches(words_of_article(title, text), _RULES)
    if not found:
        return ()
    by_topic: defaultdict[str, list[Match]] = defaultdict(list)
    for match in found:
        by_topic[match.cue.topic].append(match)
    starts = found[0].words.starts
    titled, lead = bisect_left(starts, len(title)), len(title) + 2 + LEAD_CHARACTERS
    spoken = _Spoken(titled, bisect_left(starts, lead), plainly(title), language)
    weighed = []
    for topic, found in by_topic.items():
        kept = _without_overlaps(found, spoken)
        weight = _weight(kept, spoken)
        if weight:
            weighed.append((-weight, topic, kept))
    if not weighed:
        return ()
    weighed.sort(key=itemgetter(0, 1))
    share = ABOUT_SHARE + SHARE_PER_TOPIC * max(0, len(weighed) - MANY)
    needed = max(ABOUT, share * -weighed[0][0])
    return tuple(_tag(topic, kept, -less, needed) for less, topic, kept in weighed)


def matches(document: str, rules: Rules = _RULES) -> list[Match]:
    """Every place where a cue, a hint or a negative phrase stands, before any is weighed."""
    return _matches(words_of(document), rules)


def _matches(words: Words, rules: Rules) -> list[Match]:
    text = _Text(_topic_words(words), rules)
    result = []
    for number, pattern in text.possible:
        cue, positions, size = pattern.cue, text.places[number], len(pattern.terms[0])
        if pattern.links:
            for at in text.within_reach(pattern, positions):
                stretch = text.stretch(pattern, at)
                if stretch is not None:
                    result.append(Match(cue, text.words, *stretch, True))
        elif size == 1:
            result += [Match(cue, text.words, at, at, False) for at in positions]
        else:
            there = [at for at in positions if text.stands(pattern.terms[0], at)]
            result += [Match(cue, text.words, at, at + size - 1, False) for at in there]
    return result


def _topic_words(words: Words) -> Words:
    """The words as cues have them: an apostrophe joins in Cyrillic (в'язень) and parts elsewhere
    (l'armée, Russia's)."""
    odd = frozenset(key for key in words.vocabulary if "'" in key and _PARTED.search(key))
    return words.recut(words.places(odd), _pieces) if odd else words


def _pieces(word: str) -> list[Part]:
    return [(piece.group(), *piece.span()) for piece in _PIECE.finditer(word)]


class _Text:
    """The words of one document, and where those stand that cues use.

    ``possible`` are the patterns of which every word stands somewhere in it, each with the first
    number of its first term. This is decided by the different words alone; only for the words of
    these (a tenth of what any cue knows) is it worked out where they stand.
    """

    def __init__(self, words: Words, rules: Rules) -> None:
        self.words = words
        known = rules.numbers_of(words.vocabulary)
        found = [(numbers, words.index[key]) for key, numbers in known.items()]
        found += _in_capitals(words, rules)
        present = set().union(*[numbers for numbers, _ in found])
        # A hundred and fifty patterns begin with a word of a text, twenty have all of theirs in
        # it. The one other word beside each tells nearly all of them without a look at them.
        possible = [
            (number, pattern)
            for number in rules.starting.keys() & present
            for other, pattern in rules.starting[number]
            if other in present and pattern.needs <= present
        ]
        wanted = set().union(*(pattern.needs for _, pattern in possible))
        self.places: dict[int, list[int]] = {}
        for numbers, positions in found:
            for number in numbers:
                if number in wanted:
                    before = self.places.get(number)
                    self.places[number] = sorted(before + positions) if before else positions
        self.possible = sorted(possible, key=lambda item: (self.places[item[0]][0], item[0]))

    def within_reach(self, pattern: Pattern, positions: list[int]) -> list[int]:
        """Where the first term begins with the second one somewhere near: of the places where
        both stand in one text, more than half are ruled out by this look alone."""
        second, link = pattern.terms[1], pattern.links[0]
        others = self.places[second[0]]
        back = 0 if link.ordered else link.window + len(second)
        ahead = link.window + len(pattern.terms[0])
        if others[-1] < positions[0] - back or others[0] > positions[-1] + ahead:
            return []
        ends = [*others, positions[-1] + ahead + 1]
        return [at for at in positions if ends[bisect_left(others, at - back)] <= at + ahead]

    def stretch(self, pattern: Pattern, position: int) -> tuple[int, int] | None:
        """First and last word of a chain of terms whose first one begins at ``position``."""
        term = pattern.terms[0]
        if len(term) > 1 and not self.stands(term, position):
            return None
        last = position + len(term) - 1
        if len(pattern.links) == 1:  # most cues
            second = pattern.terms[1]
            for start in self._nearby(second, pattern.links[0], position, last):
                whole = min(position, start), max(last, start + len(second) - 1)
                if self._in_one_sentence(*whole):
                    return whole
            return None
        rest = self._chain(pattern, 1, position, last)
        if rest is None:
            return None
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

    def stands(self, term: Term, start: int) -> bool:
        """Whether the words of a term stand one after another, in one sentence."""
        there = all(at in self.places[number] for at, number in enumerate(term, start))
        return there and self._in_one_sentence(start, start + len(term) - 1)

    def _nearby(self, term: Term, link: Link, first: int, last: int) -> list[int]:
        """Where a term starts within reach, nearest first, so that a span stays short."""
        places, size = self.places[term[0]], len(term)
        low = bisect_left(places, first - link.window - size)
        high = bisect_right(places, last + 1 + link.window, low)
        found = []
        for start in places[low:high]:
            before = start < first
            gap = first - start - size if before else start - last - 1
            fits = gap >= 0 and not (before and link.ordered)
            if fits and (size == 1 or self.stands(term, start)):
                found.append((gap, before, start))
        if len(found) > 1:
            found.sort()
        return [start for _, _, start in found]

    def _in_one_sentence(self, first: int, last: int) -> bool:
        words = self.words
        return first == last or not _SENTENCE_END.search(
            words.text, words.ends[first], words.starts[last]
        )


def _in_capitals(words: Words, rules: Rules) -> list[tuple[tuple[int, ...], list[int]]]:
    """The cue words that count only in capitals (POW, ICC): their numbers, and where they stand."""
    found = []
    for key in rules.capitals.keys() & words.index.keys():
        written, numbers = rules.capitals[key]
        places = [at for at in words.index[key] if _written(words, at) == written]
        if places:
            found.append((numbers, places))
    return found


def _written(words: Words, at: int) -> str:
    return words.text[words.starts[at] : words.ends[at]]


class _Spoken(NamedTuple):
    """The languages of an article: of its title, so many words long, and of its text. With the
    title the lead, which weighs more too, is so many words long."""

    title: int
    lead: int
    titled: str | None
    language: str | None

    def at(self, word: int) -> str | None:
        """The language at a word of the document."""
        return self.titled if word < self.title else self.language


def _tag(topic: str, kept: Iterable[Match], weight: float, needed: float) -> model.Tag:
    role: model.Role = "about" if weight >= needed else "mentions"
    return model.Tag(topic, role, tuple(match.span for match in kept), weight)


def _weight(kept: Iterable[Match], spoken: _Spoken) -> float:
    """What the matches of one topic weigh; 0 where only hints stand, or nothing."""
    cues = hints = 0.0
    rules = set()
    for match in kept:
        cue, weight = match.cue, 1.0
        if match.first < spoken.lead and spoken.at(match.first) in (None, cue.language):
            weight = TITLE if match.first < spoken.title else LEAD
        if cue.part == "cues":
            cues += weight
        else:
            hints += weight
        rules.add(cue.rule)
    return cues + min(hints, cues) + len(rules) - 1 if cues else 0.0


def _without_overlaps(found: list[Match], spoken: _Spoken) -> list[Match]:
    """Drops what a negative phrase covers, and all but one of the matches that share a word:
    words count once however many cues they satisfy."""
    kept: list[Match] = []
    group: list[Match] = []  # shares no word with those before it
    last = -1
    for match in sorted(found, key=_FIRST):
        if match.first > last:
            kept += _best_of(group, spoken)
            group, last = [match], match.last
        else:
            group.append(match)
            last = max(last, match.last)
    return kept + _best_of(group, spoken)


def _best_of(group: list[Match], spoken: _Spoken) -> list[Match]:
    """What is kept of matches in the order of their first words."""
    if len(group) <= 1:
        return group if group and group[0].cue.part != "not" else []
    if group[-1].first <= min(map(_LAST, group)):  # all share a word: one is kept at most
        best = min(group, key=lambda match: _precedence(match, spoken))
        return [] if best.cue.part == "not" else [best]
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(group, key=lambda match: _precedence(match, spoken)):
        words = range(match.first, match.last + 1)
        if match.cue.part == "not":
            taken.update(words)
        elif taken.isdisjoint(words):
            taken.update(words)
            kept.append(match)
    return sorted(kept, key=_FIRST)


def _precedence(match: Match, spoken: _Spoken) -> tuple[int, bool, int, bool, int]:
    """Negative phrases, then cues, then hints; long phrases before short ones, but of the cues
    that reach over other words the tightest, because it shows a reader the least."""
    length = match.last - match.first
    return (
        _PRECEDENCE[match.cue.part],
        match.spread,
        length if match.spread else -length,
        match.cue.language != spoken.at(match.first),
        match.first,
    )
