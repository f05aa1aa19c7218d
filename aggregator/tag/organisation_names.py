"""The names by which texts call organisations, and where they stand in a text.

Names come from two places: the vetted sources (``feeds.yaml``, given as :class:`Alias` values)
and the other bodies that texts cite (``data/organisations.yaml``, where the notation of a name
is explained). Both become one table, looked up by a token's form; the longest name wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, NamedTuple

from aggregator.data import read_yaml
from aggregator.rules.names import Alias
from aggregator.tag.remembered import Remembered
from aggregator.tag.uncollected import uncollected
from aggregator.tag.words import Words, fold

Side = Literal["occupier", "ukraine", "international"]


@dataclass(frozen=True, slots=True)
class Body:
    """A body that texts cite and that is no source of ours."""

    id: str
    name: str
    name_uk: str
    side: Side
    propaganda: bool = False  # its reports are quoted in order to be refuted


@dataclass(frozen=True, slots=True)
class Name:
    """One name, word by word: the folded word or stem, whether it takes endings, its capitals."""

    organisation: str
    words: tuple[str, ...]
    inflected: tuple[bool, ...]
    capitals: tuple[Literal["any", "first", "all"], ...]
    common: bool  # one ordinary word (Ґрати): a capital where a sentence starts proves nothing


class Found(NamedTuple):
    """A name found: tokens ``first`` to ``last`` inclusive."""

    organisation: str
    first: int
    last: int
    common: bool
    possessive: bool  # the last word carries an English 's that is no part of the name


_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´‘][^\W_]+)*")
_GAP = re.compile(r"[./]|[ \t\u00a0\u202f]*[-–«»\"“”„'’]{0,2}[ \t\u00a0\u202f]*\n?[«\"“„]?")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}")
_LINK = re.compile(r"(?:https?://|\bwww\.)(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})", re.I)
_NOMINATIVE_ENDING = re.compile(r"(?:ий|ій|ый|ая|яя|ое|ее|ые|ія|ия|[аяоеєиіїыйь])$")
_LONGEST_UNINFLECTED = 3  # letters: з, для, прав keep their form or are too short to strip


@cache
@uncollected()
def document_data() -> dict[str, Any]:
    """``data/organisations.yaml`` as read."""
    data: dict[str, Any] = read_yaml("organisations.yaml")
    return data


@cache
def bodies() -> dict[str, Body]:
    """The bodies of ``data/organisations.yaml`` by their id."""
    return {
        entry["id"]: Body(
            entry["id"],
            entry["name"],
            entry["name_uk"],
            entry["side"],
            entry.get("propaganda", False),
        )
        for entry in document_data()["bodies"]
    }


@cache
def endings(latin: bool = False) -> frozenset[str]:
    """The closed list of Ukrainian and Russian endings, or of German and Polish ones, with the
    empty one."""
    written = document_data()["latin_endings" if latin else "endings"]
    return frozenset(written.split()) | {""}


def _capitals(word: str) -> Literal["any", "first", "all"]:
    if len(word) > 1 and word.isupper():
        return "all"
    return "first" if word[0].isupper() else "any"


def _name(organisation: str, written: str, *, common: bool = False) -> Name:
    found = list(_WORD.finditer(written))
    forms = [m.group() for m in found]
    return Name(
        organisation,
        tuple(fold(form) for form in forms),
        tuple(written[m.end() : m.end() + 1] == "~" for m in found),
        tuple(_capitals(form) for form in forms),
        common,
    )


def _in_running_text(name: Name) -> Name:
    """A long Cyrillic name as texts write it: with one capital (Кримськотатарський ресурсний
    центр), whatever its own site does."""
    if len(name.words) < 3 or _is_latin(name.words[0]):
        return name
    first, *rest = name.capitals
    return replace(name, capitals=(first, *("any" if c == "first" else c for c in rest)))


def _is_latin(word: str) -> bool:
    return not "\u0400" <= word[0] <= "\u04ff"


def _elided(name: str, language: str) -> Iterator[str]:
    """The forms of a French or Italian name that begins with a vowel after l', d', dell'."""
    if language in {"fr", "it"} and name[0] in "AEIOUÉHaeioué":
        yield from (elision + name for elision in document_data()["elisions"])


def stem_of(word: str) -> str | None:
    """A nominative Cyrillic word without its ending; ``None`` for one that may keep its form."""
    if len(word) <= _LONGEST_UNINFLECTED or word.isupper() or _is_latin(word):
        return None
    return _NOMINATIVE_ENDING.sub("", word)


def _declined(name: str) -> str:
    """A nominative name with ``~`` for the ending of every Cyrillic word that declines."""

    def mark(found: re.Match[str]) -> str:
        stem = stem_of(found.group())
        return found.group() if stem is None else stem + "~"

    return _WORD.sub(mark, name)


