"""How many requests are under way at a time, and why hosts that hang do not fill all places."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

_PATIENCE = 0.5
"""Seconds after which a request no longer counts against ``fetch.concurrency``. Set on a round
over 1,000 feeds at 200 ms of latency, 50 of which hang: an answer that takes longer is rare, and
while it is awaited it costs a socket and no work. bench/hostile.py measures it."""
_MOST = 4
"""Sockets in all, as a multiple of ``fetch.concurrency``: beyond it hanging hosts do count."""


class Places:
    """Lets ``concurrency`` requests run, and up to four times as many that only wait.

    Without the second number, 64 hosts that hang (20 s each, by default) would stop a round over
    a thousand healthy ones for as long as they hang.
    """

    def __init__(self, concurrency: int) -> None:
        self._active = asyncio.Semaphore(concurrency)
        self._open = asyncio.Semaphore(concurrency * _MOST)

    @contextlib.asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Waits for a place and holds it until the block ends, or until it has taken long."""
        async with self._open:
            await self._active.acquire()
            given_up = False

            def give_up() -> None:
                nonlocal given_up
                given_up = True
                self._active.release()

            timer = asyncio.get_running_loop().call_later(_PATIENCE, give_up)
            try:
                yield
            finally:
                timer.cancel()
                if not given_up:
                    self._active.release()
