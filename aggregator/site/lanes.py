"""Who answers what: pages here, questions of visitors in processes of their own.

Three lanes, so that nobody waits for somebody with a slower wish: pages that are the same for
everybody are answered in the server's own process; what carries a question of ours (words, facets,
a feed, a table of data without a question) by one process; what a visitor thought up (SQL, filters,
facets and sorting on Datasette's pages) by another. Each answers one at a time, a few wait.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Protocol

from aggregator.site.desk import BrokenError, LateError
from aggregator.site.desk_process import Answer, Asked
from aggregator.site.headers import App, Message, Receive, Scope, Send, hardened
from aggregator.site.languages.address import split_language

MOST_BODY = 8_000
"""Bytes of a form; the only one that is sent by POST is Explore's."""
PIECE = 64 * 1024
UNSENT = 24 * 1024 * 1024
"""Bytes of answers that may lie here because somebody reads slowly. The connections themselves
are bounded in connections.py."""


class Lane(StrEnum):
    """Where a request is answered."""

    PAGES = "pages"
    QUESTIONS = "questions"
    SQL = "sql"


WAITING = {Lane.SQL: 4, Lane.QUESTIONS: 32}
"""How many may wait. With half a second for a query of SQL the last waits two seconds; a question
of ours takes some 20 ms, and feed readers come in bursts at the full hour."""

_DOCUMENTS = re.compile(r"/(feeds/|sources\.opml$|sitemap\.xml$|source/[^/]+\.jsonld$)")


class Answering(Protocol):
    """A desk, as far as lanes need it."""

    def ask(self, asked: Asked) -> Awaitable[Answer]:
        """Raises LateError and BrokenError."""
        ...


def lane_of(method: str, path: str, query: bytes, database: str) -> Lane:
    """``path`` as it was sent, without language; ``database`` is the name in Datasette's addresses.

    What is asked for decides, never who asks: over an onion service all readers are one.
    """
    if path.startswith(("/assets/", "/-/")):
        return Lane.PAGES
    asks = bool(query) or method not in {"GET", "HEAD"}
    if path.removeprefix("/").partition("/")[0].partition(".")[0] == database:
        return Lane.SQL if asks else Lane.QUESTIONS
    return Lane.QUESTIONS if asks or _DOCUMENTS.match(path) else Lane.PAGES


def with_lanes(
    app: App,
    desks: Mapping[Lane, Answering],
    database: str,
    languages: Collection[str],
    waiting: Mapping[Lane, int] | None = None,
) -> App:
    """Wraps the application; requests of a lane without a desk are answered by itself."""
    most = waiting or WAITING
    queues = {lane: _Queue(desk, most[lane]) for lane, desk in desks.items()}
    unsent = _Unsent(UNSENT)

    async def in_its_lane(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        raw = (scope.get("raw_path") or scope["path"].encode()).partition(b"?")[0]
        path = split_language(raw.decode("latin-1"), languages)[1]
        queue = queues.get(lane_of(scope["method"], path, scope.get("query_string", b""), database))
        if queue is None:
            await app(scope, receive, send)
            return
        answer = await _answered(queue, unsent, scope, receive)
        if answer is not None:
            await unsent.deliver(answer, send)

    return in_its_lane


class _Queue:
    """A desk and those who wait for it."""

    def __init__(self, desk: Answering, waiting: int) -> None:
        self._desk, self._most, self._inside = desk, waiting + 1, 0
        self._turn = asyncio.Semaphore(1)

    async def answer(self, asked: Asked, gone: asyncio.Future[None]) -> Answer | None:
        """None where the visitor has gone while waiting."""
        if self._inside >= self._most:
            return _refusal(503, "Too many queries are waiting. Try again in a few seconds.")
        self._inside += 1
        try:
            async with self._turn:
                return None if gone.done() else await self._desk.ask(asked)
        except LateError:
            return _refusal(503, "This took too long. Ask for less: a shorter period, fewer rows.")
        except BrokenError:
            return _refusal(503, "The query could not be finished. Ask for less: fewer rows.")
        finally:
            self._inside -= 1


class _Unsent:
    """Bytes that wait for slow readers."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0

    @property
    def full(self) -> bool:
        return self._bytes >= self._most

    async def deliver(self, answer: Answer, send: Send) -> None:
        """Sends in pieces: the server waits before each until most of the last is gone."""
        self._bytes += len(answer.body)
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": answer.status,
                    "headers": list(answer.headers),
                }
            )
            for begin in range(0, len(answer.body), PIECE):
                piece = answer.body[begin : begin + PIECE]
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._bytes -= len(answer.body)


async def _answered(
    queue: _Queue, unsent: _Unsent, scope: Scope, receive: Receive
) -> Answer | None:
    if unsent.full:
        return _refusal(503, "Too many answers are on their way. Try again in a few seconds.")
    body = await _body(receive)
    if body is None:
        return _refusal(413, "The form is too long.")
    gone = asyncio.ensure_future(_gone(receive))
    try:
        return await queue.answer(_asked(scope, body), gone)
    finally:
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone


def _asked(scope: Scope, body: bytes) -> Asked:
    raw = scope.get("raw_path") or scope["path"].encode()
    kept = tuple((n.lower(), v) for n, v in scope["headers"] if n.lower() in _KEPT)
    query = scope.get("query_string", b"")
    return Asked(scope["method"], scope["path"], raw, query, kept, body)


_KEPT = frozenset({b"host", b"if-none-match", b"if-modified-since", b"content-type", b"accept"})
"""Headers that an answer may depend on. The rest says who asks. Datasette makes the addresses of
further pages of ``host``."""


async def _body(receive: Receive) -> bytes | None:
    body = bytearray()
    while True:
        message: Message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


async def _gone(receive: Callable[[], Awaitable[Message]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _refusal(status: int, words: str) -> Answer:
    sent = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == 503:
        sent.append((b"retry-after", b"5"))
    return Answer(status, tuple(hardened(sent, ours=True, private=True)), f"{words}\n".encode())
