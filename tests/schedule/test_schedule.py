from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.health import State
from aggregator.schedule import MOST_PAGE_ATTEMPTS, next_check, next_page_attempt

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "crimeasos/news"


def waits(state: State, failures: int, interval: timedelta = HOUR, feed: str = FEED) -> float:
    """How many intervals until the next check, without the jitter of the feed."""
    healthy = next_check(feed, State.WORKING, 0, NOW, interval) - NOW
    return (next_check(feed, state, failures, NOW, interval) - NOW) / healthy


@pytest.mark.parametrize(
    ("state", "failures", "intervals"),
    [
        (State.WORKING, 0, 1),
        (State.UNCHANGED, 0, 1),
        (State.EMPTY, 0, 1),
        (State.TIMEOUT, 1, 2),
        (State.TIMEOUT, 2, 3),
        (State.TIMEOUT, 10, 11),
        (State.TIMEOUT, 23, 24),
        (State.TIMEOUT, 24, 24),
        (State.TIMEOUT, 10_000, 24),
        (State.DNS, 1, 2),
        (State.HTTP, 1, 2),
        (State.NOT_A_FEED, 3, 4),
        (State.GONE, 1, 24),
        (State.GONE, 100, 24),
        (State.CHALLENGED, 1, 24),
        (State.NOT_ALLOWED, 1, 24),
    ],
)
def test_failures_lengthen_the_wait_in_a_line_up_to_a_day(
    state: State, failures: int, intervals: float
) -> None:
    assert waits(state, failures) == pytest.approx(intervals)


@pytest.mark.parametrize("state", [state for state in State if state.failure])
def test_no_failing_feed_is_ever_forgotten_or_hurried(state: State) -> None:
    for failures in (1, 5, 1_000_000):
        wait = next_check(FEED, state, failures, NOW, HOUR) - NOW
        assert 2 * HOUR <= wait <= timedelta(hours=24) * 1.1


def test_a_feed_that_heals_is_back_at_its_interval() -> None:
    assert waits(State.WORKING, 0) == 1


@pytest.mark.parametrize("minutes", [15, 60, 24 * 60])
def test_the_wait_follows_the_interval_of_the_feed(minutes: int) -> None:
    interval = timedelta(minutes=minutes)
    wait = next_check(FEED, State.WORKING, 0, NOW, interval) - NOW
    assert interval <= wait <= interval * 1.1


def test_feeds_added_together_do_not_stay_in_step() -> None:
    checks = {next_check(f"source-{n}/news", State.WORKING, 0, NOW, HOUR) for n in range(200)}
    assert len(checks) > 190
    assert max(checks) - min(checks) > timedelta(minutes=5)


def test_one_feed_always_has_the_same_jitter() -> None:
    first, second = (next_check(FEED, State.WORKING, 0, NOW, HOUR) for _ in range(2))
    assert first == second


@given(st.text(max_size=40), st.sampled_from(State), st.integers(0, 10**9), st.integers(60, 10**6))
def test_the_next_check_is_always_within_its_bounds(
    feed: str, state: State, failures: int, seconds: int
) -> None:
    interval = timedelta(seconds=seconds)
    wait = next_check(feed, state, failures, NOW, interval) - NOW
    assert interval <= wait <= interval * 24 * 1.1


@given(st.integers(1, 40))
def test_more_failures_never_shorten_the_wait(failures: int) -> None:
    assert waits(State.TIMEOUT, failures) <= waits(State.TIMEOUT, failures + 1)


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
