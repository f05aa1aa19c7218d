"""Manners towards one host: few requests at a time, and a pause between them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aggregator.fetch.places import Places


@dataclass(slots=True)
class _Host:
    places: asyncio.Semaphore
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_start: float = 0.0
    users: int = 0


class HostGate:
    """Lets ``per_host`` requests run at a time for one host, started ``delay`` seconds apart.

    Waiting for one host never holds up another: the overall limit of requests under way is
    taken only once the host's own turn has come.
    """

    def __init__(self, *, per_host: int, delay: float, concurrency: int) -> None:
        self._per_host, self._delay = per_host, delay
        self._places = Places(concurrency)
        self._hosts: dict[str, _Host] = {}

    @contextlib.asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Waits until this host may be asked; holds its place until the block ends."""
        entry = self._hosts.setdefault(host, _Host(asyncio.Semaphore(self._per_host)))
        entry.users += 1
        try:
            async with entry.places:
                if self._delay:
                    await self._pause(entry)
                async with self._places.one():
                    yield
        finally:
            entry.users -= 1
            now = asyncio.get_running_loop().time()
            if entry.users == 0 and entry.next_start <= now:
                self._hosts.pop(host, None)

    async def _pause(self, entry: _Host) -> None:
        loop = asyncio.get_running_loop()
        async with entry.turn:
            wait = entry.next_start - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            entry.next_start = loop.time() + self._delay
