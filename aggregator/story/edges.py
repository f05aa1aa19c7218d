"""Who has it from whom: the relay and same-origin edges I1 to I8 of one story. Pure.

Every edge carries what a reader is shown as its evidence. A suggested edge counts until a
person rejects it with a reason (section 1.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from aggregator.model import document
from aggregator.story.cues import Mention
from aggregator.story.member import Bodies, Member
from aggregator.story.overlap import COPY, RELAY, overlap, runs_of
from aggregator.story.values import Edge, EdgeRule, EdgeState
from aggregator.story.words import skeleton

TieKind = str  # ownership, membership, pipeline

FEWEST_NUMBERS = 3
"""Numbers in the same order that two texts must share to look like a translation (I4)."""
SAME_NAMES = 0.6
"""Share of the shorter list of names that must be the same for that."""
UNUSUAL = 100
"""From here on, and where it does not end in 0, a figure is unusual (I8)."""

_NUMBER = re.compile(r"\d+(?:[  \u202f.,]\d{3})*")
_CAPITALISED = re.compile(r"(?<=[^\s.!?…:]\s)[«“\"(]?([A-ZА-ЯІЇЄҐ][^\W\d_]{2,})")
_GENERIC_AUTHORS = frozenset(
    "admin administrator editor editorial редакція редакция редактор автор author press пресслужба "
    "прес-служба newsroom".split()
)
_FEWEST_LETTERS_OF_AN_AUTHOR = 5


@dataclass(frozen=True, slots=True)
class Tie:
    """Two sources and what ties them: ownership, pipeline or membership."""

    kind: TieKind
    sources: frozenset[str]
    through: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A person's word that an edge is none; the reason is kept with it."""

    rule: EdgeRule
    taker: str
    giver: str
    reason: str


def edges_of(
    members: Sequence[Member],
    ties: Iterable[Tie],
    bodies: Bodies,
    rejected: Iterable[Rejection] = (),
) -> tuple[Edge, ...]:
    """Every edge between the articles of one story, and from them to bodies whose own reports
    are not in it. The order of the articles makes no difference."""
    ordered = sorted(members, key=lambda m: (m.told.published, m.id))
    by_source: dict[str, list[Member]] = {}
    for member in ordered:
        by_source.setdefault(member.source, []).append(member)
    found: dict[tuple[str, str, str], Edge] = {}
    for edge in _attributed(ordered, by_source, bodies):
        found.setdefault((edge.rule, edge.taker, edge.giver), edge)
    if len(ordered) > 1:
        for edge in _between(ordered, by_source, tuple(ties)):
            found.setdefault((edge.rule, edge.taker, edge.giver), edge)
    reasons = {(r.rule, r.taker, r.giver): r.reason for r in rejected}
    return tuple(
        replace(edge, state="rejected", evidence=f"{edge.evidence} Rejected: {reasons[key]}")
        if key in reasons
        else edge
        for key, edge in sorted(found.items())
    )


def _between(
    ordered: Sequence[Member], by_source: Mapping[str, Sequence[Member]], ties: Sequence[Tie]
) -> Iterator[Edge]:
    """The edges that only pairs of articles have."""
    yield from _reused(ordered)
    yield from _translated(ordered)
    yield from _tied(ordered, ties)
    yield from _joint(ordered, by_source)
    yield from _same_third(ordered)
    yield from _same_author(ordered)
    yield from _same_figure(ordered)


def _same(rule: EdgeRule, one: Member, two: Member, state: EdgeState, evidence: str) -> Edge:
    taker, giver = sorted((one.id, two.id))
    return Edge(rule, "same-origin", taker, giver, state, evidence)


# --- relays ------------------------------------------------------------------------------


def _attributed(
    ordered: Sequence[Member], by_source: Mapping[str, Sequence[Member]], bodies: Bodies
) -> Iterator[Edge]:
    """I2: it attributes the claim to another: by name and reporting verb, or link, in one
    sentence (automatic); by name alone only where that source's own report is in the story
    (suggested)."""
    for member in ordered:
        for mention in member.mentions:
            body = mention.organisation
            if body == member.source or mention.role == "claimant":
                continue
            sentence = _sentence(member, mention)
            own = _earliest(by_source.get(body, ()), member)
            if own is not None:
                state: EdgeState = "automatic" if mention.role == "quoted" else "suggested"
                yield Edge("I2", "relay", member.id, own.id, state, sentence)
            # What the other side announced is a notice, and no source that is repeated, wherever
            # the article says how it knows.
            elif mention.role == "quoted" and not (body in bodies.occupier and member.access):
                yield Edge("I2", "relay", member.id, body, "automatic", sentence, held=False)
        yield from _channel(member)


def _channel(member: Member) -> Iterator[Edge]:
    """A channel is no organisation of the list, but a report may rest on nothing else."""
    if member.access is not None:
        return
    for third in member.thirds:
        if third.kind == "channel":
            name = f"channel {third.name}".strip()
            yield Edge("I2", "relay", member.id, name, "automatic", third.sentence, held=False)


def _earliest(reports: Sequence[Member], after: Member) -> Member | None:
    """The first report of a source that stands in the story and is a report of the event."""
    return next((m for m in reports if m.id != after.id and m.said != "retracts"), None)


def _sentence(member: Member, mention: Mention) -> str:
    start, end = mention.sentence
    return document(member.told.title, member.told.text)[start:end].strip() or mention.form


