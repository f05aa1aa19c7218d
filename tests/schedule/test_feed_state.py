from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.health import State
from aggregator.model import (
    Entry,
    Feed,
    FetchSettings,
    Hints,
    ParsedFeed,
    Registry,
    Response,
    SiteSettings,
    Source,
    Validators,
)
from aggregator.pipeline import due
from aggregator.pipeline.feeds import (
    Attempt,
    address,
    feed_state_after,
    known,
    worth_saying,
)
from aggregator.schedule.feeds import Advice, Limits, next_check, pause
from aggregator.schedule.moves import GIVES_UP
from aggregator.store.feed_states import FeedState
from aggregator.store.records import Stored

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=5)
HOUR = timedelta(hours=1)
FEED = Feed("site/news", "site", "https://site.example/feed", "declared", "P", True)
BODY = b"<rss/>"
DIGEST = hashlib.sha256(BODY).hexdigest()
NEW_TAGS = Validators('"new"', "Sat, 21 Nov 2026 12:00:00 GMT")
OLD_TAGS = Validators('"old"', "Sat, 21 Nov 2026 07:00:00 GMT")
OLD = FeedState(
    feed=FEED.id,
    url=FEED.url,
    state=State.WORKING,
    since=EARLIER,
    failures=0,
    last_attempt=EARLIER,
    next_check=NOW,
    status=200,
    last_success=EARLIER,
    last_new_item=EARLIER,
    validators=OLD_TAGS,
    body_sha256="old",
)
BROKEN = replace(OLD, state=State.TIMEOUT, failures=3, detail="too slow")
LIMITS = Limits.of(FEED, FetchSettings("mailto:a@site.example"))
ONE = ParsedFeed(State.WORKING, (Entry("1", None, "t"),))


def answered(state: State = State.WORKING, status: int = 200, detail: str = "") -> Response:
    body = BODY if state is State.WORKING else b""
    return Response(FEED.url, FEED.url, state, status, body, "text/xml", NEW_TAGS, detail)


def after(old: FeedState | None, response: Response, parsed: ParsedFeed | None = None) -> FeedState:
    attempt = Attempt(
        FEED, FEED.url, known({FEED.id: old} if old else {}, FEED), response, parsed, NOW
    )
    return feed_state_after(attempt, Stored(), LIMITS)


@pytest.mark.parametrize(
    ("old", "state", "failures", "since"),
    [
        (None, State.WORKING, 0, NOW),
        (None, State.TIMEOUT, 1, NOW),
        (OLD, State.WORKING, 0, EARLIER),
        (OLD, State.UNCHANGED, 0, EARLIER),
        (OLD, State.EMPTY, 0, EARLIER),
        (OLD, State.TIMEOUT, 1, NOW),
        (BROKEN, State.TIMEOUT, 4, EARLIER),
        (BROKEN, State.DNS, 4, EARLIER),
        (BROKEN, State.GONE, 4, EARLIER),
        (BROKEN, State.WORKING, 0, NOW),
        (BROKEN, State.UNCHANGED, 0, NOW),
    ],
)
def test_failures_are_counted_and_a_condition_keeps_its_beginning(
    old: FeedState | None, state: State, failures: int, since: datetime
) -> None:
    result = after(old, answered(state))
    assert (result.state, result.failures, result.since) == (state, failures, since)
    wait = pause(state, result.score, LIMITS) if state.failure else HOUR
    assert result.next_check == next_check(FEED.id, wait, Advice(), NOW)
    assert result.last_attempt == NOW


@pytest.mark.parametrize("state", list(State))
def test_a_success_is_remembered_through_every_failure(state: State) -> None:
    result = after(OLD, answered(state))
    asked = state is not State.WAITING
    assert result.last_success == (EARLIER if state.failure or not asked else NOW)
    assert result.last_new_item == EARLIER


