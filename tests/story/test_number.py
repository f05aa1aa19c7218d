"""The table of the number, by the trial cases of the notes and one case for each rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.story.number import Claim, number_of
from aggregator.story.values import Admission, Edge, Standing, Telling

B, C, F = (Standing(f"source-{letter}", letter) for letter in ("B", "C", "F"))


def own(name: str, letter: str = "B", **more: object) -> Telling:
    """An origin that says how it knows."""
    standing = Standing(name, letter, more.pop("status", "active"), more.pop("side", ""))
    return Telling(name, standing, access=True, **more)


def relay(taker: str, giver: str, *, state: str = "automatic", held: bool = True) -> Edge:
    return Edge("I2", "relay", taker, giver, state, "the sentence", held)


def same(one: str, two: str, rule: str = "I5", state: str = "automatic") -> Edge:
    return Edge(rule, "same-origin", one, two, state, "the tie")


def told(name: str, letter: str = "B") -> Telling:
    return Telling(name, Standing(name, letter), "attributes")


NOTICE = Admission("occupation-courts", "mediazona", "The court's press service said so.")

TRIALS = {
    "one primary and 11 relays": (
        Claim((own("chrg"), *(told(f"n{i}") for i in range(11))),
              tuple(relay(f"n{i}", "chrg") for i in range(11))), 3),
    "two monitors and a newsroom quoting both": (
        Claim((own("chrg"), own("krymsos"), told("radio")),
              (relay("radio", "chrg"), relay("radio", "krymsos"))), 1),
    "KHPG and T4P": (Claim((own("khpg"), own("t4p")), (same("khpg", "t4p"),)), 3),
    "one monitor and a notice of the occupation's court": (
        Claim((own("chrg"), told("mediazona")),
              (relay("mediazona", "occupation-courts", held=False),), (NOTICE,)), 2),
    "three sites that nobody has vetted": (
        Claim((own("a", "F"), own("b", "F"), own("c", "F"))), 6),
    "two sources on probation": (
        Claim((own("a", "C", status="probation"), own("b", "C", status="probation"))), 3),
    "two C sources": (Claim((own("a", "C"), own("b", "C"))), 2),
    "the General Staff alone": (Claim((own("general-staff", "C", side="ukraine"),)), 6),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIALS)
def test_the_trial_cases_of_the_notes_come_out_as_written(name: str) -> None:
    claim, number = TRIALS[name]
    assert number_of(claim).number == number


FURTHER = {
    "nothing at all": (Claim(()), 6),
    "nobody says how they know": (Claim((replace(own("chrg"), access=False),)), 6),
    "an A source alone": (Claim((own("a", "A"),)), 3),
    "a D source alone": (Claim((own("d", "D"),)), 6),
    "a suspended source": (Claim((own("a", "B", status="suspended"),)), 6),
    "a source on watch": (Claim((own("a", "B", status="watch"),)), 3),
    "B and one on probation": (Claim((own("a"), own("b", "C", status="probation"))), 1),
    "a statement of the Ukrainian side beside one origin": (
        Claim((own("khpg"), own("ombudsman", "F", side="ukraine"))), 2),
    "a statement of the occupier beside one origin": (
        Claim((own("khpg"), own("court", "F", side="occupier"))), 3),
    "one that confirms a part": (Claim((own("a"), own("b", partial=True))), 2),
    "a document that we can see": (Claim((own("a", document=True),)), 2),
    "a relay of a vetted body that we do not hold": (
        Claim((told("radio"),), (relay("radio", "chrg", held=False),), (),
              (Standing("chrg", "B"),)), 3),
    "a relay of an official whom we do not hold": (
        Claim((told("radio"),), (relay("radio", "ombudsman", held=False),), (),
              (Standing("ombudsman", "F", side="ukraine"),)), 6),
    "an original that does not say how it knows is not better for being repeated": (
        Claim((replace(own("chrg"), access=False), told("radio")),
              (relay("radio", "chrg", held=False),), (), (Standing("chrg", "B"),)), 6),
    "retracted by the only origin": (
        Claim((own("a"), Telling("a2", Standing("a", "B"), "retracts"))), 5),
    "retracted by one of two origins": (
        Claim((own("a"), own("b"), Telling("a2", Standing("a", "B"), "retracts"))), 3),
    "refuted by B with evidence": (
        Claim((own("a"), Telling("f", Standing("f", "B"), "refutes", evidence=True))), 5),
    "refuted by B without evidence": (
        Claim((own("a"), Telling("f", Standing("f", "B"), "refutes"))), 3),
    "refuted by C with evidence": (
        Claim((own("a"), Telling("f", Standing("f", "C"), "refutes", evidence=True))), 3),
    "contradicted by an origin that counts": (
        Claim((own("a"), Telling("b", Standing("b", "B"), "disputes", access=True))), 4),
    "denied by an E source": (
        Claim((own("a"), Telling("e", Standing("e", "E"), "disputes", access=True))), 3),
    "the origin doubts": (
        Claim((own("a"), Telling("a2", Standing("a", "B"), "doubts"))), 4),
    "a suggested edge counts as dependence": (
        Claim((own("a"), own("b")), (same("a", "b", state="suggested"),)), 3),
    "a rejected edge does not": (
        Claim((own("a"), own("b")), (same("a", "b", state="rejected"),)), 1),
    "a relay that went to see for itself": (
        Claim((own("a"), own("b")), (relay("b", "a"),)), 1),
    "two origins are not glued by an outlet that shares an owner with both": (
        Claim((own("a"), own("b"), told("r")),
              (relay("r", "a"), same("a", "r", "I1"), same("b", "r", "I1"))), 1),
}  # fmt: skip


@pytest.mark.parametrize("name", FURTHER)
def test_each_rule_of_the_table(name: str) -> None:
    claim, number = FURTHER[name]
    assert number_of(claim).number == number


_NAMES = ["a", "b", "c", "d", "e"]
_STANDINGS = st.builds(
    Standing,
    st.sampled_from(_NAMES),
    st.sampled_from("ABCDEF"),
    st.sampled_from(["active", "watch", "probation", "suspended"]),
    st.sampled_from(["", "", "", "ukraine", "occupier"]),
)
_TELLINGS = st.builds(
    Telling,
    st.sampled_from([f"article-{i}" for i in range(8)]),
    _STANDINGS,
    st.sampled_from(["asserts", "attributes", "disputes", "doubts", "refutes", "retracts"]),
    st.booleans(),
    st.booleans(),
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    tellings = draw(st.lists(_TELLINGS, max_size=6, unique_by=lambda t: t.id))
    # One source has one standing.
    known: dict[str, Standing] = {}
    tellings = [
        replace(t, standing=known.setdefault(t.standing.source, t.standing)) for t in tellings
    ]
    ids = [t.id for t in tellings]
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=5) if ids
        else st.just([])
    )  # fmt: skip
    edges = tuple(
        Edge("I2" if draw(st.booleans()) else "I5", draw(st.sampled_from(["relay", "same-origin"])),
             one, two, draw(st.sampled_from(["automatic", "suggested", "rejected"])), "")
        for one, two in pairs if one != two
    )  # fmt: skip
    return Claim(tuple(tellings), edges)


@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_articles_and_edges_makes_no_difference(claim: Claim, random: object) -> None:
    tellings, edges = list(claim.tellings), list(claim.edges)
    random.shuffle(tellings)  # type: ignore[attr-defined]
    random.shuffle(edges)  # type: ignore[attr-defined]
    assert number_of(Claim(tuple(tellings), tuple(edges))) == number_of(claim)


@given(claims(), st.sampled_from("ABCDEF"), st.data())
def test_adding_a_relay_never_raises_a_number(
    claim: Claim, letter: str, data: st.DataObject
) -> None:
    if not claim.tellings:
        return
    giver = data.draw(st.sampled_from([t.id for t in claim.tellings]))
    relation = data.draw(st.sampled_from(["asserts", "attributes"]))
    added = Telling("the-relay", Standing("the-relay", letter), relation)
    state = data.draw(st.sampled_from(["automatic", "suggested"]))
    more = Claim(
        (*claim.tellings, added), (*claim.edges, relay("the-relay", giver, state=state)),
    )  # fmt: skip
    assert number_of(more).number == number_of(claim).number


@given(claims(), st.booleans(), st.sampled_from(["disputes", "refutes", "doubts"]))
def test_a_denial_of_an_e_source_changes_nothing(claim: Claim, access: bool, how: str) -> None:
    denial = Telling("denial", Standing("the-e-source", "E"), how, access, evidence=True)
    more = replace(claim, tellings=(*claim.tellings, denial))
    assert number_of(more).number == number_of(claim).number


@given(claims(), st.sampled_from(_NAMES))
def test_lifting_a_suspension_gives_back_what_was(claim: Claim, source: str) -> None:
    def with_status(status: str | None) -> Claim:
        return replace(
            claim,
            tellings=tuple(
                replace(t, standing=replace(t.standing, status=status))
                if status and t.standing.source == source
                else t
                for t in claim.tellings
            ),
        )

    suspended = number_of(with_status("suspended"))
    assert all(source not in group for group in suspended.groups)
    assert number_of(with_status(None)) == number_of(claim)
