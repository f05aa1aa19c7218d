"""An httpx transport with one small connection pool per host.

httpx's own pool looks at every connection on every change of state, so its cost grows with
the square of their number (encode/httpx issue 3215): measured, 7.6 ms of CPU a request at
200 connections, against 0.6 ms with four. Hosts do not share connections anyway.
"""

from __future__ import annotations

import contextlib
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpcore
import httpx

from aggregator.fetch.guard import AddressRule, GuardedBackend
from aggregator.fetch.names import Lookup, look_up

Origin = tuple[bytes, bytes, int | None]

_KEPT_POOLS = 128
"""Idle pools above this number are closed, oldest first. Each holds one or two sockets; a
round over 1,000 hosts must not end with 1,000 of them open."""

_ERRORS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.TimeoutException, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
)


@contextlib.contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        for ours, theirs in _ERRORS:
            if isinstance(error, ours):
                raise theirs(str(error) or type(error).__name__) from error
        raise


@dataclass(slots=True)
class _Shard:
    pool: httpcore.AsyncConnectionPool
    busy: int = 0


class _Body(httpx.AsyncByteStream):
    """The body of an answer; keeps its shard alive until it was read or dropped."""

    def __init__(self, response: httpcore.Response, shard: _Shard) -> None:
        self._response, self._shard, self._open = response, shard, True

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors():
            async for chunk in self._response.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        if self._open:
            self._open = False
            self._shard.busy -= 1
            await self._response.aclose()
            await _close_where_bytes_are_left(self._shard.pool)


async def _close_where_bytes_are_left(pool: httpcore.AsyncConnectionPool) -> None:
    """Closes idle connections that have received more than their answer.

    httpcore keeps such bytes, and h11 would read them as the answer to the next request: a host
    could answer for an address that it was not asked for yet. The attributes are private to
    httpcore; tests/fetch/test_attacks.py fails if they move.
    """
    for connection in pool.connections:
        state = getattr(getattr(connection, "_connection", None), "_h11_state", None)
        if state is not None and connection.is_idle() and state.trailing_data[0]:
            await connection.aclose()


class ShardedTransport(httpx.AsyncBaseTransport):
    """Sends each request through the pool of its host; only to addresses the rule allows.

    No proxy is ever used: not from the environment, not from a feed.
    """

    def __init__(
        self, rule: AddressRule, *, connections_per_host: int, lookup: Lookup = look_up
    ) -> None:
        self._backend = GuardedBackend(rule, lookup)
        self._ssl: ssl.SSLContext | None = None
        self._connections = connections_per_host
        self._shards: OrderedDict[Origin, _Shard] = OrderedDict()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises the httpx exception that belongs to what went wrong."""
        url = request.url
        shard = self._shard((url.raw_scheme, url.raw_host, url.port))
        shard.busy += (
            1  # before anything is awaited: an idle shard may be closed by another request
        )
        try:
            await self._close_idle()
            with _as_httpx_errors():
                answer = await shard.pool.handle_async_request(
                    httpcore.Request(
                        method=request.method,
                        url=httpcore.URL(
                            scheme=url.raw_scheme,
                            host=url.raw_host,
                            port=url.port,
                            target=url.raw_path,
                        ),
                        headers=request.headers.raw,
                        content=request.stream,
                        extensions=request.extensions,
                    )
                )
        except BaseException:
            shard.busy -= 1
            raise
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer, shard),
            extensions=answer.extensions,
        )

    def _shard(self, origin: Origin) -> _Shard:
        shard = self._shards.get(origin)
        if shard is None:
            if self._ssl is None and origin[0] == b"https":
                self._ssl = httpx.create_ssl_context(
                    trust_env=False
                )  # 20 ms: once, and only if needed
            shard = self._shards[origin] = _Shard(
                httpcore.AsyncConnectionPool(
                    ssl_context=self._ssl,
                    max_connections=self._connections,
                    max_keepalive_connections=self._connections,
                    keepalive_expiry=5.0,
                    network_backend=self._backend,
                )
            )
        self._shards.move_to_end(origin)
        return shard

    async def _close_idle(self) -> None:
        if len(self._shards) <= _KEPT_POOLS:
            return
        for origin in [o for o, shard in self._shards.items() if shard.busy == 0]:
            shard = self._shards.get(origin)
            if len(self._shards) <= _KEPT_POOLS:
                break
            if shard is not None and shard.busy == 0:  # while one was closed, others went on
                del self._shards[origin]
                await shard.pool.aclose()

    async def aclose(self) -> None:
        """Closes every connection."""
        shards, self._shards = self._shards, OrderedDict()
        for shard in shards.values():
            await shard.pool.aclose()
