"""One GET: conditional, capped, timed, hop by hop, and always an answer in words."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx

from aggregator import __version__
from aggregator.fetch.body import ACCEPT_ENCODING, BadEncodingError, TooLargeError, read_body
from aggregator.fetch.challenge import is_challenge
from aggregator.fetch.guard import AddressNotAllowedError, AddressRule
from aggregator.fetch.names import NameNotResolvedError
from aggregator.fetch.politeness import HostGate
from aggregator.fetch.transport import HostTransport
from aggregator.health import State
from aggregator.model import FetchSettings, Response, Validators

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_CONDITIONAL = {"if-none-match", "if-modified-since"}

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.5"


def user_agent(contact: str) -> str:
    """Says who asks and how to reach a person; never pretends to be a browser."""
    return f"aggregator/{__version__} (+{contact})"


class Client:
    """Fetches addresses within the limits of ``settings``; use it as an async context manager.

    ``transport`` is the one seam for the network: tests hand in their own, everybody else
    gets a :class:`HostTransport` guarded by ``rule``.
    """

    def __init__(
        self,
        settings: FetchSettings,
        rule: AddressRule | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._transport = transport or HostTransport(
            rule or AddressRule(), connections_per_host=settings.per_host
        )
        self._gate = HostGate(
            per_host=settings.per_host,
            delay=settings.per_host_delay,
            concurrency=settings.concurrency,
        )
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

    async def get(
        self, url: str, validators: Validators | None = None, *, accept: str = FEED_TYPES
    ) -> Response:
        """Fetches ``url``. Never raises for what the other side does: the state says it.

        With ``validators`` the request is conditional (RFC 9110, 13.1) and a 304 comes back
        as ``State.UNCHANGED``.
        """
        headers = [*self._headers, (b"Accept", accept.encode()), *_conditions(validators)]
        hops = _Hops(url)
        try:
            while True:
                response = await self._hop(hops, headers)
                if isinstance(response, Response):
                    return response
                hops.follow(response, self._settings.max_redirects)
        except _RefusedError as refused:
            return hops.failed(refused.state, str(refused))
        except Exception as error:
            # Redirects to impossible ports have raised what no list of ours foresaw; one
            # address must never end the round of all.
            return hops.failed(State.PROTOCOL, f"{type(error).__name__}: {error}")

    async def _hop(
        self, hops: _Hops, headers: list[tuple[bytes, bytes]]
    ) -> Response | httpx.Response:
        """One request. Returns the finished answer, or the redirect to follow."""
        try:
            request = httpx.Request("GET", hops.url, headers=headers, extensions=self._extensions)
        except (httpx.InvalidURL, ValueError, UnicodeError) as error:
            raise _RefusedError(State.PROTOCOL, f"not an address: {error}") from error
        if request.url.scheme not in {"http", "https"} or not request.url.host:
            raise _RefusedError(
                State.NOT_ALLOWED, f"only http and https: {_without_password(hops.url)}"
            )
        if not 0 < (request.url.port or 80) < 65_536:
            raise _RefusedError(State.PROTOCOL, f"no such port: {request.url.port}")
        if request.url.userinfo:
            raise _RefusedError(State.NOT_ALLOWED, "addresses with a password are not fetched")
        async with self._gate.turn(request.url.host):
            clock = asyncio.get_running_loop().time
            begun = clock()
            try:
                async with asyncio.timeout(self._settings.total_timeout - hops.seconds):
                    return await self._exchange(request, hops)
            except TimeoutError as error:
                limit = self._settings.total_timeout
                raise _RefusedError(State.TIMEOUT, f"not finished in {limit:g} s") from error
            except (httpx.HTTPError, TooLargeError, BadEncodingError, ssl.SSLError) as error:
                raise _RefusedError(*_explain(error)) from error
            finally:
                hops.seconds += clock() - begun

    async def _exchange(self, request: httpx.Request, hops: _Hops) -> Response | httpx.Response:
        response = await self._transport.handle_async_request(request)
        response.request = request
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return response
            return await self._finish(response, hops)
        finally:
            await response.aclose()

    async def _finish(self, response: httpx.Response, hops: _Hops) -> Response:
        status = response.status_code
        if status == 304:
            if not _CONDITIONAL & response.request.headers.keys():
                raise _RefusedError(State.PROTOCOL, "304, although nothing was known before")
            return hops.answered(State.UNCHANGED, response, b"")
        if status == 200:
            body = await read_body(response, self._settings.max_bytes)
            state = (
                State.CHALLENGED if is_challenge(status, response.headers, body) else State.WORKING
            )
            return hops.answered(state, response, body if state is State.WORKING else b"")
        if status == 410:
            return hops.answered(State.GONE, response, b"")
        # The page of an error is read only far enough to tell a protection page from a refusal.
        try:
            body = await read_body(response, 200_000)
        except (TooLargeError, BadEncodingError):
            body = b""
        state = State.CHALLENGED if is_challenge(status, response.headers, body) else State.HTTP
        return hops.answered(state, response, b"")


class _RefusedError(Exception):
    """Ends a request with a state and a reason."""

    def __init__(self, state: State, detail: str) -> None:
        super().__init__(detail)
        self.state = state


class _Hops:
    """Where a request started, where it is now, and how it got there."""

    def __init__(self, url: str) -> None:
        self.requested, self.url = url, url
        self.seconds = 0.0  # spent on all hops so far, without waiting for a turn
        self._permanent, self._count = True, 0
        self._seen = {url}

    def follow(self, response: httpx.Response, most: int) -> None:
        """Moves to where the redirect points; refuses loops, too many hops, bad addresses."""
        self._count += 1
        if self._count > most:
            raise _RefusedError(State.REDIRECTS, f"more than {most} redirects")
        self._permanent &= response.status_code in _PERMANENT
        try:
            target = urljoin(self.url, response.headers["location"].strip())
            scheme = urlsplit(target).scheme
        except ValueError as error:
            raise _RefusedError(State.PROTOCOL, f"redirect to no address: {error}") from error
        # Followed, but never remembered: whoever sits on the wire could keep a feed off TLS.
        self._permanent &= not (scheme == "http" and self.url.lower().startswith("https:"))
        if target in self._seen:
            raise _RefusedError(State.REDIRECTS, f"leads back to {_without_password(target)}")
        self._seen.add(target)
        self.url = target

    def failed(self, state: State, detail: str) -> Response:
        return Response(self.requested, self.url, state, detail=_printable(detail))

    def answered(self, state: State, response: httpx.Response, body: bytes) -> Response:
        status = response.status_code
        return Response(
            requested=self.requested,
            url=self.url,
            state=state,
            status=status,
            body=body,
            content_type=_printable(response.headers.get("content-type", "")),
            validators=Validators(
                _validator(response, b"etag"), _validator(response, b"last-modified")
            ),
            detail=_said(state, status),
            permanent_url=self.url if self._count and self._permanent else None,
            address=_peer(response),
            total_pages=_total_pages(response),
        )


def _peer(response: httpx.Response) -> str:
    """The IP address that the answer came from; empty where the transport does not say."""
    return str(response.extensions.get("peer", ""))


_LONGEST_VALIDATOR = 1_000
"""Characters of a validator that we send back; a longer one is a way to make every request of
ours as large as the other side likes."""


def _validator(response: httpx.Response, name: bytes) -> str | None:
    """A header as Latin-1, which keeps every byte; httpx would guess an encoding. ``None`` where
    it is too long, or holds what no header of a request may (RFC 9110, 5.5)."""
    text = next((v.decode("latin-1") for k, v in response.headers.raw if k.lower() == name), None)
    if text is None or len(text) > _LONGEST_VALIDATOR or _CONTROL.search(text):
        return None
    return text


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_PASSWORD = re.compile(r"//[^/?#]*@")


def _without_password(url: str) -> str:
    """An address for a message: names and passwords in it are nobody's business."""
    return _PASSWORD.sub("//…@", url)[:200]


