"""Which organisations a text names, whom it quotes, and whose claim it keeps its distance from.

Three roles (docs/tagging-organisations-figures.md):

* ``named``: the name stands there.
* ``quoted``: the sentence attributes its statement to the body: a reporting verb, a word such
  as "according to", a document of the body, or a link to it, in the same sentence and outside
  the words it quotes (rule I2 of the notes on credibility).
* ``claimant``: a body of the occupier says it, and the text does not make it its own: a verb
  that keeps its distance ("claimed", "accused"), "allegedly", a word of refutation in that or
  the next sentence, or the body is propaganda media.

Organisations only: the persons who speak for them are not recorded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Literal, NamedTuple

from aggregator.model import Span
from aggregator.rules.names import Alias, aliases_of
from aggregator.tag.organisation_names import (
    Found,
    bodies,
    document_data,
    lexicon_of,
)
from aggregator.tag.voices import Voices
from aggregator.tag.words import Words, fold, words_of, words_of_article

__all__ = [
    "Alias",
    "Mention",
    "aliases_of",
    "bodies",
    "find_organisations",
    "says_or_counts",
]

OrganisationRole = Literal["named", "quoted", "claimant"]
CueKind = Literal["according", "reporting", "counting", "claiming", "publication"]

AFTER_ACCORDING = 9
"""Words between "according to" and the body: room for a person's name and office in between."""
BEFORE_VERB = 9
"""Words between the body and its verb: "CrimeaSOS analyst N. N. has repeatedly said"."""
AFTER_VERB = 4
"""Words between a verb and the body that follows it: "повідомила речниця Місії"."""

FEWEST_LETTERS = 3
"""Letters by which the beginnings of words are looked up: every cue of organisations.yaml that
ends in ``~`` must have them."""
REMEMBERED = 20_000
"""Words whose cue is remembered: the vocabulary of some hundred articles, 2 MB."""