def test_validators_and_hash_are_those_of_the_document_that_was_read() -> None:
    result = after(OLD, answered(), ONE)
    assert (result.validators, result.body_sha256) == (NEW_TAGS, DIGEST)


@pytest.mark.parametrize("state", [State.BROKEN, State.NOT_A_FEED, State.UNSAFE])
def test_a_document_that_could_not_be_read_never_leaves_its_validators(state: State) -> None:
    result = after(OLD, answered(), ParsedFeed(state, detail="why"))
    assert (result.state, result.detail) == (state, "why")
    assert (result.validators, result.body_sha256) == (OLD_TAGS, "old")


def test_an_unchanged_answer_keeps_the_validators_that_earned_it() -> None:
    result = after(OLD, answered(State.UNCHANGED, 304))
    assert (result.validators, result.body_sha256) == (OLD_TAGS, "old")
    assert (result.status, result.last_success) == (304, NOW)


def test_the_same_document_again_takes_on_its_new_validators() -> None:
    old = replace(OLD, body_sha256=DIGEST)
    result = after(old, answered(), ParsedFeed(State.UNCHANGED))
    assert (result.state, result.validators, result.body_sha256) == (
        State.UNCHANGED,
        NEW_TAGS,
        DIGEST,
    )


def test_what_the_document_says_counts_before_what_the_answer_says() -> None:
    result = after(None, answered(detail="HTTP 200"), ParsedFeed(State.EMPTY, detail="no entries"))
    assert (result.state, result.detail) == (State.EMPTY, "no entries")


def test_a_feed_at_another_address_starts_anew() -> None:
    moved = replace(BROKEN, url="https://site.example/old")
    result = after(moved, answered(State.TIMEOUT))
    assert (result.failures, result.since, result.last_success) == (1, NOW, None)
    assert result.validators == Validators()
    assert result.body_sha256 is None


# --- pauses, advice, pace ------------------------------------------------------------


def test_failures_are_weighed_and_a_success_forgives_them_all() -> None:
    state = None
    for _ in range(4):
        state = after(state, answered(State.HTTP, 404))
    assert state is not None and (state.failures, state.score) == (4, 2.0)
    healed = after(state, answered(), ONE)
    assert (healed.failures, healed.score) == (0, 0.0)


def test_a_host_that_wants_a_pause_costs_its_feeds_nothing_but_the_pause() -> None:
    response = Response(FEED.url, FEED.url, State.WAITING, retry_after=7200.0)
    result = after(OLD, response)
    assert replace(result, next_check=OLD.next_check) == OLD
    assert 2 * HOUR <= result.next_check - NOW <= 2.2 * HOUR
    assert after(None, response).state is State.WAITING


@pytest.mark.parametrize(("status", "retry"), [(429, 7200.0), (503, 7200.0)])
def test_retry_after_is_waited_for(status: int, retry: float) -> None:
    response = replace(answered(State.HTTP, status), retry_after=retry)
    assert after(OLD, response).next_check >= NOW + 2 * HOUR


def test_what_the_document_and_the_answer_advise_is_remembered_and_waited_for() -> None:
    hinted = after(None, answered(), replace(ONE, hints=Hints(every=4 * 3600.0)))
    assert hinted.next_check >= NOW + 4 * HOUR
    later = after(hinted, answered(State.UNCHANGED, 304))
    assert later.hints == hinted.hints
    assert later.next_check >= NOW + 4 * HOUR, "a 304 brings no document that could say it again"
    fresh = after(OLD, replace(answered(State.UNCHANGED, 304), fresh=3 * 3600.0))
    assert fresh.next_check >= NOW + 3 * HOUR


