"""The period that a count belongs to: "from July to September 2024", "станом на 1 травня".

Nothing is invented: a month without its year has words but no dates. Month tables of our own:
a general date parser guesses the current year and costs milliseconds a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from aggregator.tag.words import same_length_lower

INVASION: Final = "2022-02-24"
"""The day that "since the full-scale invasion" means in every language of the field."""

_MONTHS: Final = (
    r"jan(?:uary)?|січ(?:ень|ня|ні|нем)|январ(?:ь|я|е|ем)",
    r"feb(?:ruary)?|лют(?:ий|ого|ому|им)|феврал(?:ь|я|е|ем)",
    r"mar(?:ch)?|берез(?:ень|ня|ні|нем)|март(?:а|е|ом)?",
    r"apr(?:il)?|квіт(?:ень|ня|ні|нем)|апрел(?:ь|я|е|ем)",
    r"may|трав(?:ень|ня|ні|нем)|май|мая|мае|маем",
    r"june?|черв(?:ень|ня|ні|нем)|июн(?:ь|я|е|ем)",
    r"july?|лип(?:ень|ня|ні|нем)|июл(?:ь|я|е|ем)",
    r"aug(?:ust)?|серп(?:ень|ня|ні|нем)|август(?:а|е|ом)?",
    r"sept?(?:ember)?|верес(?:ень|ня|ні|нем)|сентябр(?:ь|я|е|ем)",
    r"oct(?:ober)?|жовт(?:ень|ня|ні|нем)|октябр(?:ь|я|е|ем)",
    r"nov(?:ember)?|листопад(?:а|і|у|ом)?|ноябр(?:ь|я|е|ем)",
    r"dec(?:ember)?|груд(?:ень|ня|ні|нем)|декабр(?:ь|я|е|ем)",
)
_MONTH_STEMS: Final = tuple(
    "|".join(re.sub(r"\(\?:[^)]*\)\??|\w\?", "", month) for month in _MONTHS).split("|")
)
"""How every form of a month begins."""
_MONTH = "|".join(_MONTHS)
_MONTH_NUMBERS = [(re.compile(month), place) for place, month in enumerate(_MONTHS, 1)]
_YEAR = r"(?:19|20)\d\d(?:\s?(?:року|році|роки|рік|рр?\.|годов|годах|году|года|год|гг?\.))?"
_DATE = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\b\.?"
    rf"(?:\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?=\W))?(?:,?\s+(?:of\s+)?{_YEAR})?|{_YEAR})"
)
_INVADED_EN, _INVADED_UK = "invasion|war|aggression", "вторгнення|війни|агресії"
_INVADED_RU = "вторжения|войны|агрессии"
_INVASION = (
    r"(?:the\s+)?(?:beginning|start|onset)\s+of\s+(?:the\s+)?(?:russian\s+|russia['’]s\s+)?"
    rf"(?:full|large)-scale\s+(?:{_INVADED_EN})|the\s+full-scale\s+invasion|"
    r"початку\s+(?:російського\s+)?(?:повномасштабно(?:го|ї)|великої)\s+"
    rf"(?:{_INVADED_UK})|"
    r"начала\s+(?:российского\s+)?(?:полномасштабно(?:го|й)|большой)\s+"
    rf"(?:{_INVADED_RU})"
)
_OCCUPIED = "occupation", "окупації", "оккупации"
_OCCUPATION = (
    rf"(?:the\s+)?(?:beginning|start|onset)\s+of\s+(?:the\s+)?(?:temporary\s+)?{_OCCUPIED[0]}|"
    rf"початку\s+(?:тимчасової\s+)?{_OCCUPIED[1]}|начала\s+(?:временной\s+)?{_OCCUPIED[2]}"
)
_FIRST, _SECOND = r"first|перш\w+|перв\w+|i|1", r"second|друг\w+|втор\w+|ii|2"
_THIRD, _FOURTH = r"third|трет\w+|iii|3", r"fourth|last|четверт\w+|четвёрт\w+|iv|4"
_ORDINALS = [re.compile(rf"(?:{one})\b") for one in (_FIRST, _SECOND, _THIRD, _FOURTH)]
_PART = (
    rf"(?:the\s+)?(?P<ordinal>{_FIRST}|{_SECOND}|{_THIRD}|{_FOURTH})(?:-?\w{{1,2}})?\s+"
    r"(?:(?P<half>half|півріччі|півріччя|половині|полугодии|полугодие|полугодия|половине)|"
    r"(?:quarter|квартал\w*))\s+(?:of\s+)?(?P<of>" + _YEAR + ")"
)
_DAYS_EN = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_DAYS_UK_RU = (
    "понеділок|вівторок|середу|четвер|п['’ʼ]ятницю|суботу|неділю|понедельник|вторник|пятницу|"
    "субботу|воскресенье"
)
_WEEKDAY = rf"(?:on\s+(?:{_DAYS_EN})|[ву]\s+(?:{_DAYS_UK_RU}))\b"
_SPANS_EN, _SEASONS_EN = (
    "days?|weeks?|months?|years?",
    "year|month|week|spring|summer|autumn|winter",
)
_SPANS_UK_RU = (
    "рік|роки|років|місяць|місяці|місяців|тиждень|тижні|добу|год|года|лет|месяц|месяца|месяцев|"
    "неделю|недели|сутки"
)
_BY_ITSELF = "yesterday|торік|цьогоріч|вчора|вчера"
_ENDS_UK, _ENDS_RU = "року|місяця|тижня", "году|месяце"
_RELATIVE = (
    rf"(?:(?:in|over|during|within)\s+the\s+(?:past|last)\s+(?:\w+\s+)?(?:{_SPANS_EN})"
    rf"|(?:last|this)\s+(?:{_SEASONS_EN})|{_BY_ITSELF}|"
    rf"за\s+(?:останн\w+\s+|последн\w+\s+)?(?:\w+\s+)?(?:{_SPANS_UK_RU})|"
    rf"(?:минулого|цього)\s+(?:{_ENDS_UK})|в\s+(?:прошлом|этом)\s+(?:{_ENDS_RU})|"
    r"на\s+прошлой\s+неделе)\b"
)
_IN = r"in|during|throughout|on|у|в|протягом|упродовж|впродовж|за|в\s+течение|в\s+ході"
_SIGNS: Final = {
    name: re.compile(pattern)
    for name, pattern in (
        ("date", rf"{'|'.join(_MONTH_STEMS)}|19|20"),
        ("invasion", f"{_INVADED_EN}|{_INVADED_UK}|{_INVADED_RU}"),
        ("occupation", "|".join(_OCCUPIED)),
        (
            "span",
            f"{_SPANS_EN}|{_SEASONS_EN}|{_BY_ITSELF}|{_SPANS_UK_RU}|{_ENDS_UK}|{_ENDS_RU}|неделе",
        ),
        ("weekday", f"{_DAYS_EN}|{_DAYS_UK_RU}"),
    )
}
"""How a word begins without which a rule cannot hold. Trying all ten rules on a sentence costs
14 us, asking for the signs of its words 2."""
_RULES: Final = tuple(
    (kind, sign, re.compile(rf"\b(?:{pattern})"))
    for kind, sign, pattern in (
        (
            "range",
            "date",
            rf"(?:from|between|during|з|із|зі|від|с|со|от|між|между)\s+"
            rf"(?P<one>{_DATE}|\d{{1,2}})\s*(?:to|and|until|till|through|до|по|і|и|та|[-–—])\s*"
            rf"(?P<two>{_DATE})",
        ),
        ("invasion", "invasion", rf"(?:since|from|від|з|із|с|со)\s+(?:{_INVASION})"),
        (
            "since",
            "date",
            rf"(?:since|starting\s+from|від|починаючи\s+з|з|із|с|со|начиная\s+с)\s+(?P<one>{_DATE})",
        ),
        ("words", "occupation", rf"(?:since|від|з|із|с|со)\s+(?:{_OCCUPATION})"),
        (
            "words",
            "occupation",
            r"throughout\s+the\s+(?:entire\s+)?period\s+of\s+(?:temporary\s+)?occupation",
        ),
        (
            "until",
            "date",
            rf"(?:as\s+of|as\s+at|by\s+(?:the\s+end\s+of\s+)?|станом\s+на|до\s+кінця|"
            rf"по\s+состоянию\s+на|на\s+(?=\d{{1,2}}\s+\w+\s+(?:19|20)\d\d)|к\s+концу|до\s+конца)\s*(?:the\s+)?(?P<two>{_DATE})",
        ),
        ("part", "date", rf"(?:{_IN})\s+{_PART}"),
        ("in", "date", rf"(?:{_IN})\s+(?:the\s+year\s+|early\s+|late\s+|mid-)?(?P<one>{_DATE})"),
        ("words", "span", _RELATIVE),
        ("words", "weekday", _WEEKDAY),
    )
)
# Only where a date's first letter stands are its forty forms tried: a third of the time.
_DATE_ALONE = re.compile(rf"\b(?=[\d{''.join(sorted({s[0] for s in _MONTH_STEMS}))}])(?:{_DATE})")


@dataclass(frozen=True, slots=True)
class Period:
    """``start`` and ``end`` in ISO 8601 as precise as said (2024, 2024-07, 2024-07-01), None
    where open or not said; ``form`` are the words, at ``place`` of the text they were found in."""

    start: str | None
    end: str | None
    form: str
    place: int


def _read(form: str) -> tuple[str | None, str | None, str | None]:
    """Year, month and day of a date in words, each None where it is not said."""
    year = re.search(r"(?:19|20)\d\d", form)
    rest = form.replace(year.group(), "", 1) if year else form
    month = next((number for rule, number in _MONTH_NUMBERS if rule.search(rest)), None)
    day = re.search(r"\d{1,2}", rest)
    return (
        year.group() if year else None,
        f"{month:02}" if month else None,
        f"{int(day.group()):02}" if day else None,
    )


def _iso(year: str | None, month: str | None, day: str | None) -> str | None:
    if year is None:
        return None
    return "-".join(part for part in (year, month, day if month else None) if part)


def _part(found: re.Match[str]) -> tuple[str, str]:
    ordinal = found["ordinal"]
    number = next(n for n, rule in enumerate(_ORDINALS, 1) if rule.fullmatch(ordinal))
    months = 6 if found["half"] else 3
    year = found["of"][:4]
    return f"{year}-{(number - 1) * months + 1:02}", f"{year}-{number * months:02}"


def _dates(kind: str, found: re.Match[str]) -> tuple[str | None, str | None]:
    start = end = None
    if kind == "invasion":
        start = INVASION
    elif kind == "part":
        start, end = _part(found)
    elif kind == "range":
        year, month, day = _read(found["two"])
        first = _read(found["one"])
        if first[0] is None:  # "from July to September 2024": the year is said once
            first = (year, first[1] or month, first[2])
        start, end = _iso(*first), _iso(year, month, day)
    elif kind == "since":
        start = _iso(*_read(found["one"]))
    elif kind == "until":
        end = _iso(*_read(found["two"]))
    elif kind == "in":
        start = end = _iso(*_read(found["one"]))
    return start, end


@lru_cache(maxsize=8192)
def _signs_of(key: str) -> frozenset[str]:
    return frozenset(name for name, sign in _SIGNS.items() if sign.match(key))


def find_periods(
    sentence: str, keys: Iterable[str]
) -> tuple[tuple[Period, ...], tuple[tuple[int, int], ...]]:
    """The periods of a sentence, the most telling first, and every place that holds a date.

    Telling: a range or "since" before "as of", before "in"; the second value keeps numbers that
    belong to dates from being read as counts. ``keys`` are the sentence's words, folded.
    """
    signs = frozenset().union(*map(_signs_of, keys))
    if not signs:
        return (), ()
    small = same_length_lower(sentence)  # four times as quick as ignoring case
    periods: list[Period] = []
    taken: list[tuple[int, int]] = []
    for kind, sign, rule in _RULES:
        if sign not in signs:
            continue
        for found in rule.finditer(small):
            if any(found.start() < end and start < found.end() for start, end in taken):
                continue
            taken.append(found.span())
            form = sentence[found.start() : found.end()].strip()
            periods.append(Period(*_dates(kind, found), form, found.start()))
    if "date" in signs:
        taken += [found.span() for found in _DATE_ALONE.finditer(small)]
    return tuple(periods), tuple(taken)
