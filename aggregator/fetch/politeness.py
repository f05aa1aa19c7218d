"""Manners towards one host: one request at a time unless configured, and a pause between."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

from aggregator.fetch.places import Places


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0
    users: int = 0


class HostGate:
    """Lets ``per_host`` requests run at a time for one host, ``delay`` seconds apart.

    The pause is counted from the start of the last request and from its end: a host that takes
    ten seconds to answer gets its pause as well. Feeds, pages, robots.txt, redirects and retries
    all pass here. Waiting for one host never holds up another: the overall limit of requests under
    way is taken only once the host's own turn has come.
    """

    def __init__(self, *, per_host: int, delay: float, concurrency: int) -> None:
        self._per_host, self._delay = per_host, delay
        self._places = Places(concurrency)
        self._hosts: dict[str, _Host] = {}

    @contextlib.asynccontextmanager
    async def turn(self, host: str, delay: float = 0.0) -> AsyncIterator[None]:
        """Waits until this host may be asked; holds its place until the block ends. ``delay`` is
        what the host itself asks for, where that is more than ours."""
        delay = max(delay, self._delay)
        entry = self._host(host)
        entry.users += 1
        try:
            async with entry.places:
                await self._pause(entry, delay)
                try:
                    async with self._places.one():
                        yield
                finally:
                    if delay:
                        self.hold(host, delay)
        finally:
            entry.users -= 1
            now = asyncio.get_running_loop().time()
            if entry.users == 0 and entry.next_start <= now:
                self._hosts.pop(host, None)

    def hold(self, host: str, seconds: float) -> None:
        """No request to ``host`` starts within the next ``seconds``."""
        entry = self._host(host)
        later = asyncio.get_running_loop().time() + seconds
        entry.next_start = max(entry.next_start, later)

    def rests(self) -> Iterator[tuple[str, float]]:
        """The hosts that must still be left alone, with the seconds for which they must."""
        now = asyncio.get_running_loop().time()
        for host, entry in self._hosts.items():
            if entry.next_start > now:
                yield host, entry.next_start - now

    def _host(self, host: str) -> _Host:
        entry = self._hosts.get(host)
        if entry is None:
            entry = self._hosts[host] = _Host(asyncio.Semaphore(self._per_host))
        return entry

    async def _pause(self, entry: _Host, delay: float) -> None:
        loop = asyncio.get_running_loop()
        if not delay and entry.next_start <= loop.time():
            return
        async with entry.turn:
            while (wait := entry.next_start - loop.time()) > 0:
                await asyncio.sleep(wait)
            entry.next_start = loop.time() + delay
