"""The case forms of Ukrainian and Russian names: by pymorphy3, by rules where it fails."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import Any

import pymorphy3

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_ANALYZERS = {language: pymorphy3.MorphAnalyzer(lang=language) for language in ("uk", "ru")}
_ADJECTIVE_ENDS = (
    "ий",
    "ій",
    "ый",
    "ой",
    "а",
    "я",
    "е",
    "є",
    "ее",
    "ое",
    "ая",
    "яя",
    "і",
    "ые",
    "ие",
)

# Endings by case for words that pymorphy3 reads only as something else (Васильків: "cornflowers").
# Cases in the order of CASES; "|" parts variants.
_FALLBACK = {
    "uk": (
        ("ськ", ("ськ", "ська", "ську", "ськ", "ськом", "ську")),
        ("цьк", ("цьк", "цька", "цьку", "цьк", "цьком", "цьку")),
        ("ів", ("ів", "ова|ева", "ову|еву", "ів", "овом|евом", "ові|еві")),
        ("їв", ("їв", "єва", "єву", "їв", "євом", "єві")),
        ("ець", ("ець", "ця", "цю", "ець", "цем", "ці")),
        ("ь", ("ь", "я|і", "ю|і", "ь", "ем|лю", "і")),
        ("ка", ("ка", "ки", "ці", "ку", "кою", "ці")),
        ("га", ("га", "ги", "зі", "гу", "гою", "зі")),
        ("ха", ("ха", "хи", "сі", "ху", "хою", "сі")),
        ("а", ("а", "и|і", "і", "у", "ою|ею", "і")),
        ("я", ("я", "і", "ї|і", "ю", "ею|єю", "ї|і")),
        ("не", ("не", "ного", "ному", "не", "ним", "ному")),
        ("е", ("е", "ого", "ому", "е", "им", "ому")),
        ("ве", ("ве", "вого", "вому", "ве", "вим", "вому")),
        ("и", ("и", "ів|", "ам", "и", "ами", "ах")),
        ("ий", ("ий", "ого", "ому", "ий", "им", "ому")),
        ("", ("", "а|у", "у", "", "ом", "і")),
    ),
    "ru": (
        ("ск", ("ск", "ска", "ску", "ск", "ском", "ске")),
        ("цк", ("цк", "цка", "цку", "цк", "цком", "цке")),
        ("ец", ("ец", "ца", "цу", "ец", "цом|цем", "це")),
        ("ь", ("ь", "я|и", "ю|и", "ь", "ем|ью", "е|и")),
        ("ка", ("ка", "ки", "ке", "ку", "кой", "ке")),
        ("а", ("а", "ы|и", "е", "у", "ой|ей", "е")),
        ("ия", ("ия", "ии", "ии", "ию", "ией", "ии")),
        ("я", ("я", "и", "е", "ю", "ей", "е")),
        ("ое", ("ое", "ого", "ому", "ое", "ым|им", "ом")),
        ("ее", ("ее", "его", "ему", "ее", "им", "ем")),
        ("е", ("е", "я", "ю", "е", "ем", "е|и")),
        ("ы", ("ы", "ов|", "ам", "ы", "ами", "ах")),
        ("и", ("и", "ов|ей|", "ам", "и", "ами", "ах")),
        ("ый", ("ый", "ого", "ому", "ый", "ым", "ом")),
        ("ий", ("ий", "ого|его", "ому|ему", "ий", "им", "ом|ем")),
        ("о", ("о", "о|а", "о|у", "о", "о|ом", "о|е")),
        ("", ("", "а", "у", "", "ом", "е")),
    ),
}


@cache
def _readings(word: str, language: str) -> tuple[Any, ...]:
    return tuple(_ANALYZERS[language].parse(word))


def _nominative(word: str, language: str) -> Any:
    """The reading of ``word`` as a place's name: nominative, inanimate noun first."""
    best = None
    for reading in _readings(word, language):
        tag = reading.tag
        if tag.case != "nomn" or "Surn" in tag or "Name" in tag or "Patr" in tag:
            continue
        if "Fixd" in tag or tag.POS not in ("NOUN", "ADJF"):
            continue
        if tag.POS == "NOUN" and word[-1] in "иыі" and tag.number != "plur":
            continue
        rank = (
            "Geox" in tag,
            tag.POS == "NOUN" and reading.normal_form == word,
            tag.POS == "NOUN" and tag.animacy == "inan",
            tag.POS == "ADJF" and word.endswith(_ADJECTIVE_ENDS),
            reading.score,
        )
        if tag.POS == "ADJF" and not word.endswith(_ADJECTIVE_ENDS):
            continue
        if best is None or rank > best[0]:
            best = (rank, reading)
    return best[1] if best else None


def _by_rule(word: str, language: str) -> dict[str, set[str]]:
    for ending, cases in _FALLBACK[language]:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return {
                case: {stem + part for part in parts.split("|")}
                for case, parts in zip(CASES, cases, strict=True)
            }
    raise AssertionError("the last rule has no ending")


