"""A scriptable HTTP/1.1 origin on loopback, for tests, the demo and the benches.

It speaks HTTP by hand over asyncio streams, because half of its work is to break the rules of
HTTP on purpose. It runs in a thread of its own::

    with Origin() as origin:
        origin.page("/a", "<p>Text</p>", etag='"1"')
        origin.answer("/b", faults.slow_drip())
        fetch(origin.url("/a"))
        assert origin.requests[0].path == "/a"

Never bound to anything but loopback addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gzip
import ipaddress
import itertools
import socket
import struct
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Self
from urllib.parse import urlsplit

HEAD_LIMIT = 64 * 1024
GZIP_FROM = 256  # bytes: below this gzip makes an answer longer
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came. Header names are lower case, values byte for byte (latin-1)."""

    method: str
    path: str  # with the query
    headers: Mapping[str, str]
    address: str  # the loopback address that was asked
    connection: int  # which connection it came over, counted from 1
    time: float  # seconds, time.monotonic()


class Closed(Exception):
    """Raised inside an answer that wants the connection ended without another word."""


@dataclass(slots=True)
class Exchange:
    """What an answer has in hand: the request, the origin, and the open connection."""

    request: Request
    origin: Origin
    writer: asyncio.StreamWriter
    keep: bool  # whether the connection stays open for another request

    async def send(self, data: bytes) -> None:
        """Sends raw bytes; waits while the other side does not read."""
        self.writer.write(data)
        await self.writer.drain()

    async def head(self, status: int, headers: Iterable[tuple[str, str]] = ()) -> None:
        """Sends a status line and headers, exactly these and no others."""
        await self.send(head(status, headers))

    async def chunk(self, data: bytes) -> None:
        """Sends one chunk of a chunked body (RFC 9112, 7.1); an empty one ends the body."""
        await self.send(b"%x\r\n%b\r\n" % (len(data), data))

    async def reset(self) -> None:
        """Ends the connection with a TCP reset instead of a proper close."""
        linger = struct.pack("ii", 1, 0)  # on, 0 seconds: close() then sends RST
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()
        raise Closed


Answer = Callable[[Exchange], Awaitable[None]]
"""Plays one answer. Every :class:`Page` is one, and every fault in ``faults.py``."""


def head(status: int, headers: Iterable[tuple[str, str]]) -> bytes:
    """A status line with headers, as bytes on the wire."""
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = "Unassigned"
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True)
class Page:
    """An ordinary, honest answer. ``latency`` (seconds) overrides the origin's own.

    ``packed`` says that ``body`` is gzip already; whoever does not accept it gets it unpacked.
    """

    body: bytes
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None
    latency: float | None = None
    packed: bool = False

    @cached_property
    def gzipped(self) -> bytes:
        """The body as sent to those who accept gzip; packed once."""
        return self.body if self.packed else gzip.compress(self.body, 6, mtime=0)

    def encoded_for(self, request: Request) -> tuple[bytes, list[tuple[str, str]]]:
        """The body as this request accepts it, with the header that says how."""
        accepts = "gzip" in request.headers.get("accept-encoding", "")
        if accepts and (self.packed or len(self.body) >= GZIP_FROM):
            return self.gzipped, [("Content-Encoding", "gzip")]
        return gzip.decompress(self.body) if self.packed else self.body, []

    def unchanged_for(self, request: Request) -> bool:
        """Whether the validators sent are ours, byte for byte. If-None-Match wins over
        If-Modified-Since (RFC 9110, 13.2.2); a date is compared as a string, as many
        servers do, so that a client that rewrites it is found out."""
        sent_etag = request.headers.get("if-none-match")
        if sent_etag is not None:
            return self.etag is not None and sent_etag == self.etag
        sent_date = request.headers.get("if-modified-since")
        return self.last_modified is not None and sent_date == self.last_modified

    def validators(self) -> list[tuple[str, str]]:
        """ETag and Last-Modified, where the page has them."""
        named = (("ETag", self.etag), ("Last-Modified", self.last_modified))
        return [(name, value) for name, value in named if value is not None]

    async def __call__(self, exchange: Exchange) -> None:
        latency = exchange.origin.latency if self.latency is None else self.latency
        if latency:
            await asyncio.sleep(latency)
        request = exchange.request
        if self.status == 200 and self.unchanged_for(request):
            await exchange.head(304, [*self.validators(), *self.headers.items()])
            return
        body, encoding = self.encoded_for(request)
        headers = [
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(body))),
            ("Vary", "Accept-Encoding"),
            *encoding,
            *self.validators(),
            *self.headers.items(),
        ]
        await exchange.send(
            head(self.status, headers) + (b"" if request.method == "HEAD" else body)
        )


