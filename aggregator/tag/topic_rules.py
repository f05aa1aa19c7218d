"""Reads the topic rules: YAML files in ``aggregator/data/topics``, one per topic.

The files are written by people who do not program; docs/topics.md explains every key and the
few signs of a cue. A cue is a line ``words = example sentence``. This module checks all files,
and turns the cues into numbers that :mod:`aggregator.tag.topics` can look up token by token.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from pathlib import Path
from typing import Final, Literal, TypeAlias

import yaml

from aggregator.data import yaml_loader
from aggregator.tag.remembered import Remembered
from aggregator.tag.uncollected import uncollected
from aggregator.tag.words import fold

LANGUAGES: Final = ("en", "uk", "ru", "fr", "es", "de", "it", "pt", "pl")
Part: TypeAlias = Literal["cues", "hints", "not"]
PARTS: Final[tuple[Part, ...]] = ("cues", "hints", "not")
TEXT_KEYS: Final = ("id", "name", "name_uk", "scope", "scope_uk", "law", "huridocs", "iptc", "sdg")
WORD_GROUPS: Final = "_words.yaml"
"""Groups of words that cues of any topic may name: ``{occupier}``."""

DEFAULT_WINDOW: Final = 6
"""Words between the two sides of ``a + b``: about a clause; wider ones joined strangers."""
LARGEST_WINDOW: Final = 20
SHORTEST_PREFIX: Final = 3
"""Letters before ``*``: two letters begin hundreds of words in every one of our languages."""

TOKEN: Final = re.compile(r"\w++(?:['’](?=[а-яёіїєґА-ЯЁІЇЄҐ])\w++)*+")
"""A word. An apostrophe joins in Cyrillic (в'язень) and parts elsewhere (l'armée, Russia's)."""
_LINK: Final = re.compile(r"\s+([+>])(\d*)\s+")
_EITHER: Final = re.compile(r"\s+\|\s+")
_GROUP: Final = re.compile(r"\{([^{}]*)\}")
_SLOT: Final = re.compile(r"[\w*|'’-]+")
_STAR_INSIDE: Final = re.compile(r"\*[\w*]")
_CUE_WORD: Final = re.compile(TOKEN.pattern + r"\*?")
_LOADER: Final = yaml_loader()


class RulesError(ValueError):
    """A rules file cannot be used. The message names file, line, topic and cue, and a remedy."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject matter: labels, scope, and the codes that others use for it.

    ``law`` names the articles of law that deal with the matter; it is not a finding.
    """

    id: str
    name: str
    name_uk: str
    scope: str
    scope_uk: str
    law: str
    huridocs: str
    iptc: str
    sdg: str


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a rules file: the words, and a sentence of ours in which they stand."""

    topic: str
    part: Part
    language: str
    words: str
    example: str
    file: str
    line: int
    rule: str
    """The name that a span carries: language and words, as they stand in the file."""


Term: TypeAlias = tuple[int, ...]
"""Adjacent words, each as the number of a set of alternatives."""


@dataclass(frozen=True, slots=True)
class Link:
    """How far apart two terms may stand: words between them, and whether the order counts."""

    window: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue compiled: each term stands near the one before it, in the same sentence."""

    cue: Cue
    terms: tuple[Term, ...]
    links: tuple[Link, ...]  # one fewer than terms
    needs: frozenset[int]  # every number of its terms: a text without one of them cannot match


@dataclass(frozen=True)
class Rules:
    """All rules, ready for look-up. ``version`` is a short hash of the files' names and bytes."""

    version: str
    topics: tuple[Topic, ...]
    cues: tuple[Cue, ...]
    starting: Mapping[int, tuple[tuple[int, Pattern], ...]]
    """Patterns by the first number of the first term, each after another number that it needs
    (the same one where it needs no other)."""
    words: Mapping[str, tuple[int, ...]]
    capitals: Mapping[str, tuple[str, tuple[int, ...]]]  # pow -> POW and its numbers
    prefixes: Mapping[str, tuple[tuple[str, int], ...]]  # by their first three letters
    _beginnings: Mapping[str, tuple[str, ...]]  # the prefixes without their numbers

    @cached_property
    def _known(self) -> Remembered[tuple[int, ...]]:
        return Remembered(self._look_up)

    def numbers_of(self, words: AbstractSet[str]) -> dict[str, tuple[int, ...]]:
        """Each word (folded) that cues know, with the numbers of the sets of alternatives that it
        belongs to. Those that count only in capitals are not among them: see ``capitals``."""
        return self._known.of(words)

    def _look_up(self, word: str) -> tuple[int, ...]:
        found = set(self.words.get(word, ()))
        start = word[:SHORTEST_PREFIX]
        # One call that tries all of them: most words begin like a cue and end otherwise.
        if start in self.prefixes and word.startswith(self._beginnings[start]):
            found.update(
                number for prefix, number in self.prefixes[start] if word.startswith(prefix)
            )
        return tuple(sorted(found))


@uncollected()
def load(folder: Path) -> Rules:
    """Reads every rules file of a folder.

    Raises:
        RulesError: for the first file that cannot be used.
    """
    digest = hashlib.sha256()
    groups: dict[str, dict[str, str]] = {}
    topics: list[Topic] = []
    cues: list[Cue] = []
    for path in sorted(folder.glob("*.yaml")):
        data = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + data)
        content = _mapping(path, data)
        if path.name == WORD_GROUPS:
            groups = _read_groups(path.name, content)
        else:
            topic, lines = _read_topic(path, content)
            topics.append(topic)
            cues.extend(lines)
    if not topics:
        raise RulesError(f"{folder}: no topic in it; each topic is a file named <id>.yaml")
    return _compile(digest.hexdigest()[:10], topics, cues, groups)


