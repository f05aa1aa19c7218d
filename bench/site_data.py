"""Rows of invented articles for the bench of the site, with the skew of real reports.

A few sources, regions and topics have most of the articles; a fifth of the articles tell an event
that others tell, too. Nobody and nothing that they report exists. Pure: numbers in, rows out.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, Generic, TypeVar

from aggregator.clock import to_iso
from aggregator.store.public_rows import excerpt
from aggregator.tag import gazetteer
from aggregator.tag.topics import topics
from bench.site_sources import SOURCES, reuse_of, source_id
from bench.site_words import Prose, Said, prose, said

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
YEARS = 8
GROWTH = 1.0
"""The last days have 1.7 times as many articles as the average day: sources came one by one."""
LANGUAGES = {"uk": 56, "ru": 24, "en": 13, "crh": 2, "fr": 2, "de": 1, "es": 1, "pl": 1}
OBLASTS = {
    "UA-43": 30, "UA-65": 18, "UA-23": 16, "UA-14": 14, "UA-09": 7, "UA-63": 3, "UA-48": 2,
    "UA-51": 2, "UA-32": 2, "UA-53": 1, "UA-12": 1, "UA-59": 1,
}  # fmt: skip
PLACES = 120
"""Places of one oblast that are ever named, the first ones most often."""
SENTENCES = 24
TOLD_AGAIN = 0.2
"""Share of the articles that tell an event which another article has told."""
LARGEST_STORY = 12
OPEN_STORIES = 40
"""Events that are being told at one time."""
Row = dict[str, Any]
T = TypeVar("T")


class Skewed(Generic[T]):
    """Draws from a list with given weights."""

    def __init__(self, items: Sequence[T], weights: Sequence[float] = ()) -> None:
        self._items = list(items)
        # Zipf where no weights are given: the second half as often as the first, and so on.
        self._sums = list(accumulate(weights or (1 / (n + 2) for n in range(len(self._items)))))

    def draw(self, chance: random.Random) -> T:
        """One of them."""
        return chance.choices(self._items, cum_weights=self._sums)[0]


@dataclass(slots=True)
class Event:
    """What several articles tell: where, what, and how many more will tell it."""

    story: str
    place: str
    topic: str
    waiting: int
    placed: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    """Article, source, role, sort date, title."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article's words as the full-text index is given them."""

    id: int
    title: str
    text: str
    author: str


@dataclass(slots=True)
class Batch:
    """Rows by table, and the words for the index. ``last`` is the number of the last row of each
    table that counts its rows, over all batches."""

    last: dict[str, int]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    words: list[Indexed] = field(default_factory=list)

    def add(self, table: str, **values: object) -> None:
        """One row; columns that are not given stay empty."""
        if table in self.last:
            self.last[table] += 1
            values["id"] = self.last[table]
        self.rows.setdefault(table, []).append(values)


