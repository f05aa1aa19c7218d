"""The pages of one round: a queue for each host, read in workers, stored in small batches."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

from aggregator.fetch.client import PAGE_TYPES
from aggregator.health import Extraction, State
from aggregator.identify import content_hash, link_key
from aggregator.model import (
    UNTITLED,
    Article,
    Context,
    Entry,
    Feed,
    Page,
    Reading,
    Response,
    Source,
    Tagged,
)
from aggregator.pipeline.round import Round
from aggregator.store.records import Look, PendingPage
from aggregator.work import read_page
from aggregator.workforce import WorkCrashedError, WorkTimeoutError

log = logging.getLogger("aggregator")

_STORE_EVERY = 40
_STORE_AFTER = 0.5
"""Readings are stored in transactions of at most 40 or every half second: a kill costs no more
than that, and 40 rows a transaction already cost half of one row each."""
_FROM_ENTRY = "entry"
"""Stands for the hash of a page whose whole text its entry brought."""
_LONGEST_ROUND = 600.0
"""Seconds after which a round begins no further page. Feeds are asked between rounds, so a host
with a thousand pages and a long Crawl-delay must not make all others wait; what is left is due in
the next round, which follows at once."""


class _Waiting:
    """The pages of one host that wait: those never read before those to be looked at again."""

    def __init__(self) -> None:
        self.new: deque[int] = deque()
        self.again: deque[int] = deque()

    def __len__(self) -> int:
        return len(self.new) + len(self.again)

    def next(self) -> int:
        return self.new.popleft() if self.new else self.again.popleft()


class Pages:
    """The pages of one round. What waits is held as bare numbers of articles, so that a round
    over ten thousand pages needs no more memory than one over a thousand."""

    def __init__(self, this_round: Round) -> None:
        self._round = this_round
        registry = this_round.registry
        self._sources = {source.id: source for source in registry.sources}
        self._feeds: Mapping[str, Feed] = {f.id: f for s in registry.sources for f in s.feeds}
        self._waiting: dict[str, _Waiting] = {}
        self._runners: dict[str, int] = {}
        self._under_way: set[int] = set()
        self._found = 0
        self._looks: list[Look] = []
        self._last_store = 0.0
        self._until: float | None = None

    def queue(self, sources: set[str], group: asyncio.TaskGroup, *, again: bool = False) -> None:
        """Queues every page of ``sources`` that is due and not under way yet: those never read, or
        with ``again`` those that are to be looked at again."""
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + _LONGEST_ROUND
        due = self._round.archive.pending_pages(self._round.clock(), sources, again=again)
        for page in due:
            if page.article not in self._under_way:
                self._under_way.add(page.article)
                self._found += 1
                self._start(page, group)

    def _start(self, page: PendingPage, group: asyncio.TaskGroup) -> None:
        host = (urlsplit(page.link).hostname or "") if page.link else ""
        waiting = self._waiting.setdefault(host, _Waiting())
        (waiting.again if page.sha256 else waiting.new).append(page.article)
        if self._runners.get(host, 0) < self._round.registry.fetch.per_host:
            self._runners[host] = self._runners.get(host, 0) + 1
            group.create_task(self._host(host))

    async def _host(self, host: str) -> None:
        """Reads the pages of one host one after the other; its slowness is its own."""
        waiting, clock = self._waiting[host], asyncio.get_running_loop().time
        while waiting and clock() < (self._until or 0):
            await self._page(waiting.next())
        self._runners[host] -= 1
        if waiting and not self._runners[host]:
            self._round.summary.pages_left += len(waiting)

    async def _page(self, article: int) -> None:
        pending = self._round.archive.pending_page(article)
        look = await self._look(pending)
        self._looks.append(look)
        self._round.summary.pages_read += look.found != "later"
        self._round.summary.pages_failed += look.found in {"failed", "missing"}
        loop = asyncio.get_running_loop()
        if len(self._looks) >= _STORE_EVERY or loop.time() - self._last_store > _STORE_AFTER:
            self.store()
            self._last_store = loop.time()
        self._round.reporter.pages(self._round.summary.pages_read, self._found)

    async def _look(self, pending: PendingPage) -> Look:
        entry = self._round.archive.entry(pending.article)
        whole = entry.complete and bool(entry.content)
        if whole and pending.sha256 is None:
            reading = await self._read(pending, entry, Page(pending.link or ""))
            return Look(pending.article, "page", reading, sha256=_FROM_ENTRY)
        if pending.link is None:
            page = Page("", failure=Extraction.NO_LINK)
            return Look(pending.article, "page", await self._read(pending, entry, page))
        response = await self._round.client.get(
            pending.link,
            pending.validators,
            accept=PAGE_TYPES,
            robots=self._sources[pending.source].permission is None,
        )
        look = seen(pending, response)
        if whole and look.found == "page":
            return Look(pending.article, "same")  # its text is the entry's; the page only stands
        if look.found in {"same", "later"} or (pending.sha256 and look.found != "page"):
            return look
        if look.found == "page":
            page = Page(response.url, response.body, response.content_type)
        else:
            page = _failure(response)
        return replace(look, reading=await self._read(pending, entry, page))

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
        """Stores what was seen since the last time."""
        looks, self._looks = self._looks, []
        if looks:
            self._round.summary.articles_changed += self._round.archive.store_looks(
                looks, self._round.clock()
            )
            self._under_way.difference_update(look.article for look in looks)


def seen(pending: PendingPage, response: Response) -> Look:
    """What an answer to a look at a page means, before anything is read. Pure."""
    article = pending.article
    match response.state:
        case State.WORKING if pending.sha256 and _is_home(response.url, pending.link):
            return Look(article, "missing")  # many sites send what they removed to their home page
        case State.WORKING:
            digest = hashlib.sha256(response.body).hexdigest()
            found: Literal["same", "page"] = "same" if digest == pending.sha256 else "page"
            return Look(article, found, validators=response.validators, sha256=digest)
        case State.UNCHANGED:
            return Look(article, "same")
        case State.WAITING:
            return Look(article, "later", seconds=response.retry_after)
        case State.ROBOTS:
            return Look(article, "refused")
    gone = response.state is State.GONE or response.status == 404
    return Look(article, "missing" if gone else "failed")


def _is_home(url: str, link: str | None) -> bool:
    return link_key(url) is None and link_key(link) is not None


def _failure(response: Response) -> Page:
    refused = response.state is State.ROBOTS
    return Page(
        response.url,
        failure=Extraction.ROBOTS if refused else Extraction.PAGE_FAILED,
        detail=f"{response.state}: {response.detail}" if response.detail else response.state,
    )


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