_LINKING = frozenset(
    "by of from the a an its new latest annual monitoring weekly у в во від от на по the".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One organisation at one place of ``document(title, text)``.

    ``span.rule`` says which rule gave the role (name, according, verb, verb-before, publication,
    link, distance, refuted, propaganda). ``sentence`` is (start, end) of the sentence; ``cue``
    is the word that bound the two, as it stands in the text, or empty.
    """

    organisation: str
    span: Span
    role: OrganisationRole
    sentence: tuple[int, int]
    cue: str = ""


class _Cue(NamedTuple):
    kind: CueKind
    first: int  # words
    last: int


class _Table:
    """The cues of some kinds: whole phrases by their first word, and beginnings of words."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        self._beginnings: dict[str, list[tuple[str, str]]] = {}
        self._known: dict[str, str] = {}
        for kind in kinds:
            for cue in (cue for cues in document_data()["cues"][kind].values() for cue in cues):
                if cue.endswith("~"):
                    start = fold(cue[:-1])
                    if len(start) < FEWEST_LETTERS:
                        raise ValueError(f"organisations.yaml: {cue}: too short for a beginning")
                    self._beginnings.setdefault(start[:FEWEST_LETTERS], []).append((start, kind))
                else:
                    keys = words_of(cue).keys
                    self._phrases.setdefault(keys[0], []).append((keys, kind))
        for known in self._phrases.values():
            known.sort(key=lambda item: -len(item[0]))

    def at(self, words: Words, place: int) -> tuple[str, int] | None:
        """The kind of cue that begins at a word, and its last word."""
        key = words.keys[place]
        for phrase, kind in self._phrases.get(key, ()):
            last = place + len(phrase)
            if words.keys[place:last] == phrase:
                return kind, last - 1
        kind = self._known.get(key, "?")
        if kind == "?":
            near = self._beginnings.get(key[:FEWEST_LETTERS], ())
            kind = next((k for start, k in near if key.startswith(start)), "")
            if len(self._known) < REMEMBERED:
                self._known[key] = kind
        return (kind, place) if kind else None

    def anywhere(self, words: Words, places: range) -> bool:
        """Whether a cue begins at one of the words."""
        return any(self.at(words, place) for place in places)


@cache
def _table(*kinds: str) -> _Table:
    return _Table(kinds)


def _cues(words: Words, places: range, taken: set[int]) -> list[_Cue]:
    table = _table("according", "claiming", "counting", "reporting", "publication")
    found = []
    free = 0
    for place in places:
        if place < free or place in taken:
            continue
        hit = table.at(words, place)
        if hit:
            found.append(_Cue(hit[0], place, hit[1]))  # type: ignore[arg-type]  # kinds of the file
            free = hit[1] + 1
    return found


class _Sentence(NamedTuple):
    """One sentence with what stands in it; words are counted through the whole document."""

    span: tuple[int, int]
    words: Words
    places: range
    names: list[Found]
    cues: list[_Cue]
    voices: Voices

    def broken(self, one: int, two: int) -> bool:
        """Whether a conjunction or another name stands between two words."""
        gap = range(one + 1, two)
        return any(n.first in gap for n in self.names) or _table("break").anywhere(self.words, gap)

    def voice(self, name: Found) -> int:
        return self.voices.of_name(self.words.starts[name.first], self.words.ends[name.last])


def _according(sentence: _Sentence, name: Found, cue: _Cue) -> bool:
    gap = name.first - cue.last - 1
    if not 0 <= gap <= AFTER_ACCORDING:
        return False
    others = [n for n in sentence.names if cue.last < n.first < name.first]
    verbs = [
        c for c in sentence.cues if cue.last < c.first < name.first and c.kind != "publication"
    ]
    return not others and not verbs


def _verb_after(sentence: _Sentence, name: Found, cue: _Cue) -> bool:
    gap = cue.first - name.last - 1
    if not 0 <= gap <= BEFORE_VERB or sentence.broken(name.last, cue.first):
        return False
    if gap < 2:
        return True
    # "ФСБ затримала двох людей, повідомляє КримSOS": a comma and a name behind the verb.
    start = sentence.words.starts[cue.first]
    comma = sentence.words.text[sentence.words.ends[cue.first - 1] : start].strip()[:1] == ","
    return not comma or all(n.first - cue.last - 1 not in range(3) for n in sentence.names)


def _verb_before(sentence: _Sentence, name: Found, cue: _Cue) -> bool:
    """ "повідомили у Меджлісі", "told ZMINA", "..., said the Mission"."""
    gap = name.first - cue.last - 1
    if not 0 <= gap <= AFTER_VERB or sentence.broken(cue.last, name.first):
        return False
    key, start = sentence.words.keys[cue.first], sentence.words.starts[cue.first]
    if any(n.last < cue.first and _verb_after(sentence, n, cue) for n in sentence.names):
        return False  # "Меджліс повідомив ФСБ": the verb has its subject already
    if key.isascii():
        ahead = sentence.words.text[max(sentence.span[0], start - 2) : start].rstrip()
        return key == "told" or (bool(ahead) and ahead[-1] in ',”"»')
    return cue.kind != "counting" or _only_linking(sentence, cue.last, name.first)


def _only_linking(sentence: _Sentence, one: int, two: int) -> bool:
    return _LINKING.issuperset(sentence.words.keys[one + 1 : two])


def _publication(sentence: _Sentence, name: Found, cue: _Cue) -> bool:
    """ "report by the Mission", "the Mission's latest report", "звіт Місії"."""
    keys = sentence.words.keys
    if name.first > cue.last:
        gap = name.first - cue.last - 1
        bare = gap == 0 and keys[cue.first].isascii()  # English needs its "by" or "of"
        return gap <= 3 and not bare and _only_linking(sentence, cue.last, name.first)
    return keys[name.last].endswith("'s") and cue.first - name.last <= 3


def _rule(sentence: _Sentence, name: Found, cue: _Cue) -> str:
    """The rule by which a cue makes this name the one who says it, or empty."""
    if cue.kind == "according":
        return "according" if _according(sentence, name, cue) else ""
    if cue.kind != "publication":
        if _verb_after(sentence, name, cue):
            return "verb"
        if _verb_before(sentence, name, cue):
            return "verb-before"
    # "report" is verb and noun: what binds as neither verb may bind as a document.
    document_word = _table("publication").at(sentence.words, cue.first)
    return "publication" if document_word and _publication(sentence, name, cue) else ""


def _binding(sentence: _Sentence, name: Found) -> tuple[_Cue, str] | None:
    """The cue that makes this name the one who says it, and the rule; the nearest wins."""
    best: tuple[int, _Cue, str] | None = None
    voice = sentence.voice(name)
    for cue in sentence.cues:
        if sentence.voices.at(sentence.words.starts[cue.first]) != voice:
            continue
        rule = _rule(sentence, name, cue)
        distance = min(abs(cue.first - name.last), abs(name.first - cue.last))
        if rule and (best is None or distance < best[0]):
            best = (distance, cue, rule)
    return best[1:] if best else None


def _distanced(sentence: _Sentence, name: Found) -> str:
    """The word "allegedly" after the name, in the same voice."""
    words, voice = sentence.words, sentence.voice(name)
    for place in range(name.last + 1, sentence.places.stop):
        if _table("distance").at(words, place) and sentence.voices.at(words.starts[place]) == voice:
            return words.text[words.starts[place] : words.ends[place]]
    return ""


def _judged(
    sentence: _Sentence, name: Found, following: range
) -> tuple[OrganisationRole, str, str]:
    """Role, rule and cue of one name; ``following`` are the words of the next sentence."""
    words, bound = sentence.words, _binding(sentence, name)
    cue = words.text[words.starts[bound[0].first] : words.ends[bound[0].last]] if bound else ""
    body = bodies().get(name.organisation)
    distance = _distanced(sentence, name) if body and body.side == "occupier" else ""
    if bound is None:
        return ("claimant", "distance", distance) if distance else ("named", "name", "")
    if body and body.side == "occupier":
        if body.propaganda or bound[0].kind == "claiming":
            return "claimant", "propaganda" if body.propaganda else bound[1], cue
        if distance:
            return "claimant", "distance", distance
        refutation = _table("refutation")
        if refutation.anywhere(words, sentence.places) or refutation.anywhere(words, following):
            return "claimant", "refuted", cue
    return "quoted", bound[1], cue


def _ordinary_word(sentence: _Sentence, name: Found) -> bool:
    """Whether a source called by one ordinary word (Commons, Ґрати) is not meant.

    A capital at the start of a sentence proves nothing, nor does one inside a longer name
    ("House of Commons", "Memorial Day"). In quotation marks of its own it is meant.
    """
    words, own = sentence.words, sentence.voice(name)
    if not name.common or sentence.voices.at(words.starts[name.first]) != own:
        return False
    before, after = name.first - 1, name.last + 1
    if before not in sentence.places or words.keys[before] == "of":
        return True
    return any(
        at in sentence.places and words.text[words.starts[at]].isupper() and near.isspace()
        for at, near in (
            (before, words.text[words.ends[before] : words.starts[name.first]]),
            (after, words.text[words.ends[name.last] : words.starts[name.last] + 30][:1]),
        )
    )


def _linked(
    mentions: list[Mention],
    links: list[tuple[str, int, int]],
    words: Words,
) -> list[Mention]:
    """Adds the links themselves, and lifts a name beside its own link to ``quoted``."""
    if not links:
        return mentions
    spans = words.sentences
    starts = [start for start, _ in spans]
    added = []
    for organisation, start, end in links:
        sentence = spans[max(0, bisect_right(starts, start) - 1)]
        form = words.text[start:end]
        added.append(
            Mention(organisation, Span(start, end, form, "link"), "quoted", sentence, form)
        )
        for place, mention in enumerate(mentions):
            same = mention.organisation == organisation and mention.sentence == sentence
            if same and mention.role == "named":
                linked = mention.span._replace(rule="link")
                mentions[place] = replace(mention, role="quoted", span=linked, cue=form)
    return sorted(mentions + added, key=lambda mention: mention.span)


def says_or_counts(words: Words, places: range, *, counts: bool = False) -> bool:
    """Whether a word of attribution stands among the words; ``counts``: only of counting."""
    kinds = ("counting",) if counts else ("counting", "reporting")
    return _table(*kinds).anywhere(words, places)


def find_organisations(title: str, text: str, sources: tuple[Alias, ...]) -> tuple[Mention, ...]:
    """Every organisation that ``document(title, text)`` names, in the order of the text.

    ``sources`` are the names of the vetted sources (:func:`aliases_of`); build the tuple once
    and hand the same one in for every article, its table is kept.
    """
    words = words_of_article(title, text)
    lexicon = lexicon_of(sources)
    found = list(lexicon.find(words))
    links = list(lexicon.links(words.text))
    if not found and not links:
        return ()
    bounds, voices = words.by_sentence, Voices(words.text)
    begins = [places.start for places in bounds]
    mentions: list[Mention] = []
    for place, group in groupby(found, lambda name: bisect_right(begins, name.first) - 1):
        places, names = bounds[place], list(group)
        following = bounds[place + 1] if place + 1 < len(bounds) else range(0)
        taken = {i for name in names for i in range(name.first, name.last + 1)}
        cues = _cues(words, places, taken)
        sentence = _Sentence(words.sentences[place], words, places, names, cues, voices)
        mentions += _mentions(sentence, following)
    return tuple(_linked(mentions, links, words))


def _mentions(sentence: _Sentence, following: range) -> Iterator[Mention]:
    words = sentence.words
    for name in sentence.names:
        if _ordinary_word(sentence, name):
            continue
        role, rule, cue = _judged(sentence, name, following)
        start, end = words.starts[name.first], words.ends[name.last]
        form = words.text[start:end]
        if name.possessive:
            form = form[:-2]
        span = Span(start, start + len(form), form, rule)
        yield Mention(name.organisation, span, role, sentence.span, cue)