class Articles:
    """``count`` articles, the oldest first; every call with the same numbers gives the same."""

    def __init__(self, count: int, first: int = 1, now: datetime = NOW) -> None:
        self._count, self._first, self._now = count, first, now
        self._chance = random.Random(count)
        self._languages = Skewed(list(LANGUAGES), list(LANGUAGES.values()))
        self._sources = Skewed(range(SOURCES))
        self._topics = Skewed([topic.id for topic in topics()])
        self._oblasts = Skewed(list(OBLASTS), list(OBLASTS.values()))
        self._places = {iso: Skewed(places) for iso, places in places_by_oblast().items()}
        self._prose = {language: prose(language) for language in LANGUAGES}
        self._events: list[Event] = []
        self._last = {"revisions": 0, "story_numbers": 0}

    def batches(self, size: int = 2_000) -> Iterator[Batch]:
        """All of them, some thousand at a time."""
        for start in range(0, self._count, size):
            batch = Batch(self._last)
            for number in range(start, min(start + size, self._count)):
                self._write(batch, number)
            yield batch
        batch = Batch(self._last)
        for event in self._events:
            write_story(batch, event)
        yield batch

    def _date(self, number: int) -> datetime:
        """The age falls from :data:`YEARS` to nothing, ever more slowly."""
        left = 1 - (number + 0.5) / self._count
        age = YEARS * 365 * (math.exp(GROWTH * left) - 1) / (math.exp(GROWTH) - 1)
        return self._now - timedelta(days=age)

    def _write(self, batch: Batch, number: int) -> None:
        chance, article = self._chance, self._first + number
        key = hashlib.sha256(str(number).encode()).hexdigest()[:16]
        event, again = self._event(key)
        source = self._sources.draw(chance)
        language = self._languages.draw(chance)
        words = self._prose[language]
        date = to_iso(self._date(number))
        place = name_of(event.place, language)
        title = chance.choice(words.titles)
        head = said_together(title, place)
        body = [place, *chance.choices(words.sentences, k=SENTENCES), words.name(chance)]
        text = " ".join(piece.plain for piece in body)
        state = chance.choices(("live", "edited", "retracted", "gone"), (960, 35, 3, 2))[0]
        batch.add(
            "articles", id=article, key=key, title=head.plain,
            link=f"https://s{source}.bench.example.org/{number}", source=source_id(source),
            feed=f"{source_id(source)}/main", author="", language=language, published=date,
            published_raw=date, published_precision="minute", published_from="feed",
            first_seen=date, sort_date=date, updated=date, state=state,
            shown=reuse_of(source).rule, excerpt=excerpt(text, reuse_of(source)),
            words=len(text.split()), extraction="full text", watch="", title_from="feed",
            text_from="page", author_from="", language_from="detected",
        )  # fmt: skip
        folded = " ".join(piece.folded for piece in body)
        batch.words.append(Indexed(article, head.folded, folded, ""))
        self._tag(batch, article, event, date, place.plain)
        self._count_something(batch, article, source, date, words)
        write_revisions(batch, article, date, head.plain, state)
        role = chance.choices(("relay", "origin", "copy"), (6, 3, 1))[0] if again else "origin"
        event.placed.append((article, source, role, date, head.plain))
        if not event.waiting:
            write_story(batch, event)

    def _event(self, key: str) -> tuple[Event, bool]:
        """The event that the next article tells, and whether another one has told it before."""
        chance = self._chance
        if self._events and chance.random() < TOLD_AGAIN:
            event = chance.choice(self._events)
            event.waiting -= 1
            if not event.waiting:
                self._events.remove(event)
            return event, True
        place = self._places[self._oblasts.draw(chance)].draw(chance)
        event = Event(key, place, self._topics.draw(chance), 0)
        if len(self._events) < OPEN_STORIES and chance.random() < 0.15:
            event.waiting = min(LARGEST_STORY - 1, 1 + int(chance.expovariate(0.4)))
            self._events.append(event)
        return event, False

    def _tag(self, batch: Batch, article: int, event: Event, date: str, form: str) -> None:
        """The place with its oblast, now and then another place; one to three topics."""
        chance = self._chance
        places = {event.place: "about"} if chance.random() < 0.9 else {}
        while chance.random() < 0.4:
            places.setdefault(self._places[self._oblasts.draw(chance)].draw(chance), "mentions")
        regions = {
            code: role for place, role in places.items()
            for code in (place, *gazetteer_ancestors(place))
        }  # fmt: skip
        subjects = {event.topic: "about"} if chance.random() < 0.9 else {}
        while chance.random() < 0.35:
            subjects.setdefault(self._topics.draw(chance), "mentions")
        spans = json.dumps([[0, len(form), "name"]])
        for kind, found in (("region", regions), ("topic", subjects)):
            own = {"occupied": 1} if kind == "region" else {}
            for code, role in found.items():
                batch.add(
                    f"article_{kind}s", article=article, role=role, words=form, spans=spans,
                    rule="name", weight=3.0 if role == "about" else 1.0, version="bench",
                    published=date, **own, **{kind: code},
                )  # fmt: skip

    def _count_something(
        self, batch: Batch, article: int, source: int, date: str, words: Prose
    ) -> None:
        """A figure in three of ten articles."""
        chance = self._chance
        if chance.random() > 0.3:
            return
        value = int(chance.lognormvariate(3, 1.5)) + 2
        batch.add(
            "figures", article=article, number=1, value=value, upper=value, kind="exact",
            what=chance.choice(("people", "children", "prisoners", "families")),
            words=f"{value}", counter=source_id(source), counter_words="", claimed=0,
            attributed_by="same body", flag="", source=source_id(source), published=date,
            sentence=chance.choice(words.counts).format(n=value),
        )  # fmt: skip


