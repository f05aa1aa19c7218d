"""One story judged: the role of each article, the edges, the number and what it rests on. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from aggregator.story.edges import Rejection, Tie, edges_of
from aggregator.story.member import Bodies, Member
from aggregator.story.number import Claim, number_of
from aggregator.story.values import Admission, Edge, Relation, Standing, Telling, Verdict

Role = Literal[
    "origin", "relay", "copy", "translation", "review", "statement", "appeal", "guide", "analysis",
    "list", "correction", "retraction", "doubt",
]  # fmt: skip


_ANNOUNCES = re.compile(
    r"^(?:повідом|сообщ|announc|report|said|says|заяв|stat(?:ed|es)|publish|оприлюдн|опублик|"
    r"опублік|confirm|підтверд|подтверд|пресслужб|прес-служб|пресс-служб|press)"
)
"""Words that announce; not "claims", which keeps its distance."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An article in its story: its role, of whom, and the sentence that says so."""

    article: str
    role: Role
    of: str = ""  # the key of an article, or a body that we do not hold
    held: bool = True
    sentence: str = ""
    access: str = ""  # how it says that it knows
    access_sentence: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A story judged. ``verdict`` is None where the story gets no number."""

    id: str
    articles: tuple[Placed, ...]
    edges: tuple[Edge, ...]
    verdict: Verdict | None
    claim: Claim
    origins: int  # separate groups that count


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a story is judged by beside its articles."""

    bodies: Bodies
    standings: Mapping[str, Standing]
    ties: tuple[Tie, ...] = ()
    rejections: tuple[Rejection, ...] = ()

    def standing(self, body: str) -> Standing:
        """A source's standing, or that of a body without a record."""
        known = self.standings.get(body)
        if known is not None:
            return known
        if body in self.bodies.ukraine:
            return Standing(body, side="ukraine")
        return Standing(body, side="occupier" if body in self.bodies.occupier else "")


def story_id(members: Iterable[Member]) -> str:
    """The key of the story: that of its first article, by day and key. Whatever the order of
    arrival, the same articles give the same key."""
    first = min(members, key=lambda m: (m.told.published, m.id))
    return first.id


def judge(
    members: Sequence[Member],
    known: Surroundings,
    agrees: Callable[[str, str], bool] = lambda _one, _two: True,
) -> Story:
    """Judges one story. The order of ``members`` makes no difference. ``agrees`` tells of two
    articles, by key, whether they agree on the core."""
    ordered = sorted(members, key=lambda m: (m.told.published, m.id))
    relations = {m.id: _relation(m, ordered) for m in ordered}
    edges = edges_of(ordered, known.ties, known.bodies, known.rejections)
    edges = tuple(e for e in edges if not _follow_up(e, relations))
    reports = [m for m in ordered if m.genre == "report" or relations[m.id] == "refutes"]
    numbered = any(m.genre == "report" for m in reports)
    # A page that vanished is no retraction, and no longer counts (1.5).
    standing = [m for m in reports if m.told.state != "gone"]
    claim = _claim(standing, relations, edges, known)
    claim = replace(claim, unlike=_unlike(reports, agrees))
    verdict = number_of(claim) if numbered else None
    placed = tuple(_placed(m, relations[m.id], edges) for m in ordered)
    origins = len(verdict.groups) if verdict else 0
    return Story(story_id(ordered), placed, edges, verdict, claim, origins)


def _unlike(
    reports: Sequence[Member], agrees: Callable[[str, str], bool]
) -> frozenset[tuple[str, str]]:
    """The pairs of reports that say how they know, and do not visibly agree."""
    knowing = sorted(m.id for m in reports if m.access is not None)
    return frozenset(each for each in combinations(knowing, 2) if not agrees(*each))


