from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.health import State
from aggregator.model import Feed, FetchSettings, Hints
from aggregator.schedule.feeds import NO_ADVICE, Advice, Limits, failure_weight, next_check, pause

NOW = datetime(2026, 11, 21, 12, 20, tzinfo=UTC)  # a Saturday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = "crimeasos/news"
_FEED = Feed(FEED, "crimeasos", "https://a.example/", "f", "P", True)
LIMITS = Limits.of(_FEED, FetchSettings("mailto:a@b.example"))


@pytest.mark.parametrize(
    ("state", "status", "weight"),
    [
        (State.WORKING, 200, 0),
        (State.UNCHANGED, 304, 0),
        (State.EMPTY, 200, 0),
        (State.WAITING, None, 0),
        (State.TIMEOUT, None, 0.25),
        (State.CONNECT, None, 0.25),
        (State.HTTP, 429, 0.25),
        (State.HTTP, 503, 0.25),
        (State.DNS, None, 0.5),
        (State.TLS, None, 0.5),
        (State.HTTP, 404, 0.5),  # live feeds do answer 404 and come back
        (State.HTTP, 500, 0.5),
        (State.HTTP, 403, 1),
        (State.HTTP, 401, 1),
        (State.NOT_A_FEED, 200, 1),
        (State.BROKEN, 200, 1),
        (State.TOO_LARGE, 200, 1),
        (State.GONE, 410, 1),
    ],
)
def test_a_failure_weighs_hard_soft_or_passing(
    state: State, status: int | None, weight: float
) -> None:
    assert failure_weight(state, status) == weight


@pytest.mark.parametrize("state", [state for state in State if state.failure])
def test_every_failure_weighs_something_and_every_pause_ends(state: State) -> None:
    assert failure_weight(state, None) > 0
    for score in (0.25, 5, 1e9):
        assert HOUR < pause(state, score, LIMITS) <= DAY


@pytest.mark.parametrize(
    ("state", "score", "hours"),
    [
        (State.HTTP, 0.5, 1.5),
        (State.HTTP, 1.0, 2),
        (State.HTTP, 10, 11),
        (State.HTTP, 23, 24),
        (State.HTTP, 10_000, 24),
        (State.TIMEOUT, 0.25, 1.25),
        (State.CHALLENGED, 1, 24),
        (State.NOT_ALLOWED, 1, 24),
        (State.ROBOTS, 1, 24),
        (State.GONE, 1, 24),
    ],
)
def test_the_pause_grows_in_a_line_up_to_a_day(state: State, score: float, hours: float) -> None:
    assert pause(state, score, LIMITS) == hours * HOUR


def test_a_second_gone_is_believed_and_rests_for_thirty_days() -> None:
    assert pause(State.GONE, 2, LIMITS, again=True) == timedelta(days=30)
    assert pause(State.HTTP, 2, LIMITS, again=True) == 3 * HOUR


@pytest.mark.parametrize(
    ("advice", "hours"),
    [
        (NO_ADVICE, 1),
        (Advice(retry_after=7200), 2),
        (Advice(fresh=7200), 2),
        (Advice(hints=Hints(every=7200)), 2),
        (Advice(fresh=60), 1),  # a floor: advice never hurries us
        (Advice(retry_after=0, fresh=0), 1),
        (Advice(fresh=30 * 86_400), 24),  # a cap: thirty days are a mistake
        (Advice(retry_after=9e9), 24),
        (Advice(retry_after=7200, fresh=10_800), 3),
    ],
)
def test_advice_lengthens_the_wait_within_floor_and_cap(advice: Advice, hours: float) -> None:
    wait = next_check(FEED, HOUR, advice, NOW) - NOW
    assert hours * HOUR <= wait <= hours * HOUR * 1.1


def test_after_a_429_up_to_an_hour_is_added() -> None:
    waits = [
        next_check(f"s{n}/news", HOUR, NO_ADVICE, NOW, overload=True) - NOW for n in range(200)
    ]
    assert min(waits) < 1.1 * HOUR and 1.9 * HOUR < max(waits) <= 2 * HOUR


def test_feeds_added_together_do_not_stay_in_step() -> None:
    checks = {next_check(f"source-{n}/news", HOUR, NO_ADVICE, NOW) for n in range(200)}
    assert len(checks) > 190
    assert max(checks) - min(checks) > timedelta(minutes=5)


def test_the_same_feed_is_moved_by_another_amount_each_time() -> None:
    waits = {
        next_check(FEED, HOUR, NO_ADVICE, NOW + n * HOUR) - (NOW + n * HOUR) for n in range(20)
    }
    assert len(waits) == 20
    assert next_check(FEED, HOUR, NO_ADVICE, NOW) == next_check(FEED, HOUR, NO_ADVICE, NOW)


@pytest.mark.parametrize(
    ("hints", "hour", "day"),
    [
        (Hints(), 13, 21),
        (Hints(skip_hours=frozenset({13, 14})), 15, 21),
        (Hints(skip_hours=frozenset(range(13, 24))), 0, 22),
        (Hints(skip_days=frozenset({5})), 0, 22),
        (Hints(skip_days=frozenset({5, 6})), 0, 23),
        (Hints(skip_days=frozenset(range(7))), 13, 21),  # skips everything: skips nothing
        (Hints(skip_hours=frozenset(range(24))), 13, 21),
    ],
)
def test_hours_and_days_to_skip_are_skipped(hints: Hints, hour: int, day: int) -> None:
    moment = next_check("source-0/news", HOUR, Advice(hints=hints), NOW)
    assert (moment.day, moment.hour) == (day, hour)


@given(
    st.sampled_from(State), st.integers(100, 599), st.floats(0, 1e9), st.floats(0, 1e12),
    st.frozensets(st.integers(0, 23)), st.frozensets(st.integers(0, 6)),
)  # fmt: skip
def test_no_feed_is_ever_hurried_or_forgotten(
    state: State, status: int, score: float, seconds: float,
    hours: frozenset[int], days: frozenset[int],
) -> None:  # fmt: skip
    advice = Advice(seconds, seconds, Hints(seconds, hours, days))
    wait = pause(state, score + failure_weight(state, status), LIMITS, again=True)
    moment = next_check(FEED, wait, advice, NOW, overload=status == 429)
    assert HOUR <= moment - NOW <= timedelta(days=37)


@pytest.mark.parametrize(
    ("own", "general", "expected"),
    [
        (None, 3600, (3600, 900, 21_600)),
        (None, 600, (600, 600, 21_600)),
        (None, 86_400, (86_400, 900, 86_400)),
        (300, 3600, (300, 300, 300)),
    ],
)
def test_the_limits_follow_feeds_yaml(
    own: int | None, general: int, expected: tuple[int, int, int]
) -> None:
    feed = Feed(FEED, "crimeasos", "https://a.example/", "f", "P", True, interval=own)
    pace = Limits.of(feed, FetchSettings("mailto:a@b.example", interval=general)).pace
    seconds = tuple(int(x.total_seconds()) for x in (pace.start, pace.shortest, pace.longest))
    assert seconds == expected
