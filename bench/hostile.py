"""Everything that a hostile, broken or tired server may do, played on loopback, as a table.

Each fault must end in its named state within its limits, or the exit status is 1. Then a round over
a thousand feeds is measured twice, once with fifty of them hanging: the others may not be delayed.
docs/benchmarks.md explains the figures.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import click
import httpx

from aggregator.fetch import AddressRule, Client
from aggregator.fetch.transport import HostTransport
from aggregator.health import State
from aggregator.parse import parse_feed
from tests.origin import faults
from tests.origin.faults.expected import EXPECTED, LIMITS
from tests.origin.server import Origin

RULE = AddressRule.parse(["127.0.0.0/8"])
SECONDS = LIMITS.total_timeout + 1.5
"""What one fault may take: the limit for a request and room for reading a body of 2 MB."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one fault ended."""

    fault: str
    state: State
    expected: State
    wire: int  # bytes of body taken from the wire
    seconds: float

    @property
    def good(self) -> bool:
        """Whether it ended as it must, in time, without reading on for ever."""
        within = self.wire <= LIMITS.max_bytes + 1_000_000  # one read of the kernel above the limit
        return self.state is self.expected and self.seconds <= SECONDS and within

    def line(self) -> str:
        """A row of the table."""
        mark = "" if self.good else f"  EXPECTED {self.expected}, {SECONDS:g} s"
        return (
            f"{self.fault:<36} {self.state:<20} {self.wire:>11,} B {self.seconds:>6.2f} s of "
            f"{SECONDS:g}{mark}"
        )


class _Counted(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, count: Callable[[int], None]) -> None:
        self._stream, self._count = stream, count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._count(len(chunk))
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class Counting(httpx.AsyncBaseTransport):
    """The transport of the product, counting the bytes of bodies that are read through it."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner, self.wire = inner, 0

    def _count(self, size: int) -> None:
        self.wire += size

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Hands on the request; wraps the body of what comes."""
        response = await self._inner.handle_async_request(request)
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("not an asynchronous body")
        response.stream = _Counted(stream, self._count)
        return response

    async def aclose(self) -> None:
        """Closes the transport below."""
        await self._inner.aclose()


def play(fault: str, url: str, expected: State, transport: httpx.AsyncBaseTransport) -> Outcome:
    """Asks for ``url`` as the product does, and reads what comes."""
    counting = Counting(transport)

    async def ask() -> State:
        async with Client(LIMITS, transport=counting) as client:
            response = await client.get(url)
        if response.state is not State.WORKING:
            return response.state
        return parse_feed(response.body, response.content_type, response.url).state

    begun = time.monotonic()
    state = asyncio.run(ask())
    return Outcome(fault, state, expected, counting.wire, time.monotonic() - begun)


def outcomes(names: tuple[str, ...] = ()) -> Iterator[Outcome]:
    """Every fault of the origin, or the named ones, and the tricks of names."""
    with Origin() as origin:
        for name, expected in EXPECTED.items():
            if not names or name in names:
                url = origin.answer("/fault", faults.FAULTS[name]())
                yield play(name, url, expected, HostTransport(RULE, connections_per_host=2))
        if not names:
            yield from _names(origin)


def _names(origin: Origin) -> Iterator[Outcome]:
    """Names that lead inside: at once, mixed with a public address, or at the second question."""
    origin.page("/feed", faults.rss(), content_type=faults.RSS)
    for fault, answers in (
        ("name of a metadata address", [["169.254.169.254"]]),
        ("name of public and private address", [["93.184.216.34", "10.0.0.1"]]),
        ("name in the NAT64 prefix", [["64:ff9b::a9fe:a9fe"]]),
        ("rebinding name, second question", [["127.0.0.1"], ["10.0.0.1"]]),
    ):
        waiting = iter(answers)

        async def look_up(
            _host: str, _port: int, waiting: Iterator[list[str]] = waiting
        ) -> list[str]:
            return next(waiting)

        url = f"http://name.sample.example:{origin.port}/feed"
        transport = HostTransport(RULE, connections_per_host=2, lookup=look_up)
        for _ in answers[1:]:
            play(fault, url, State.WORKING, transport)
        yield play(fault, url, State.NOT_ALLOWED, transport)


@click.command(help=__doc__)
@click.option("--feeds", default=1000, show_default=True, help="Of the measured round; 0: none.")
@click.option("--hanging", default=50, show_default=True)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
def main(feeds: int, hanging: int, rounds: int) -> None:
    """Plays, measures, prints; ends with 1 where something is not as it must be."""
    failed = 0
    played = 0
    for outcome in outcomes():
        click.echo(outcome.line())
        played += 1
        failed += not outcome.good
    click.echo(f"{played} faults, {failed} of them not as they must be")
    if feeds:
        from bench.hanging import measured  # noqa: PLC0415 — Linux only

        for line, good in measured(feeds, hanging, rounds):
            click.echo(line)
            failed += not good
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
