"""What is remembered of hosts between requests and between rounds: pauses, robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Verdict = Literal["rules", "all", "none"]
"""What a robots.txt comes to: its rules, everything allowed, nothing allowed for now."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """One robots.txt as we hold it; ``text`` is cut down to the rules that concern us."""

    origin: str  # scheme, host and port: https://example.org
    verdict: Verdict
    asked: datetime
    again: datetime  # when it is asked for anew
    text: str = ""
    delay: float = 0.0  # Crawl-delay, seconds, capped
    detail: str = ""
    failing_since: datetime | None = None


class HostMemory(Protocol):
    """Where it is kept. The archive has one; whoever asks but once uses :class:`Forgetful`."""

    def robots(self, origin: str) -> RobotsFile | None:
        """The robots.txt of ``origin`` as last read."""

    def keep_robots(self, file: RobotsFile) -> None:
        """Replaces it."""

    def delay(self, host: str) -> float:
        """The Crawl-delay of ``host`` in seconds; 0 where none is known."""

    def quiet_until(self, host: str) -> datetime | None:
        """Until when ``host`` wants to be left alone."""

    def keep_quiet(self, host: str, until: datetime) -> None:
        """Notes that it does; a longer pause that is noted already stays."""


class Forgetful:
    """Remembers until the program ends."""

    def __init__(self) -> None:
        self._robots: dict[str, RobotsFile] = {}
        self._delays: dict[str, float] = {}
        self._quiet: dict[str, datetime] = {}

    def robots(self, origin: str) -> RobotsFile | None:
        """See :class:`HostMemory`, as with all others here."""
        return self._robots.get(origin)

    def keep_robots(self, file: RobotsFile) -> None:
        """Replaces it."""
        self._robots[file.origin] = file
        self._delays[host_of(file.origin)] = file.delay

    def delay(self, host: str) -> float:
        """Seconds."""
        return self._delays.get(host, 0.0)

    def quiet_until(self, host: str) -> datetime | None:
        """Until when."""
        return self._quiet.get(host)

    def keep_quiet(self, host: str, until: datetime) -> None:
        """Notes it."""
        self._quiet[host] = max(until, self._quiet.get(host, until))


def host_of(origin: str) -> str:
    """The host of an origin, as :class:`HostMemory` names hosts: lower case, without the port."""
    rest = origin.partition("://")[2]
    if rest.startswith("["):
        return rest[1:].partition("]")[0]
    return rest.partition(":")[0]
