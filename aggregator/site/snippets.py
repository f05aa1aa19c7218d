"""Why an article was found: the words that answer the question, marked in what may be shown.

The full-text index holds no text, so FTS5's ``snippet()`` has nothing to show; the words are
looked for again in the title and in the part of the text that the source lets us show. The
texts stay pieces until the template escapes them, so nothing of them can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.site.rows import NO_TITLE, Item
from aggregator.site.text import without_direction_tricks
from aggregator.tag.folding import Term, term_spans

TITLE_CHARACTERS = 300
SNIPPET_CHARACTERS = 260
"""About three lines of a list on a wide screen, seven on a phone."""
_BEFORE = 80
"""Characters shown before the first match, so that it is read in its sentence."""
READ_CHARACTERS = 20_000
"""Of a text that is shown whole, so much is looked through. Fifty such texts take about 90 ms
once their words are known; the longest articles have 60,000 characters."""
_SPACE = re.compile(r"\s+")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of shown characters, not yet escaped; ``matched`` where it answers the question."""

    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why one article was found: title and snippet in parts, and where the other words stand."""

    title: tuple[Part, ...]
    snippet: tuple[Part, ...] = ()
    elsewhere: str = ""


def why(item: Item, terms: Sequence[Term]) -> Why:
    """Marks what answers ``terms`` in what is shown of ``item``; says where the rest stands."""
    title, text = item.title_raw, item.excerpt_raw[:READ_CHARACTERS]
    wanted = [term for term in terms if not term.excluded]
    in_title, in_text = term_spans(title, wanted), term_spans(text, wanted)
    missing = [
        term for term, *found in zip(wanted, in_title, in_text, strict=True) if not any(found)
    ]
    return Why(
        title=_cut(title, _merged(in_title), 0, TITLE_CHARACTERS) or (Part(NO_TITLE),),
        snippet=_snippet(text, _merged(in_text)),
        elsewhere=_elsewhere(item, missing, partly=len(missing) < len(wanted)),
    )


def _elsewhere(item: Item, missing: Sequence[Term], *, partly: bool) -> str:
    """Where the terms stand that were not seen in title and text; empty where all were."""
    if not missing:
        return ""
    what = "Some of the words were found" if partly else "Found"
    if all(term_spans(item.author, missing)):
        return f"{what} in the name of the author."
    if item.shown == "full":
        return f"{what} further down in the text."
    return f"{what} in the full text, which its source does not allow us to show."


def _merged(found: Sequence[Sequence[Span]]) -> list[Span]:
    """The spans of all terms in order, those that overlap as one."""
    merged: list[Span] = []
    for start, end in sorted(span for spans in found for span in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _snippet(text: str, spans: Sequence[Span]) -> tuple[Part, ...]:
    """The window of the text with the most matches; of equal ones the first."""
    if not spans:
        return ()
    reach = SNIPPET_CHARACTERS - _BEFORE

    def matches(first: Span) -> int:
        return sum(first[0] <= start and end <= first[0] + reach for start, end in spans)

    start, end = max(spans, key=matches)  # max() keeps the first of equals
    left = _word_edge(text, max(0, start - _BEFORE), start)
    return _cut(text, spans, left, max(end, left + SNIPPET_CHARACTERS))


def _word_edge(text: str, at: int, end: int) -> int:
    """The beginning of the first whole word in ``text[at:end]``; ``at`` where there is none."""
    if at == 0:
        return 0
    space = _SPACE.search(text, at, end)
    return space.end() if space else at


def _cut(text: str, spans: Sequence[Span], left: int, right: int) -> tuple[Part, ...]:
    """``text[left:right]`` in parts on one line, with an ellipsis at an end that was cut."""
    right = min(right, len(text))
    if right < len(text):
        space = text.rfind(" ", left, right + 1)
        right = space if space > (left + right) // 2 else right
    parts = [part for part in _parts(text, spans, left, right) if part.text]
    if not "".join(part.text for part in parts).strip():
        return ()
    before = [Part("… ")] if left > 0 else []
    after = [Part(" …")] if right < len(text) else []
    return (*before, *parts, *after)


def _parts(text: str, spans: Sequence[Span], left: int, right: int) -> Iterator[Part]:
    at = left
    for start, end in spans:
        if end <= left or start >= right:
            continue
        yield Part(_line(text[at : max(at, start)]))
        yield Part(_line(text[max(start, left) : min(end, right)]), matched=True)
        at = min(end, right)
    yield Part(_line(text[at:right]))


def _line(text: str) -> str:
    return _SPACE.sub(" ", without_direction_tricks(text))
