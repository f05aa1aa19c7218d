"""The number of a claim, from 1 to 6: how many separate origins stand behind it. Pure.

The rules are those of section 1.4 of the notes on credibility (docs/stories.md has them in our
words), named there N5, N4, N1, N2, N3, N6 in the order in which they are tried. The letter of
a source is only a gate here; it is never turned into a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from aggregator.story.values import Admission, Edge, Standing, Telling, Verdict

RULE_VERSION = "1"
"""Stored with every result. Raised when a rule of this module, or of the edges, changes."""

_SECOND = "a second origin that says how it knows"
_TELLS = frozenset({"asserts", "attributes", "corrects"})


@dataclass(frozen=True, slots=True)
class Claim:
    """Everything that the number of one claim depends on. ``bodies`` are the standings of the
    bodies, by id, whose own reports we do not hold."""

    tellings: tuple[Telling, ...]
    edges: tuple[Edge, ...] = ()
    admissions: tuple[Admission, ...] = ()
    bodies: tuple[Standing, ...] = ()
    unlike: frozenset[tuple[str, str]] = frozenset()
    """Pairs of tellings, by id in order, of which it cannot be seen that they agree on the core."""


@dataclass(frozen=True, slots=True)
class _Count:
    """The origins that count, in their groups, and what stands beside them."""

    tellings: Mapping[str, Telling]
    relays: frozenset[str]
    groups: tuple[tuple[str, ...], ...]
    partial: tuple[tuple[str, ...], ...]

    def well_vetted(self) -> bool:
        return any(
            self.tellings[one].standing.well_vetted for group in self.groups for one in group
        )


def number_of(claim: Claim) -> Verdict:
    """The number of a claim: the first rule that matches wins (N5, N4, N1, N2, N3, N6).

    The order of tellings and edges makes no difference.
    """
    withdrawn = _withdrawn(claim)
    count = _counted(claim, withdrawn)
    repeating = tuple(sorted(count.relays))
    for rule in (_refuted, _disputed, _confirmed, _supported, _single):
        verdict = rule(claim, count, withdrawn)
        if verdict is not None:
            return Verdict(
                verdict.number, verdict.reason, count.groups, repeating, verdict.missing,
                verdict.not_held,
            )  # fmt: skip
    return Verdict(6, "N6", count.groups, repeating, _missing(claim, count))


def _withdrawn(claim: Claim) -> frozenset[str]:
    """The sources that took the claim back as false."""
    return frozenset(t.standing.source for t in claim.tellings if t.relation == "retracts")


def _counted(claim: Claim, withdrawn: frozenset[str]) -> _Count:
    """Who remains when the relays have left (I2, I3, I4), merged where they share an origin.

    A relay that says how it knows by itself stays. Same-origin edges merge only those that
    remain: never through a relay, so that a newsroom that quotes two monitors does not glue them
    into one. At most one origin on probation counts.
    """
    tellings = {t.id: t for t in claim.tellings}
    relays = frozenset(
        e.taker
        for e in claim.edges
        if e.kind == "relay" and e.counts and e.taker in tellings and not tellings[e.taker].access
    )
    remaining = [
        t
        for t in claim.tellings
        if t.relation in _TELLS
        and t.id not in relays
        and t.standing.source not in withdrawn
    ]  # fmt: skip
    group_of = _united((t.id for t in remaining), claim.edges)
    counting = _one_on_probation(t for t in remaining if t.access and t.standing.may_count)
    whole = _agreeing(_grouped([t for t in counting if not t.partial], group_of), claim, tellings)
    partial = _grouped([t for t in counting if t.partial], group_of)
    known = {group_of[group[0]] for group in whole}
    return _Count(tellings, relays, whole, tuple(g for g in partial if group_of[g[0]] not in known))


def _agreeing(
    groups: tuple[tuple[str, ...], ...], claim: Claim, tellings: Mapping[str, Telling]
) -> tuple[tuple[str, ...], ...]:
    """The largest set of groups that hang together by agreeing on the core: only origins that
    agree can confirm each other (N1). What agrees with nobody is not counted against them."""
    if len(groups) < 2 or not claim.unlike:
        return groups
    linked = {group: {group} for group in groups}
    for one, two in combinations(groups, 2):
        if any((min(a, b), max(a, b)) not in claim.unlike for a in one for b in two):
            both = linked[one] | linked[two]
            for group in both:
                linked[group] = both

    def rank(found: Iterable[tuple[str, ...]]) -> tuple[int, bool, tuple[tuple[str, ...], ...]]:
        listed = tuple(sorted(found))
        vetted = any(tellings[a].standing.well_vetted for group in listed for a in group)
        return -len(listed), not vetted, listed

    return tuple(sorted(min(linked.values(), key=rank)))


def _one_on_probation(tellings: Iterable[Telling]) -> list[Telling]:
    listed = sorted(tellings, key=lambda t: (t.partial, t.id))
    first = next((t.standing.source for t in listed if t.standing.status == "probation"), "")
    return [t for t in listed if t.standing.status != "probation" or t.standing.source == first]


def _united(ids: Iterable[str], edges: Sequence[Edge]) -> dict[str, str]:
    """Union-find over the same-origin edges between ``ids``: each id's group by its least id."""
    root = {each: each for each in ids}

    def find(each: str) -> str:
        while root[each] != each:
            root[each] = root[root[each]]
            each = root[each]
        return each

    for edge in edges:
        # A relay with access of its own keeps its say, but is no bridge: only same-origin merges.
        if edge.kind == "same-origin" and edge.counts and {edge.taker, edge.giver} <= root.keys():
            one, two = sorted((find(edge.taker), find(edge.giver)))
            root[two] = one
    return {each: find(each) for each in root}


