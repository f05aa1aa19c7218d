from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.schedule.pages import (
    GONE_AFTER,
    LADDER,
    MOST_PAGE_ATTEMPTS,
    is_gone,
    next_look,
    next_page_attempt,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 10), (2, 60), (3, 360), (4, 1440), (5, 1440), (6, 1440), (100, 1440)],
)
def test_a_page_is_tried_again_after_ten_minutes_an_hour_six_and_a_day(
    attempts: int, minutes: int
) -> None:
    assert next_page_attempt(attempts, NOW) == NOW + timedelta(minutes=minutes)


def test_all_attempts_at_a_page_together_take_about_three_days() -> None:
    moment = NOW
    for attempt in range(1, MOST_PAGE_ATTEMPTS):
        moment = next_page_attempt(attempt, moment)
    assert timedelta(days=2) < moment - NOW < timedelta(days=3)


@pytest.mark.parametrize(
    ("age", "hours"),
    [
        (timedelta(0), [1, 24, 168, 720]),
        (timedelta(hours=5), [1, 24, 168, 720]),
        (timedelta(days=2), [24, 168, 720]),
        (timedelta(days=10), [168, 720]),
        (timedelta(days=60), [720]),
        (timedelta(days=900), []),
    ],
)
def test_a_page_is_looked_at_after_an_hour_a_day_a_week_a_month_and_then_quarterly(
    age: timedelta, hours: list[int]
) -> None:
    looks, moment = [], NOW
    for _ in range(7):
        moment = next_look(1, NOW, NOW - age, moment)
        looks.append((moment - NOW) / timedelta(hours=1))
    for look, step in zip(looks, hours, strict=False):
        assert step <= look <= step * 1.1
    quarters = [b - a for a, b in zip([0, *looks], looks, strict=False)][len(hours) :]
    assert all(91 * 24 <= gap <= 91 * 24 * 1.1 for gap in quarters[1:] or quarters)


@pytest.mark.parametrize("article", range(40))
def test_a_moment_that_is_stored_in_whole_seconds_is_not_due_twice(article: int) -> None:
    moment, looks = NOW, 0
    while moment < NOW + timedelta(days=85):
        moment = next_look(article, NOW, NOW, moment).replace(microsecond=0)
        looks += 1
    assert looks == 5


def test_steps_that_passed_while_the_machine_was_off_are_not_made_up_for() -> None:
    back = NOW + timedelta(days=20)
    assert timedelta(days=30) <= next_look(1, NOW, NOW, back) - NOW <= timedelta(days=33)


def test_the_pages_of_a_first_round_are_not_looked_at_again_all_at_once() -> None:
    looks = {next_look(n, NOW, NOW - timedelta(days=900), NOW) for n in range(1000)}
    assert len(looks) > 900
    assert max(looks) - min(looks) > timedelta(days=8)


@given(st.integers(1, 10**9), st.integers(-(10**9), 10**9), st.integers(0, 10**9))
def test_the_next_look_is_always_later_and_within_a_quarter(
    article: int, age: int, passed: int
) -> None:
    now = NOW + timedelta(seconds=passed)
    moment = next_look(article, NOW, NOW - timedelta(seconds=age), now)
    assert now < moment <= now + LADDER[-1] * 1.1


@pytest.mark.parametrize(
    ("since", "gone"),
    [
        (None, False),
        (NOW, False),
        (NOW - timedelta(minutes=10), False),
        (NOW - GONE_AFTER, True),
        (NOW - timedelta(days=5), True),
    ],
)
def test_a_page_is_gone_after_two_looks_that_lie_apart(since: datetime | None, gone: bool) -> None:
    assert is_gone(since, NOW) is gone
