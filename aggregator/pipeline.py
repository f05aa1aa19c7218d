"""The line itself: one round from what is due to what is stored.

Feeds and pages run side by side, hosts apart from one another; readings are made in worker
processes and stored in small batches. Nothing here decides: what an answer means, what is
new and when to ask again are pure functions of other rooms.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from aggregator.clock import Clock
from aggregator.fetch.client import FEED_TYPES, PAGE_TYPES, Client
from aggregator.health import Extraction, State
from aggregator.identify import content_hash
from aggregator.model import (
    UNTITLED,
    Article,
    Context,
    Entry,
    Feed,
    Page,
    ParsedFeed,
    Reading,
    Registry,
    Response,
    Source,
    Tagged,
    Validators,
)
from aggregator.schedule import next_check
from aggregator.store.archive import Archive
from aggregator.store.records import FeedState, PendingPage, Stored
from aggregator.work import parse_document, read_page
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError

log = logging.getLogger("aggregator")

_STORE_EVERY = 40
_STORE_AFTER = 0.5
"""Readings are stored in transactions of at most 40 or every half second: a kill costs no more
than that, and 40 rows a transaction already cost half of one row each."""


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one round did for one feed."""

    feed: Feed
    state: State
    stored: Stored
    detail: str = ""


@dataclass(slots=True)
class Summary:
    """What one round did."""

    feeds: list[FeedResult] = field(default_factory=list)
    pages_read: int = 0
    pages_failed: int = 0
    articles_changed: int = 0
    tagged_again: int = 0

    @property
    def offline(self) -> bool:
        """Whether several hosts were asked and no connection came about."""
        unconnected = {State.DNS, State.CONNECT, State.TIMEOUT}
        return len(self.feeds) > 1 and all(r.state in unconnected for r in self.feeds)

    @property
    def none_reached(self) -> bool:
        """Whether there were feeds and none of them could be reached."""
        return bool(self.feeds) and not any(result.state.reached for result in self.feeds)


class Reporter(Protocol):
    """Told what happens while it happens."""

    def starts(self, feeds: int) -> None:
        """A round over so many feeds begins."""

    def feed_done(self, result: FeedResult) -> None:
        """A feed was asked, and this came of it."""

    def pages(self, done: int, total: int) -> None:
        """So many pages of this round are read, of so many found so far."""


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