@cache
def cases(word: str, language: str) -> dict[str, set[str]]:
    """The forms of one lower-case word by case, in the number and gender of its name."""
    if not re.fullmatch(r"[а-яёіїєґ'’-]+", word):
        return {case: {word} for case in CASES}
    reading = _nominative(word, language)
    if reading is None:
        return _by_rule(word, language)
    forms: dict[str, set[str]] = {case: set() for case in CASES}
    tag = reading.tag
    for form in reading.lexeme:
        if form.tag.number != tag.number or (tag.POS == "ADJF" and form.tag.POS != "ADJF"):
            continue
        if tag.POS == "ADJF" and form.tag.gender != tag.gender:
            continue
        if {"Supr", "COMP", "Cmp2", "V-ey", "V-oy"} & set(form.tag.grammemes) - tag.grammemes:
            continue
        case = {"loc2": "loct", "gen2": "gent", "gen1": "gent"}.get(form.tag.case, form.tag.case)
        if case == "accs" and tag.POS == "ADJF" and form.tag.animacy == "anim":
            continue
        if case in forms:
            forms[case].add(form.word)
    if not forms["gent"]:
        return _by_rule(word, language)
    forms["nomn"] = {word}
    if tag.number == "plur" and tag.POS == "NOUN" and word.endswith(("и", "і", "ы")):
        forms["gent"].add(word[:-1])  # Сірогоз, beside the dictionary's guess Сірогозів
    if language == "ru" and word.endswith(("ов", "ев", "ин")):
        forms["ablt"].add(word + "ым")  # Орехов: newspapers write под Ореховым as of a surname
    hard = word[-1] not in "ьйаоя" and not word.endswith(("ськ", "ів", "їв", "цьк"))
    if language == "uk" and tag.POS == "NOUN" and tag.gender == "masc" and hard:
        forms["gent"].add(word + "у")  # newspapers write both Бахмута and Бахмуту
    return forms


_PARTICLES = ("на", "над", "под", "під")


def _fixed(words: list[str], gaps: list[str], position: int) -> bool:
    """Whether a word keeps its form: Івано-Франківськ, but both words of Кам'янка-Дніпровська."""
    if any(word in _PARTICLES for word in words[: position + 1]):
        return True
    if position >= len(gaps) or gaps[position] != "-" or words[position + 1] in _PARTICLES:
        return False
    return not words[position + 1].endswith(("ька", "ький", "нова", "ская", "ский", "новая"))


def inflected(name: str, language: str) -> set[str]:
    """All case forms of a name of one or more words."""
    parts = re.split(r"([ -])", name.lower().replace("’", "'"))
    words, gaps = parts[::2], parts[1::2]
    tables = [
        {case: {word} for case in CASES} if _fixed(words, gaps, position) else cases(word, language)
        for position, word in enumerate(words)
    ]
    found = set()
    for case in CASES:
        for choice in product(*(sorted(table[case]) for table in tables)):
            joined = choice[0]
            for gap, word in zip(gaps, choice[1:], strict=True):
                joined += gap + word
            found.add(joined)
    return found


_NAMES = {"Geox", "Surn", "Name", "Patr", "Orgn", "Trad", "Abbr"}


def person(name: str, language: str) -> set[str]:
    """A first name in every case of the singular."""
    word = name.lower().replace("’", "'")
    for reading in _readings(word, language):
        if "Name" in reading.tag and reading.tag.case == "nomn":
            return {f.word for f in reading.lexeme if f.tag.number != "plur"} | {word}
    return inflected(word, language)


@cache
def everyday(word: str, language: str) -> bool:
    """Whether the dictionary knows ``word`` as something that is no name (суми, щастя)."""
    return any(
        reading.is_known and not _NAMES & set(reading.tag.grammemes)
        for reading in _readings(word, language)
    )


@cache
def other_word(form: str, lemma: str, language: str) -> bool:
    """Whether the dictionary reads ``form`` as a case of another everyday word than ``lemma``."""
    return any(
        reading.is_known
        and reading.normal_form != lemma
        and not _NAMES & set(reading.tag.grammemes)
        and not (reading.tag.POS == "ADJF" and re.search("[сзц]ь?к", form))
        for reading in _readings(form, language)
    )


@cache
def personal(form: str, language: str) -> bool:
    """Whether the dictionary reads ``form`` as a first name or a surname."""
    return any(
        reading.is_known and {"Surn", "Name"} & set(reading.tag.grammemes)
        for reading in _readings(form, language)
    )


def adjective(masculine: str, language: str) -> set[str]:
    """Every form of an adjective in -ський / -ский, given in the masculine nominative."""
    stem = masculine[:-2]
    endings = {
        "uk": ("ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими"),
        "ru": ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ою", "ое", "ие", "их", "ими"),
    }[language]
    return {stem + ending for ending in endings}
