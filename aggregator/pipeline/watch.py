"""Watching for takeovers while a round runs: what an answer means for its source, and the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aggregator.health import State
from aggregator.model import Feed, ParsedFeed, Response, Source
from aggregator.store.archive import Archive
from aggregator.store.feed_states import FeedState

log = logging.getLogger("aggregator")


class Watch:
    """Which sources of a round are in quarantine, and which answers put one there."""

    def __init__(self, archive: Archive, sources: Mapping[str, Source]) -> None:
        self._archive, self._sources = archive, sources
        self._reasons = archive.quarantine.reasons()

    def reason(self, source: str) -> str | None:
        """Why the source is in quarantine; ``None`` where it is not."""
        return self._reasons.get(source)

    def look(
        self, feed: Feed, response: Response, parsed: ParsedFeed | None, now: datetime
    ) -> str | None:
        """Compares an answer with what the feed has always done, and remembers the result; call
        it in the transaction that stores the entries. Returns why they are to be held.

        An answer without a new document from the usual host says nothing and costs nothing.
        """
        if not says_something(feed, response, parsed):
            return self.reason(feed.source)
        from aggregator import takeover  # noqa: PLC0415 — a round without news never needs it

        source = self._sources[feed.source]
        quarantine = self._archive.quarantine
        habits = quarantine.habits(feed.id)
        entries = parsed.entries if parsed is not None else ()
        new = self._archive.new_entries(feed.source, entries)
        found = takeover.signals(takeover.Look(source, feed, response, parsed, new, now), habits)
        quarantine.log_signals(feed.source, feed.id, found, now)
        if self.reason(feed.source) is None:
            verdict = takeover.decide(found, quarantine.earlier(feed.source), now)
            if verdict.quarantine:
                self._begin(feed.source, verdict.reason, now)
        if self.reason(feed.source) is None and parsed is not None and not parsed.state.failure:
            learnt = takeover.learn(
                habits, entries, new, now, generator=parsed.generator,
                language=parsed.language, address=response.address,
            )  # fmt: skip
            quarantine.keep_habits(feed.id, learnt)
        return self.reason(feed.source)

    def _begin(self, source: str, reason: str, now: datetime) -> None:
        self._reasons[source] = reason
        self._archive.quarantine.begin(source, reason, now)
        log.warning(
            "%s is in quarantine: %s. What it brings is held. Ask the group by another channel, "
            "then: aggregator sources release %s", source, reason, source,
        )  # fmt: skip


def says_something(feed: Feed, response: Response, parsed: ParsedFeed | None) -> bool:
    """Whether an answer can hold a reason for doubt: it brought a document, came from somewhere
    else than was asked, or showed another certificate."""
    if response.state is State.TLS or response.url != feed.url:
        return True
    return parsed is not None and parsed.state is not State.UNCHANGED


def in_quarantine(state: FeedState, old: FeedState | None, reason: str | None) -> FeedState:
    """The state of a feed whose source is in quarantine for ``reason``, whatever it answered;
    ``None``: it is in none."""
    if reason is None:
        return state
    since = old.since if old is not None and old.state is State.QUARANTINED else state.last_attempt
    return replace(state, state=State.QUARANTINED, detail=reason, since=since)