def test_a_quiet_feed_is_asked_less_and_less_often() -> None:
    state, now, waits = None, NOW, []
    for n in range(40):
        response = answered() if n == 0 else answered(State.UNCHANGED, 304)
        attempt = Attempt(FEED, FEED.url, state, response, ONE if n == 0 else None, now)
        state = feed_state_after(attempt, Stored(new=1 if n == 0 else 0), LIMITS)
        waits.append(state.next_check - now)
        now = state.next_check
    assert waits[0] < 1.2 * HOUR
    assert 6 * HOUR <= waits[-1] <= 6.6 * HOUR
    assert all(b > a * 0.85 for a, b in itertools.pairwise(waits))


# --- moves ---------------------------------------------------------------------------


def test_an_address_is_kept_after_a_week_asked_then_and_forgotten_when_it_dies() -> None:
    new = "https://site.example/new"
    state, said = OLD, []
    for day in (0, 3, 8):
        response = replace(answered(State.UNCHANGED, 304), url=new, permanent_url=new)
        attempt = Attempt(FEED, FEED.url, state, response, None, NOW + timedelta(days=day))
        last, state = state, feed_state_after(attempt, Stored(), LIMITS)
        said += worth_saying(last, state)
    assert address(FEED, state) == new
    assert len(said) == 1 and new in said[0]
    for _ in range(GIVES_UP):
        last, state = state, after(state, answered(State.HTTP, 404))
    assert address(FEED, state) == FEED.url
    assert state.validators == Validators(), "they belong to the address that is dead"
    assert any(FEED.url in line for line in worth_saying(last, state))


def test_gone_rests_for_a_day_then_for_thirty_and_a_new_address_is_asked_at_once() -> None:
    first = after(OLD, answered(State.GONE, 410))
    assert timedelta(days=1) <= first.next_check - NOW <= timedelta(days=1.1)
    second = after(first, answered(State.GONE, 410))
    assert timedelta(days=30) <= second.next_check - NOW <= timedelta(days=33)
    changed = replace(FEED, url="https://site.example/new")
    assert due(registry(changed), {FEED.id: second}, NOW) == [changed]
    assert known({FEED.id: second}, changed) is None


# --- which feeds are due -------------------------------------------------------------


def registry(*feeds: Feed) -> Registry:
    site = SiteSettings("t", "https://site.example", "site.example,2026", "mailto:a@site.example")
    sources = tuple(
        Source(f.source, f.source, None, "monitor", "m", ("uk",), feeds=(f,)) for f in feeds
    )
    return Registry(site, FetchSettings("mailto:a@site.example"), sources)


def feed(name: str, enabled: bool = True, url: str = FEED.url) -> Feed:
    return replace(FEED, id=f"{name}/news", source=name, enabled=enabled, url=url)


def checked(name: str, minutes: int) -> FeedState:
    return replace(OLD, feed=f"{name}/news", next_check=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "is_due"), [(-600, True), (-1, True), (0, True), (1, False), (600, False)]
)
def test_a_feed_is_due_when_its_time_has_come(minutes: int, is_due: bool) -> None:
    states = {"a/news": checked("a", minutes)}
    assert [f.id for f in due(registry(feed("a")), states, NOW)] == ["a/news"] * is_due


def test_a_feed_that_was_never_asked_is_due_first_and_then_the_longest_overdue() -> None:
    states = {"a/news": checked("a", -1), "b/news": checked("b", -60), "d/news": checked("d", 5)}
    waiting = due(registry(*map(feed, "abcd")), states, NOW)
    assert [f.source for f in waiting] == ["c", "b", "a"]


def test_a_disabled_feed_is_never_due() -> None:
    assert due(registry(feed("a", enabled=False)), {}, NOW) == []


def test_a_feed_with_a_new_address_is_due_at_once() -> None:
    moved = feed("a", url="https://site.example/new")
    assert due(registry(moved), {"a/news": checked("a", 600)}, NOW) == [moved]


def test_the_state_of_a_feed_that_is_no_longer_configured_is_passed_over() -> None:
    assert (
        due(registry(feed("a")), {"a/news": checked("a", 5), "z/news": checked("z", -5)}, NOW) == []
    )
