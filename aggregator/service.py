"""Rounds as a user runs them: lock, fetch, publish; once, or again and again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from aggregator import sources
from aggregator.clock import Clock, system_clock
from aggregator.fetch import AddressRule, Client
from aggregator.model import Feed, Registry
from aggregator.pipeline import Line, Reporter, Round, Summary, due
from aggregator.retagging import bring_tags_up_to_date, remember_tagger
from aggregator.store.archive import Archive
from aggregator.store.opening import StoreError, explained, fetch_lock, open_archive
from aggregator.store.publication import publish
from aggregator.store.reading_archive import next_due
from aggregator.store.source_log import with_quarantine
from aggregator.story import judged_by
from aggregator.work import equip, link
from aggregator.workforce import WorkCrashedError, Workforce

log = logging.getLogger("aggregator")
T = TypeVar("T")

PRELOADED = ("aggregator.preloaded",)
"""Imported once by the server that worker processes are forked from."""

_PUBLISH_EVERY = 15.0
"""Seconds between two publications while a long first round is under way, so that a newcomer
sees articles arrive instead of an empty page."""

_OFFLINE = timedelta(minutes=10)
"""When to try again after a round in which no host at all could be reached."""

_LONGEST_NAP = timedelta(minutes=5)
"""`up` looks at least this often whether feeds.yaml has changed."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that a round needs to know, from the command line."""

    feeds: Path
    folder: Path
    rule: AddressRule
    clock: Clock = system_clock
    site_url: str | None = None

    def registry(self) -> Registry:
        """feeds.yaml as it is now. Raises :class:`~aggregator.sources.ConfigurationError`."""
        return sources.load(self.feeds, self.site_url)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which feeds a round asks: those of the named sources, all enabled ones, or what is due."""

    names: tuple[str, ...] = ()
    everything: bool = False

    def feeds(self, registry: Registry, archive: Archive, setup: Setup) -> list[Feed]:
        """The feeds, enabled ones only."""
        if self.names or self.everything:
            wanted = self.sources(registry)
            return [f for s in registry.sources if s.id in wanted for f in s.feeds if f.enabled]
        return due(registry, archive.feed_states(), setup.clock())

    def sources(self, registry: Registry) -> set[str]:
        """The sources whose pages are read. Raises ``KeyError`` with a name that is not there."""
        known = {source.id for source in registry.sources}
        for name in self.names:
            if name not in known:
                raise KeyError(name)
        return set(self.names) or known


async def fetch_round(
    setup: Setup, registry: Registry, choice: Choice, reporter: Reporter
) -> Summary:
    """One round over the chosen feeds, stored and published.

    Raises :class:`~aggregator.store.opening.StoreError`; what was stored before it stays.
    """
    with fetch_lock(setup.folder), explained(setup.folder):
        archive = Archive(open_archive(setup.folder))
        try:
            feeds = choice.feeds(registry, archive, setup)
            reporter.starts(len(feeds))
            settings = registry.fetch
            async with (
                Client(settings, setup.rule, memory=archive.hosts, clock=setup.clock) as client,
                Workforce(
                    settings.workers, settings.page_timeout, PRELOADED, (equip, (registry.sources,))
                ) as workforce,
            ):
                async with _publishing(setup, registry, workforce):
                    line = Line(Round(registry, archive, client, workforce, setup.clock, reporter))
                    if archive.is_empty():
                        remember_tagger(registry, archive)
                    summary = await _plain_errors(line, feeds, choice.sources(registry))
                    if summary.offline:
                        archive.blame_ourselves((f.id for f in feeds), setup.clock() + _OFFLINE)
                    again = await bring_tags_up_to_date(registry, archive, workforce)
                    summary.retagged = again
                await _link(setup, registry, archive, workforce)
                await _publish(setup, registry, workforce)
        finally:
            archive.close()
    return summary


async def _link(setup: Setup, registry: Registry, archive: Archive, workforce: Workforce) -> None:
    """Brings the stories up to date in a worker, where anything that they depend on has changed:
    a round without news starts no worker."""
    now = setup.clock()
    held = with_quarantine(registry, archive.quarantine.reasons())
    if archive.stories_outdated(judged_by(held, now.date())):
        await workforce.rest()  # 50 MB: what linking needs comes on top of one worker, not of all
        done = await _in_worker(workforce, "linking stories", link, setup.folder, registry, now)
        log.debug(
            "stories: %d articles linked, %d stories judged, %.2f s of CPU",
            done.articles, done.stories, done.cpu,
        )  # fmt: skip


async def _publish(setup: Setup, registry: Registry, workforce: Workforce) -> None:
    """Where there are workers, one of them publishes: it has the tables of places and topics
    already, 40 MB and 0.2 s of CPU that this process would spend on them."""
    if not workforce.started:
        await asyncio.to_thread(publish, setup.folder, registry, setup.clock())
        return
    await _in_worker(workforce, "publishing", publish, setup.folder, registry, setup.clock())


async def _in_worker(workforce: Workforce, what: str, work: Callable[..., T], *args: object) -> T:
    try:
        return await workforce.run_to_the_end(work, *args)
    except WorkCrashedError as error:
        raise StoreError(
            f"{what}: {error}. Remedy: look whether memory ran out; the next round does it again."
        ) from error


async def _plain_errors(line: Line, feeds: Sequence[Feed], sources: set[str]) -> Summary:
    """A task group wraps what it raises; one broken disk is one error, not a group of forty."""
    try:
        return await line.run(feeds, sources)
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from None


@contextlib.asynccontextmanager
async def _publishing(
    setup: Setup, registry: Registry, workforce: Workforce
) -> AsyncIterator[None]:
    ended = asyncio.Event()

    async def again_and_again() -> None:
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _PUBLISH_EVERY)
                return
            try:
                await _publish(setup, registry, workforce)
            except StoreError as error:
                log.warning("%s", error)  # the round goes on; its end publishes again

    task = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        ended.set()  # not cancelled: a publication under way holds the lock of the next
        await task


async def keep_fetching(setup: Setup, reporter: Reporter) -> None:
    """Fetches what is due, for ever. A wrong feeds.yaml keeps the last good one in force."""
    registry, read_at = setup.registry(), _changed_at(setup.feeds)
    publish_anyway = True
    while True:
        if _changed_at(setup.feeds) != read_at:
            registry, read_at = _reload(setup, registry), _changed_at(setup.feeds)
            publish_anyway = True
        waiting = _waiting(setup, registry)
        if waiting <= timedelta(0) or publish_anyway:
            publish_anyway = False
            await _careful_round(setup, registry, reporter)
            waiting = max(_waiting(setup, registry), timedelta(seconds=5))
        await asyncio.sleep(min(waiting, _LONGEST_NAP).total_seconds())


async def _careful_round(setup: Setup, registry: Registry, reporter: Reporter) -> None:
    try:
        summary = await fetch_round(setup, registry, Choice(), reporter)
        if summary.offline:
            log.warning("No feed could be reached: is this machine online? Next try in 10 minutes.")
    except StoreError as error:
        log.error("%s", error)  # a full disk may be emptied: the next round tries again
        await asyncio.sleep(60)


def _waiting(setup: Setup, registry: Registry) -> timedelta:
    """How long until the next feed or page is due; zero or less where one is."""
    now = setup.clock()
    moment = next_due(setup.folder, registry)
    return moment - now if moment is not None else _LONGEST_NAP


def _reload(setup: Setup, old: Registry) -> Registry:
    try:
        return setup.registry()
    except sources.ConfigurationError as error:
        log.error("%s\nThe version before goes on being used.", error)
        return old


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
