"""The line itself: one round from what is due to what is stored.

Feeds and pages run side by side, hosts apart from one another; readings are made in worker
processes and stored in small batches. Nothing here decides: what an answer means, what is
new and when to ask again are pure functions of other rooms.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Sequence

from aggregator.health import State
from aggregator.model import Entry, Feed
from aggregator.pipeline.feeds import (
    Attempt,
    address,
    at,
    feed_state_after,
    known,
    worth_saying,
)
from aggregator.pipeline.gathering import Gathered, Gathering, Memory, accepts, asks_robots
from aggregator.pipeline.pages import Pages
from aggregator.pipeline.round import FeedResult, Round, Summary
from aggregator.pipeline.watch import Watch, in_quarantine, says_something
from aggregator.retrieval import first_address, read_by_this_rule
from aggregator.schedule.feeds import Limits
from aggregator.store.feed_states import FeedState
from aggregator.store.records import Stored

log = logging.getLogger("aggregator")

_STORE_EVERY = 40
_STORE_AFTER = 0.5
"""As with pages: the states of feeds without news are written 40 at a time or each half second."""
_APART = 0.002
"""Seconds between the first requests of a round that is larger than ``fetch.concurrency``. 64 that
begin at once are answered at once, worked through together, and begin together again: at 200 ms of
latency the places stood empty for a tenth of the time (bench/poll.py)."""


class Line:
    """One round over some feeds. Make a new one for every round."""

    def __init__(self, this_round: Round) -> None:
        self._round = this_round
        self._states = this_round.archive.feed_states()
        self._documents = this_round.archive.documents.all()
        self._gathering = Gathering(
            this_round.client, this_round.workforce, this_round.registry.fetch, this_round.clock
        )
        self._pages = Pages(this_round)
        self._watch = Watch(
            this_round.archive, {source.id: source for source in this_round.registry.sources}
        )
        self._unchanged: list[FeedState] = []
        self._to_ask: Counter[str] = Counter()  # feeds by source
        self._last_store = 0.0

    async def run(self, feeds: Iterable[Feed], sources: Iterable[str]) -> Summary:
        """Asks every feed, reads every page of ``sources`` that is due, stores what came."""
        try:
            async with asyncio.TaskGroup() as group:
                feeds = list(feeds)
                self._to_ask.update(feed.source for feed in feeds)
                # Pages that an earlier round left behind come first: they are the oldest. Those
                # that were read wait for the feeds of their source, which may show a takeover.
                self._pages.queue(set(sources), group)
                self._pages.queue(set(sources) - self._to_ask.keys(), group, again=True)
                # What timed out last time takes longest again: begun first, it ends first.
                at_once = self._round.registry.fetch.concurrency
                for place, feed in enumerate(sorted(feeds, key=lambda f: not self._was_slow(f))):
                    if place < at_once < len(feeds):
                        await asyncio.sleep(_APART)
                    group.create_task(self._feed(feed, group))
        finally:
            self._pages.store()
            self._store_unchanged()
        return self._round.summary

    def _was_slow(self, feed: Feed) -> bool:
        old = self._states.get(feed.id)
        return old is not None and old.state is State.TIMEOUT

    async def _feed(self, feed: Feed, group: asyncio.TaskGroup) -> None:
        old = known(self._states, feed)
        asked = at(feed, first_address(at(feed, address(feed, old))))
        memory = self._memory(feed, old)
        validators = old.validators if old is not None and memory.body_sha256 else None
        response = await self._round.client.get(
            asked.url, validators, accept=accepts(feed), robots=asks_robots(feed)
        )
        gathered = await self._gathering.gather(asked, response, memory)
        attempt = Attempt(feed, asked.url, old, response, gathered.parsed, self._round.clock())
        state, stored = self._store_all(attempt, gathered)
        for line in worth_saying(old, state):
            log.warning("%s", line)
        shown = attempt.state if state.state is not State.QUARANTINED else state.state
        result = FeedResult(feed, shown, stored, state.detail)
        self._round.summary.feeds.append(result)
        self._round.reporter.feed_done(result)
        if stored.new or stored.changed:
            self._pages.queue({feed.source}, group)
        self._to_ask[feed.source] -= 1
        if not self._to_ask[feed.source]:
            self._pages.queue({feed.source}, group, again=True)

    def _store_all(self, attempt: Attempt, gathered: Gathered) -> tuple[FeedState, Stored]:
        """What is known of further documents goes with the entries that came of them."""
        feed = attempt.feed.id
        if gathered.documents == self._documents.get(feed, ()):
            return self._store(attempt)
        with self._round.archive.together():
            self._round.archive.documents.put(feed, gathered.documents)
            return self._store(attempt)

    def _store(self, attempt: Attempt) -> tuple[FeedState, Stored]:
        """Entries go with their feed's state in one transaction; where an answer says nothing,
        states wait for one another: a kill then costs a question asked once more."""
        limits = Limits.of(attempt.feed, self._round.registry.fetch)
        asked = at(attempt.feed, attempt.asked)
        if not says_something(asked, attempt.response, attempt.parsed):
            reason = self._watch.reason(attempt.feed.source)
            state = in_quarantine(feed_state_after(attempt, Stored(), limits), attempt.old, reason)
            self._later(state)
            return state, Stored()
        with self._round.archive.together():
            reason = self._watch.look(asked, attempt.response, attempt.parsed, attempt.now)
            return self._round.archive.store_feed(
                attempt.feed.id, attempt.feed.source, attempt.entries, attempt.now,
                lambda stored: in_quarantine(
                    feed_state_after(attempt, stored, limits), attempt.old, reason
                ),
                hold=reason is not None,
            )  # fmt: skip

    def _later(self, state: FeedState) -> None:
        self._unchanged.append(state)
        now = asyncio.get_running_loop().time()
        if len(self._unchanged) >= _STORE_EVERY or now - self._last_store > _STORE_AFTER:
            self._store_unchanged()
            self._last_store = now

    def _store_unchanged(self) -> None:
        states, self._unchanged = self._unchanged, []
        self._round.archive.store_states(states)

    def _memory(self, feed: Feed, old: FeedState | None) -> Memory:
        archive = self._round.archive

        def unknown(entries: Sequence[Entry]) -> int:
            return archive.unknown(feed.id, feed.source, entries)

        documents = self._documents.get(feed.id, ())
        if old is None or not read_by_this_rule(feed, documents):
            return Memory(unknown=unknown)
        return Memory(old.body_sha256, documents, unknown)
