from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.schedule.edits import MOST_IN_A_DAY, MOST_TRIVIAL, Edits, after_change, is_trivial

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("old", "new", "trivial"),
    [
        ("Read 120 times.", "Read 1,204 times.", True),
        ("Printed at 12:05, 21 November 2026", "Printed at 14:31, 3 December 2026", True),
        ("Published 3 minutes ago", "Published 2 hours ago", True),
        ("Опубліковано 3 хвилини тому", "Опубліковано 2 години тому", True),
        ("Опубликовано 5 минут назад", "Опубликовано 1 час назад", True),
        ("The court sentenced three people.", "The court sentenced four people.", False),
        ("Three people were taken.", "Three people were taken and one let go.", False),
        ("same", "same", False),
        ("", "", False),
    ],
)
def test_numbers_and_words_of_time_alone_are_a_trivial_change(
    old: str, new: str, trivial: bool
) -> None:
    assert is_trivial(old, new) is trivial


def kept(*changes: tuple[timedelta, bool]) -> list[bool]:
    edits, result = Edits(), []
    for after, trivial in changes:
        keep, edits = after_change(edits, trivial, NOW + after)
        result.append(keep)
    return result


def test_a_page_that_prints_the_clock_stops_making_versions() -> None:
    looks = [(timedelta(days=n), True) for n in range(10)]
    assert kept(*looks) == [True] * MOST_TRIVIAL + [False] * (10 - MOST_TRIVIAL)


def test_a_change_of_words_is_kept_even_after_many_trivial_ones() -> None:
    looks = [(timedelta(days=n), n != 8) for n in range(10)]
    assert kept(*looks)[7:] == [False, True, True]


def test_a_corrected_number_is_an_edit() -> None:
    assert kept((HOUR, True)) == [True]


def test_no_more_than_so_many_versions_are_kept_in_a_day() -> None:
    looks = [(n * HOUR, False) for n in range(20)] + [(timedelta(days=2), False)]
    assert kept(*looks) == [True] * MOST_IN_A_DAY + [False] * (20 - MOST_IN_A_DAY) + [True]


@given(st.lists(st.tuples(st.integers(0, 3600), st.booleans()), max_size=200))
def test_nothing_makes_more_versions_than_the_days_allow(steps: list[tuple[int, bool]]) -> None:
    edits, now, count = Edits(), NOW, 0
    for seconds, trivial in steps:
        now += timedelta(seconds=seconds)
        keep, edits = after_change(edits, trivial, now)
        count += keep
    assert count <= MOST_IN_A_DAY * ((now - NOW) // timedelta(days=1) + 1)
