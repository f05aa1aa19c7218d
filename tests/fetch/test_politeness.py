"""Turns at hosts, on a loop whose time is counted and not waited for."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any, TypeVar

import httpx
import pytest

from aggregator.fetch import Client
from aggregator.fetch.hosts import Forgetful
from aggregator.fetch.politeness import HostGate
from aggregator.model import FetchSettings, Response

T = TypeVar("T")


class CountedTime(asyncio.SelectorEventLoop):
    """A loop in which a pause of an hour takes no time: nothing here waits for a socket."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Skipping(self))

    def time(self) -> float:
        return self._now

    def skip(self, seconds: float) -> None:
        self._now += seconds


class _Skipping(selectors.SelectSelector):
    def __init__(self, loop: CountedTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout:
            self._loop.skip(timeout)
        return super().select(0)


def run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    with asyncio.Runner(loop_factory=CountedTime) as runner:
        return runner.run(work())


class Slow(httpx.AsyncBaseTransport):
    """Each answer takes ``seconds``; remembers when each request to which host came and went."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.times: list[tuple[str, float, float]] = []
        self.redirects: dict[str, str] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.sleep(self.seconds)
        self.times.append((request.url.host, begun, loop.time()))
        target = self.redirects.get(str(request.url))
        if target:
            return httpx.Response(302, headers={"Location": target})
        return httpx.Response(200, stream=httpx.ByteStream(b"x"))


def fetch(transport: Slow, urls: list[str], memory: Forgetful | None = None) -> list[Response]:
    async def go() -> list[Response]:
        settings = FetchSettings("https://sample.example/c")  # as shipped: one at a time, 1 s
        async with Client(settings, transport=transport, memory=memory) as client:
            return await asyncio.gather(*(client.get(url) for url in urls))

    return run(go)


def pauses(times: list[tuple[str, float, float]], host: str) -> list[float]:
    own = sorted((begun, ended) for name, begun, ended in times if name == host)
    return [after[0] - before[1] for before, after in pairwise(own)]


def test_one_host_is_asked_one_request_at_a_time_with_a_pause_after_each_answer() -> None:
    transport = Slow(3.0)
    fetch(transport, [f"https://a.example/{n}" for n in range(4)])
    assert pauses(transport.times, "a.example") == pytest.approx([1.0] * 3)


def test_hosts_are_asked_side_by_side() -> None:
    transport = Slow(3.0)
    fetch(transport, [f"https://h{n}.example/" for n in range(20)])
    assert {ended for _, _, ended in transport.times} == {3.0}


def test_redirects_pass_the_gate_of_the_host_they_lead_to() -> None:
    transport = Slow(1.0)
    transport.redirects = {f"https://a{n}.example/": f"https://b.example/{n}" for n in range(3)}
    fetch(transport, list(transport.redirects))
    assert pauses(transport.times, "b.example") == pytest.approx([1.0] * 2)


def test_redirects_within_a_host_wait_their_turn() -> None:
    transport = Slow(1.0)
    transport.redirects = {"https://a.example/1": "/2", "https://a.example/2": "/3"}
    fetch(transport, ["https://a.example/1", "https://a.example/4"])
    assert pauses(transport.times, "a.example") == pytest.approx([1.0] * 3)


def test_a_crawl_delay_counts_for_feeds_as_well_as_pages() -> None:
    class Known(Forgetful):
        def delay(self, host: str) -> float:
            return 20.0 if host == "a.example" else 0.0

    transport = Slow()
    urls = [f"https://{host}.example/{n}" for host in "ab" for n in range(3)]
    fetch(transport, urls, Known())
    assert pauses(transport.times, "a.example") == pytest.approx([20.0] * 2)
    assert pauses(transport.times, "b.example") == pytest.approx([1.0] * 2)


def test_what_is_left_of_a_long_pause_holds_for_the_next_round() -> None:
    class Known(Forgetful):
        def delay(self, host: str) -> float:
            return 20.0

    memory = Known()
    fetch(Slow(), ["https://a.example/"], memory)
    assert memory.quiet_until("a.example") is not None


def test_a_failed_request_is_followed_by_a_pause_too() -> None:
    async def go() -> list[float]:
        gate, starts = HostGate(per_host=1, delay=5.0, concurrency=8), []
        for _ in range(3):
            try:
                async with gate.turn("a"):
                    starts.append(asyncio.get_running_loop().time())
                    raise OSError
            except OSError:
                pass
        return starts

    assert run(go) == pytest.approx([0, 5, 10])


def test_hosts_that_were_left_are_forgotten_once_their_pause_is_over() -> None:
    async def go() -> int:
        gate = HostGate(per_host=1, delay=0.0, concurrency=8)
        for n in range(100):
            async with gate.turn(f"h{n}"):
                pass
        return len(gate._hosts)

    assert run(go) == 0
