from dataclasses import replace
from datetime import date

from aggregator.credibility.letters import letter
from aggregator.credibility.letters_record import general_records
from aggregator.credibility.ties import Tie, ties
from aggregator.credibility.values import StatedTie
from aggregator.model import FetchSettings, Registry, SiteSettings, Source

SITE = SiteSettings("T", "https://news.example.org", "example.org,2026", "mailto:a@example.org")


def source(name: str, *tied: StatedTie, memberships: tuple[str, ...] = ()) -> Source:
    return Source(
        name, name.title(), None, "monitor", "Made up.", ("uk",), ties=tied,
        memberships=memberships,
    )  # fmt: skip


def registry(*sources: Source) -> Registry:
    return Registry(SITE, FetchSettings("mailto:a@example.org"), sources)


def pipeline(to: str, start: str | None = None, end: str | None = None) -> StatedTie:
    return StatedTie(to, "pipeline", None, start, end, "a page")


def test_two_sources_that_name_one_pipeline_are_tied() -> None:
    found = ties(registry(source("b", pipeline("A database")), source("a", pipeline("A database"))))
    assert found == {Tie("a", "b", "pipeline", "A database", None, None, "a page")}


def test_a_coalition_that_is_a_source_is_tied_with_its_members_and_they_with_each_other() -> None:
    """1.4, I5: KHPG and its coalition Tribunal for Putin are one origin unless shown otherwise."""
    found = ties(
        registry(source("t4p"), source("khpg", pipeline("t4p")), source("ccl", pipeline("t4p")))
    )
    assert {(each.a, each.b) for each in found} == {
        ("ccl", "khpg"),
        ("ccl", "t4p"),
        ("khpg", "t4p"),
    }
    assert {each.through for each in found} == {"T4P"}


def test_membership_is_a_tie_of_its_own_kind() -> None:
    found = ties(
        registry(source("a", memberships=("A house",)), source("b", memberships=("A house",)))
    )
    assert [each.kind for each in found] == ["membership"]


def test_ownership_and_pipeline_of_the_same_name_are_not_mixed() -> None:
    owned = StatedTie("X", "ownership")
    assert not ties(registry(source("a", owned), source("b", pipeline("X"))))


def test_a_tie_holds_only_while_both_ends_hold() -> None:
    both = registry(
        source("a", pipeline("X", "2022", "2024-06")), source("b", pipeline("X", "2024-03"))
    )
    (found,) = ties(both)
    assert (found.valid_from, found.valid_to) == ("2024-03", "2024-06")
    assert found.holds_on(date(2024, 6, 30))
    assert not found.holds_on(date(2024, 7, 1))
    apart = registry(
        source("a", pipeline("X", None, "2023")), source("b", pipeline("X", "2024-03"))
    )
    assert not ties(apart)


def test_a_body_is_found_by_any_own_name_but_not_by_a_name_that_two_bear() -> None:
    house = replace(source("house"), names={"uk": "Дім"})
    assert len(ties(registry(house, source("a", pipeline("ДІМ"))))) == 1
    twin = replace(source("twin"), names={"uk": "Дім"})
    assert not ties(registry(house, twin, source("a", pipeline("Дім"))))


def test_no_letter_reads_a_tie() -> None:
    alone, tied = source("a"), source("a", pipeline("b"), memberships=("A house",))
    letters = {
        letter(general_records(registry(each, source("b")))["a"], date(2026, 11, 21))
        for each in (alone, tied)
    }
    assert len(letters) == 1
