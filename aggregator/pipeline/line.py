"""The line itself: one round from what is due to what is stored.

Feeds and pages run side by side, hosts apart from one another; readings are made in worker
processes and stored in small batches. Nothing here decides: what an answer means, what is
new and when to ask again are pure functions of other rooms.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import timedelta

from aggregator.fetch.client import FEED_TYPES
from aggregator.health import State
from aggregator.model import Feed, ParsedFeed, Response
from aggregator.pipeline.feeds import feed_state_after
from aggregator.pipeline.pages import Pages
from aggregator.pipeline.round import FeedResult, Round, Summary
from aggregator.pipeline.watch import Watch, in_quarantine
from aggregator.store.records import FeedState
from aggregator.work import parse_document
from aggregator.workforce import WorkCrashedError, WorkTimeoutError


class Line:
    """One round over some feeds. Make a new one for every round."""

    def __init__(self, this_round: Round) -> None:
        self._round = this_round
        self._states = this_round.archive.feed_states()
        self._pages = Pages(this_round)
        self._watch = Watch(
            this_round.archive, {source.id: source for source in this_round.registry.sources}
        )

    async def run(self, feeds: Iterable[Feed], sources: Iterable[str]) -> Summary:
        """Asks every feed, reads every page of ``sources`` that is due, stores what came."""
        try:
            async with asyncio.TaskGroup() as group:
                # Pages that an earlier round left behind come first: they are the oldest.
                self._pages.queue(set(sources), group)
                for feed in feeds:
                    group.create_task(self._feed(feed, group))
        finally:
            self._pages.store()
        return self._round.summary

    async def _feed(self, feed: Feed, group: asyncio.TaskGroup) -> None:
        old = self._states.get(feed.id)
        validators = old.validators if old is not None and old.url == feed.url else None
        response = await self._round.client.get(feed.url, validators, accept=FEED_TYPES)
        parsed = await self._parse(feed, response, old)
        now = self._round.clock()
        interval = timedelta(seconds=feed.interval or self._round.registry.fetch.interval)
        state = feed_state_after(old, feed, response, parsed, now, interval)
        entries = parsed.entries if parsed is not None else ()
        with self._round.archive.together():
            held = self._watch.look(feed, response, parsed, now)
            if held is not None:
                state = in_quarantine(state, old, held)
            stored = self._round.archive.store_feed(
                state, feed.source, entries, now, hold=held is not None
            )
        result = FeedResult(feed, state.state, stored, state.detail)
        self._round.summary.feeds.append(result)
        self._round.reporter.feed_done(result)
        if stored.new or stored.changed:
            self._pages.queue({feed.source}, group)

    async def _parse(
        self, feed: Feed, response: Response, old: FeedState | None
    ) -> ParsedFeed | None:
        """The document read, or ``None`` where there is none or it is the one we know."""
        if response.state is not State.WORKING:
            return None
        digest = hashlib.sha256(response.body).hexdigest()
        if old is not None and old.url == feed.url and old.body_sha256 == digest:
            return ParsedFeed(State.UNCHANGED)
        try:
            return await self._round.workforce.run(
                parse_document, response.body, response.content_type, response.url,
                self._round.registry.fetch.max_entries,
            )  # fmt: skip
        except (WorkTimeoutError, WorkCrashedError) as error:
            return ParsedFeed(State.BROKEN, detail=f"reading the document: {error}")
        except Exception as error:
            # Three parsers stand behind this; one document must never end a round.
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            return ParsedFeed(State.BROKEN, detail=f"reading the document: {reason}")
