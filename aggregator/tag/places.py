"""Which places an article speaks of, and the words that say so.

The rules and what they were measured on stand in docs/tagging.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

from aggregator import model
from aggregator.tag import gazetteer, places_plants, places_prisons, places_scan
from aggregator.tag import places_words as vocabulary
from aggregator.tag.places_reading import Hit, Reading, read
from aggregator.tag.places_rules import decide
from aggregator.tag.words import words_of_article

TITLE, LEAD = 3.0, 2.0
LEAD_CHARACTERS = 600
"""Weight of a mention in the title, and in the first characters of the text; 1 elsewhere
(docs/tagging.md, "About and mentions")."""
ABOUT = 4.0
"""Weight from which a place is what the article is about, unless others weigh far more."""
SHARE = 0.3
"""The part of the heaviest place's weight that another needs to be "about" as well."""


def find_places(
    title: str,
    text: str,
    *,
    published: date | None = None,
    focus: bool = True,
    own_names: tuple[str, ...] = (),
) -> tuple[model.Tag, ...]:
    """Tags of all places named in an article, wider regions included (rule ``within``).

    ``focus`` says that the source writes about Ukraine only; without it nothing is tagged unless
    the text itself speaks of Ukraine. ``own_names`` are names of the source, which are no places.
    ``published`` leaves out groups that did not exist yet: "new regions" before their annexation.
    """
    words = words_of_article(title, text)
    if not focus and not vocabulary.UKRAINE.search(words.text):
        return ()
    reading = read(words, own_names)
    found = places_scan.candidates(reading) + places_prisons.numbered(reading)
    hits = decide(reading, found + places_plants.beside(reading, found))
    if published is not None:
        since, codes = gazetteer.table()["since"], reading.lookup.codes
        day = published.isoformat()
        hits = [hit for hit in hits if since.get(codes[hit.place], "") <= day]
    return _tags(reading, hits, len(title))


def _tags(reading: Reading, hits: list[Hit], title: int) -> tuple[model.Tag, ...]:
    spans: dict[str, set[model.Span]] = defaultdict(set)
    weights: dict[str, float] = defaultdict(float)
    titled: set[str] = set()
    codes = reading.lookup.codes
    for hit in hits:
        start, end = reading.words.starts[hit.first], reading.words.ends[hit.last]
        if hit.rule == "numbered":
            end += places_prisons.digits_after(reading.document, end)
        form = reading.document[start:end]
        weight = TITLE if start < title else LEAD if start < title + 2 + LEAD_CHARACTERS else 1.0
        code = codes[hit.place]
        wider = _wider(code)
        spans[code].add(model.Span(start, end, form, hit.rule))
        # A mention of a town is one and the same span "within" for its oblast, country and so on.
        within = model.Span(start, end, form, "within")
        for region in wider:
            spans[region].add(within)
        for target in (code, *wider):
            weights[target] += weight
            if start < title:
                titled.add(target)
    if not weights:
        return ()
    bar = max(ABOUT, SHARE * max(weights.values()))
    tags = [
        model.Tag(
            code=code,
            role="about" if code in titled or weights[code] >= bar else "mentions",
            spans=tuple(sorted(spans[code])),
            weight=weights[code],
        )
        for code in spans
    ]
    return tuple(sorted(tags, key=lambda tag: (-tag.weight, tag.code)))


@lru_cache(maxsize=4096)
def _wider(code: str) -> tuple[str, ...]:
    """The regions above a place that a reader filters by: its city, its oblast, its country."""
    category, index = gazetteer.table()["category"], gazetteer.index()
    return tuple(c for c in gazetteer.ancestors(code) if category[index[c]] in "OKMS")


Level = Literal["oblast", "raion"]
_FINER = {"oblast": frozenset("PHMXCBI"), "raion": frozenset("HMXCBI")}


def finer_forms(text: str, level: Level) -> frozenset[str]:
    """The words of a text that name places finer than ``level``."""
    finer, category, index = _FINER[level], gazetteer.table()["category"], gazetteer.index()
    return frozenset(
        span.form
        for tag in find_places("", text)
        if category[index[tag.code]] in finer
        for span in tag.spans
        if span.rule != "within"
    )


def capped(tags: tuple[model.Tag, ...], level: Level) -> tuple[model.Tag, ...]:
    """The tags of a source whose places must not be shown more finely than ``level``.

    Finer tags and the words that named a finer place are left out; with ``raion`` the raions
    around them are added. Naming a village can endanger the people in it.
    """
    finer, category, index = _FINER[level], gazetteer.table()["category"], gazetteer.index()
    kept: dict[str, model.Tag] = {}
    for tag in tags:
        if category[index[tag.code]] not in finer:
            own = tuple(span for span in tag.spans if span.rule != "within")
            kept[tag.code] = replace(tag, spans=own)
    for tag in tags:
        for code in gazetteer.ancestors(tag.code):
            if level == "raion" and code not in kept and category[index[code]] == "P":
                kept[code] = replace(tag, code=code, spans=())
    return tuple(kept.values())
