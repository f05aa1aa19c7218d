"""Hostile ways of asking, by name: connections that want nothing, requests that are none.

Each is played by some clients at a time until a moment; what came back is counted by status.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from bench.abuse_sql import as_sql

PATIENCE = 8.0
"""Seconds that a client waits for an answer."""


class RefusedError(Exception):
    """The server took no connection."""


@dataclass(slots=True)
class Tally:
    """What came back: statuses ("closed" where the server ended it), and the slowest answer."""

    ends: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def note(self, end: str, seconds: float = 0.0) -> None:
        """One more."""
        self.ends[end] += 1
        self.slowest = max(self.slowest, seconds)


@dataclass(frozen=True, slots=True)
class Client:
    """Where to, until when (of the loop's clock), and where to note."""

    host: str
    port: int
    until: float
    tally: Tally

    @property
    def on(self) -> bool:
        """Whether there is time left."""
        return asyncio.get_running_loop().time() < self.until

    async def rest(self) -> None:
        """Waits until the time is over."""
        await asyncio.sleep(max(0.0, self.until - asyncio.get_running_loop().time()))

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection; that it breaks is an end like others. Raises :class:`RefusedError`."""
        try:
            reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**16)
        except OSError as error:
            raise RefusedError from error
        try:
            yield reader, writer
        except TimeoutError:
            self.tally.note("no answer")
        except (OSError, asyncio.LimitOverrunError, ValueError):
            self.tally.note("closed")
        finally:
            writer.transport.abort()

    async def answer(self, reader: asyncio.StreamReader) -> None:
        """Reads one whole answer that ends with its connection."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        async with asyncio.timeout(PATIENCE):
            line = await reader.readline()
            while await reader.read(2**16):
                pass
        self.tally.note(line[9:12].decode("latin-1") or "closed", loop.time() - begun)


Attack = Callable[[Client], Awaitable[None]]


def asking(*paths: str, method: str = "GET", headers: str = "", body: bytes = b"") -> Attack:
    """Asks for these addresses, one after the other, without a pause."""

    async def ask(client: Client) -> None:
        number = random.randrange(len(paths))
        while client.on:
            number += 1
            path = paths[number % len(paths)].replace("{random}", f"{random.random():.16f}"[2:])
            length = f"Content-Length: {len(body)}\r\n" if body else ""
            # Something else each time, or those who ask the same would be answered at once.
            other = f'Host: x{random.randrange(10**9)}\r\nIf-None-Match: "{random.random()}"\r\n'
            head = f"{method} {path} HTTP/1.1\r\n{other}Connection: close\r\n{length}{headers}"
            async with client.connected() as (reader, writer):
                writer.write(head.encode("latin-1") + b"\r\n" + body)
                await client.answer(reader)

    return ask


def sending(raw: bytes) -> Attack:
    """Sends these bytes on ever new connections and reads what comes."""

    async def send(client: Client) -> None:
        while client.on:
            async with client.connected() as (reader, writer):
                writer.write(raw)
                writer.write_eof()
                await client.answer(reader)

    return send


def dripping(head: bytes, drop: bytes, connections: int) -> Attack:
    """Opens connections, sends ``head``, then a drop now and then on each."""

    async def drip(client: Client) -> None:
        async with contextlib.AsyncExitStack() as stack:
            writers = []
            for _ in range(connections):
                with contextlib.suppress(RefusedError):
                    _, writer = await stack.enter_async_context(client.connected())
                    writer.write(head)
                    writers.append(writer)
            while client.on:
                await asyncio.sleep(0.2)
                for writer in writers:
                    if not writer.transport.is_closing():
                        writer.write(drop)
            ended = sum(writer.transport.is_closing() for writer in writers)
            client.tally.ends["held"] += len(writers) - ended
            client.tally.ends["closed"] += ended

    return drip


def not_reading(path: str, connections: int) -> Attack:
    """Asks for a long answer on many connections and reads none of it."""
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode("latin-1")

    async def hold(client: Client) -> None:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(connections):
                with contextlib.suppress(RefusedError):
                    _, writer = await stack.enter_async_context(client.connected())
                    writer.transport.pause_reading()  # type: ignore[attr-defined]
                    writer.write(head)
                    client.tally.note("held")
            await client.rest()

    return hold


def leaving(path: str) -> Attack:
    """Asks, and is gone before the answer is there."""
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode("latin-1")

    async def leave(client: Client) -> None:
        while client.on:
            async with client.connected() as (_, writer):
                writer.write(head)
                await asyncio.sleep(0.01)
                client.tally.note("left")

    return leave


def endless_body(head: bytes) -> Attack:
    """Sends a form that never ends."""

    async def send(client: Client) -> None:
        chunk = b"2000\r\n" + b"q=" + b"x" * 0x1FFE + b"\r\n"
        while client.on:
            async with client.connected() as (reader, writer):
                writer.write(head)
                answered = asyncio.ensure_future(client.answer(reader))
                with contextlib.suppress(OSError):
                    while client.on and not answered.done():
                        writer.write(chunk)
                        await writer.drain()
                answered.cancel()
                await asyncio.gather(answered, return_exceptions=True)

    return send


_SLOW = as_sql("with recursive t(x) as (select 1 union all select x + 1 from t) select x from t")
_GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
_FORM = b"POST /explore HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"

WIRE: dict[str, Attack] = {
    "addresses that do not exist": asking("/wp-login.php?{random}", "/{random}", "/a/b/{random}"),
    "articles that do not exist": asking("/article/{random}", "/story/{random}", "/source/x"),
    "codes that do not exist": asking("/region/{random}", "/uk/topic/{random}"),
    "percent signs and dots": asking("/%00%ff%2e%2e/%2e%2e/etc/passwd", "//evil.example/%2f.."),
    "an address of 12,000 signs": asking("/explore?q=" + "%D0%B0" * 2000),
    "an address of 60,000 signs": asking("/" + "a" * 60_000),
    "100 headers": asking("/", headers="".join(f"X-{n}: {'y' * 90}\r\n" for n in range(100))),
    "2,000 headers": asking("/", headers="".join(f"X-{n}: y\r\n" for n in range(2000))),
    "200 cookies": asking("/news", headers="Cookie: " + "; ".join(["ds_actor=x"] * 200) + "\r\n"),
    "methods that are none": asking("/", method="BREW"),
    "PUT, DELETE and TRACE": asking("/news/articles/1", method="DELETE", body=b"x" * 100),
    "POST to the data": asking("/news?sql=select+1", method="POST", body=b"sql=select+1"),
    "HEAD of slow queries": asking(_SLOW, method="HEAD"),
    "a form of 7,000 bytes": asking(
        "/explore", method="POST", body=b"q=" + b"%D0%B0+" * 1000,
        headers="Content-Type: application/x-www-form-urlencoded\r\n",
    ),
    "a form of 1 MB": asking("/explore", method="POST", body=b"q=" + b"x" * 1_000_000),
    "a form without end": endless_body(_FORM + b"Transfer-Encoding: chunked\r\n\r\n"),
    "a request to become a web socket": asking(
        "/", headers="Upgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n"
    ),
    "two lengths": sending(_FORM + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nq=ab"),
    "length and chunks": sending(
        _FORM
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n"
    ),
    "no HTTP at all": sending(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500),
    "200 requests in one go": sending((_GET + b"\r\n") * 200),
    "slow heads": dripping(_GET + b"X-A: ", b"b", 60),
    "slow forms": dripping(_FORM + b"Content-Length: 5000\r\n\r\nq=", b"x", 60),
    "connections that say nothing": dripping(b"", b"", 120),
    "answers that nobody reads": not_reading("/feeds/all.csv?language=uk", 12),
    "data that nobody reads": not_reading("/news/articles.json?_size=max", 12),
    "pages that nobody reads": not_reading("/regions", 60),
    "gone before the answer": leaving(_SLOW),
    "gone before the page": leaving("/explore?q=a"),
}  # fmt: skip
"""By name, a way of asking."""


async def play(attack: Attack, client: Client) -> None:
    """One client, to the end."""
    while client.on:
        try:
            await attack(client)
        except RefusedError:
            client.tally.note("refused")
            await asyncio.sleep(0.01)
