"""The hops of one request, what its answers say, and what goes wrong, in our words."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx

from aggregator.fetch.body import TooLargeError
from aggregator.fetch.guard import AddressNotAllowedError
from aggregator.fetch.names import NameNotResolvedError
from aggregator.health import State
from aggregator.model import Response, Validators
from aggregator.schedule.headers import fresh_for, retry_after

_PERMANENT = frozenset({301, 308})


class RefusedError(Exception):
    """Ends a request with a state and a reason; ``seconds`` until it may be made, where known."""

    def __init__(self, state: State, detail: str, seconds: float | None = None) -> None:
        super().__init__(detail)
        self.state, self.seconds = state, seconds


class Hops:
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
            raise RefusedError(State.REDIRECTS, f"more than {most} redirects")
        self._permanent &= response.status_code in _PERMANENT
        try:
            target = urljoin(self.url, response.headers["location"].strip())
            scheme = urlsplit(target).scheme
        except ValueError as error:
            raise RefusedError(State.PROTOCOL, f"redirect to no address: {error}") from error
        # Followed, but never remembered: whoever sits on the wire could keep a feed off TLS.
        self._permanent &= not (scheme == "http" and self.url.lower().startswith("https:"))
        if target in self._seen:
            raise RefusedError(State.REDIRECTS, f"leads back to {without_password(target)}")
        self._seen.add(target)
        self.url = target

    def failed(self, state: State, detail: str, seconds: float | None = None) -> Response:
        """The answer in words, where none came."""
        return Response(
            self.requested, self.url, state, detail=_printable(detail), retry_after=seconds
        )

    def answered(
        self, state: State, response: httpx.Response, body: bytes, now: datetime
    ) -> Response:
        """The answer as it came at ``now``; ``body`` is empty unless the state is WORKING."""
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
            retry_after=asked_pause(response, now),
            fresh=fresh_for(response.headers, now) if status in {200, 304} else None,
        )


_AFTER_429 = 900.0
LONGEST_PAUSE = 86_400.0
"""Seconds. A 429 that names no time means a quarter of an hour; nobody gets more than a day."""


def asked_pause(response: httpx.Response, now: datetime) -> float | None:
    """Seconds for which the host wants to be left alone, by a 429 or 503."""
    if response.status_code not in {429, 503}:
        return None
    seconds = retry_after(response.headers, now)
    if seconds is None:
        return _AFTER_429 if response.status_code == 429 else None
    return min(seconds, LONGEST_PAUSE)


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


def without_password(url: str) -> str:
    """An address for a message: names and passwords in it are nobody's business."""
    return _PASSWORD.sub("//…@", url)[:200]


def _total_pages(response: httpx.Response) -> int | None:
    said = response.headers.get("x-wp-totalpages", "").strip()
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else None


def conditions(validators: Validators | None) -> Iterable[tuple[bytes, bytes]]:
    """The headers that make a request conditional."""
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


def explain(error: Exception) -> tuple[State, str]:
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
