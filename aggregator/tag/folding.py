"""Search: one folding for the index and for the question, and a safe FTS5 expression.

``fold`` is applied to what is indexed and to what is asked, so that both always agree. What a
user types is never handed to FTS5: :func:`match_expression` reads it and writes an expression
of its own, in which every term is a quoted string of letters and digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from aggregator.tag.stems import stem

PlaceForms = Callable[[str], tuple[str, ...]]
"""Every written form of a place that a word or phrase names, in all languages; empty if none."""

MOST_TERMS: Final = 24
"""Terms of a query that are read. FTS5 refuses expressions nested deeper than 256; a question
of a person has under ten words, and each may be expanded by a place's forms."""
MOST_FORMS: Final = 60
"""Forms of one place that are asked for; the largest cities have about 40 after folding."""
_PREPOSITIONS: Final = frozenset(
    ("в", "у", "на", "з", "із", "зі", "до", "про", "во", "из", "о", "об", "от", "від", "під", "под",
     "in", "at", "of", "on", "from", "the", "en", "de", "à", "du", "la", "el", "im", "der", "die")
)  # fmt: skip
LONGEST_PLACE: Final = 3
"""Words of a place's name that are tried together (Гола Пристань, Bila Tserkva)."""

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’ʼ`´‘][^\W_]+)*")
_APOSTROPHE: Final = re.compile(r"['’ʼ`´‘]")
_CYRILLIC: Final = str.maketrans({"ё": "е", "ґ": "г", "ѐ": "е", "ѝ": "и"})
_LATIN: Final = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_CYRILLIC_LETTER: Final = re.compile(r"[\u0400-\u04ff]")
_QUERY: Final = re.compile(
    r"(?P<minus>(?<![^\s(])[-−–])?(?:[\"«“„](?P<phrase>[^\"»”“]*)[\"»”“]?|(?P<word>[^\s\"«»“”„]+))"
)


@lru_cache(maxsize=50_000)
def _folded(token: str) -> tuple[str, ...]:
    """The folded words of one token: usually one, two for ``l'homme``, stems included."""
    return tuple(stem(part) for part in _normal(token))


def _normal(token: str) -> tuple[str, ...]:
    """Case, apostrophes and diacritics folded, not yet stemmed."""
    small = token.lower()
    if _CYRILLIC_LETTER.search(small):
        # A Ukrainian apostrophe stands inside a word and is often left out: п'ять, пять.
        plain = _APOSTROPHE.sub("", small).translate(_CYRILLIC)
        return (plain,) if plain else ()
    parts = _APOSTROPHE.split(small)
    if len(parts) > 1 and parts[-1] == "s":
        parts.pop()  # Crimea's
    return tuple(part for part in map(_without_diacritics, parts) if part)


def _without_diacritics(word: str) -> str:
    if word.isascii():  # most words of most texts
        return word
    spread = unicodedata.normalize("NFKD", word.translate(_LATIN))
    return "".join(c for c in spread.lower() if c.isalnum())


def fold(text: str) -> str:
    """The text as it is indexed and asked for: folded words with single spaces between them.

    Case, the three apostrophes, ё/е, ґ/г, dotless ı and Latin diacritics become one; inflection
    and a few derivations are removed (:mod:`aggregator.tag.stems`). Cyrillic й and ї stay.
    """
    composed = unicodedata.normalize("NFC", text)  # a loose accent would cut a word in two
    return " ".join(word for token in _TOKEN.findall(composed) for word in _folded(token))


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a query: the phrases (folded) of which any will do."""

    phrases: tuple[tuple[str, ...], ...]
    prefix: bool = False
    excluded: bool = False


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split())


def _prefixes(text: str) -> tuple[tuple[str, ...], ...]:
    """``депорт*``: the beginning as typed, and its stem, because stems are what is indexed."""
    parts = [part for token in _TOKEN.findall(text) for part in _normal(token)]
    if not parts:
        return ()
    head = tuple(stem(part) for part in parts[:-1])
    return tuple(dict.fromkeys([(*head, parts[-1]), (*head, stem(parts[-1]))]))


def _expanded(name: str, place_forms: PlaceForms | None) -> tuple[tuple[str, ...], ...]:
    """The phrase itself and every form of the place that it names; empty if it names none."""
    forms = place_forms(name) if place_forms else ()
    if not forms:
        return ()
    phrases = dict.fromkeys(_phrase(form) for form in (name, *forms))
    return tuple(phrase for phrase in phrases if phrase)[:MOST_FORMS]


def _runs(
    words: list[str], place_forms: PlaceForms | None
) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Plain words as terms, the longest place names first.

    Beside other words a preposition asks for nothing: ``в Мариуполе`` means the place, and no
    English report on it has a word "в".
    """
    if len(words) > 1:
        words = [word for word in words if word.casefold() not in _PREPOSITIONS] or words
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_PLACE, len(words) - at), 0, -1):
            phrases = _expanded(" ".join(words[at : at + length]), place_forms)
            if not phrases and length == 1:
                phrases = tuple(filter(None, (_phrase(words[at]),)))
            if phrases or length == 1:
                yield phrases
                at += length
                break


