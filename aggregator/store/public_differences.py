"""What changed between two versions of a text, word by word, as far as it may be shown. Pure.

Compared is only what the source's rule for reuse lets be shown of each version. What a source took
out may have gone for somebody's safety, so words that look like personal data are not told unless
they still stand in the present version: a capitalised word that is no place, weekday or month and
never stands there in small letters, a long number, a date of birth, an address. Nor are long
passages that went. Of those the length is told (notes, 3.4 and "Diffs").
"""

from __future__ import annotations

import calendar
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from aggregator.model import Source
from aggregator.store.public_rows import excerpt

CONTEXT = 8
"""Words that are kept around a change."""
LONGEST_REMOVED = 25
"""Words that went in one go and are told; a correction is shorter, a longer one is a decision."""
LONGEST_ADDED = 60
MOST_WORDS = 2_000
"""Words compared on each side, once what is the same at both ends is taken off. The slowest
of five hostile shapes took 0.06 s; those above are told by their lengths."""
MOST_CHANGES = 40
NEWEST = 20
"""Versions of one article that are compared with the one before."""
_READ_FOR_PLACES = 20_000
"""Characters of a version in which places are looked for."""
_PERSONAL = re.compile(
    r"\d{5,}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|@|https?:|www\.|\+\d|t\.me/", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_][\w'’ʼ-]*")
_CALENDAR = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)

Run = tuple[str, str | int]
"""``=``, ``-`` or ``+``, and the words; a number of words where they are not told."""


@dataclass(frozen=True, slots=True)
class Told:
    """Which words may be told: those of the present version, and what names no person."""

    present: frozenset[str]
    harmless: frozenset[str]  # in small letters

    def hides(self, word: str) -> bool:
        """Whether a word must not be told."""
        if _PERSONAL.search(word):
            return word not in self.present
        return any(
            part[0].isupper() and part not in self.present and part.lower() not in self.harmless
            for part in _LETTERS.findall(word)
        )


def differences(
    rows: Iterable[sqlite3.Row], texts: Mapping[str, str], article: sqlite3.Row, source: Source
) -> dict[int, str]:
    """By number of a version, how it differs from the one before, as JSON.

    ``rows`` are the versions of one article in their order, ``texts`` their whole texts by hash.
    Nothing is told of an article that has gone, of a source that allows a link only, and of one
    that keeps places imprecise.
    """
    if article["state"] == "gone" or source.reuse.rule == "link" or source.precision is not None:
        return {}
    newest = list(rows)[-NEWEST - 1 :]
    edits = [pair for pair in pairwise(newest) if pair[1]["changed"] in {"text", "title and text"}]
    if not edits:
        return {}
    shown = {row["number"]: excerpt(texts.get(row["content_hash"], ""), source.reuse)
             for row in newest}  # fmt: skip
    told = told_of(shown[newest[-1]["number"]], list(shown.values()))
    return {
        new["number"]: json.dumps(
            compared(shown[old["number"]], shown[new["number"]], told), ensure_ascii=False
        )
        for old, new in edits
    }


def titles(
    rows: Sequence[sqlite3.Row], texts: Mapping[str, str], article: sqlite3.Row, source: Source
) -> dict[int, str]:
    """By number of a version, its title; words that may have gone for somebody's safety are "…".

    What the text that may be shown still says is told here as well, but for a source that keeps
    places imprecise.
    """
    present = str(article["title"])
    older = [str(row["title"]) for row in rows if row["title"] != present]
    if not older:
        return {}
    newest = texts.get(rows[-1]["content_hash"], "") if source.precision is None else ""
    told = told_of(f"{present} {excerpt(newest, source.reuse)}", ["\n".join(dict.fromkeys(older))])
    return {
        row["number"]: " ".join("…" if told.hides(w) else w for w in row["title"].split())
        for row in rows
        if row["title"] != present
    }


def told_of(present: str, versions: Sequence[str]) -> Told:
    """What may be told of an article whose present version is ``present``."""
    small = {word for text in (present, *versions) for word in _LETTERS.findall(text)}
    small = {word for word in small if word.islower()}
    stands = frozenset([*present.split(), *_LETTERS.findall(present)])
    return Told(stands, frozenset(small | _CALENDAR | _place_words(versions)))


def _place_words(versions: Iterable[str]) -> set[str]:
    """Words by which any of the versions names a place."""
    from aggregator.tag.places import find_places  # noqa: PLC0415 — only where there was an edit

    forms = (
        span.form
        for text in dict.fromkeys(versions)
        for tag in find_places("", text[:_READ_FOR_PLACES])
        for span in tag.spans
    )
    return {part.lower() for form in forms for part in _LETTERS.findall(form)}


def compared(old: str, new: str, told: Told) -> list[Run]:
    """The runs of words that stayed, went and came. Where the texts are cut at the end, a change
    of that end says nothing and is left out."""
    before, after = old.split(), new.split()
    cut = old.endswith("…") or new.endswith("…")
    runs: list[Run] = []
    for kind, a, b, c, d in _opcodes(before, after):
        if kind == "equal":
            runs.append(("=", _kept(after[c:d], told, first=c == 0, last=d == len(after))))
            continue
        if cut and (b == len(before) or d == len(after)):
            continue
        if b > a:
            runs.append(("-", _told(before[a:b], told, LONGEST_REMOVED)))
        if d > c:
            runs.append(("+", _told(after[c:d], told, LONGEST_ADDED)))
        if len(runs) > MOST_CHANGES:
            return [*runs, ("=", "…")]
    return runs if any(sign != "=" for sign, _ in runs) else []


def _opcodes(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Those of ``difflib``, with what is the same at both ends taken off first."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    ends = len(before) - tail, len(after) - tail
    middle = before[head : ends[0]], after[head : ends[1]]
    found = [("equal", 0, head, 0, head)] if head else []
    if max(map(len, middle)) > MOST_WORDS:
        found.append(("replace", head, ends[0], head, ends[1]))
    elif any(middle):
        found += [
            (kind, a + head, b + head, c + head, d + head)
            for kind, a, b, c, d in SequenceMatcher(None, *middle).get_opcodes()
        ]
    return [*found, ("equal", ends[0], len(before), ends[1], len(after))] if tail else found


def _kept(words: Sequence[str], told: Told, *, first: bool, last: bool) -> str:
    """What stayed, shortened to the words beside the changes."""
    head = [] if first else list(words[:CONTEXT])
    tail = [] if last else list(words[-CONTEXT:])
    whole = len(words) <= len(head) + len(tail)
    near = list(words) if whole else [*head, "…", *tail]
    return " ".join("…" if told.hides(word) else word for word in near)


def _told(words: Sequence[str], told: Told, longest: int) -> str | int:
    hidden = len(words) > longest or any(told.hides(word) for word in words)
    return len(words) if hidden else " ".join(words)