def _relation(member: Member, ordered: Sequence[Member]) -> Relation:
    """How an article stands to the claim. Only a source that said something before can take it
    back; only a report that names another source of the story can contradict it."""
    said = member.said
    others = {m.source for m in ordered} - {member.source}
    named = {m.organisation for m in member.mentions} & others
    if member.genre == "review":
        return "refutes" if named else "attributes"
    if said in {"retracts", "doubts", "corrects"}:
        earlier = any(
            m.source == member.source and m.id != member.id and m.said == "asserts" for m in ordered
        )
        marked = member.told.state == "retracted"
        return said if earlier or marked else "asserts"
    if said == "disputes":
        return "disputes" if named and member.access else "asserts"
    return "asserts"


def _follow_up(edge: Edge, relations: Mapping[str, Relation]) -> bool:
    """A refutation names what it refutes; that is no repetition."""
    return edge.kind == "relay" and relations.get(edge.taker) in {"refutes", "disputes"}


def _claim(
    reports: Sequence[Member],
    relations: Mapping[str, Relation],
    edges: Sequence[Edge],
    known: Surroundings,
) -> Claim:
    listed = {m.id for m in reports}
    inside = tuple(
        e for e in edges if e.taker in listed and (e.giver in listed or not e.held)
    )  # fmt: skip
    tellings = tuple(
        Telling(
            m.id,
            known.standing(m.source),
            relations[m.id],
            access=m.access is not None,
            evidence=m.shows,
            partial=m.partial,
            day=m.told.published[:10],
        )
        for m in reports
    )
    absent = sorted({e.giver for e in inside if not e.held})
    return Claim(
        tellings + _officials(reports, inside, known),
        inside,
        tuple(a for m in reports for a in _admissions(m, known.bodies)),
        tuple(known.standing(body) for body in absent),
    )


def _officials(
    reports: Sequence[Member], edges: Sequence[Edge], known: Surroundings
) -> tuple[Telling, ...]:
    """Statements of the Ukrainian side that we hold only as repeated by others who repeat nobody
    else."""
    found: dict[str, Telling] = {}
    for member in reports:
        givers = {e.giver for e in edges if e.taker == member.id and e.kind == "relay"}
        for giver in sorted(givers):
            standing = known.standing(giver)
            if len(givers) == 1 and standing.side == "ukraine":
                found.setdefault(giver, Telling(f"body:{giver}", standing, "asserts"))
    return tuple(found.values())


def _admissions(member: Member, bodies: Bodies) -> list[Admission]:
    """Sentences in which a body of the occupier announces that an act happened."""
    found = []
    for sentence in member.sentences:
        for mention in sentence.mentions:
            if mention.organisation not in bodies.occupier or mention.role != "quoted":
                continue
            if not _ANNOUNCES.search(mention.cue.casefold()):
                continue
            if sentence.has("notice", "acts"):
                found.append(Admission(mention.organisation, member.id, sentence.text))
    return found


def _placed(member: Member, relation: Relation, edges: Sequence[Edge]) -> Placed:
    access = member.access
    kind, sentence = (access.kind, access.sentence) if access else ("", "")

    def placed(role: Role, of: str = "", held: bool = True, words: str = "") -> Placed:
        return Placed(member.id, role, of, held, words, kind, sentence)

    roles: dict[Relation, Role] = {
        "retracts": "retraction", "doubts": "doubt", "corrects": "correction",
        "refutes": "review",
    }  # fmt: skip
    if relation in roles:
        return placed(roles[relation], words=member.said_in)
    if member.genre != "report":
        return placed(member.genre)
    givers = [e for e in edges if e.taker == member.id and e.kind == "relay" and e.counts]
    if givers and access is None:
        best = min(givers, key=_telling)
        role: Role = "copy" if best.rule == "I3" and best.state == "automatic" else "relay"
        role = "translation" if best.rule == "I4" else role
        return placed(role, best.giver, best.held, best.evidence)
    return placed("origin")


def _telling(edge: Edge) -> tuple[bool, bool, bool, str]:
    """What we hold comes first, then the certain, then the copies."""
    return not edge.held, edge.state != "automatic", edge.rule != "I3", edge.giver