_Node: TypeAlias = "tuple[str, int]"
"""A text and the line (from 1) on which it starts."""
_Content: TypeAlias = "dict[str, _Node | dict[str, _Node]]"


def _mapping(path: Path, data: bytes) -> _Content:
    try:
        root = yaml.compose(data.decode(), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RulesError(f"{path.name}: not readable as YAML: {error}") from error
    if not isinstance(root, yaml.MappingNode):
        raise RulesError(f"{path.name}: must be a list of `key: value` lines")
    content: _Content = {}
    for key, line, value in _pairs(path.name, root):
        if isinstance(value, yaml.MappingNode):
            content[key] = {
                inner: _text(path.name, inner, node) for inner, _, node in _pairs(path.name, value)
            }
        else:
            content[key] = _text(path.name, f"{key} (line {line})", value)
    return content


def _pairs(file: str, node: yaml.MappingNode) -> Iterator[tuple[str, int, yaml.Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.value in seen:
            raise RulesError(f"{file}, line {line}: key given twice or not a word")
        seen.add(key.value)
        yield key.value, line, value


def _text(file: str, key: str, node: yaml.Node) -> _Node:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        raise RulesError(f"{file}, line {line}: {key}: must be text (cues follow `{key}: |`)")
    return node.value, line


def _read_groups(file: str, content: _Content) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for language, group in content.items():
        if language not in LANGUAGES or not isinstance(group, dict):
            raise RulesError(f"{file}: {language}: must be one of {', '.join(LANGUAGES)}")
        groups[language] = {name: "|".join(text.split()) for name, (text, _) in group.items()}
    return groups


def _read_topic(path: Path, content: _Content) -> tuple[Topic, list[Cue]]:
    file, id_ = path.name, path.stem
    unknown = set(content) - {*TEXT_KEYS, *PARTS}
    if unknown:
        raise RulesError(f"{file}: topic {id_}: unknown key {', '.join(sorted(unknown))}")
    texts = {}
    for key in TEXT_KEYS:
        value = content.get(key)
        if not isinstance(value, tuple) or not value[0].strip():
            raise RulesError(f"{file}: topic {id_}: `{key}` is missing or empty")
        texts[key] = " ".join(value[0].split())
    if texts["id"] != id_:
        raise RulesError(f"{file}: topic {texts['id']}: the file must be named {texts['id']}.yaml")
    cues = [cue for part in PARTS for cue in _read_part(file, id_, part, content.get(part))]
    if not any(cue.part == "cues" for cue in cues):
        raise RulesError(f"{file}: topic {id_}: has no cue")
    return Topic(**texts), cues


def _read_part(
    file: str, topic: str, part: Part, languages: _Node | dict[str, _Node] | None
) -> Iterator[Cue]:
    if languages is None:
        return
    if not isinstance(languages, dict):
        raise RulesError(f"{file}: topic {topic}: `{part}` must hold languages, then cues")
    for language, (text, start) in languages.items():
        if language not in LANGUAGES:
            raise RulesError(
                f"{file}: topic {topic}: {part}: {language} is not one of {', '.join(LANGUAGES)}"
            )
        seen: set[str] = set()
        for number, raw in enumerate(text.splitlines(), start + 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            words, equals, example = (piece.strip() for piece in line.partition(" = "))
            where = f"{file}, line {number}: topic {topic}: {part}: cue `{words}`"
            if not equals or not example:
                raise RulesError(f"{where}: needs an example: `words = A sentence with them.`")
            if words in seen:
                raise RulesError(f"{where}: stands here twice")
            seen.add(words)
            words = " ".join(words.split())
            rule = f"{language}: {words}"
            yield Cue(topic, part, language, words, example, file, number, rule)


def _compile(
    version: str, topics: list[Topic], cues: list[Cue], groups: dict[str, dict[str, str]]
) -> Rules:
    vocabulary = _Vocabulary()
    starting: defaultdict[int, list[Pattern]] = defaultdict(list)
    for cue in cues:
        for pattern in _patterns(cue, groups.get(cue.language, {}), vocabulary):
            starting[pattern.terms[0][0]].append(pattern)
    words: defaultdict[str, list[int]] = defaultdict(list)
    prefixes: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for alternatives, number in vocabulary.numbers.items():
        for word in alternatives:
            if word.endswith("*"):
                prefixes[word[:SHORTEST_PREFIX]].append((word[:-1], number))
            else:
                words[word].append(number)
    return Rules(
        version=version,
        topics=tuple(sorted(topics, key=lambda topic: topic.id)),
        cues=tuple(cues),
        starting={
            number: tuple((min(p.needs - {number}, default=number), p) for p in patterns)
            for number, patterns in starting.items()
        },
        words={word: tuple(found) for word, found in words.items() if not _in_capitals(word)},
        capitals={fold(w): (w, tuple(found)) for w, found in words.items() if _in_capitals(w)},
        prefixes={start: tuple(found) for start, found in prefixes.items()},
        _beginnings={s: tuple(dict(found)) for s, found in prefixes.items()},
    )


def _patterns(cue: Cue, groups: dict[str, str], vocabulary: _Vocabulary) -> Iterator[Pattern]:
    """One pattern per choice of phrases: ``a | b c`` on either side of a sign."""
    where = f"{cue.file}, line {cue.line}: topic {cue.topic}: cue `{cue.words}`"

    def words_of(match: re.Match[str]) -> str:
        if match[1] not in groups:
            raise RulesError(f"{where}: no group {{{match[1]}}} for {cue.language}")
        return groups[match[1]]

    pieces = _LINK.split(_GROUP.sub(words_of, cue.words))
    links = tuple(
        Link(int(width) if width else DEFAULT_WINDOW, ordered=sign == ">")
        for sign, width in zip(pieces[1::3], pieces[2::3], strict=True)
    )
    if any(link.window > LARGEST_WINDOW for link in links):
        raise RulesError(f"{where}: at most {LARGEST_WINDOW} words apart")
    sides = [
        [vocabulary.term(where, phrase) for phrase in _EITHER.split(piece)]
        for piece in pieces[0::3]
    ]
    for terms in product(*sides):
        yield Pattern(cue, terms, links, frozenset(chain.from_iterable(terms)))


class _Vocabulary:
    """Numbers every set of alternatives once. Phrases recur in many cues (a group of words in
    hundreds), so those already read are kept."""

    def __init__(self) -> None:
        self.numbers: dict[frozenset[str], int] = {}
        self._terms: dict[str, Term] = {}

    def term(self, where: str, phrase: str) -> Term:
        """The numbers of a phrase, word by word."""
        term = self._terms.get(phrase)
        if term is None:
            slots = [slot for chunk in phrase.split() for slot in _slots(where, chunk)]
            if not slots:
                raise RulesError(f"{where}: a side of + or > is empty")
            term = tuple(self.numbers.setdefault(slot, len(self.numbers)) for slot in slots)
            self._terms[phrase] = term
        return term


def _slots(where: str, chunk: str) -> list[frozenset[str]]:
    """One chunk of a cue as sets of alternatives; a hyphen or apostrophe makes two words, as
    it does in the text (de-ukrainisation, d'enfants)."""
    if not _SLOT.fullmatch(chunk):
        raise RulesError(f"{where}: `{chunk}` is not a word; only letters, * | + > {{}}")
    if _STAR_INSIDE.search(chunk):
        raise RulesError(f"{where}: * may only stand once, at the end of a word: `{chunk}`")
    if "|" in chunk:
        alternatives = chunk.split("|")
        if any(len(_CUE_WORD.findall(a)) != 1 for a in alternatives if not a.isalpha()):
            raise RulesError(
                f"{where}: `{chunk}`: between | must be single words; put spaces around | to "
                "choose between phrases"
            )
        return [frozenset(_word(where, word) for word in alternatives)]
    return [frozenset((_word(where, word),)) for word in _CUE_WORD.findall(chunk)]


def _word(where: str, word: str) -> str:
    stem = word.removesuffix("*")
    if word.endswith("*") and len(stem) < SHORTEST_PREFIX:
        raise RulesError(f"{where}: at least {SHORTEST_PREFIX} letters before *: `{word}`")
    return word if _in_capitals(stem) else fold(word)


def _in_capitals(word: str) -> bool:
    return word.isupper() and len(word) > 1
