"""An article as the edges and the number of its story need it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aggregator.story.access import Access, Third, access_of, third_parties
from aggregator.story.cues import Mention, Sentence, mask, mentions_from, sentences_of
from aggregator.story.genre import OPENING, Genre, genre_of
from aggregator.story.values import Relation


@dataclass(frozen=True, slots=True)
class Told:
    """An article as stored: what :func:`member_of` reads. ``organisations`` is the list of
    :class:`~aggregator.model.Tagged`; ``published`` is ISO 8601 in UTC."""

    key: str
    source: str
    published: str
    language: str | None
    author: str | None
    title: str
    text: str
    link: str | None
    state: str
    organisations: list[Any]
    genre: Genre | None = None  # where it is known already
    cued: bool = True  # False: no sentence of it says how it knows, or on whom it rests


@dataclass(frozen=True, slots=True)
class Bodies:
    """Whose word is whose: the ids of all sources, and of bodies by their side."""

    sources: frozenset[str]
    ukraine: frozenset[str]
    occupier: frozenset[str]
    others: frozenset[str]  # sources and bodies that may be quoted, none of the occupier's


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a story, read."""

    told: Told
    genre: Genre
    mentions: tuple[Mention, ...]
    sentences: tuple[Sentence, ...]
    access: Access | None
    thirds: tuple[Third, ...]
    said: Relation  # what it says of an earlier report: asserts unless a cue says otherwise
    said_in: str = ""  # the sentence with that cue
    shows: bool = False  # evidence stands beside a refutation
    partial: bool = False

    @property
    def id(self) -> str:
        """The key of the article."""
        return self.told.key

    @property
    def source(self) -> str:
        """Who published it."""
        return self.told.source


def member_of(told: Told, bodies: Bodies) -> Member:
    """Reads one article for its story."""
    mentions = mentions_from(told.organisations)
    sentences = sentences_of(told.title, told.text, mentions, told.source) if told.cued else ()
    relays = any(
        m.role == "quoted" and m.organisation != told.source and m.organisation in bodies.others
        for m in mentions
    )
    related = tuple(s for s in sentences if s.bits & mask("relation"))
    said, said_in = _relation(told, related)
    return Member(
        told=told,
        genre=told.genre or genre_of(told.title, told.text, mentions),
        mentions=mentions,
        sentences=sentences,
        access=access_of(sentences, told.source, relays=relays, others=bodies.others),
        thirds=third_parties(sentences),
        said=said,
        said_in=said_in,
        shows=any(s.has("relation", "shown") for s in related),
        partial=any(s.has("relation", "partial") for s in related),
    )


def _relation(told: Told, sentences: tuple[Sentence, ...]) -> tuple[Relation, str]:
    """Retraction, doubt and correction stand at the beginning; a contradiction anywhere."""
    if told.state == "retracted":
        return "retracts", told.title
    head = f"{told.title}\n\n{told.text[:OPENING]}"
    opening = [s for s in sentences if s.text in head or head.endswith(s.text[:40])]
    kinds: tuple[Relation, ...] = ("retracts", "doubts", "corrects")
    for kind in kinds:
        found = next((s for s in opening if s.has("relation", kind)), None)
        if found:
            return kind, found.text
    found = next((s for s in sentences if s.has("relation", "disputes")), None)
    return ("disputes", found.text) if found else ("asserts", "")
