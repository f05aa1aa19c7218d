"""Where sentences begin and end, in English, Ukrainian and Russian.

Attribution and figures hold within one sentence, so a cut in the wrong place loses the body
that counted, and a missing cut gives it to the wrong one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_LATIN_ABBREVIATIONS = "mr mrs ms dr prof st no nos art arts sec pp vol gen col lt sgt rev jr sr vs etc e.g i.e u.s u.n approx ca cf ed jan feb mar apr jun jul aug sep sept oct nov dec"  # noqa: E501
_CYRILLIC_ABBREVIATIONS = "ст ч п пп р рр рр г гг м с смт вул ул ім им обл о див см т д тис тыс млн млрд грн руб коп напр пр просп бул буд кв проф ред гол тел чол чел ос год хв мин сек кг км га др т.д т.п т.з т.зв т.н н.э ін ин св п'ят січ лют бер квіт черв лип серп вер жовт лист груд янв фев апр авг сент окт нояб дек"  # noqa: E501
ABBREVIATIONS: Final = frozenset(f"{_LATIN_ABBREVIATIONS} {_CYRILLIC_ABBREVIATIONS}".split())
"""Words whose full stop does not end a sentence, without it and in small letters."""

_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|\n")
_LAST_WORD = re.compile(r"[^\W_]+(?:[.'’ʼ][^\W_]+)*$")
_NEXT = re.compile(r"\s*[\"'“„«‘(\[–—•\-\s]*(\S)")


def _goes_on(text: str, stop: re.Match[str]) -> bool:
    """Whether the text after a full stop or line end still belongs to the same sentence."""
    following = _NEXT.match(text, stop.end())
    first = following.group(1) if following else ""
    if stop.group() == "\n":
        before = text[: stop.start()].rstrip(" \t")
        wrapped = before and before[-1] not in '.!?…:;"”»\n' and text[stop.end() :][:1] != "\n"
        return bool(wrapped and first.islower())
    if first.islower():
        return True
    if stop.group()[0] != "." or len(stop.group()) > 1:
        return False
    word = _LAST_WORD.search(text, max(0, stop.start() - 20), stop.start())
    if word is None:
        return False
    form = word.group()
    # A single capital is an initial (О. Петренко), unless it closes a name such as "Plan B."
    return form.lower() in ABBREVIATIONS or (len(form) == 1 and form.isupper())


@lru_cache(maxsize=2)
def split(text: str) -> tuple[tuple[int, int], ...]:
    """``(start, end)`` of every sentence, without the white space around it.

    A line break ends a sentence unless the next line goes on in small letters; a heading or
    the title of :func:`aggregator.model.document` is therefore a sentence of its own.
    """
    spans = []
    start = 0
    for stop in _STOP.finditer(text):
        if _goes_on(text, stop):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    spans.append((start, len(text)))
    trimmed = []
    for first, last in spans:
        piece = text[first:last]
        body = piece.strip()
        if body:
            begin = first + len(piece) - len(piece.lstrip())
            trimmed.append((begin, begin + len(body)))
    return tuple(trimmed)
