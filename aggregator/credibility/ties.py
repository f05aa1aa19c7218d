"""Ties between sources: one owner, one coalition, one documentation pipeline. Pure.

For independence only (credibility notes, 1.4: I1 and I5): no letter reads a tie, because whoever
works together with others is not the worse for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from aggregator.credibility.letters_record import valid_on
from aggregator.credibility.values import TieKind
from aggregator.model import Registry, Source


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """Two sources, ``a`` before ``b`` by id, and what ties them.

    ``ownership``: one publisher, owner or controller (I1). ``pipeline``: joint mission, joint
    statement or shared database; what comes from it is one origin (I5). ``membership``: one
    coalition, which alone makes dependence only possible (I5). ``through`` is the body or the
    work that ties them; the ends of the span are as precise as known and both included.
    """

    a: str
    b: str
    kind: TieKind
    through: str
    valid_from: str | None = None
    valid_to: str | None = None
    evidence: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the tie holds on ``day``."""
        return valid_on(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True)
class _Hold:
    """One end of a tie: a source and the body that it hangs on."""

    source: str
    kind: TieKind
    body: str
    valid_from: str | None = None
    valid_to: str | None = None
    evidence: str | None = None


def ties(registry: Registry) -> frozenset[Tie]:
    """Every tie between two sources of the registry.

    Two sources are tied where one names the other, and where both name the same body: the owner
    or pipeline under ``ties``, or the coalition under ``memberships``. A span is that in which
    both ends hold; ties whose ends never hold together are left out.
    """
    names = _ids_by_name(registry)
    shown = {source.id: source.name for source in registry.sources}
    holds: dict[tuple[TieKind, str], list[_Hold]] = {}
    for source in registry.sources:
        for hold in _holds(source, names):
            holds.setdefault((hold.kind, hold.body), []).append(hold)
    found: set[Tie] = set()
    for (kind, body), ends in holds.items():
        # Where the body is a source itself, it is an end too, without limits of its own.
        own = [_Hold(body, kind, body)] if body in shown else []
        for one, other in combinations([*ends, *own], 2):
            if one.source != other.source:
                found |= set(_tie(one, other, shown.get(body, body)))
    return frozenset(found)


def _holds(source: Source, names: dict[str, str]) -> Iterator[_Hold]:
    for stated in source.ties:
        body = names.get(_key(stated.to), stated.to)
        yield _Hold(
            source.id, stated.kind, body, stated.valid_from, stated.valid_to, stated.evidence
        )
    for name in source.memberships:
        yield _Hold(source.id, "membership", names.get(_key(name), name))


def _ids_by_name(registry: Registry) -> dict[str, str]:
    """A source may be named as a body by its id or by any of its names. A name that two sources
    bear stands for neither, and a coalition is never taken for a source by an alias alone."""
    found: dict[str, set[str]] = {}
    for source in registry.sources:
        for name in (source.id, source.name, *source.names.values()):
            found.setdefault(_key(name), set()).add(source.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _tie(one: _Hold, other: _Hold, through: str) -> Iterator[Tie]:
    a, b = sorted((one.source, other.source))
    begin = _later(one.valid_from, other.valid_from)
    end = _earlier(one.valid_to, other.valid_to)
    if begin is not None and end is not None and begin[: len(end)] > end[: len(begin)]:
        return
    evidence = "; ".join(dict.fromkeys(e for e in (one.evidence, other.evidence) if e))
    yield Tie(a, b, one.kind, through, begin, end, evidence or None)


def _later(one: str | None, other: str | None) -> str | None:
    """The later of two beginnings; a less precise one begins with its first day."""
    return max((each for each in (one, other) if each), default=None)


def _earlier(one: str | None, other: str | None) -> str | None:
    """The earlier of two ends; a less precise one ends with its last day."""
    return min(
        (each for each in (one, other) if each), key=lambda e: (e + "-99-99")[:10], default=None
    )
