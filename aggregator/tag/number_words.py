"""Numbers in digits and in words, in English, Ukrainian and Russian, in every case form.

A small table instead of a package: the one package that knows inflected Ukrainian number words
knows only some of them (двох, шістдесяти трьох are missing), and the table is all it takes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from aggregator.tag.remembered import Remembered
from aggregator.tag.words import Words, fold

_BELOW_A_THOUSAND = """
1: one один одна одне одно одного одної одной одному одній одну одним одною
2: two два дві двох двом двома двоє две двух двум двумя двое
3: three три трьох трьом трьома троє трех трем тремя трое троих трьохсот-
4: four чотири чотирьох чотирьом чотирма четверо четверых четверым четыре четырех четырем четырьмя
5: five п'ять п'яти п'ятьох п'ятьом п'ятьма п'ятьома п'ятеро пять пяти пятью пятеро пятерых пятерым
6: six шість шести шістьох шістьом шістьма шестеро шесть шестью шестерых
7: seven сім семи сімох сімом сьома семеро семь семью семерых
8: eight вісім восьми вісьмох вісьмом вісьма восьмеро восемь восьмью восьмерых
9: nine дев'ять дев'яти дев'ятьох дев'ятьом дев'ятьма дев'ятеро девять девяти девятью девятерых
10: ten десять десяти десятьох десятьом десятьма десятеро десятью десятерых десяток десятка
11: eleven одинадцять одинадцяти одинадцятьох одиннадцать одиннадцати
12: twelve dozen дванадцять дванадцяти дванадцятьох двенадцать двенадцати
13: thirteen тринадцять тринадцяти тринадцятьох тринадцать тринадцати
14: fourteen чотирнадцять чотирнадцяти чотирнадцятьох четырнадцать четырнадцати
15: fifteen п'ятнадцять п'ятнадцяти п'ятнадцятьох пятнадцать пятнадцати
16: sixteen шістнадцять шістнадцяти шістнадцятьох шестнадцать шестнадцати
17: seventeen сімнадцять сімнадцяти сімнадцятьох семнадцать семнадцати
18: eighteen вісімнадцять вісімнадцяти вісімнадцятьох восемнадцать восемнадцати
19: nineteen дев'ятнадцять дев'ятнадцяти дев'ятнадцятьох девятнадцать девятнадцати
20: twenty двадцять двадцяти двадцятьох двадцать двадцати двадцатью
30: thirty тридцять тридцяти тридцятьох тридцать тридцати тридцатью
40: forty сорок сорока
50: fifty п'ятдесят п'ятдесяти п'ятдесятьох пятьдесят пятидесяти
60: sixty шістдесят шістдесяти шістдесятьох шестьдесят шестидесяти
70: seventy сімдесят сімдесяти сімдесятьох семьдесят семидесяти
80: eighty вісімдесят вісімдесяти вісімдесятьох восемьдесят восьмидесяти
90: ninety дев'яносто дев'яноста девяносто девяноста
100: сто ста сотня сотні сотню сотнею сотни сотней
200: двісті двохсот двомстам двести двухсот двумстам
300: триста трьохсот трьомстам трехсот тремстам
400: чотириста чотирьохсот четыреста четырехсот
500: п'ятсот п'ятисот пятьсот пятисот
600: шістсот шестисот шестьсот
700: сімсот семисот семьсот
800: вісімсот восьмисот восемьсот
900: дев'ятсот дев'ятисот девятьсот девятисот
"""
_MULTIPLIERS = """
100: hundred
1000: thousand тис тыс тисяча тисячі тисячу тисяч тисячею тисячам тысяча тысячи тысячу тысяч тысячей тысячам
1000000: million mln млн мільйон мільйона мільйони мільйонів мільйону миллион миллиона миллионы миллионов
"""  # noqa: E501
_FRACTIONS = {
    "пів": 0.5,
    "пол": 0.5,
    "півтора": 1.5,
    "півтори": 1.5,
    "полтора": 1.5,
    "полторы": 1.5,
}
_JOINED = {"півтисячі": 500, "полтысячи": 500, "півмільйона": 500_000, "полмиллиона": 500_000}


def _table(lines: str) -> dict[str, int]:
    table: dict[str, int] = {}
    for line in lines.strip().splitlines():
        value, _, forms = line.partition(":")
        table |= {fold(form): int(value) for form in forms.split()}
    return table


UNITS: Final = _table(_BELOW_A_THOUSAND)
MULTIPLIERS: Final = _table(_MULTIPLIERS)
NUMBER_WORDS: Final = frozenset([*UNITS, *_FRACTIONS, *_JOINED, "hundred"])

_DIGITS = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f,.'’]\d{3})+(?![\d]|[.,]\d)|\d+(?:[.,]\d+)?(?![.,]?\d)"
)
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f,.'’]\d{3})+")
_NO_DIGIT = re.compile(r"\D")
_BARRED_BEFORE = frozenset("№#/:+$€£₴₽.,-–—_")
_SIGNS = frozenset("№#$€£₴₽")
_BARRED_AFTER = re.compile(r"\s?[%°‰₴₽$€]|[/:_]\d|[-–]?(?:st|nd|rd|th)\b|[-–][^\W\d]|\.\d")


class Number(NamedTuple):
    """A number read: words ``first`` to ``last`` inclusive; ``digits`` where it was in digits."""

    value: int
    first: int
    last: int
    digits: bool
    plain: bool = False  # four digits without a separator: may be a year


def _in_digits(words: Words, at: int) -> tuple[float, int, bool] | None:
    start = words.starts[at]
    found = _DIGITS.match(words.text, start)
    if found is None:
        return None
    ahead = words.text[max(0, start - 2) : start]
    if ahead[-1:] in _BARRED_BEFORE and ahead and not _dash_before(words.text, start):
        return None
    if ahead.rstrip(" \u00a0\u202f")[-1:] in _SIGNS and ahead.strip():
        return None
    if _BARRED_AFTER.match(words.text, found.end()):
        return None
    if words.text[found.end() : found.end() + 1].isalpha():
        return None
    form = found.group()
    grouped = _GROUPED.fullmatch(form)
    value = float(_NO_DIGIT.sub("", form)) if grouped else float(form.replace(",", "."))
    last = at
    while last + 1 < len(words.starts) and words.starts[last + 1] < found.end():
        last += 1
    return value, last, not grouped and len(form) == 4


def _dash_before(text: str, start: int) -> bool:
    """A dash that joins a range (800–1000) bars only the second number, read with the first."""
    return text[start - 1] in "–—" and (start < 2 or not text[start - 2].isalnum())


def _in_words(keys: list[str], at: int) -> tuple[float, int] | None:
    """Adds up hundreds, tens and units as long as they fall ("сто сорок чотири")."""
    key, following = keys[at], (*keys[at + 1 : at + 2], "")[0]
    if key in _JOINED:
        return _JOINED[key], at
    if key in _FRACTIONS:
        return (_FRACTIONS[key], at) if following in MULTIPLIERS else None
    if key == "hundred" or (key == "a" and following == "hundred"):
        return _after_hundred(keys, 1, at + (key == "a"))
    if key not in UNITS:
        return None
    total, last, size = float(UNITS[key]), at, _size(UNITS[key])
    while last + 1 < len(keys) and keys[last + 1] in UNITS:
        value = UNITS[keys[last + 1]]
        if _size(value) >= size or (10 <= total % 100 < 20):
            break
        total, last, size = total + value, last + 1, _size(value)
    if last + 1 < len(keys) and keys[last + 1] == "hundred":
        return _after_hundred(keys, total, last + 1)
    return total, last


def _after_hundred(keys: list[str], hundreds: float, at: int) -> tuple[float, int]:
    follows = at + 1 + (at + 1 < len(keys) and keys[at + 1] == "and")
    rest = _in_words(keys, follows) if follows < len(keys) and keys[follows] in UNITS else None
    if rest and rest[0] < 100:
        return hundreds * 100 + rest[0], rest[1]
    return hundreds * 100, at


def _size(value: int) -> int:
    return 1 if value < 10 else 2 if value < 100 else 3


def number_at(words: Words, at: int) -> Number | None:
    """The number that begins at a word, or None. "3.2 million" and "пів тисячі" are one number.

    Digits are no number where a sign makes them something else: ``№ 2``, ``96%``, ``10:30``,
    ``68/262``, ``810-та``, ``$5``.
    """
    in_digits = words.keys[at][0].isdigit()
    plain = False
    if in_digits:
        digits = _in_digits(words, at)
        if digits is None:
            return None
        value, last, plain = digits
    else:
        spelled = _in_words(words.keys, at)
        if spelled is None:
            return None
        value, last = spelled
    while last + 1 < len(words.keys) and words.keys[last + 1] in MULTIPLIERS:
        if words.text[words.ends[last] : words.starts[last + 1]].strip(" \u00a0-."):
            break
        size = MULTIPLIERS[words.keys[last + 1]]
        value, last, plain = value * size, last + 1, False
        rest = _in_words(words.keys, last + 1) if last + 1 < len(words.keys) else None
        spaced = rest and words.text[words.ends[last] : words.starts[last + 1]].isspace()
        if rest and spaced and not in_digits and rest[0] < size:
            value, last = value + rest[0], rest[1]  # "three thousand five hundred"
    whole = round(value)
    if abs(value - whole) > 1e-6 or whole <= 0:
        return None
    return Number(whole, at, last, in_digits, plain)


def _opens_number(key: str) -> bool:
    return key[0].isdigit() or key in NUMBER_WORDS


_OPENING: Final = Remembered(_opens_number)


def _numerals(words: Words) -> list[int]:
    """The words with which a number may begin."""
    return words.places(_OPENING.of(words.vocabulary))


def numerals_by_sentence(words: Words) -> Iterator[tuple[int, list[int]]]:
    """The numbers of the sentences with words that may begin a number, and those words."""
    begins = [places.start for places in words.by_sentence]
    for number, found in groupby(_numerals(words), lambda at: bisect_right(begins, at) - 1):
        yield number, list(found)


def numbers_in(
    words: Words, places: range, numerals: Iterable[int] | None = None
) -> Iterator[Number]:
    """The numbers that begin and end among some words, none inside another.

    ``numerals`` are the words there that may begin one, where they are known already.
    """
    if numerals is None:
        numerals = [at for at in _numerals(words) if at in places]
    free = places.start
    for at in numerals:
        if at < free:
            continue
        number = number_at(words, at)
        if number and number.last in places:
            yield number
            free = number.last + 1
        elif words.keys[at][0].isdigit():
            free = _after_digits(words, places, at)


def _after_digits(words: Words, places: range, at: int) -> int:
    """Past a numeral that was refused, so that no part of it (68/262, 10:30) is read alone."""
    while at + 1 in places and words.text[words.ends[at] : words.starts[at + 1]] in "/:.,-–":
        at += 1
    return at + 1