class Line:
    """One round over some feeds. Make a new one for every round."""

    def __init__(
        self,
        registry: Registry,
        archive: Archive,
        client: Client,
        workforce: Workforce,
        clock: Clock,
        reporter: Reporter,
    ) -> None:
        self._registry, self._archive = registry, archive
        self._client, self._workforce = client, workforce
        self._clock, self._reporter = clock, reporter
        self._sources = {source.id: source for source in registry.sources}
        self._feeds = {f.id: f for s in registry.sources for f in s.feeds}
        self._states = archive.feed_states()
        self._hosts: dict[str, deque[PendingPage]] = {}
        self._queued: set[int] = set()
        self._runners: dict[str, int] = {}
        self._group: asyncio.TaskGroup | None = None
        self._readings: list[tuple[int, Reading]] = []
        self._last_store = 0.0
        self.summary = Summary()

    async def run(self, feeds: Iterable[Feed], sources: Iterable[str]) -> Summary:
        """Asks every feed, reads every page of ``sources`` that is due, stores what came."""
        try:
            async with asyncio.TaskGroup() as self._group:
                # Pages that an earlier round left behind come first: they are the oldest.
                self._queue_pages(set(sources))
                for feed in feeds:
                    self._group.create_task(self._feed(feed))
        finally:
            self._store_readings()
        return self.summary

    # --- feeds -----------------------------------------------------------------------

    async def _feed(self, feed: Feed) -> None:
        old = self._states.get(feed.id)
        validators = old.validators if old is not None and old.url == feed.url else None
        response = await self._client.get(feed.url, validators, accept=FEED_TYPES)
        parsed = await self._parse(feed, response, old)
        now = self._clock()
        interval = timedelta(seconds=feed.interval or self._registry.fetch.interval)
        state = feed_state_after(old, feed, response, parsed, now, interval)
        entries = parsed.entries if parsed is not None else ()
        stored = self._archive.store_feed(state, feed.source, entries, now)
        result = FeedResult(feed, state.state, stored, state.detail)
        self.summary.feeds.append(result)
        self._reporter.feed_done(result)
        if stored.new or stored.changed:
            self._queue_pages({feed.source})

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
            return await self._workforce.run(
                parse_document, response.body, response.content_type, response.url,
                self._registry.fetch.max_entries,
            )  # fmt: skip
        except (WorkTimeoutError, WorkCrashedError) as error:
            return ParsedFeed(State.BROKEN, detail=f"reading the document: {error}")
        except Exception as error:
            # Three parsers stand behind this; one document must never end a round.
            reason = f"{type(error).__name__}: {str(error)[:200]}"
            return ParsedFeed(State.BROKEN, detail=f"reading the document: {reason}")

    # --- pages -----------------------------------------------------------------------

    def _queue_pages(self, sources: set[str]) -> None:
        after, now = 0, self._clock()
        while batch := self._archive.pending_pages(now, sources, after):
            after = batch[-1].article
            for page in batch:
                if page.article not in self._queued:
                    self._queued.add(page.article)
                    self._start(page)

    def _start(self, page: PendingPage) -> None:
        host = (urlsplit(page.link).hostname or "") if page.link else ""
        self._hosts.setdefault(host, deque()).append(page)
        if self._runners.get(host, 0) < self._registry.fetch.per_host:
            self._runners[host] = self._runners.get(host, 0) + 1
            if self._group is None:
                raise RuntimeError("pages are read only while a round runs")
            self._group.create_task(self._host(host))

    async def _host(self, host: str) -> None:
        """Reads the pages of one host one after the other; its slowness is its own."""
        queue = self._hosts[host]
        while queue:
            await self._page(queue.popleft())
        self._runners[host] -= 1

    async def _page(self, pending: PendingPage) -> None:
        page = await self._fetch_page(pending)
        reading = await self._read(pending, page)
        self._readings.append((pending.article, reading))
        self.summary.pages_read += 1
        self.summary.pages_failed += page.failure is Extraction.PAGE_FAILED
        loop = asyncio.get_running_loop()
        if len(self._readings) >= _STORE_EVERY or loop.time() - self._last_store > _STORE_AFTER:
            self._store_readings()
            self._last_store = loop.time()
        self._reporter.pages(self.summary.pages_read, len(self._queued))

    async def _fetch_page(self, pending: PendingPage) -> Page:
        if pending.link is None:
            return Page("", failure=Extraction.NO_LINK)
        response = await self._client.get(pending.link, accept=PAGE_TYPES)
        if response.state is State.WORKING:
            return Page(response.url, response.body, response.content_type)
        return Page(
            response.url,
            failure=Extraction.PAGE_FAILED,
            detail=f"{response.state}: {response.detail}" if response.detail else response.state,
        )

    async def _read(self, pending: PendingPage, page: Page) -> Reading:
        context = context_of(self._sources[pending.source], self._feeds.get(pending.feed))
        entry = self._archive.entry(pending.article)
        try:
            return await self._workforce.run(read_page, entry, page, context)
        except WorkTimeoutError as error:
            page = Page(page.url, failure=Extraction.TOO_SLOW, detail=str(error))
        except (WorkCrashedError, MemoryError) as error:
            page = Page(page.url, failure=Extraction.CRASHED, detail=str(error) or "out of memory")
        except Exception as error:
            # A page can trip any line of three parsers. It keeps its entry, with the reason.
            detail = f"{type(error).__name__}: {str(error)[:200]}"
            page = Page(page.url, failure=Extraction.CRASHED, detail=detail)
        try:
            return await self._workforce.run(read_page, entry, page, context)
        except Exception as error:
            log.warning("article %s cannot be read: %s", pending.article, error)
            return unread(entry, page)

    def _store_readings(self) -> None:
        readings, self._readings = self._readings, []
        if readings:
            self.summary.articles_changed += self._archive.store_readings(readings, self._clock())


def unread(entry: Entry, page: Page) -> Reading:
    """What is left of an article when even the words of its feed kill every worker: its title
    and its link. Untagged, so that the next change of the rules brings it back."""
    title = entry.title or UNTITLED
    article = Article(
        title, "", entry.author, None, entry.published, entry.published_raw,
        entry.published_precision, "feed" if entry.published else None, None,
        Extraction.CRASHED, detail=page.detail,
    )  # fmt: skip
    return Reading(article, Tagged(), content_hash(title, ""), 0)


def context_of(source: Source, feed: Feed | None) -> Context:
    """What reading an article needs to know of where it came from."""
    language = feed.language if feed is not None else None
    if language is None and len(source.languages) == 1:
        language = source.languages[0]
    names = (source.name, *source.names.values(), *source.aliases)
    return Context(source.focus, source.precision, names, language)
