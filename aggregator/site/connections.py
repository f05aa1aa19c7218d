"""Connections that want nothing: slow heads, slow bodies, slow readers, and very many at once.

uvicorn waits without end for the first line of a new connection and for a reader of an answer.
Here each has its time, and where there are too many, those that only hold a place go first.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from aggregator.site.headers import hardened

HEAD_BYTES = 16_384
"""The longest request line and headers, together."""

UNREAD = 16_384
"""Bytes that may lie ready for a reader before the rest of the answer waits."""
MOST_LINES = 64
"""Lines that may come at once where a head is expected; a browser sends some 20."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many connections there may be, and how long each is waited for."""

    most: int = 800
    """Connections at a time; many systems allow a process 1,024 files. Each costs some 15 kB, and
    40 kB more while it is read slowly."""
    request: float = 15.0
    """Seconds from the beginning of a connection or a request until all of it is there. A request
    of ours has 1 kB; over Tor that takes a second or two."""
    reading: float = 30.0
    """Seconds until a reader has taken 12 kB of what lies ready for it: 400 bytes a second."""


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with an end to waiting."""

    patience: ClassVar[Patience] = Patience()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._request_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None
        self.since = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Makes room where there is none, and gives the first request its time."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=UNREAD)
        if len(self.connections) > self.patience.most:
            self._make_room()
        self._watch_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets the timers."""
        for timer in (self._request_timer, self._read_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on; the time runs until the request is whole. What is too large for a head is not
        even parsed: 2,000 headers take h11 longer than a page takes us."""
        if self.conn.their_state is h11.IDLE and _is_flood(data):
            self.send_400_response("")
            return
        super().data_received(data)
        self._watch_request()

    def on_response_complete(self) -> None:
        """A request that came right behind the last one gets its own time."""
        super().on_response_complete()
        if self._request_timer is not None and not self.wanting:
            self._request_timer.cancel()
            self._request_timer = None

    def pause_writing(self) -> None:
        """The reader is slower than we are."""
        super().pause_writing()
        if self._read_timer is None:
            self._read_timer = self.loop.call_later(self.patience.reading, self._end)

    def resume_writing(self) -> None:
        """It has read on."""
        super().resume_writing()
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None

    @property
    def wanting(self) -> bool:
        """Whether it is the client's turn: no request yet, or only a part of one."""
        return self.conn.their_state in {h11.IDLE, h11.SEND_BODY}

    @property
    def waits(self) -> bool:
        """Whether nothing goes on before the client does something: asks, or reads."""
        return self.wanting or bool(self.flow.write_paused)

    def send_400_response(self, msg: str) -> None:
        """uvicorn's answer to what is no HTTP, with the headers that every answer carries."""
        sent = hardened([(b"content-type", b"text/plain; charset=utf-8")], ours=True, private=True)
        response = h11.Response(status_code=400, headers=[*sent, (b"connection", b"close")])
        for event in (response, h11.Data(data=b"This is no request.\n"), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch_request(self) -> None:
        if self.wanting:
            if self._request_timer is None:
                self._request_timer = self.loop.call_later(self.patience.request, self._end)
        elif self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None

    def _end(self) -> None:
        self.transport.abort()

    def _make_room(self) -> None:
        """Ends the oldest connection that waits for its client; this one where none does."""
        others = [it for it in self.connections if isinstance(it, BoundedProtocol)]
        idle = [it for it in others if it.waits and it is not self]
        min(idle, key=lambda it: it.since, default=self)._end()


def _is_flood(data: bytes) -> bool:
    return len(data) > HEAD_BYTES or data.count(b"\n") > MOST_LINES


class WithoutVisitors(logging.Filter):
    """uvicorn's log without a line for every bad request: anybody could fill the disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leaves out what a visitor caused."""
        return not str(record.msg).startswith(
            ("Invalid HTTP request", "Unsupported upgrade request", "No supported WebSocket")
        )
