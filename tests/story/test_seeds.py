"""The five seeds: who repeats whom, what is kept apart, what gets no number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.model import Context
from aggregator.reading import tag_text
from aggregator.story.assess import Story, judge
from aggregator.story.claims import kept_apart, quoted_claims
from aggregator.story.figures import described_twice
from aggregator.story.member import Member, Told, member_of
from bench import eval_stories, story_gold

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.exists(), reason="../shared is not here"),
]
KNOWN = eval_stories.surroundings()


def seed(number: int, source: str) -> Member:
    path = next(SEEDS.glob(f"{number}-*"))
    lines = path.read_text(encoding="utf-8").splitlines()
    title, text = ("", "\n".join(lines)) if number == 1 else (lines[0], "\n".join(lines[1:]))
    story_gold._contexts()  # equips the tagger with the names of the sources
    tagged = tag_text(title, text, "en", None, Context())
    import json  # noqa: PLC0415

    return member_of(
        Told(f"seed-{number}", source, "2024-10-03T00:00:00Z", "en", None, title, text, None,
             "live", json.loads(tagged.organisations)),
        KNOWN.bodies,
    )  # fmt: skip


def judged(member: Member) -> Story:
    return judge([member], KNOWN)


def test_seed_1_is_a_relay_of_chrg_whose_report_we_do_not_hold() -> None:
    story = judged(seed(1, "zmina"))
    assert story.articles[0].role == "relay"
    assert (story.articles[0].of, story.articles[0].held) == ("chrg", False)
    assert story.verdict is not None
    assert (story.verdict.number, story.verdict.not_held) == (3, "chrg")


def test_seed_1_describes_703_in_two_ways() -> None:
    import json  # noqa: PLC0415

    member = seed(1, "zmina")
    tagged = tag_text(member.told.title, member.told.text, "en", None, Context())
    flagged = [
        figure["value"]
        for figure in json.loads(tagged.figures)
        if described_twice(member.told.title, member.told.text, figure)
    ]
    assert flagged == [703]


def test_seed_2_is_a_review_with_its_claim_kept_apart() -> None:
    member = seed(2, "stopfake")
    story = judged(member)
    assert story.articles[0].role == "review"
    assert story.verdict is None
    claims = quoted_claims([member], KNOWN)
    assert claims
    assert {claim.number for claim in claims} == {5}
    assert "ru-state-media" in {claim.claimant for claim in claims}
    apart = kept_apart(member.told.title, member.told.text, "en", member.told.organisations)
    assert apart is not None
    assert apart.sentences


def test_seed_2_credits_its_144_to_crimea_sos() -> None:
    import json  # noqa: PLC0415

    member = seed(2, "stopfake")
    tagged = tag_text(member.told.title, member.told.text, "en", None, Context())
    counters = {f["value"]: f["counter"] for f in json.loads(tagged.figures)}
    assert counters[144] == "krymsos"


def test_seed_0_is_crimea_sos_s_own() -> None:
    assert judged(seed(0, "krymsos")).articles[0].role == "origin"


@pytest.mark.parametrize(
    ("number", "source", "role"), [(3, "helping_to_leave", "appeal"), (4, "ensu", "list")]
)
def test_an_appeal_and_a_list_get_no_number(number: int, source: str, role: str) -> None:
    story = judged(seed(number, source))
    assert story.articles[0].role == role
    assert story.verdict is None


def test_a_suspended_monitor_gives_seed_1_no_number_of_its_own() -> None:
    suspended = {**KNOWN.standings, "chrg": replace(KNOWN.standings["chrg"], status="suspended")}
    verdict = judge([seed(1, "zmina")], replace(KNOWN, standings=suspended)).verdict
    assert verdict is not None
    assert verdict.number == 6