def parse_query(query: str, place_forms: PlaceForms | None = None) -> tuple[Term, ...]:
    """What a query asks for: words, ``"phrases"``, ``-minus``, ``prefix*``; never an error.

    ``place_forms`` widens every word or run of words that names a place. A word with a hyphen
    is a phrase of its parts. Terms without a letter or digit ask for nothing.
    """
    terms: list[Term] = []
    run: list[str] = []

    def close() -> None:
        terms.extend(Term(phrases) for phrases in _runs(run, place_forms) if phrases)
        run.clear()

    for found in _QUERY.finditer(unicodedata.normalize("NFC", query)):
        excluded = bool(found["minus"])
        word = found["word"]
        prefix = bool(word) and word.endswith("*")
        if word and not excluded and not prefix:
            run.append(word)
            continue
        close()
        if found["phrase"] is not None:
            phrases: tuple[tuple[str, ...], ...] = tuple(filter(None, (_phrase(found["phrase"]),)))
        elif prefix:
            phrases = _prefixes(word)
        else:
            phrases = next(_runs([word], place_forms))
        if phrases:
            terms.append(Term(phrases, prefix, excluded))
    close()
    return tuple(terms[:MOST_TERMS])


def _written(term: Term) -> str:
    star = "*" if term.prefix else ""
    quoted = [f'"{" ".join(phrase)}"{star}' for phrase in term.phrases]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def match_expression(query: str, place_forms: PlaceForms | None = None) -> str:
    """The FTS5 MATCH expression for what a user typed, over text folded by :func:`fold`.

    All terms must stand in the article, in any order. Empty where the query asks for nothing,
    or only excludes. Any input gives a valid expression; nothing in it is read as FTS5 syntax.
    """
    terms = parse_query(query, place_forms)
    wanted = [_written(term) for term in terms if not term.excluded]
    unwanted = [_written(term) for term in terms if term.excluded]
    if not wanted:
        return ""
    expression = " AND ".join(wanted)
    if not unwanted:
        return expression
    return f"({expression}) NOT ({' OR '.join(unwanted)})"


def term_spans(text: str, terms: Sequence[Term]) -> list[list[tuple[int, int]]]:
    """For every term the places in ``text`` that answer it, in order; the text is read once.

    For many texts and one query: reading a query with a place's forms costs more than a text.
    """
    words: list[str] = []
    places: list[tuple[int, int]] = []
    stands: dict[str, list[int]] = {}
    for token in _TOKEN.finditer(text):
        for word in _folded(token.group()):
            stands.setdefault(word, []).append(len(words))
            words.append(word)
            places.append(token.span())
    answers = []
    for term in terms:
        found = {
            (places[at][0], places[at + len(phrase) - 1][1])
            for phrase in term.phrases
            for at in _beginnings(phrase, term.prefix, words, stands)
        }
        answers.append(sorted(found))
    return answers


def _beginnings(
    phrase: tuple[str, ...], prefix: bool, words: list[str], stands: dict[str, list[int]]
) -> Iterator[int]:
    """At which words a phrase begins; a prefix may end anywhere inside the last one."""
    if prefix and len(phrase) == 1:
        yield from (at for at, word in enumerate(words) if word.startswith(phrase[0]))
        return
    for at in stands.get(phrase[0], ()):
        run = tuple(words[at : at + len(phrase)])
        if run == phrase or (
            prefix
            and len(run) == len(phrase)
            and run[:-1] == phrase[:-1]
            and run[-1].startswith(phrase[-1])
        ):
            yield at
