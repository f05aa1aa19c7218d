from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Entry
from aggregator.schedule.pace import Found, Pace, Range, first_pace, paced, worthwhile

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LIMITS = Range(HOUR, timedelta(minutes=15), 6 * HOUR)


def entries(*hours_ago: float) -> list[Entry]:
    return [
        Entry(str(n), None, "t", published=NOW - timedelta(hours=h))
        for n, h in enumerate(hours_ago)
    ]


def pace(interval: timedelta = HOUR, weekly: float = 10.0, streak: int = 0) -> Pace:
    return Pace(interval, weekly, streak, NOW - interval)


def look(old: Pace, found: Found, late: timedelta = timedelta(0)) -> Pace:
    return paced(old, found, NOW + late, NOW, LIMITS)


@pytest.mark.parametrize(
    ("document", "interval"),
    [
        ([], HOUR),  # nothing known: as configured
        ([Entry("1", None, "t")], HOUR),
        (entries(24 * 90), HOUR),  # a quiet feed starts as configured and slows down later
        (entries(*range(0, 20, 2)), HOUR),
        (entries(*(n / 4 for n in range(40))), timedelta(minutes=15)),  # four an hour
        (entries(*(n * 1.0 for n in range(100))), timedelta(minutes=30)),
        (entries(-5, -6, -7), HOUR),  # dates in the future say nothing
    ],
)
def test_the_first_interval_is_the_configured_one_unless_the_document_shows_a_faster_feed(
    document: list[Entry], interval: timedelta
) -> None:
    first = first_pace(document, NOW, LIMITS).interval
    assert abs(first - interval) < timedelta(minutes=2)


def test_a_feed_is_asked_less_often_only_when_both_signals_agree_twice_in_a_row() -> None:
    quiet = look(pace(weekly=1), Found(10, 0))
    assert quiet.interval == HOUR
    assert look(quiet, Found(10, 0)).interval == 1.5 * HOUR
    assert look(quiet, Found(10, 4)).interval == HOUR, "much was new in between"
    busy = look(pace(weekly=100), Found(10, 0))
    assert look(busy, Found(10, 0)).interval <= HOUR, "the rate says otherwise"


def test_a_feed_whose_document_is_mostly_new_twice_is_asked_twice_as_often() -> None:
    first = look(pace(weekly=5), Found(10, 8))
    assert first.interval == HOUR
    assert look(first, Found(10, 8)).interval == HOUR / 2


def test_a_burst_shortens_the_interval_at_once_where_the_rate_shows_it() -> None:
    assert look(pace(6 * HOUR, weekly=1), Found(50, 50)).interval < 2 * HOUR


def test_a_document_of_which_nothing_was_known_is_asked_as_often_as_may_be() -> None:
    assert look(pace(6 * HOUR, weekly=1), Found(10, 10)).interval == LIMITS.shortest
    assert look(pace(6 * HOUR, weekly=1), Found(1, 1)).interval == 6 * HOUR
    assert look(pace(6 * HOUR, weekly=1), Found(10, 10), late=DAY).interval > LIMITS.shortest


def test_a_look_that_came_late_says_nothing_about_the_share() -> None:
    first = look(pace(weekly=5), Found(10, 10), late=timedelta(days=3))
    assert first.streak == 0
    assert look(first, Found(10, 10), late=timedelta(days=3)).streak == 0


def test_an_interval_that_a_person_has_set_never_moves() -> None:
    fixed = Range(HOUR / 4, HOUR / 4, HOUR / 4)
    old = Pace(HOUR, 100, -1, NOW - HOUR)
    assert paced(old, Found(10, 10), NOW, NOW, fixed).interval == HOUR / 4


def test_the_rate_fades_in_weeks() -> None:
    old = Pace(HOUR, 100, 0, NOW - timedelta(days=7))
    assert paced(old, Found(), NOW, NOW, LIMITS).weekly == pytest.approx(100 / 2.718, rel=0.01)


@pytest.mark.parametrize(
    ("weekly", "hours"), [(0, 6), (1, 6), (14, 6), (28, 3), (84, 1), (168, 0.5), (10_000, 0.25)]
)
def test_a_look_is_worth_it_every_half_gap_between_two_entries(weekly: float, hours: float) -> None:
    assert worthwhile(weekly, LIMITS) == timedelta(hours=hours)


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 10**6)), max_size=40
    )
)
def test_whatever_a_feed_does_its_interval_stays_within_the_limits(
    looks: list[tuple[int, int, int]],
) -> None:
    now, current = NOW, pace()
    for total, new, seconds in looks:
        now += timedelta(seconds=seconds)
        current = paced(current, Found(total, min(new, total)), now, now, LIMITS)
        assert LIMITS.shortest <= current.interval <= LIMITS.longest
