"""The values of this room: what an article says of a claim, what binds two of them, the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Relation = Literal["asserts", "attributes", "disputes", "doubts", "refutes", "corrects", "retracts"]
"""How an article stands to the claim of its story (section 1.4)."""

Letter = Literal["A", "B", "C", "D", "E", "F"]
Status = Literal[
    "proposed", "probation", "active", "watch", "suspended", "quarantine", "retired", "rejected"
]
EdgeRule = Literal["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"]
EdgeKind = Literal["relay", "same-origin"]
EdgeState = Literal["automatic", "suggested", "rejected"]
Side = Literal["", "ukraine", "occupier"]
"""Whose body a party to the war is; empty for everybody else."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands on the day of the computation: a gate for counting, never a weight."""

    source: str
    letter: Letter = "F"
    status: Status = "active"
    side: Side = ""
    published_method: bool = False

    @property
    def may_count(self) -> bool:
        """Letter A to C, or sent by states with a published method, such as the UN missions; and
        active, on watch or on probation; never a party to the war."""
        return (
            (self.letter in {"A", "B", "C"} or self.published_method)
            and self.status in {"active", "watch", "probation"}
            and not self.side
        )

    @property
    def well_vetted(self) -> bool:
        """Letter A or B, as number 1 and a refutation ask for."""
        return self.letter in {"A", "B"} and self.may_count


@dataclass(frozen=True, slots=True)
class Telling:
    """One article of a story, or a body that speaks in one, as the number sees it.

    ``id`` is the key of the article. ``access``: it says how it knows, of its own.
    ``evidence``: it shows what a refutation rests on. ``partial``: it confirms only a part.
    ``document``: a primary document that we can see. ``day`` is YYYY-MM-DD or empty.
    """

    id: str
    standing: Standing
    relation: Relation = "asserts"
    access: bool = False
    evidence: bool = False
    partial: bool = False
    document: bool = False
    day: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A dependence of one article on another, or on a body whose own report we do not hold.

    ``relay``: ``giver`` is where ``taker`` has it from. ``same-origin``: both rest on one thing;
    ``taker`` is then merely the first of the two in the order of their ids. ``held`` is false
    where ``giver`` is the id of a body. ``evidence`` is what a reader is shown: the sentence,
    the overlap, the shared owner.
    """

    rule: EdgeRule
    kind: EdgeKind
    taker: str
    giver: str
    state: EdgeState
    evidence: str
    held: bool = True

    @property
    def counts(self) -> bool:
        """A suggested edge counts as dependence until a person has rejected it."""
        return self.state != "rejected"


@dataclass(frozen=True, slots=True)
class Admission:
    """A notice of the other side that an act happened: never of the accusation in it."""

    body: str
    article: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The number of one claim and why.

    ``groups`` are the ids of the articles that count, one tuple for each separate origin.
    ``repeating`` are those that left the count as relays. ``reason`` is the rule's name in
    docs/stories.md; ``missing`` says what would be needed for a better number.
    """

    number: int
    reason: str
    groups: tuple[tuple[str, ...], ...] = ()
    repeating: tuple[str, ...] = ()
    missing: str = ""
    not_held: str = ""
