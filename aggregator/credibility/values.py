"""The values of a source's record, as feeds.yaml states them. Part of :mod:`aggregator.model`.

Rules and their numbers: the project's notes on credibility, section 1.3; docs/credibility.md
tells them in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["proposed", "probation", "active", "watch", "retired", "rejected", "quarantine"]
"""How far a source is admitted; a suspension is dated, see :class:`Suspension`."""
StatusNow = Literal[Status, "suspended"]
Organ = Literal["occupying power", "state", "party", "army"]
IncidentKind = Literal["fabrication", "material error", "other"]
TieKind = Literal["ownership", "membership", "pipeline"]


@dataclass(frozen=True, slots=True)
class Reuse:
    """How much of an article may be shown: ``full``, ``excerpt`` of N characters, ``link``,
    or ``unknown`` (title and 200 characters)."""

    rule: Literal["full", "excerpt", "link", "unknown"] = "unknown"
    characters: int | None = None
    evidence: str | None = None
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class LegalStatus:
    """What Russian law calls the source. ``unknown`` must never be shown as safe."""

    status: Literal["undesirable", "foreign-agent", "extremist", "blocked", "unknown"] = "unknown"
    since: str | None = None  # as precise as known: 2022, 2022-05 or 2022-05-06
    list_number: int | None = None
    evidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Permission:
    """A group's word that its pages may be fetched whatever its robots.txt says."""

    given_on: date
    contact: str  # who gave it: a role or an address that may be public
    evidence: str  # where it is written down


@dataclass(frozen=True, slots=True)
class Voucher:
    """Somebody who says that a source is reliable: who, in what words, where, from, to."""

    by: str
    url: str | None
    words: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    reason: str | None = None
    coalition: bool = False  # the voucher sits in the same coalition as the source
    by_source: str | None = None  # the voucher's id, where it is a source itself
    speaks_for: str | None = None  # the coalition that it belongs to, another than the source's


@dataclass(frozen=True, slots=True)
class VettingAnswer:
    """One answer to one vetting question (V1 to V12) with its evidence."""

    question: str
    answer: Literal["yes", "partly", "no", "unknown", "withheld-for-safety", "n.a."]
    evidence: str | None = None
    assessed_on: date | None = None
    assessor: str | None = None
    note: str | None = None
    archived: str | None = None  # where our copy of the evidence lies
    organ_of: Organ | None = None  # V3 no: whose organ
    covers_months: int | None = None  # V10: months of back catalogue that were checked


@dataclass(frozen=True, slots=True)
class Incident:
    """What went wrong at a source, and how it was handled. ``noticed_on`` is the day on which
    the source was told of a material error, ``corrected_on`` the day of its correction."""

    happened_on: str
    what: str
    evidence: str | None = None
    outcome: str | None = None
    kind: IncidentKind = "other"
    noticed_on: date | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One round of vetting. ``full``: two assessors without ties asked all twelve questions;
    ``desk``: archived pages were read, nobody was asked."""

    reviewed_on: date
    kind: Literal["full", "desk"]
    assessors: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    """From when to when (both days included) a source does not count, and why."""

    valid_from: date
    reason: str
    valid_to: date | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A subject for which a source has answers of its own: record = source and scope."""

    scope: str
    topics: tuple[str, ...] = ()
    vetting: tuple[VettingAnswer, ...] = ()
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedTie:
    """What feeds.yaml says about a tie between a source and another body. A tie decides what is
    independent; it never speaks for or against the quality of either."""

    to: str  # the id of a source, or the name of a body that is none
    kind: Literal["ownership", "pipeline"]
    words: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    evidence: str | None = None