def _reused(ordered: Sequence[Member]) -> Iterator[Edge]:
    """I3: the later text shares 20 % (suggested) or 60 % (automatic) of the shorter text's runs
    of five words with the earlier one of another source."""
    runs = {m.id: runs_of(f"{m.told.title}\n{m.told.text}") for m in ordered}
    for earlier, later in combinations(ordered, 2):
        if earlier.source == later.source or earlier.told.language != later.told.language:
            continue
        share = overlap(runs[earlier.id], runs[later.id])
        if share >= RELAY:
            state: EdgeState = "automatic" if share >= COPY else "suggested"
            evidence = f"{share:.0%} of the shorter text stand in the other, word for word."
            yield Edge("I3", "relay", later.id, earlier.id, state, evidence)


def _translated(ordered: Sequence[Member]) -> Iterator[Edge]:
    """I4: the same numbers and names in the same order in another language (suggested); two
    languages of one source are one publisher already (I1)."""
    read = {m.id: (_numbers(m), _names(m)) for m in ordered}
    for earlier, later in combinations(ordered, 2):
        if earlier.source == later.source or earlier.told.language == later.told.language:
            continue
        (one, names), (two, others) = read[earlier.id], read[later.id]
        if len(one) < FEWEST_NUMBERS or one != two:
            continue
        shared = len(set(names) & set(others))
        if shared >= SAME_NAMES * min(len(set(names)), len(set(others))):
            evidence = f"The same numbers in the same order: {', '.join(map(str, one))}."
            yield Edge("I4", "relay", later.id, earlier.id, "suggested", evidence)


def _numbers(member: Member) -> list[int]:
    return [int(re.sub(r"\D", "", m)[:9]) for m in _NUMBER.findall(member.told.text)]


def _names(member: Member) -> list[str]:
    return [s for s in map(skeleton, _CAPITALISED.findall(member.told.text)) if s]


# --- same origin --------------------------------------------------------------------------


def _tied(ordered: Sequence[Member], ties: Sequence[Tie]) -> Iterator[Edge]:
    """I1: one publisher, owner or controller (automatic). I5: one documentation pipeline
    (automatic); mere membership of one coalition (suggested: a person must say why separate)."""
    for one, two in combinations(ordered, 2):
        if one.source == two.source:
            yield _same("I1", one, two, "automatic", "One publisher.")
            continue
        for tie in ties:
            if {one.source, two.source} <= tie.sources:
                rule: EdgeRule = "I1" if tie.kind == "ownership" else "I5"
                state: EdgeState = "suggested" if tie.kind == "membership" else "automatic"
                yield _same(rule, one, two, state, f"{_TIE_WORDS[tie.kind]} {tie.through}.")


_TIE_WORDS = {
    "ownership": "Owned or controlled by",
    "pipeline": "They document together:",
    "membership": "Both belong to",
}


def _joint(ordered: Sequence[Member], by_source: Mapping[str, Sequence[Member]]) -> Iterator[Edge]:
    """I5: a sentence that says they did it together."""
    for member in ordered:
        for sentence in member.sentences:
            others = {m.organisation for m in sentence.mentions} - {member.source}
            if not others & by_source.keys() or not sentence.has("joint"):
                continue
            for other in sorted(others & by_source.keys()):
                for partner in by_source[other]:
                    yield _same("I5", member, partner, "automatic", sentence.text)


def _same_third(ordered: Sequence[Member]) -> Iterator[Edge]:
    """I6: both rest on the same lawyer, relative, channel or press service. Named alike:
    automatic; where a name is missing it is suggested, for it may be the same."""
    for one, two in combinations(ordered, 2):
        if one.source == two.source:
            continue
        for third in one.thirds:
            for other in two.thirds:
                if third.kind != other.kind:
                    continue
                if third.name and other.name and third.name != other.name:
                    continue
                named = third.name and third.name == other.name
                state: EdgeState = "automatic" if named else "suggested"
                yield _same("I6", one, two, state, f"{third.sentence} / {other.sentence}")


def _same_author(ordered: Sequence[Member]) -> Iterator[Edge]:
    """I7: one author."""
    for one, two in combinations(ordered, 2):
        author = _author(one)
        if one.source != two.source and author and author == _author(two):
            yield _same("I7", one, two, "automatic", f"Written by {one.told.author}.")


def _author(member: Member) -> str:
    name = " ".join((member.told.author or "").casefold().split())
    generic = not _GENERIC_AUTHORS.isdisjoint(name.split())
    return "" if generic or len(name) < _FEWEST_LETTERS_OF_AN_AUTHOR else name


def _same_figure(ordered: Sequence[Member]) -> Iterator[Edge]:
    """I8: the same unusual figure, and neither names the other (suggested). The articles of a
    story lie within seven days or so of each other by the way stories are made."""
    unusual = {m.id: {n for n in _numbers(m) if n >= UNUSUAL and n % 10 and not _year(n)}
               for m in ordered}  # fmt: skip
    for one, two in combinations(ordered, 2):
        shared = unusual[one.id] & unusual[two.id]
        if shared and one.source != two.source and not _names_the_other(one, two):
            figures = ", ".join(map(str, sorted(shared)))
            evidence = f"Both give the figure {figures}; neither says from whom it has it."
            yield _same("I8", one, two, "suggested", evidence)


def _names_the_other(one: Member, two: Member) -> bool:
    return any(m.organisation == two.source for m in one.mentions) or any(
        m.organisation == one.source for m in two.mentions
    )


def _year(number: int) -> bool:
    return 1900 <= number <= 2035
