"""One round: what it works with, what it did, and who is told while it happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from aggregator.clock import Clock
from aggregator.fetch.client import Client
from aggregator.health import State
from aggregator.model import Feed, Registry
from aggregator.store.archive import Archive
from aggregator.store.records import Stored
from aggregator.workforce import Workforce


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one round did for one feed."""

    feed: Feed
    state: State
    stored: Stored
    detail: str = ""


@dataclass(slots=True)
class Retagged:
    """What tagging again has done: articles whose text was looked at, that the tagger read, and
    whose tags came out differently."""

    looked_at: int = 0
    tagged: int = 0
    changed: int = 0


@dataclass(slots=True)
class Summary:
    """What one round did."""

    feeds: list[FeedResult] = field(default_factory=list)
    pages_read: int = 0
    pages_failed: int = 0
    pages_left: int = 0  # due, and left for the next round
    articles_changed: int = 0
    retagged: Retagged = field(default_factory=Retagged)

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


@dataclass(frozen=True, slots=True)
class Round:
    """What one round works with, and the summary that it fills."""

    registry: Registry
    archive: Archive
    client: Client
    workforce: Workforce
    clock: Clock
    reporter: Reporter
    summary: Summary = field(default_factory=Summary)
