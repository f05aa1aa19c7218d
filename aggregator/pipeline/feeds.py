"""What is asked of a feed, and what is remembered of its answer. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.health import State
from aggregator.model import Feed, ParsedFeed, Registry, Response, Validators
from aggregator.schedule import next_check
from aggregator.store.records import FeedState


def due(registry: Registry, states: Mapping[str, FeedState], now: datetime) -> list[Feed]:
    """The enabled feeds whose time has come, longest overdue first."""
    feeds = [f for s in registry.sources for f in s.feeds if f.enabled]
    waiting = [f for f in feeds if f.id not in states or states[f.id].next_check <= now
               or states[f.id].url != f.url]  # fmt: skip
    never = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(waiting, key=lambda f: states[f.id].next_check if f.id in states else never)


def feed_state_after(
    old: FeedState | None,
    feed: Feed,
    response: Response,
    parsed: ParsedFeed | None,
    now: datetime,
    interval: timedelta,
) -> FeedState:
    """What is remembered of a feed after an attempt. Pure.

    Validators and the hash of the body are kept only of a document that could be read:
    otherwise a 304 would make a broken feed look healthy for ever.
    """
    state = parsed.state if parsed is not None else response.state
    detail = parsed.detail if parsed is not None else response.detail
    if old is not None and old.url != feed.url:
        old = None
    failures = (old.failures if old else 0) + 1 if state.failure else 0
    result = FeedState(
        feed=feed.id,
        url=feed.url,
        state=state,
        since=_since(old, state, now),
        failures=failures,
        last_attempt=now,
        next_check=next_check(feed.id, state, failures, now, interval),
        status=response.status,
        detail=detail,
        last_success=now if not state.failure else (old.last_success if old else None),
        last_new_item=old.last_new_item if old else None,
        validators=old.validators if old else Validators(),
        body_sha256=old.body_sha256 if old else None,
    )
    if parsed is not None and not state.failure:
        digest = hashlib.sha256(response.body).hexdigest()
        result = replace(result, validators=response.validators, body_sha256=digest)
    return result


def _since(old: FeedState | None, state: State, now: datetime) -> datetime:
    """There are two conditions, answering and failing: a feed that times out today and had no
    address yesterday has been broken since yesterday."""
    if old is None or old.state.failure != state.failure:
        return now
    return old.since
