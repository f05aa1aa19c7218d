"""Bodies without end, too slow, cut off, bombs, and what happens below HTTP."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import zlib
from collections.abc import Iterable, Iterator

from tests.origin.faults.documents import RSS, RSS_HEAD, RSS_TAIL, items, page, rss
from tests.origin.server import HTML, Answer, Exchange, Page

BLOCK = 64 * 1024

# ---- bodies without end, too slow, or of another length than they say


def endless_chunks(content_type: str = RSS) -> Answer:
    """A chunked body that never ends."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Type", content_type), ("Transfer-Encoding", "chunked")])
        await exchange.chunk(RSS_HEAD.encode())
        for number in itertools.count(1):
            await exchange.chunk("".join(items(200, number * 200)).encode())

    return play


def endless_without_length(content_type: str = HTML) -> Answer:
    """A body that says neither length nor chunks and never ends."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Type", content_type), ("Connection", "close")])
        await exchange.send(b"<!doctype html><title>SAMPLE</title>")
        while True:
            await exchange.send(b"<p>more and more" * 4096)

    return play


def endless_head() -> Answer:
    """Header lines without end."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\n")
        for number in itertools.count():
            await exchange.send(b"X-More-%d: %b\r\n" % (number, b"y" * 1000))

    return play


def huge_headers(size: int = 1_000_000) -> Answer:
    """A valid answer under one header of ``size`` bytes."""
    return page(rss(), RSS, X_Huge="h" * size)


def many_headers(count: int = 5_000) -> Answer:
    """A valid answer under ``count`` headers."""
    return Page(rss(), RSS, {f"X-Many-{n}": "m" for n in range(count)})


def slow_drip(body: bytes | None = None, every: float = 0.2, content_type: str = RSS) -> Answer:
    """The body one byte at a time, ``every`` seconds: each pause is short, all are too long."""
    data = rss(200) if body is None else body

    async def play(exchange: Exchange) -> None:
        length = str(len(data))
        await exchange.head(200, [("Content-Type", content_type), ("Content-Length", length)])
        for byte in data:
            await exchange.send(bytes((byte,)))
            await asyncio.sleep(every)

    return play


def slow_head(every: float = 0.2) -> Answer:
    """The status line and headers one byte at a time."""

    async def play(exchange: Exchange) -> None:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"z" * 60_000:
            await exchange.send(bytes((byte,)))
            await asyncio.sleep(every)

    return play


def stalled_body() -> Answer:
    """Half of what was promised, then silence on an open connection."""

    async def play(exchange: Exchange) -> None:
        body = rss()
        await exchange.head(200, [("Content-Type", RSS), ("Content-Length", str(len(body)))])
        await exchange.send(body[: len(body) // 2])
        await asyncio.Event().wait()

    return play


def length_too_long(extra: int = 1000) -> Answer:
    """A Content-Length ``extra`` bytes longer than the body, then a close."""

    async def play(exchange: Exchange) -> None:
        body = rss()
        length = str(len(body) + extra)
        await exchange.head(200, [("Content-Type", RSS), ("Content-Length", length)])
        await exchange.send(body)
        exchange.keep = False

    return play


def length_too_short(missing: int = 200) -> Answer:
    """A Content-Length ``missing`` bytes shorter than the body: the rest follows all the same."""

    async def play(exchange: Exchange) -> None:
        body = rss()
        length = str(len(body) - missing)
        await exchange.head(200, [("Content-Type", RSS), ("Content-Length", length)])
        await exchange.send(body)
        exchange.keep = False

    return play


def length_of_a_terabyte() -> Answer:
    """A Content-Length that nobody should wait for or allocate."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Type", RSS), ("Content-Length", str(10**12))])
        while True:
            await exchange.send(b" " * BLOCK)

    return play


def chunk_size_nonsense() -> Answer:
    """A chunked body whose second size is no number."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Type", RSS), ("Transfer-Encoding", "chunked")])
        await exchange.chunk(rss()[:100])
        await exchange.send(b"not-a-size\r\nmore\r\n")
        exchange.keep = False

    return play


def chunks_cut_off() -> Answer:
    """A chunked body that ends without its last chunk."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(200, [("Content-Type", RSS), ("Transfer-Encoding", "chunked")])
        await exchange.chunk(rss()[:200])
        exchange.keep = False

    return play


# ---- compression


def _gzip_of(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """One gzip stream over blocks, never held whole."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for block in blocks:
        if packed := packer.compress(block):
            yield packed
    yield packer.flush()


