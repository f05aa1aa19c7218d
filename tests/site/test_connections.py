"""Connections that want nothing have an end, on a real socket."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import uvicorn

from aggregator.site.connections import HEAD_BYTES, BoundedProtocol, Patience
from aggregator.site.serve import server_config


class Impatient(BoundedProtocol):
    patience = Patience(most=6, request=0.4, reading=0.4)


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
    body = b"x" * (4_000_000 if scope["path"] == "/long" else 4)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@contextlib.asynccontextmanager
async def server(protocol: type[BoundedProtocol]) -> AsyncIterator[int]:
    config = server_config(application, "127.0.0.1", 0, protocol)
    config.lifespan = "off"
    served = uvicorn.Server(config)
    task = asyncio.create_task(served.serve())
    while not served.started:
        await asyncio.sleep(0.01)
    try:
        yield served.servers[0].sockets[0].getsockname()[1]
    finally:
        served.should_exit = True
        await task


async def end_of(port: int, raw: bytes, drip: bytes = b"") -> bytes:
    """Everything that came back until the server ended the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    got = b""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(5):
            while True:
                with contextlib.suppress(TimeoutError):
                    piece = await asyncio.wait_for(reader.read(65536), 0.1)
                    got += piece
                    if not piece:
                        break
                if drip:
                    writer.write(drip)
    writer.transport.abort()
    return got


def run(test: Callable[[int], Any], protocol: type[BoundedProtocol] = Impatient) -> None:
    async def play() -> None:
        async with server(protocol) as port:
            await test(port)

    asyncio.run(play())


@pytest.mark.parametrize(
    ("raw", "drip"),
    [(b"", b""), (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", b"b"),
     (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n", b"x")],
    ids=["says nothing", "slow head", "slow body"],
)  # fmt: skip
def test_a_request_that_does_not_come_is_not_waited_for(raw: bytes, drip: bytes) -> None:
    async def play(port: int) -> None:
        assert await end_of(port, raw, drip) == b""

    run(play)


def test_a_reader_who_does_not_read_is_let_go() -> None:
    async def play(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(1)
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        got = 0
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                got += len(piece)
        writer.transport.abort()
        assert got < 4_000_000

    run(play)


def test_where_there_are_too_many_the_oldest_that_wants_nothing_goes() -> None:
    class Patient(BoundedProtocol):
        patience = Patience(most=6, request=600, reading=600)  # nobody goes for being slow

    async def play(port: int) -> None:
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(6)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert (await reader.read(9999)).startswith(b"HTTP/1.1 200")
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(5):
                assert await idle[0][0].read(1) == b""
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await idle[1][0].read(1)
        for _, each in [*idle, (reader, writer)]:
            each.transport.abort()

    run(play, Patient)


@pytest.mark.parametrize(
    "raw",
    [b"\x16\x03\x01\x02\x00" * 9, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * HEAD_BYTES * 2,
     b"GET /" + b"y" * HEAD_BYTES * 2, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
    ids=["no HTTP", "long head", "long address", "two hosts"],
)  # fmt: skip
def test_what_is_no_request_is_answered_with_the_headers_of_every_answer(raw: bytes) -> None:
    async def play(port: int) -> None:
        answer = (await end_of(port, raw)).lower()
        assert answer.startswith(b"http/1.1 400")
        for name in (b"content-security-policy: default-src 'none'", b"referrer-policy: no-ref",
                     b"x-content-type-options: nosniff", b"cache-control: no-store"):  # fmt: skip
            assert name in answer

    run(play)


def test_an_ordinary_visit_is_let_be() -> None:
    async def play(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(4):
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200 OK" in await reader.readuntil(b"xxxx")
            await asyncio.sleep(0.25)
        writer.close()

    run(play)


def test_the_server_runs_with_this_protocol() -> None:
    config = server_config(application, "127.0.0.1", 0)
    assert config.http is BoundedProtocol
    assert config.ws == "none"
    assert not config.access_log
    assert config.h11_max_incomplete_event_size == HEAD_BYTES