class Lexicon:
    """All names, ready to be looked up. Built once per process for a set of sources."""

    @uncollected()
    def __init__(self, sources: Iterable[Alias]) -> None:
        self.hosts: dict[str, str] = {}
        stems: dict[tuple[str, bool], dict[Name, None]] = {}

        def add(name: Name) -> None:
            if name.words:
                stems.setdefault((name.words[0], name.inflected[0]), {})[name] = None

        for alias in sources:
            if _HOST.fullmatch(alias.name):
                self.hosts[alias.name.removeprefix("www.")] = alias.organisation
                continue
            written = _declined(alias.name)
            found = _WORD.findall(written)
            common = len(found) == 1 and found[0][1:].islower()
            add(_in_running_text(_name(alias.organisation, written, common=common)))
        for entry in document_data()["bodies"]:
            for language, names in entry["names"].items():
                for written in names:
                    for form in (written, *_elided(written, language)):
                        add(_name(entry["id"], form))
        self._by_first = _by_form(stems)
        self._firsts = Remembered(self._beginning_with)

    def find(self, words: Words) -> Iterator[Found]:
        """The names in a text, longest first at each place, none inside another."""
        keys, free = words.keys, 0
        firsts = self._firsts.of(words.vocabulary)
        for at in words.places(firsts):
            if at < free:
                continue
            seconds, candidates = firsts[keys[at]]
            following = keys[at + 1] if at + 1 < len(keys) else ""
            if not following.startswith(seconds):
                continue
            for second, name in candidates:
                # Twenty names begin with "Russian": the next word rules out nearly all of them.
                if following.startswith(second) and _stands(name, words, at):
                    free = at + len(name.words)
                    ends, own = keys[free - 1].endswith("'s"), name.words[-1].endswith("'s")
                    yield Found(name.organisation, at, free - 1, name.common, ends and not own)
                    break

    def _beginning_with(self, key: str) -> tuple[tuple[str, ...], _Candidates] | None:
        """The names that begin with a word, after all of their second words: one look at these
        tells that none of the names stands where the word does, nearly always."""
        names = self._by_first.get(key) or self._by_first.get(key.removesuffix("'s"))
        return (tuple({second for second, _ in names}), names) if names else None

    def links(self, text: str) -> Iterator[tuple[str, int, int]]:
        """``(organisation, start, end)`` of every link to the site of a vetted source."""
        if "://" not in text and "www." not in text:
            return
        for link in _LINK.finditer(text):
            host = link.group(1).lower()
            while host:
                if host in self.hosts:
                    yield self.hosts[host], link.start(), link.end()
                    break
                host = host.partition(".")[2]


_Candidates = tuple[tuple[str, Name], ...]


def _by_form(stems: dict[tuple[str, bool], dict[Name, None]]) -> dict[str, _Candidates]:
    """Names by every form of their first word, each with its second word, longest names first.

    The forms of one stem share one tuple: there are a hundred endings.
    """
    by_form: dict[str, _Candidates] = {}
    for (word, inflected), names in stems.items():
        own = _longest_first(((*name.words, "")[1], name) for name in names)
        for ending in endings(_is_latin(word)) if inflected else ("",):
            form = word + ending
            other = by_form.get(form)
            by_form[form] = _longest_first(other + own) if other else own
    return by_form


def _longest_first(candidates: Iterable[tuple[str, Name]]) -> _Candidates:
    return tuple(sorted(candidates, key=lambda item: -len(item[1].words)))


def _stands(name: Name, words: Words, at: int) -> bool:
    """Whether a name stands at a word: every word of it, and nothing but spaces between them."""
    last = at + len(name.words) - 1
    if last >= len(words.keys):
        return False
    if not all(_agrees(name, place, words, at + place) for place in range(len(name.words))):
        return False
    gaps = zip(words.ends[at:last], words.starts[at + 1 : last + 1], strict=True)
    return all(_GAP.fullmatch(words.text, one, two) for one, two in gaps)


def _agrees(name: Name, place: int, words: Words, at: int) -> bool:
    """Whether one word of the text is the name's word there: form, ending, capitals."""
    word, key = name.words[place], words.keys[at]
    form = words.text[words.starts[at] : words.ends[at]]
    if key.endswith("'s") and not word.endswith("'s"):
        key, form = key[:-2], form[:-2]
    if name.inflected[place]:
        if not key.startswith(word) or key[len(word) :] not in endings(_is_latin(word)):
            return False
    elif key != word:
        return False
    capitals = name.capitals[place]
    if capitals == "any" or form.isupper():
        return True
    # Zmina for ZMINA, but never Un for UN, nor a Cyrillic common word (Опора) for an acronym.
    return form[0].isupper() and (capitals == "first" or (len(word) > 3 and word.isascii()))


_LEXICONS: dict[int, tuple[tuple[Alias, ...], Lexicon]] = {}


def lexicon_of(sources: tuple[Alias, ...]) -> Lexicon:
    """The table for these aliases, built once per tuple.

    Keyed by identity: hashing some hundred aliases for every article would cost a tenth of what
    tagging it may. The tuple is kept beside its table, so that its identity stays its own.
    """
    known = _LEXICONS.get(id(sources))
    if known is None:
        if len(_LEXICONS) > 7:
            _LEXICONS.clear()
        known = _LEXICONS[id(sources)] = (sources, Lexicon(sources))
    return known[1]
