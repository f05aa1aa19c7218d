"""One HTTP/1.1 connection: h11 over an asyncio transport, without layers in between.

h11 (the parser that httpx and httpcore use) checks what comes; this file only moves bytes, keeps
time, and does not read on while nobody takes what was read.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Iterator, Sequence

import h11
import httpx

_HEAD_LIMIT = 100 * 1024
"""Bytes of a response's head; more is no answer."""
_AHEAD = 256 * 1024
"""Bytes that may wait to be taken; beyond it, the other side waits."""


class Connection(asyncio.Protocol):
    """Asks one thing at a time. ``peer`` is the IP address at the other end."""

    def __init__(self) -> None:
        self._h11 = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_LIMIT)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._ahead, self._paused, self._lost = 0, False, False
        self._error: Exception | None = None
        self.peer = ""
        self.idle_since = 0.0
        self.used = False  # whether it has brought an answer before

    # --- called by the event loop

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Notes who is at the other end."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if peer else ""

    def data_received(self, data: bytes) -> None:
        """Takes bytes; those that come while nothing was asked for end the connection."""
        if self._h11.our_state is h11.IDLE:
            self.abort()
            return
        self._h11.receive_data(data)
        self._ahead += len(data)
        if self._ahead > _AHEAD and self._transport is not None and not self._paused:
            self._transport.pause_reading()
            self._paused = True
        self._wake()

    def eof_received(self) -> bool:
        """The other side will say no more."""
        with contextlib.suppress(h11.RemoteProtocolError, RuntimeError):
            self._h11.receive_data(b"")
        self._lost = True
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """The end, by a reset where there is an ``error``."""
        if not self._lost:
            with contextlib.suppress(h11.RemoteProtocolError, RuntimeError):
                self._h11.receive_data(b"")
        self._lost = True
        self._error = self._error or error
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # --- called by the transport of the room

    @property
    def usable(self) -> bool:
        """Whether another question may be asked over it."""
        return not self._lost and self._h11.our_state is h11.IDLE

    async def ask(self, request: httpx.Request, patience: float | None) -> h11.Response:
        """Sends the request; returns the head of the answer. Raises httpx's errors."""
        if self._transport is None:
            raise httpx.ConnectError("not connected")
        with _as_httpx_errors():
            data = self._h11.send(
                h11.Request(
                    method=request.method.encode(),
                    target=request.url.raw_path,
                    headers=request.headers.raw,
                )
            )
            body = await request.aread()
            if body:
                data = (data or b"") + (self._h11.send(h11.Data(data=body)) or b"")
            data = (data or b"") + (self._h11.send(h11.EndOfMessage()) or b"")
            self._transport.write(data)
            while True:
                event = await self._next(patience)
                if isinstance(event, h11.Response):
                    self.used = True
                    return event
                if not isinstance(event, h11.InformationalResponse):
                    raise httpx.RemoteProtocolError("the connection ended before an answer")

    async def body(self, patience: float | None) -> AsyncIterator[bytes]:
        """The body as it comes. Raises httpx's errors, also where it ends too early."""
        with _as_httpx_errors():
            while True:
                event = await self._next(patience)
                if isinstance(event, h11.Data):
                    yield bytes(event.data)
                elif isinstance(event, h11.EndOfMessage):
                    return
                else:
                    raise httpx.RemoteProtocolError("the connection ended within the body")

    async def _next(self, patience: float | None) -> h11.Event:
        while True:
            event = self._h11.next_event()
            if event is not h11.NEED_DATA:
                if isinstance(event, h11.Event):
                    return event
                raise httpx.RemoteProtocolError("the connection paused for another protocol")
            self._ahead = 0
            if self._error is not None:
                raise httpx.ReadError(str(self._error) or "connection lost") from self._error
            if self._lost:
                raise httpx.RemoteProtocolError("the connection ended without a full answer")
            await self._more(patience)

    async def _more(self, patience: float | None) -> None:
        if self._paused and self._transport is not None:
            self._transport.resume_reading()
            self._paused = False
        loop = asyncio.get_running_loop()
        waiter = self._waiter = loop.create_future()
        timer = loop.call_later(patience, self._late, waiter) if patience is not None else None
        try:
            await waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    @staticmethod
    def _late(waiter: asyncio.Future[None]) -> None:
        if not waiter.done():
            waiter.set_exception(httpx.ReadTimeout("no byte for too long"))

    def finished(self) -> bool:
        """After an answer: makes the connection ready for the next one; ``False`` where it has to
        be closed: the answer was not read to its end, the host said so, or it sent more bytes than
        its answer has. h11 would read those as the next answer: a host could answer for an
        address that it was not asked for yet."""
        done = self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE
        if not done or self._lost or self._h11.trailing_data[0] or self._paused:
            return False
        self._h11.start_next_cycle()
        self.idle_since = asyncio.get_running_loop().time()
        return True

    def abort(self) -> None:
        """Closes without waiting for what is still to be sent."""
        self._lost = True
        if self._transport is not None:
            self._transport.abort()


@contextlib.contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except h11.RemoteProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
    except h11.LocalProtocolError as error:
        raise httpx.LocalProtocolError(str(error)) from error


async def connect(
    addresses: Sequence[str], port: int, tls: ssl.SSLContext | None, name: str
) -> Connection:
    """Connects to the first of ``addresses`` that takes the connection; with ``tls``, to the host
    called ``name``. Raises :class:`httpx.ConnectError`."""
    loop = asyncio.get_running_loop()
    last: OSError | None = None
    for address in addresses:
        try:
            _, connection = await loop.create_connection(
                Connection, address, port, ssl=tls, server_hostname=name if tls else None
            )
        except ssl.SSLError as error:
            raise httpx.ConnectError(str(error)) from error
        except OSError as error:
            last = error
        else:
            return connection
    raise httpx.ConnectError(str(last) or "no address") from last
