"""Where sentences begin and end, in English, Ukrainian and Russian.

Attribution and figures hold within one sentence, so a cut in the wrong place loses the body
that counted, and a missing cut gives it to the wrong one.
"""

from __future__ import annotations

import re
from typing import Final

_LATIN_ABBREVIATIONS = "mr mrs ms dr prof st no nos art arts sec pp vol gen col lt sgt rev jr sr vs etc e.g i.e u.s u.n approx ca cf ed jan feb mar apr jun jul aug sep sept oct nov dec"  # noqa: E501
_CYRILLIC_ABBREVIATIONS = "ст ч п пп р рр рр г гг м с смт вул ул ім им обл о див см т д тис тыс млн млрд грн руб коп напр пр просп бул буд кв проф ред гол тел чол чел ос год хв мин сек кг км га др т.д т.п т.з т.зв т.н н.э ін ин св п'ят січ лют бер квіт черв лип серп вер жовт лист груд янв фев апр авг сент окт нояб дек"  # noqa: E501
ABBREVIATIONS: Final = frozenset(f"{_LATIN_ABBREVIATIONS} {_CYRILLIC_ABBREVIATIONS}".split())
"""Words whose full stop does not end a sentence, without it and in small letters."""

LOOK_BACK: Final = 20
"""Characters before a full stop in which an abbreviation is looked for: the longest has six."""

LONGER: Final = 1 + max(map(len, ABBREVIATIONS))
"""Letters that are too many for an abbreviation or an initial."""

# It begins with one class for stops and line ends alike, because re then skips to the next of
# them without trying anything in between.
_STOP = re.compile(r"[.!?…\n](?:(?<=\n)|(?<!\n)[.!?…]*[\"'”’»)\]]*(?=\s))")
_LAST_WORD = re.compile(r"[^\W_]+(?:[.'’ʼ][^\W_]+)*$")
_NEXT = re.compile(r"\s*[\"'“„«‘(\[–—•\-\s]*(\S)")


def _goes_on(text: str, stop: re.Match[str]) -> bool:
    """Whether the text after a full stop or line end still belongs to the same sentence."""
    start, end = stop.span()
    line_end = text[start] == "\n"
    first = text[end : end + 1] if line_end else text[end + 1 : end + 2]
    if not first.isalpha():  # nearly always a letter follows the line end, or one space
        following = _NEXT.match(text, end)
        first = following.group(1) if following else ""
    if line_end:
        if not first.islower():
            return False
        while start and text[start - 1] in " \t":
            start -= 1
        return start > 0 and text[start - 1] not in '.!?…:;"”»\n' and text[end] != "\n"
    if first.islower():
        return True
    if text[start] != "." or end - start > 1:
        return False
    if text[max(0, start - LONGER) : start].isalpha():
        return False  # half of all sentences end so: not worth cutting out the word
    form = _last_word(text, start)
    # A single capital is an initial (О. Петренко), unless it closes a name such as "Plan B."
    return form.lower() in ABBREVIATIONS or (len(form) == 1 and form.isupper())


def _plainly_ends(text: str, end: int) -> bool:
    """Whether one sign after a long word, a space and a capital stand at an end, as they do at two
    of three: :func:`_goes_on` would say the same in twice the time."""
    after = text[end : end + 2]
    capital = after[:1].isspace() and after[1:].isupper()
    return capital and text[max(0, end - 1 - LONGER) : end - 1].isalpha()


def _last_word(text: str, end: int) -> str:
    """The word right before a place, or its end where it is long; empty where there is none."""
    start = max(0, end - LOOK_BACK)
    form = text[start:end].rpartition(" ")[2]
    if form.isalnum():
        return form
    word = _LAST_WORD.search(text, start, end)
    return word.group() if word else ""


def split(text: str) -> tuple[tuple[int, int], ...]:
    """``(start, end)`` of every sentence, without the white space around it.

    A line break ends a sentence unless the next line goes on in small letters; a heading or
    the title of :func:`aggregator.model.document` is therefore a sentence of its own.
    """
    spans = []
    start = 0
    for stop in (*_STOP.finditer(text), None):
        end = len(text) if stop is None else stop.end()
        if stop is not None and not _plainly_ends(text, end) and _goes_on(text, stop):
            continue
        if text[start:end].isspace() or start == end:
            start = end
            continue
        while text[start].isspace():
            start += 1
        last = end
        while text[last - 1].isspace():
            last -= 1
        spans.append((start, last))
        start = end
    return tuple(spans)
