"""One article taken down for good: out of the public file first, then out of the archive.

In this order, because the full-text index forgets a row only when told the very words that it was
given, and those stand in the archive. What is cut off in between is finished by the same command:
from the first step on the article is in no public file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aggregator.clock import to_iso
from aggregator.linking import Linker, surroundings_of
from aggregator.model import Registry
from aggregator.store.archive import Archive
from aggregator.store.opening import NEWS, StoreError, explained, fetch_lock, open_archive
from aggregator.store.publication import publish
from aggregator.store.source_log import as_held
from aggregator.store.takedowns import Found, Takedown
from aggregator.store.wiping import DUE, rewrite

_PATIENCE = 20
"""Seconds to wait for readers before saying that the files could not be wiped."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Who takes an article down (a role, not a private name), and why, without naming anybody."""

    who: str
    why: str


def find(folder: Path, word: str) -> list[Found]:
    """The articles that ``word`` names: a key, our page, or the address of the article."""
    with closing(Archive(open_archive(folder))) as archive:
        return archive.takedowns.find(word)


def taken_down(folder: Path) -> list[Takedown]:
    """Every article that was ever taken down, oldest first."""
    with closing(Archive(open_archive(folder))) as archive:
        return archive.takedowns.log()


def take_down(
    folder: Path, registry: Registry, found: Sequence[Found], reasons: Reasons, now: datetime
) -> None:
    """Takes articles down; nothing of them stands in any file of ``folder`` afterwards.

    Raises :class:`~aggregator.store.opening.BusyError` where a fetch is running, and
    :class:`~aggregator.store.opening.StoreError` where a reader has kept a file from being wiped:
    then the articles are out of sight, and the same call wipes again.
    """
    with fetch_lock(folder):
        _out_of_sight(folder, registry, found, reasons, now)
        publish(folder, registry, now)
        with closing(_opened(folder)) as archive, explained(folder), archive.together():
            for each in found:
                archive.takedowns.erase(each.article)
        wipe_again(folder, registry, now)


def _out_of_sight(
    folder: Path, registry: Registry, found: Sequence[Found], reasons: Reasons, now: datetime
) -> None:
    """Writes the log, holds the articles back, and judges their stories without them."""
    with closing(_opened(folder)) as archive, explained(folder):
        known = {line.key for line in archive.takedowns.log()}
        with archive.together():
            for each in found:
                line = Takedown(to_iso(now), each.key, reasons.who, reasons.why)
                if each.key not in known:
                    archive.take_down(each.article, line)
        held = as_held(folder, registry)
        # Judged at a moment of their own, the stories that it stood in would be told from all
        # others: they are dated as those of the last round.
        round_before = archive.stories.last_judged() or now
        Linker(archive, surroundings_of(held, now.date()), round_before).run()


def wipe_again(folder: Path, registry: Registry, now: datetime) -> None:
    """Writes both files anew, so that no free page and no log keeps what was deleted."""
    with closing(open_archive(folder)) as archive, explained(folder):
        _patiently(lambda: rewrite(archive.conn), "archive.db")

    def published() -> bool:
        publish(folder, registry, now)
        with closing(sqlite3.connect(folder / NEWS)) as news:
            due = "SELECT 1 FROM publication WHERE name = 'cleanup' AND value = ?"
            return news.execute(due, [DUE]).fetchone() is None

    _patiently(published, NEWS)


def _opened(folder: Path) -> Archive:
    db = open_archive(folder)
    db.execute("PRAGMA secure_delete=ON")
    return Archive(db)


def _patiently(done: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > until:
            raise StoreError(
                f"{name}: the article is out of sight and deleted, but another program keeps the "
                "file open, so old pages of it may still hold its words. Remedy: stop what reads "
                "the file, and run `aggregator takedown --wipe`."
            )
        time.sleep(1)
