"""One GET: conditional, capped, timed, hop by hop, and always an answer in words."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType

import httpx

from aggregator import __version__
from aggregator.clock import Clock, system_clock
from aggregator.fetch.body import ACCEPT_ENCODING, BadEncodingError, TooLargeError, read_body
from aggregator.fetch.challenge import is_challenge
from aggregator.fetch.guard import AddressRule
from aggregator.fetch.hops import (
    Hops,
    RefusedError,
    asked_pause,
    conditions,
    explain,
    without_password,
)
from aggregator.fetch.hosts import Forgetful, HostMemory
from aggregator.fetch.politeness import HostGate
from aggregator.fetch.robots import LIMIT, PRODUCT, REDIRECTS, Robots
from aggregator.fetch.transport import HostTransport
from aggregator.health import State
from aggregator.model import FetchSettings, Response, Validators

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CONDITIONAL = {"if-none-match", "if-modified-since"}

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"
_ROBOTS_TYPES = "text/plain, */*;q=0.5"

_SHORT = 30.0
"""Seconds. A host that asks for a shorter pause is waited for; for a longer one the round goes on
without it."""


def user_agent(contact: str) -> str:
    """Says who asks and how to reach a person; never pretends to be a browser."""
    return f"{PRODUCT}/{__version__} (+{contact})"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How one kind of request is made."""

    headers: list[tuple[bytes, bytes]]
    most_bytes: int
    most_redirects: int
    robots: bool = False  # asked only where robots.txt lets us
    cut: bool = False  # of a body that is too large, the beginning is taken