def write_story(batch: Batch, event: Event) -> None:
    """The story of an event: its articles, who has it from whom, its number."""
    if not event.placed:
        return
    origins = {source for _, source, role, _, _ in event.placed if role == "origin"}
    dates = [placed[3] for placed in event.placed]
    first = event.placed[0]
    number = {1: 3, 2: 2}.get(len(origins), 1)
    words = "One original source" if number == 3 else f"{len(origins)} separate origins"
    batch.add(
        "stories", id=event.story, title=first[4], earliest=min(dates), latest=max(dates),
        articles=len(event.placed), origins=len(origins), number=number, words=words,
        repeating=sum(role != "origin" for _, _, role, _, _ in event.placed), reason=f"N{number}",
        missing="", not_held="", rule_version="bench", updated=max(dates),
    )  # fmt: skip
    sentence = "As the first source reports, it happened in the morning."
    for at, (article, source, role, date, _) in enumerate(event.placed):
        relayed = role != "origin"
        batch.add(
            "story_articles", article=article, story=event.story, role=role,
            of_article=first[0] if relayed else None, of_body="",
            sentence=sentence if relayed else "", access="" if relayed else "interview",
            access_sentence="", counts=int(not relayed), origins=len(origins), published=date,
        )  # fmt: skip
        if relayed:
            batch.add(
                "story_edges", story=event.story, number=at, rule="I2", kind="relay",
                taker=article, giver=first[0], giver_body="", taker_source=source,
                giver_source=first[1], state="automatic", evidence=sentence,
            )  # fmt: skip
    batch.add(
        "story_numbers", story=event.story, at=max(dates), number=number, reason=f"N{number}",
        rule_version="bench",
    )  # fmt: skip


def write_revisions(batch: Batch, article: int, date: str, title: str, state: str) -> None:
    """One version; two of an article that was edited."""
    for number, changed in ((1, "first seen"), (2, "text")):
        if number == 1 or state == "edited":
            batch.add(
                "revisions", article=article, number=number, seen=date, title=title, words=150,
                text_sha256="0" * 64, changed=changed,
            )  # fmt: skip


@cache
def places_by_oblast() -> dict[str, list[str]]:
    """Codes of the oblast and of the places that are named in it, the larger ones first."""
    found: dict[str, list[str]] = {iso: [] for iso in OBLASTS}
    order = dict.fromkeys(gazetteer.FIRST_LEVEL, 0) | {"city": 1, "settlement": 2}
    listed = [region for region in gazetteer.regions() if region.kind in order]
    of_oblast = {
        gazetteer.region(code).iso: code for code in gazetteer.of_kind(*gazetteer.FIRST_LEVEL)
    }
    codes = {code: iso for iso, code in of_oblast.items()}
    for region in sorted(listed, key=lambda it: (order[it.kind], it.code)):
        inside = next((codes.get(c) for c in (region.code, *gazetteer.ancestors(region.code))
                       if c in codes), None)  # fmt: skip
        if inside in found and len(found[inside]) < PLACES:
            found[inside].append(region.code)
    return found


@cache
def gazetteer_ancestors(code: str) -> tuple[str, ...]:
    """The oblast around a place: the tagger tags no other unit around it."""
    return tuple(c for c in gazetteer.ancestors(code) if gazetteer.region(c).iso)


@cache
def name_of(code: str, language: str) -> Said:
    """The name of a place in a language."""
    region = gazetteer.region(code)
    return said(region.names.get(language) or region.name)


def said_together(first: Said, second: Said) -> Said:
    """Two pieces with a colon between them."""
    return Said(f"{second.plain}: {first.plain}", f"{second.folded} {first.folded}")
