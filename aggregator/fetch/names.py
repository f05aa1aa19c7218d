"""Names to addresses, by the machine's own resolver, one thread for each question.

asyncio asks in a pool of ``cores + 4`` threads: six names whose servers do not answer (half a
minute each, by default of the C library) would hold up every other name of a round. A thread
costs 0.05 ms here, and daemon threads do not keep the program from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable

import httpx

Lookup = Callable[[str, int], Awaitable[list[str]]]
"""Name and port to addresses; raises :class:`NameNotResolvedError`."""


class NameNotResolvedError(httpx.ConnectError):
    """The host name has no address."""


async def look_up(host: str, port: int) -> list[str]:
    """Every address of ``host``, as the resolver orders them.

    Raises :class:`NameNotResolvedError`. How many questions are under way is bounded by
    ``fetch.concurrency``; one that was given up goes on in its thread until the resolver ends it.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | None, error: Exception | None) -> None:
        if answer.done():  # nobody waits any more
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def ask() -> None:
        found, failure = None, None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [str(row[4][0]) for row in rows]
        except (OSError, UnicodeError) as error:
            failure = NameNotResolvedError(f"{host}: {error}")
            failure.__cause__ = error
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(settle, found, failure)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    return await answer
