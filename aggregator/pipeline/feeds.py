"""What is asked of a feed, and what is remembered of its answer. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.health import State
from aggregator.model import Entry, Feed, ParsedFeed, Registry, Response, Validators
from aggregator.schedule.feeds import Advice, Limits, failure_weight, next_check, pause
from aggregator.schedule.moves import (
    after_answer,
    after_failure,
)
from aggregator.schedule.pace import Found, Pace, first_pace, paced
from aggregator.store.feed_states import FeedState
from aggregator.store.records import Stored

_WAITED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One look at a feed: what was known, what came back, and what it was read as."""

    feed: Feed
    asked: str  # the address: that of feeds.yaml, or where the feed has moved for good
    old: FeedState | None
    response: Response
    parsed: ParsedFeed | None  # None where no document came, or none was read
    now: datetime

    @property
    def state(self) -> State:
        """How the attempt ended: what the document says counts before what the answer says."""
        return self.parsed.state if self.parsed is not None else self.response.state

    @property
    def detail(self) -> str:
        """Why, as far as it is known."""
        return self.parsed.detail if self.parsed is not None else self.response.detail

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the document holds."""
        return self.parsed.entries if self.parsed is not None else ()


def due(registry: Registry, states: Mapping[str, FeedState], now: datetime) -> list[Feed]:
    """The enabled feeds whose time has come, longest overdue first."""
    feeds = [f for s in registry.sources for f in s.feeds if f.enabled]
    waiting = [f for f in feeds if f.id not in states or states[f.id].next_check <= now
               or states[f.id].url != f.url]  # fmt: skip
    never = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(waiting, key=lambda f: states[f.id].next_check if f.id in states else never)


def known(states: Mapping[str, FeedState], feed: Feed) -> FeedState | None:
    """What is remembered of ``feed`` at its present address; a new address starts anew."""
    state = states.get(feed.id)
    return state if state is not None and state.url == feed.url else None


def address(feed: Feed, old: FeedState | None) -> str:
    """Where ``feed`` is asked: where it has moved for good, or as feeds.yaml says."""
    return (old.move.address if old is not None else None) or feed.url


def at(feed: Feed, url: str) -> Feed:
    """``feed`` as it is asked at ``url``."""
    return feed if feed.url == url else replace(feed, url=url)


def feed_state_after(attempt: Attempt, stored: Stored, limits: Limits) -> FeedState:
    """What is remembered of a feed after an attempt. Pure.

    Validators and the hash of the body are kept only of a document that could be read:
    otherwise a 304 would make a broken feed look healthy for ever.
    """
    if attempt.state is State.WAITING:
        return _not_asked(attempt)
    return _failed(attempt, limits) if attempt.state.failure else _answered(attempt, stored, limits)


def worth_saying(old: FeedState | None, new: FeedState) -> Iterator[str]:
    """What a person must hear of at once, once: a feed gone or led elsewhere, an address kept or
    forgotten. The state stays visible in ``aggregator health`` until it ends."""
    before = old.move.address if old is not None else None
    if new.move.address != before:
        if new.move.address is None:
            yield f"{new.feed}: {before} stays dead; asking {new.url} of feeds.yaml again"
        else:
            yield (
                f"{new.feed}: has moved for good, seven days of 301 or 308. Asked from now on: "
                f"{new.move.address}; feeds.yaml says {new.url}. See `aggregator sources check`."
            )
    if new.state is State.GONE and (old is None or old.state is not State.GONE):
        yield f"{new.feed}: {new.state} ({new.detail}). {new.state.remedy}"


def _not_asked(attempt: Attempt) -> FeedState:
    """The host wants to be left alone; the feed is as it was, and is asked later."""
    seconds = attempt.response.retry_after
    wait = timedelta(seconds=seconds) if seconds else _WAITED_FOR
    advice = Advice(seconds, hints=attempt.old.hints) if attempt.old else Advice(seconds)
    again = next_check(attempt.feed.id, wait, advice, attempt.now)
    return replace(attempt.old or _basis(attempt), next_check=again)


def _basis(attempt: Attempt) -> FeedState:
    """The state with what does not depend on success or failure."""
    old, now = attempt.old, attempt.now
    basis = old or FeedState(attempt.feed.id, attempt.feed.url, attempt.state, now, 0, now, now)
    return replace(
        basis,
        state=attempt.state,
        since=_since(old, attempt.state, now),
        last_attempt=now,
        status=attempt.response.status,
        detail=attempt.detail,
    )


def _failed(attempt: Attempt, limits: Limits) -> FeedState:
    old, response = attempt.old, attempt.response
    score = (old.score if old else 0.0) + failure_weight(attempt.state, response.status)
    failures = (old.failures if old else 0) + 1
    again = old is not None and old.state is attempt.state
    wait = pause(attempt.state, score, limits, again)
    moment = next_check(
        attempt.feed.id, wait, Advice(response.retry_after), attempt.now,
        overload=response.status == 429,
    )  # fmt: skip
    basis = _basis(attempt)
    move = after_failure(basis.move, failures)
    kept = basis.validators if move.address == basis.move.address else Validators()
    return replace(
        basis, failures=failures, score=score, next_check=moment, move=move, validators=kept
    )


def _answered(attempt: Attempt, stored: Stored, limits: Limits) -> FeedState:
    old, response, parsed, now = attempt.old, attempt.response, attempt.parsed, attempt.now
    basis = _basis(attempt)
    # A sitemap index that answers 304 may have brought entries of its parts all the same.
    if parsed is not None and response.state is State.WORKING:
        digest = hashlib.sha256(response.body).hexdigest()
        basis = replace(basis, validators=response.validators, body_sha256=digest)
        if attempt.state is not State.UNCHANGED:
            basis = replace(basis, hints=parsed.hints)
    pace = _pace(old, parsed, stored, now, limits)
    advice = Advice(response.retry_after, response.fresh, basis.hints)
    return replace(
        basis,
        failures=0,
        score=0.0,
        last_success=now,
        last_new_item=now if stored.new else basis.last_new_item,
        pace=pace,
        move=after_answer(basis.move, attempt.feed.url, response.permanent_url, now),
        next_check=next_check(attempt.feed.id, pace.interval, advice, now),
    )


def _pace(
    old: FeedState | None,
    parsed: ParsedFeed | None,
    stored: Stored,
    now: datetime,
    limits: Limits,
) -> Pace:
    if old is None or old.pace is None:
        return first_pace(parsed.entries if parsed else (), now, limits.pace)
    found = Found(stored.new + stored.changed + stored.known, stored.new)
    planned = old.next_check if not old.failures else None
    return paced(old.pace, found, now, planned, limits.pace)


def _since(old: FeedState | None, state: State, now: datetime) -> datetime:
    """There are two conditions, answering and failing: a feed that times out today and had no
    address yesterday has been broken since yesterday."""
    if old is None or old.state.failure != state.failure:
        return now
    return old.since