def _total_pages(response: httpx.Response) -> int | None:
    said = response.headers.get("x-wp-totalpages", "").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else None


def _conditions(validators: Validators | None) -> Iterable[tuple[bytes, bytes]]:
    if validators is None:
        return
    if validators.etag is not None:
        yield b"If-None-Match", validators.etag.encode("latin-1")
    if validators.last_modified is not None:
        yield b"If-Modified-Since", validators.last_modified.encode("latin-1")


_CAUSES: tuple[tuple[type[BaseException], State], ...] = (
    (AddressNotAllowedError, State.NOT_ALLOWED),
    (NameNotResolvedError, State.DNS),
    (TooLargeError, State.TOO_LARGE),
    (httpx.TimeoutException, State.TIMEOUT),
    (ssl.SSLError, State.TLS),
)


def _explain(error: Exception) -> tuple[State, str]:
    """The state that an exception of the network stands for, and what it says.

    The transport wraps the exception that says most, so the chain is walked to its end.
    """
    cause: BaseException | None = error
    while cause is not None:
        for kind, state in _CAUSES:
            if isinstance(cause, kind):
                return state, str(cause) or type(cause).__name__
        cause = cause.__cause__ or cause.__context__
    state = State.CONNECT if isinstance(error, httpx.ConnectError) else State.PROTOCOL
    return state, str(error) or type(error).__name__


def _said(state: State, status: int) -> str:
    if state is State.CHALLENGED:
        return f"a protection page, HTTP {status}"
    return f"HTTP {status}" if state.failure else ""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:500]
