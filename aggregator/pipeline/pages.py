"""The pages of one round: a queue for each host, read in workers, stored in small batches."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from urllib.parse import urlsplit

from aggregator.fetch.client import PAGE_TYPES
from aggregator.health import Extraction, State
from aggregator.identify import content_hash
from aggregator.model import (
    UNTITLED,
    Article,
    Context,
    Entry,
    Feed,
    Page,
    Reading,
    Source,
    Tagged,
)
from aggregator.pipeline.round import Round
from aggregator.store.records import PendingPage
from aggregator.work import read_page
from aggregator.workforce import WorkCrashedError, WorkTimeoutError

log = logging.getLogger("aggregator")

_STORE_EVERY = 40
_STORE_AFTER = 0.5
"""Readings are stored in transactions of at most 40 or every half second: a kill costs no more
than that, and 40 rows a transaction already cost half of one row each."""


class Pages:
    """The pages of one round. What waits is held as bare numbers of articles, so that a round
    over ten thousand pages needs no more memory than one over a thousand."""

    def __init__(self, this_round: Round) -> None:
        self._round = this_round
        registry = this_round.registry
        self._sources = {source.id: source for source in registry.sources}
        self._feeds: Mapping[str, Feed] = {f.id: f for s in registry.sources for f in s.feeds}
        self._waiting: dict[str, deque[int]] = {}
        self._runners: dict[str, int] = {}
        self._under_way: set[int] = set()
        self._found = 0
        self._readings: list[tuple[int, Reading]] = []
        self._last_store = 0.0

    def queue(self, sources: set[str], group: asyncio.TaskGroup) -> None:
        """Queues every page of ``sources`` that is due and not under way yet."""
        after, now = 0, self._round.clock()
        while batch := self._round.archive.pending_pages(now, sources, after):
            after = batch[-1].article
            for page in batch:
                if page.article not in self._under_way:
                    self._under_way.add(page.article)
                    self._found += 1
                    self._start(page, group)

    def _start(self, page: PendingPage, group: asyncio.TaskGroup) -> None:
        host = (urlsplit(page.link).hostname or "") if page.link else ""
        self._waiting.setdefault(host, deque()).append(page.article)
        if self._runners.get(host, 0) < self._round.registry.fetch.per_host:
            self._runners[host] = self._runners.get(host, 0) + 1
            group.create_task(self._host(host))

    async def _host(self, host: str) -> None:
        """Reads the pages of one host one after the other; its slowness is its own."""
        waiting = self._waiting[host]
        while waiting:
            await self._page(waiting.popleft())
        self._runners[host] -= 1

    async def _page(self, article: int) -> None:
        pending = self._round.archive.pending_page(article)
        entry = self._round.archive.entry(article)
        page = await self._fetch(entry, pending.link)
        reading = await self._read(pending, entry, page)
        self._readings.append((article, reading))
        self._round.summary.pages_read += 1
        self._round.summary.pages_failed += page.failure is Extraction.PAGE_FAILED
        loop = asyncio.get_running_loop()
        if len(self._readings) >= _STORE_EVERY or loop.time() - self._last_store > _STORE_AFTER:
            self.store()
            self._last_store = loop.time()
        self._round.reporter.pages(self._round.summary.pages_read, self._found)

    async def _fetch(self, entry: Entry, link: str | None) -> Page:
        if entry.complete and entry.content:
            return Page(link or "")
        if link is None:
            return Page("", failure=Extraction.NO_LINK)
        response = await self._round.client.get(link, accept=PAGE_TYPES)
        if response.state is State.WORKING:
            return Page(response.url, response.body, response.content_type)
        return Page(
            response.url,
            failure=Extraction.PAGE_FAILED,
            detail=f"{response.state}: {response.detail}" if response.detail else response.state,
        )

    async def _read(self, pending: PendingPage, entry: Entry, page: Page) -> Reading:
        context = context_of(self._sources[pending.source], self._feeds.get(pending.feed))
        try:
            return await self._round.workforce.run(read_page, entry, page, context)
        except WorkTimeoutError as error:
            page = Page(page.url, failure=Extraction.TOO_SLOW, detail=str(error))
        except (WorkCrashedError, MemoryError) as error:
            page = Page(page.url, failure=Extraction.CRASHED, detail=str(error) or "out of memory")
        except Exception as error:
            # A page can trip any line of three parsers. It keeps its entry, with the reason.
            detail = f"{type(error).__name__}: {str(error)[:200]}"
            page = Page(page.url, failure=Extraction.CRASHED, detail=detail)
        try:
            return await self._round.workforce.run(read_page, entry, page, context)
        except Exception as error:
            log.warning("article %s cannot be read: %s", pending.article, error)
            return unread(entry, page)

    def store(self) -> None:
        """Stores what was read since the last time."""
        readings, self._readings = self._readings, []
        if readings:
            self._round.summary.articles_changed += self._round.archive.store_readings(
                readings, self._round.clock()
            )
            self._under_way.difference_update(article for article, _ in readings)


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
