"""An httpx transport that keeps a few connections for each host, and little else.

httpx's own pool looks at every connection on every change of state, so its cost grows with the
square of their number (encode/httpx issue 3215): measured, 7.6 ms of CPU a request at 200
connections. One httpcore pool for each host costs 0.5 ms a request over a thousand hosts, four
fifths of it in the layers between h11 and the socket; without them it is 0.2 ms (bench/poll.py).
"""

from __future__ import annotations

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator

import h11
import httpx

from aggregator.fetch.connection import Connection, connect
from aggregator.fetch.guard import AddressRule, Guard
from aggregator.fetch.names import Lookup, look_up

Origin = tuple[str, str, int]

_KEPT = 128
"""Idle connections above this number are closed, oldest first: a round over 1,000 hosts must not
end with 1,000 of them open."""
_KEPT_FOR = 5.0
"""Seconds that an idle connection is kept; many servers close theirs after five."""


class _Body(httpx.AsyncByteStream):
    """The body of an answer; gives its connection back once it was read to its end."""

    def __init__(
        self, connection: Connection, origin: Origin, home: HostTransport, patience: float | None
    ) -> None:
        self._connection, self._origin, self._home = connection, origin, home
        self._patience, self._open = patience, True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._connection.body(self._patience):
            yield chunk

    async def aclose(self) -> None:
        if self._open:
            self._open = False
            await self._home.take_back(self._connection, self._origin)


class HostTransport(httpx.AsyncBaseTransport):
    """Sends each request over a connection of its host, only to addresses the rule allows.

    No proxy is ever used: not from the environment, not from a feed. How many requests run at a
    time is decided above (:mod:`~aggregator.fetch.politeness`); ``connections_per_host`` are kept.
    """

    def __init__(
        self, rule: AddressRule, *, connections_per_host: int, lookup: Lookup = look_up
    ) -> None:
        self._guard = Guard(rule, lookup)
        self._most = connections_per_host
        self._idle: OrderedDict[Origin, list[Connection]] = OrderedDict()
        self._count = 0
        self._tls: ssl.SSLContext | None = None

    @property
    def idle(self) -> int:
        """How many connections wait for another request."""
        return self._count

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises the httpx exception that belongs to what went wrong."""
        url, limits = request.url, request.extensions.get("timeout", {})
        port = url.port or (443 if url.scheme == "https" else 80)
        origin = (url.scheme, url.raw_host.decode("ascii"), port)
        connection = self._from_idle(origin)
        if connection is not None:
            try:
                return await self._ask(connection, origin, request, limits)
            except (httpx.RemoteProtocolError, httpx.ReadError):
                if request.method != "GET":
                    raise  # the host had closed it meanwhile; a question may be asked again
        connection = await self._connect(origin, limits.get("connect"))
        return await self._ask(connection, origin, request, limits)

    async def _connect(self, origin: Origin, patience: float | None) -> Connection:
        scheme, host, port = origin
        try:
            async with asyncio.timeout(patience):
                addresses = await self._guard.addresses(host, port)
                tls = self._context() if scheme == "https" else None
                return await connect(addresses, port, tls, host)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"{host} does not take a connection") from error

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:  # 20 ms: once, and only if needed
            self._tls = httpx.create_ssl_context(trust_env=False)
        return self._tls

    async def _ask(
        self,
        connection: Connection,
        origin: Origin,
        request: httpx.Request,
        limits: dict[str, float | None],
    ) -> httpx.Response:
        patience = limits.get("read")
        try:
            head: h11.Response = await connection.ask(request, patience)
        except BaseException:
            connection.abort()
            raise
        return httpx.Response(
            status_code=head.status_code,
            headers=list(head.headers.raw_items()),
            stream=_Body(connection, origin, self, patience),
            extensions={"peer": connection.peer},
        )

    # --- connections that wait

    def _from_idle(self, origin: Origin) -> Connection | None:
        waiting = self._idle.get(origin, [])
        oldest = asyncio.get_running_loop().time() - _KEPT_FOR
        while waiting:
            connection = waiting.pop()
            self._count -= 1
            if connection.usable and connection.idle_since > oldest:
                return connection
            connection.abort()
        self._idle.pop(origin, None)
        return None

    async def take_back(self, connection: Connection, origin: Origin) -> None:
        """After an answer: keeps the connection for the next one, or closes it."""
        waiting = self._idle.get(origin, [])
        if len(waiting) >= self._most or not connection.finished():
            connection.abort()
            return
        self._idle[origin] = [*waiting, connection]
        self._idle.move_to_end(origin)
        self._count += 1
        while self._count > _KEPT:
            _, oldest = self._idle.popitem(last=False)
            self._count -= len(oldest)
            for one in oldest:
                one.abort()

    async def aclose(self) -> None:
        """Closes every connection that waits."""
        idle, self._idle, self._count = self._idle, OrderedDict(), 0
        for connections in idle.values():
            for connection in connections:
                connection.abort()
        await asyncio.sleep(0)  # lets the event loop close what was aborted