NOT_FOUND = Page(b"<!doctype html><title>Not found</title><p>No such page.", status=404)


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, a request each; the last one goes on for ever."""
    waiting = iter(answers)
    current = answers[-1]

    async def play(exchange: Exchange) -> None:
        await next(waiting, current)(exchange)

    return play


class Origin:
    """A running origin. ``hosts`` are loopback addresses, all on one ephemeral port.

    An answer may be put at a path of every host, or of one host only, which then wins.
    """

    def __init__(
        self, hosts: Iterable[str] = ("127.0.0.1",), *, port: int = 0, latency: float = 0.0
    ) -> None:
        self.hosts = tuple(hosts)
        if not self.hosts or not all(ipaddress.ip_address(h).is_loopback for h in self.hosts):
            raise ValueError("an origin needs loopback addresses")
        self.port = port
        self.latency = latency
        self.requests: list[Request] = []
        self.connections = 0
        self._answers: dict[tuple[str, str], Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: weakref.WeakSet[asyncio.StreamWriter] = weakref.WeakSet()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="origin", daemon=True)
        self._sockets: list[socket.socket] = []

    # ---- the script

    def page(
        self,
        path: str,
        body: str | bytes,
        *,
        content_type: str = HTML,
        headers: Mapping[str, str] | None = None,
        status: int = 200,
        etag: str | None = None,
        last_modified: str | None = None,
        latency: float | None = None,
        host: str | None = None,
    ) -> str:
        """Puts an ordinary page at ``path``; text is sent as UTF-8. Returns its URL."""
        data = body.encode() if isinstance(body, str) else body
        page = Page(data, content_type, headers or {}, status, etag, last_modified, latency)
        return self.answer(path, page, host=host)

    def answer(self, path: str, answer: Answer, *, host: str | None = None) -> str:
        """Puts any answer at ``path``, instead of what was there. Returns its URL."""
        self._answers[host or "", path] = answer
        return self.url(path, host)

    def remove(self, path: str, *, host: str | None = None) -> None:
        """Takes the answer at ``path`` away: it is 404 from now on."""
        self._answers.pop((host or "", path), None)

    def url(self, path: str = "/", host: str | None = None) -> str:
        """The address of ``path`` on ``host`` (the first one unless given)."""
        return f"http://{host or self.hosts[0]}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for ``path``, oldest first."""
        return [request for request in self.requests if request.path == path]

    # ---- start and end

    def __enter__(self) -> Self:
        self._sockets = _listen_on_one_port(self.hosts, self.port)
        self.port = self._sockets[0].getsockname()[1]
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            self._ready.set()
            runner.run(self._serve())

    async def _serve(self) -> None:
        servers = [
            await asyncio.start_server(self._connected, sock=sock, limit=HEAD_LIMIT)
            for sock in self._sockets
        ]
        await self._stop.wait()
        for server in servers:
            server.close()
        for _ in range(3):  # who was let in at the last moment gets a task that can be ended
            await asyncio.sleep(0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # Closed is not yet gone: what the other side did not read may still wait to be sent.
        writers = list(self._writers)
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(w.wait_closed() for w in writers), return_exceptions=True)

    # ---- one connection

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        task = asyncio.get_running_loop().create_task(self._talk(reader, writer, self.connections))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        gone = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, Closed)
        try:
            with contextlib.suppress(*gone):
                while request := await self._read(reader, writer, number):
                    self.requests.append(request)
                    keep = request.headers.get("connection", "").lower() != "close"
                    exchange = Exchange(request, self, writer, keep)
                    await self.find(request)(exchange)
                    if not exchange.keep:
                        break
        finally:
            writer.close()
            if self._stop.is_set():  # whoever does not read must not hold up the end
                writer.transport.abort()

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> Request | None:
        data = await reader.readuntil(b"\r\n\r\n")
        start, *lines = data.decode("latin-1").split("\r\n")
        method, path, _version = start.split(" ", 2)
        headers: dict[str, str] = {}
        for line in filter(None, lines):
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip(" \t")
        if length := int(headers.get("content-length", "0")):
            await reader.readexactly(length)
        address = writer.get_extra_info("sockname")[0]
        return Request(method, path, headers, address, number, time.monotonic())

    def find(self, request: Request) -> Answer:
        """The answer for a request: of its host, of every host, without the query, or 404."""
        bare = urlsplit(request.path).path
        for key in itertools.product((request.address, ""), dict.fromkeys((request.path, bare))):
            if found := self._answers.get(key):
                return found
        return NOT_FOUND


def _listen_on_one_port(hosts: tuple[str, ...], port: int) -> list[socket.socket]:
    """Listens on the same port of every host. An ephemeral port that is free on the first
    host may be taken on another: then all are given up and the next one is tried.

    Raises OSError where a port that was asked for by number is taken.
    """
    for last in (False,) * 9 + (True,):
        sockets: list[socket.socket] = []
        try:
            for host in hosts:
                chosen = sockets[0].getsockname()[1] if sockets else port
                family = socket.AF_INET6 if ":" in host else socket.AF_INET
                listening = socket.create_server((host, chosen), family=family, backlog=1024)
                sockets.append(listening)
        except OSError as error:
            for opened in sockets:
                opened.close()
            if port or last or error.errno != errno.EADDRINUSE:
                raise
        else:
            return sockets
    raise AssertionError("unreachable")
