import re
from datetime import date
from pathlib import Path

import pytest

from aggregator.credibility.letters import letter
from aggregator.credibility.letters_record import records
from aggregator.credibility.ties import ties
from aggregator.model import Feed, Registry, Source
from aggregator.sources import load, placeholder_contact

PATH = Path(__file__).parents[2] / "feeds.yaml"
SEEDS = tuple("krymsos chrg zmina helping_to_leave khpg t4p opora ehrg ukraineworld mejlis".split())
DAY = date(2026, 11, 21)  # on which the file was filled
OCCUPIER = ("ria.ru", "c-pravda.ru", "dan-news.ru", "lnr.media", "sev.tv", "trkmillet.ru")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(PATH)


def _feeds(registry: Registry) -> list[Feed]:
    return [feed for source in registry.sources for feed in source.feeds]


def _source(registry: Registry, name: str) -> Source:
    return next(source for source in registry.sources if source.id == name)


def test_at_least_45_sources_stand_in_the_file_those_of_the_seeds_first(
    registry: Registry,
) -> None:
    assert len(registry.sources) >= 45
    assert tuple(source.id for source in registry.sources[: len(SEEDS)]) == SEEDS


def test_feeds_of_grade_p_are_enabled_and_no_others(registry: Registry) -> None:
    feeds = _feeds(registry)
    assert {feed.grade for feed in feeds if feed.enabled} == {"P"}
    assert all(feed.enabled for feed in feeds if feed.grade == "P")
    assert all(feed.reason for feed in feeds if not feed.enabled)


def test_every_feed_points_at_the_line_that_would_be_changed(registry: Registry) -> None:
    lines = PATH.read_text("utf-8").splitlines()
    for feed in _feeds(registry):
        assert feed.line
        assert lines[feed.line - 1].strip() == f"enabled: {str(feed.enabled).lower()}"


def test_bodies_of_the_ukrainian_state_are_parties(registry: Registry) -> None:
    for name in ("nrc", "ppu", "ombudsman", "bring_kids_back", "ukrinform"):
        source = _source(registry, name)
        assert source.kind == "party"
        answers = {each.question: each.answer for each in source.vetting}
        assert answers["V3"] == "no"


def test_no_medium_of_the_occupation_is_a_source(registry: Registry) -> None:
    addresses = [feed.url for feed in _feeds(registry)]
    addresses += [source.homepage or "" for source in registry.sources]
    for address in addresses:
        assert not re.search("|".join(map(re.escape, OCCUPIER)), address)


def test_a_designation_carries_its_date_and_evidence(registry: Registry) -> None:
    for source in registry.sources:
        if source.legal.status in ("undesirable", "extremist", "foreign-agent"):
            assert source.legal.since, source.id
            assert source.legal.evidence, source.id
    assert _source(registry, "chrg").legal.since == "2022-05-06"


def test_members_of_one_coalition_do_not_vouch_for_each_other_unmarked(
    registry: Registry,
) -> None:
    for source in registry.sources:
        for voucher in source.vouchers:
            assert voucher.coalition == (voucher.by in source.memberships), source.id


def test_a_desk_review_leaves_open_what_needs_samples_or_a_talk(registry: Registry) -> None:
    for source in registry.sources:
        answered = {each.question for each in source.vetting if each.answer != "unknown"}
        assert not answered & {"V5", "V6", "V7", "V8", "V9", "V10", "V12"}, source.id


def test_ids_of_sources_and_names_of_feeds_fit_into_addresses(registry: Registry) -> None:
    for feed in _feeds(registry):
        assert re.fullmatch(r"[a-z0-9_-]+/[a-z0-9_-]+", feed.id)


def test_the_contact_that_ships_is_known_to_be_a_placeholder(registry: Registry) -> None:
    assert placeholder_contact(registry)


def test_no_letter_in_the_file_is_better_than_a_desk_review_can_give(registry: Registry) -> None:
    given = {each.source: letter(each, DAY) for each in records(registry)}
    assert {each.code for each in given.values()} == {"C", "F", None}
    for source in registry.sources:
        assert (given[source.id].code is None) == (source.kind == "party"), source.id
        assert (source.status == "probation") == (given[source.id].code == "C"), source.id
        assert source.listed_on == DAY


def test_the_known_pipelines_are_ties(registry: Registry) -> None:
    shared = {(tie.a, tie.b) for tie in ties(registry) if tie.kind == "pipeline"}
    assert {("khpg", "t4p"), ("ccl", "khpg"), ("chrg", "zmina"), ("hrw", "truth_hounds")} <= shared