def _grouped(
    tellings: Sequence[Telling], group_of: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[str]] = {}
    for telling in sorted(tellings, key=lambda t: t.id):
        groups.setdefault(group_of[telling.id], []).append(telling.id)
    return tuple(tuple(groups[root]) for root in sorted(groups))


def _refuted(claim: Claim, count: _Count, withdrawn: frozenset[str]) -> Verdict | None:
    """N5: the origin took it back as false and no other origin is left, or an A or B source
    refuted it, shows its evidence, and nobody answered."""
    if withdrawn and not count.groups:
        return Verdict(5, "N5 retracted")
    if any(
        t.relation == "refutes" and t.standing.well_vetted and t.evidence for t in claim.tellings
    ):
        return Verdict(5, "N5 refuted")
    return None


def _disputed(claim: Claim, count: _Count, _withdrawn: frozenset[str]) -> Verdict | None:
    """N4: two origins that count contradict each other on the core, or the origin published a
    notice of doubt. What a source says that may not count changes nothing: a denial of a body
    of the occupier is shown, not counted."""
    asserting = {count.tellings[one].standing.source for group in count.groups for one in group}
    told = {t.standing.source for t in claim.tellings if t.relation in _TELLS}
    counting = [t for t in claim.tellings if t.standing.may_count]
    if any(t.relation == "doubts" and t.standing.source in told for t in counting):
        return Verdict(4, "N4 doubt of the origin")
    if any(
        t.relation in {"disputes", "refutes"} and t.access and asserting - {t.standing.source}
        for t in counting
    ):
        return Verdict(4, "N4 contradicted")
    return None


def _confirmed(_claim: Claim, count: _Count, _withdrawn: frozenset[str]) -> Verdict | None:
    """N1: two or more separate origins agree on the core, at least one of them A or B."""
    if len(count.groups) >= 2 and count.well_vetted():
        return Verdict(1, "N1")
    return None


def _supported(claim: Claim, count: _Count, _withdrawn: frozenset[str]) -> Verdict | None:
    """N2: one origin, and a second that confirms a part, a primary document that we can see, an
    admission of the other side that another article reports, or a statement of the Ukrainian
    side; or two origins, none of them A or B."""
    if len(count.groups) >= 2:
        return Verdict(2, "N2 two not fully vetted", missing="one more origin with letter A or B")
    if len(count.groups) != 1:
        return None
    official = any(
        t.standing.side == "ukraine" and t.relation in _TELLS and t.id not in count.relays
        for t in claim.tellings
    )
    supports = {
        "N2 confirmed in part": bool(count.partial),
        "N2 document": any(t.document for t in claim.tellings),
        "N2 admission": any(a.article not in count.groups[0] for a in claim.admissions),
        "N2 statement of the Ukrainian side": official,
    }
    reason = next((reason for reason, found in supports.items() if found), "")
    return Verdict(2, reason, missing=_SECOND) if reason else None


def _single(claim: Claim, count: _Count, _withdrawn: frozenset[str]) -> Verdict | None:
    """N3: one origin that says how it knows; or only relays of a vetted body whose own report we
    do not hold: its vetting gives at most 3."""
    if len(count.groups) == 1 or count.partial:
        return Verdict(3, "N3", missing=_SECOND)
    bodies = {standing.source: standing for standing in claim.bodies}
    # Where the original stands in the story it is judged as it is: repeating it adds nothing.
    present = {t.standing.source for t in claim.tellings}
    for edge in sorted(claim.edges, key=lambda e: (e.giver, e.taker)):
        absent = edge.kind == "relay" and edge.counts and not edge.held
        body = bodies.get(edge.giver)
        if absent and body is not None and body.may_count and edge.giver not in present:
            return Verdict(
                3, "N3 original not held", missing=f"the report of {edge.giver} itself",
                not_held=edge.giver,
            )  # fmt: skip
    return None


def _missing(claim: Claim, count: _Count) -> str:
    """Why nothing better than 6 came out."""
    remaining = [
        t for t in claim.tellings if t.id not in count.relays and t.relation in _TELLS
    ]  # fmt: skip
    if not remaining:
        return "the original report: everybody repeats somebody else"
    if all(t.standing.side for t in remaining):
        return "an origin that is no party to the war"
    if any(t.standing.may_count for t in remaining):
        return "a sentence that says how the source knows"
    return "an origin that is vetted (letter A to C, not suspended)"
