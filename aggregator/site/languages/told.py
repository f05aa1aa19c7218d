"""Sentences that other rooms write into the public tables, in English, with places for values.

The tables are the same for all readers, so a page says them again in its own language. A sentence
is found by its pattern; a value in it may be a sentence of this list again. What fits no pattern
was written by a person and stays as it is. ``tests/site/test_told.py`` asks the rooms themselves
for their sentences, so none of them can change without this list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from aggregator.site.words import ANSWERS, TIES

LETTERS = (
    "it is an organ of the occupying power or of its media (V3)",
    "fabrication was shown twice",
    "{n} on record",
    "it is a body of a state or a party to the war",
    "it is suspended",
    "it is held while a possible hijack is looked into",
    "it is an organ of a state, party or army (V3)",
    "an organ of a state",
    "an organ of a party",
    "an organ of an army",
    "an organ of an occupying power",
    "it does not say where its claims come from (V6)",
    "a material error stayed uncorrected for more than 30 days after it was told, "
    "within the last 12 months",
    "no longer: {told}",
    "{question} is yes or partly",
    "{question} is {answer}",
    "{question} was answered {answer}, but {told}",
    "somebody vouches for it",
    "nobody vouches for it at present",
    "separate voices: {n}, of them outside its coalition: {m}",
    "at least {n} of the twelve are yes",
    "at least {n} of the twelve are yes "
    "(withheld for safety and not applicable do not count against it)",
    "yes so far: {n}",
    "yes so far: {n}, {m} withheld or not applicable",
    "none is no",
    "at most two are no",
    "no so far: {n}",
    "two full reviews stand at least 12 months apart",
    "full reviews so far: {n}",
    "the last full review is not older than 12 months, or 15 while a new one is overdue",
    "last full review: {day}",
    "no full review yet",
    "it has been listed for 90 days, or its claims of at least 24 months were checked (V10)",
    "listed since {day}",
    "no date of listing",
    "no other letter is reached",
    "1.3 F, cannot be judged now",
    "1.3 F, not assessed",
    "1.4 officials",
    "Rule {title}: {list}.",
    "Not assessed far enough for a letter: {list}.",
)
"""``aggregator.credibility.letters``: conditions, what was found, the reason in one sentence."""

LOG = (
    "record",
    "letter",
    "name",
    "names",
    "also called",
    "homepage",
    "kind",
    "status",
    "listed on",
    "mandate",
    "languages",
    "regions",
    "owner",
    "funding",
    "member of",
    "method",
    "caution",
    "reuse",
    "status under Russian law",
    "voucher: {who}",
    "incident of {day}",
    "suspension from {day}",
    "tie with {who} ({tie})",
    "review of {day}",
    "scope: {who}",
    "computed",
    "{code}: {words}",
    "vetted, full record",
    "vetted, gaps listed",
    "on probation or partly checked",
    "caution: open problem",
    "not used as a source",
    "not assessed",
    "official statement",
    "in the file: answers to vetting questions: {n}, vouchers: {m}, incidents: {k}",
)
"""``aggregator.credibility.letters_log``: what a line is about, what the program says."""

STORIES = (
    "Confirmed by {n} separate sources",
    "1 other repeats it",
    "{n} others repeat it",
    "a second origin that says how it knows",
    "one more origin with letter A or B",
    "the report of {who} itself",
    "the original report: everybody repeats somebody else",
    "an origin that is no party to the war",
    "a sentence that says how the source knows",
    "an origin that is vetted (letter A to C, not suspended)",
    "N2 two not fully vetted",
    "N2 confirmed in part",
    "N2 document",
    "N2 admission",
    "N2 statement of the Ukrainian side",
    "N3 original not held",
    "N4 doubt of the origin",
    "N4 contradicted",
    "N5 retracted",
    "N5 refuted",
    "no number ({told}, rules {version})",
    "number {number} ({told}, rules {version})",
    "One publisher.",
    "Owned or controlled by {who}.",
    "They document together: {who}.",
    "Both belong to {who}.",
    "Written by {who}.",
    "{n}% of the shorter text stand in the other, word for word.",
    "The same numbers in the same order: {numbers}.",
    "Both give the figure {numbers}; neither says from whom it has it.",
    "described in two ways: check the original before quoting",
    "differs from the original: check it before quoting",
)
"""``aggregator.story``: numbers, what is missing, evidence of edges that is no quoted sentence."""

COUNTED = frozenset({"Confirmed by {n} separate sources", "{n} others repeat it"})
"""Those of them that have plural forms."""

TOLD = (*LETTERS, *LOG, *STORIES)

_SHAPES = {
    "n": r"\d+",
    "m": r"\d+",
    "k": r"\d+",
    "day": r"\d{4}(?:-\d\d){0,2}",
    "question": r"V\d+",
    "answer": "|".join(map(re.escape, ANSWERS)),
    "tie": "|".join(TIES),
    "code": "[A-F]",
    "words": r"(?:vetted|on probation|caution|not) ?[^;]*",
    "numbers": r"\d+(?:, \d+)*",
    "version": r"[\w.-]+",
    "title": r"\d\.\d [\w, ]+",
    "told": ".+",
    "list": ".+",
}
"""What may stand in a place; anything else is a name, on one line."""
_TABLES = {"answer": ANSWERS, "tie": TIES}
"""Places for a code, whose words stand in a table."""
_SPOKEN = frozenset({"told", "words", "list", "title"})
"""Places whose value is told in its turn; a name or a number is not."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sentence of the list, compiled."""

    text: str
    shape: re.Pattern[str]


@cache
def patterns() -> tuple[Pattern, ...]:
    """The sentences with places; those without are looked up."""
    return tuple(Pattern(text, _compiled(text)) for text in TOLD if "{" in text)


def _compiled(text: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", text)
    shape = "".join(
        f"(?P<{piece}>{_SHAPES.get(piece, '.+')})" if place % 2 else re.escape(piece)
        for place, piece in enumerate(pieces)
    )
    return re.compile(shape)


Say = Callable[[str, Mapping[str, str]], str | None]
"""Says a sentence of the list in a language, with its values; None where the language lacks it."""


def tell(text: str, say: Say) -> str | None:
    """``text`` in the language of ``say``; None where it is no sentence of ours.

    ``what it asks for (what was found)`` and a list with ``; `` are told piece by piece.
    """
    found = say(text, {})
    if found is not None:
        return found
    for pattern in patterns():
        match = pattern.shape.fullmatch(text)
        if match:
            values = {name: _value(name, value, say) for name, value in match.groupdict().items()}
            found = say(pattern.text, values)
            if found is not None:
                return found
    return _pair(text, say)


def _value(name: str, value: str, say: Say) -> str:
    if name == "list":
        return "; ".join(tell(part, say) or part for part in value.split("; "))
    if name in _TABLES:
        return say(_TABLES[name][value], {}) or value
    return (tell(value, say) or value) if name in _SPOKEN else value


def _pair(text: str, say: Say) -> str | None:
    """``words (found)``; the words may have brackets of their own."""
    if not text.endswith(")"):
        return None
    at = text.find(" (")
    while at >= 0:
        words, found = tell(text[:at], say), tell(text[at + 2 : -1], say)
        if words is not None and found is not None:
            return f"{words} ({found})"
        at = text.find(" (", at + 1)
    return None