def bomb(size: int) -> bytes:
    """A gzip stream that inflates to an RSS document of ``size`` bytes; about size / 1000 long."""
    blocks = itertools.repeat(b" " * BLOCK, size // BLOCK)
    return b"".join(_gzip_of(itertools.chain([RSS_HEAD.encode()], blocks, [RSS_TAIL.encode()])))


def encoded(body: bytes, encoding: str, content_type: str = RSS) -> Answer:
    """``body`` as it is, under this Content-Encoding, whatever the client accepts."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(
            200,
            [
                ("Content-Type", content_type),
                ("Content-Encoding", encoding),
                ("Content-Length", str(len(body))),
            ],
        )
        await exchange.send(body)

    return play


def gzip_bomb(size: int = 200_000_000) -> Answer:
    """Tiny on the wire, ``size`` bytes when inflated; sent whether gzip is accepted or not."""
    return encoded(bomb(size), "gzip")


def gzip_bomb_nested(size: int = 200_000_000) -> Answer:
    """A bomb packed once more, so that even the first layer is small."""
    return encoded(gzip.compress(bomb(size), 9, mtime=0), "gzip, gzip")


def gzip_bomb_endless() -> Answer:
    """A gzip stream that never ends, chunked: a few kB a second, megabytes inflated."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(
            200,
            [
                ("Content-Type", RSS),
                ("Content-Encoding", "gzip"),
                ("Transfer-Encoding", "chunked"),
            ],
        )
        for packed in _gzip_of(itertools.repeat(b" " * 1_000_000)):
            await exchange.chunk(packed)
            await asyncio.sleep(0)

    return play


def gzip_truncated() -> Answer:
    """A gzip stream cut in the middle, with the length of what is sent."""
    packed = gzip.compress(rss(200), mtime=0)
    return encoded(packed[: len(packed) // 2], "gzip")


def gzip_that_is_not() -> Answer:
    """Plain text under Content-Encoding: gzip."""
    return encoded(rss(), "gzip")


def gzip_checksum_wrong() -> Answer:
    """A gzip stream whose CRC does not fit."""
    packed = bytearray(gzip.compress(rss(), mtime=0))
    packed[-8] ^= 0xFF
    return encoded(bytes(packed), "gzip")


def encoding_unknown() -> Answer:
    """A Content-Encoding that nobody asked for and nobody knows."""
    return encoded(rss(), "x-sample")


# ---- below HTTP


def reset() -> Answer:
    """The connection is reset as soon as the request has come."""

    async def play(exchange: Exchange) -> None:
        await exchange.reset()

    return play


def reset_in_body() -> Answer:
    """The connection is reset in the middle of the body."""

    async def play(exchange: Exchange) -> None:
        body = rss()
        await exchange.head(200, [("Content-Type", RSS), ("Content-Length", str(len(body)))])
        await exchange.send(body[:100])
        await exchange.reset()

    return play


def closed_at_once() -> Answer:
    """The connection is closed without a byte."""

    async def play(exchange: Exchange) -> None:
        exchange.keep = False

    return play


def hang() -> Answer:
    """The request is taken and never answered."""

    async def play(exchange: Exchange) -> None:
        await asyncio.Event().wait()

    return play


def garbage() -> Answer:
    """Bytes that are no HTTP."""

    async def play(exchange: Exchange) -> None:
        await exchange.send(b"\x16\x03\x01\x00\xff\x00 SSH-2.0-sample\r\n\r\n\x00\xff" * 40)
        exchange.keep = False

    return play


def early_hints() -> Answer:
    """Two 103 answers before the real one (RFC 8297): lawful, and seldom tested."""

    async def play(exchange: Exchange) -> None:
        await exchange.head(103, [("Link", "</style.css>; rel=preload")])
        await exchange.head(103)
        await page(rss(), RSS)(exchange)

    return play


def endless_hints() -> Answer:
    """103 answers for ever, never the real one."""

    async def play(exchange: Exchange) -> None:
        while True:
            await exchange.head(103, [("X-Wait", "w" * 200)])
            await asyncio.sleep(0.001)

    return play