class Client:
    """Fetches addresses within the limits of ``settings``; use it as an async context manager.

    ``transport`` is the one seam for the network: tests hand in their own, everybody else
    gets a :class:`HostTransport` guarded by ``rule``. ``memory`` keeps what hosts have asked
    of us from one client to the next.
    """

    def __init__(
        self,
        settings: FetchSettings,
        rule: AddressRule | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        *,
        memory: HostMemory | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self._settings = settings
        self._transport = transport or HostTransport(
            rule or AddressRule(), connections_per_host=settings.per_host
        )
        self._memory, self._clock = memory or Forgetful(), clock
        self._gate = HostGate(
            per_host=settings.per_host,
            delay=settings.per_host_delay,
            concurrency=settings.concurrency,
        )
        self._robots = Robots(self._get_robots, self._memory, clock)
        self._headers = [
            (b"User-Agent", user_agent(settings.contact).encode()),
            (b"Accept-Encoding", ACCEPT_ENCODING.encode()),
        ]
        timeout = httpx.Timeout(settings.timeout, pool=None)
        self._extensions = {"timeout": timeout.as_dict()}

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.aclose()
        for host, seconds in self._gate.rests():
            if seconds > 1:  # a Crawl-delay holds for the next round as well
                self._memory.keep_quiet(host, self._clock() + timedelta(seconds=seconds))

    async def get(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        accept: str = FEED_TYPES,
        robots: bool = False,
    ) -> Response:
        """Fetches ``url``. Never raises for what the other side does: the state says it.

        With ``validators`` the request is conditional (RFC 9110, 13.1) and a 304 comes back
        as ``State.UNCHANGED``. With ``robots`` each hop is asked for only where the robots.txt of
        its host allows it (``State.ROBOTS``, or ``State.WAITING`` while it cannot be read).
        """
        headers = [*self._headers, (b"Accept", accept.encode()), *conditions(validators)]
        settings = self._settings
        wanted = _Wanted(headers, settings.max_bytes, settings.max_redirects, robots)
        return await self._get(url, wanted)

    async def _get_robots(self, url: str) -> Response:
        headers = [*self._headers, (b"Accept", _ROBOTS_TYPES.encode())]
        return await self._get(url, _Wanted(headers, LIMIT, REDIRECTS, cut=True))

    async def _get(self, url: str, wanted: _Wanted) -> Response:
        hops = Hops(url)
        try:
            while True:
                request = self._request(hops.url, wanted.headers)
                if wanted.robots:
                    await self._ask_robots(hops.url)
                response = await self._hop(request, hops, wanted)
                if isinstance(response, Response):
                    return response
                hops.follow(response, wanted.most_redirects)
        except RefusedError as refused:
            return hops.failed(refused.state, str(refused), refused.seconds)
        except Exception as error:
            # Redirects to impossible ports have raised what no list of ours foresaw; one
            # address must never end the round of all.
            return hops.failed(State.PROTOCOL, f"{type(error).__name__}: {error}")

    async def _ask_robots(self, url: str) -> None:
        refusal = await self._robots.refusal(url)
        if refusal is not None:
            raise RefusedError(*refusal)

    def _request(self, url: str, headers: list[tuple[bytes, bytes]]) -> httpx.Request:
        """The request for ``url``. Raises :class:`RefusedError` for what is never asked for."""
        try:
            request = httpx.Request("GET", url, headers=headers, extensions=self._extensions)
        except (httpx.InvalidURL, ValueError, UnicodeError) as error:
            raise RefusedError(State.PROTOCOL, f"not an address: {error}") from error
        if request.url.scheme not in {"http", "https"} or not request.url.host:
            raise RefusedError(State.NOT_ALLOWED, f"only http and https: {without_password(url)}")
        if not 0 < (request.url.port or 80) < 65_536:
            raise RefusedError(State.PROTOCOL, f"no such port: {request.url.port}")
        if request.url.userinfo:
            raise RefusedError(State.NOT_ALLOWED, "addresses with a password are not fetched")
        return request

    async def _hop(
        self, request: httpx.Request, hops: Hops, wanted: _Wanted
    ) -> Response | httpx.Response:
        """One request. Returns the finished answer, or the redirect to follow."""
        async with self._turn(request.url.host):
            clock = asyncio.get_running_loop().time
            begun = clock()
            try:
                async with asyncio.timeout(self._settings.total_timeout - hops.seconds):
                    return await self._exchange(request, hops, wanted)
            except TimeoutError as error:
                limit = self._settings.total_timeout
                raise RefusedError(State.TIMEOUT, f"not finished in {limit:g} s") from error
            except (httpx.HTTPError, TooLargeError, BadEncodingError, ssl.SSLError) as error:
                raise RefusedError(*explain(error)) from error
            finally:
                hops.seconds += clock() - begun

    @contextlib.asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """Waits for the turn of ``host``; refuses while it wants to be left alone, which it may
        have said while we waited."""
        self._leave_alone(host)
        async with self._gate.turn(host, self._memory.delay(host)):
            self._leave_alone(host)
            yield

    def _leave_alone(self, host: str) -> None:
        until = self._memory.quiet_until(host)
        if until is None:
            return
        seconds = (until - self._clock()).total_seconds()
        if seconds > _SHORT:
            raise RefusedError(State.WAITING, f"{host} asked for a pause until {until}", seconds)
        if seconds > 0:
            self._gate.hold(host, seconds)

    async def _exchange(
        self, request: httpx.Request, hops: Hops, wanted: _Wanted
    ) -> Response | httpx.Response:
        response = await self._transport.handle_async_request(request)
        response.request = request
        self._heed(request.url.host, response)
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return response
            return await self._finish(response, hops, wanted)
        finally:
            await response.aclose()

    def _heed(self, host: str, response: httpx.Response) -> None:
        """A 429, or a 503 that says when to come back, is the word of the whole host."""
        seconds = asked_pause(response, self._clock())
        if not seconds:
            return
        if seconds > _SHORT:
            self._memory.keep_quiet(host, self._clock() + timedelta(seconds=seconds))
        else:
            self._gate.hold(host, seconds)

    async def _finish(self, response: httpx.Response, hops: Hops, wanted: _Wanted) -> Response:
        status, now = response.status_code, self._clock()
        if status == 304:
            if not _CONDITIONAL & response.request.headers.keys():
                raise RefusedError(State.PROTOCOL, "304, although nothing was known before")
            return hops.answered(State.UNCHANGED, response, b"", now)
        if status == 200:
            body = await _read(response, wanted)
            state = (
                State.CHALLENGED if is_challenge(status, response.headers, body) else State.WORKING
            )
            return hops.answered(state, response, body if state is State.WORKING else b"", now)
        if status == 410:
            return hops.answered(State.GONE, response, b"", now)
        # The page of an error is read only far enough to tell a protection page from a refusal.
        try:
            body = await read_body(response, 200_000)
        except (TooLargeError, BadEncodingError):
            body = b""
        state = State.CHALLENGED if is_challenge(status, response.headers, body) else State.HTTP
        return hops.answered(state, response, b"", now)


async def _read(response: httpx.Response, wanted: _Wanted) -> bytes:
    try:
        return await read_body(response, wanted.most_bytes)
    except TooLargeError as error:
        if wanted.cut:
            return error.start
        raise
