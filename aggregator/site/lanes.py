"""Who answers what: pages here, questions of visitors in processes of their own.

Three lanes, so that nobody waits for somebody with a slower wish: pages and feeds that are the same
for everybody are answered in the server's own process; what carries a question of ours (words,
facets, a table of data without a question) by one process; what a visitor thought up (SQL, filters,
facets and sorting on Datasette's pages) by another. Each answers one at a time, a few wait.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from datasette.utils import tilde_decode

from aggregator.site.conditional import is_not_modified
from aggregator.site.connections import UNREAD
from aggregator.site.desk import BrokenError, ClosedError, LateError
from aggregator.site.desk_process import Answer, Asked, Gathered, receiver
from aggregator.site.headers import (
    App,
    Message,
    Receive,
    Scope,
    Send,
    hardened,
    path_as_sent,
    value_of,
    without,
)
from aggregator.site.languages.address import split_language
from aggregator.site.own_address import may_be_ours
from aggregator.site.packing import packed

MOST_BODY = 8_000
"""Bytes of a form; the only one that is sent by POST is Explore's."""
MOST_PAGE = 8_000_000
"""Bytes of an answer of the server's own process; its largest page has 200 kB."""
REFUSED_SECONDS = 0.1
"""How long a refusal waits: who tries out names waits for each, and nobody else for him."""
ACCEPTED = b"accept-encoding"
PIECE = UNREAD
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

_DOCUMENTS = re.compile(r"/(sources\.opml$|sitemap\.xml$|source/[^/]+\.jsonld$|feeds/.*\.csv$)")
_FEEDS = "/feeds/"


class Answering(Protocol):
    """A desk, as far as lanes need it."""

    def ask(self, asked: Asked) -> Awaitable[Answer]:
        """Raises LateError and BrokenError."""
        ...


def lane_of(method: str, path: str, query: bytes, database: str) -> Lane:
    """``path`` as it was sent, without language; ``database`` is the name in Datasette's addresses.

    What is asked for decides, never who asks: over an onion service all readers are one. Datasette
    reads ``/~6eews`` as ``/news`` (its tilde encoding), so its addresses are read as it reads them.
    """
    if path.startswith(("/assets/", "/-/")):
        return Lane.PAGES
    asks = bool(query) or method not in {"GET", "HEAD"}
    first = path.removeprefix("/").partition("/")[0].partition(".")[0]
    if tilde_decode(first) == database:
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
    return _Lanes(app, queues, database, languages)


class _Lanes:
    def __init__(
        self, app: App, queues: Mapping[Lane, _Queue], database: str, languages: Collection[str]
    ) -> None:
        self._app, self._queues = app, queues
        self._database, self._languages = database, languages
        self._unsent, self._shared = _Unsent(UNSENT), _Shared()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = await self._answer(scope, receive)
        if answer is not None:
            await self._unsent.deliver(answer, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer | None:
        """The answer as it is sent; None where the visitor has gone."""
        if _is_ambiguous(scope["headers"]):
            await asyncio.sleep(REFUSED_SECONDS)
            return _refusal(400, "This is no request.")
        path = split_language(path_as_sent(scope).decode("latin-1"), self._languages)[1]
        query = scope.get("query_string", b"")
        queue = self._queues.get(lane_of(scope["method"], path, query, self._database))
        # A feed knows without being made whether its reader has it (changes.py); a page does not.
        asked = _asked(scope) if queue or path.startswith(_FEEDS) else _for_everybody(scope)
        if queue is not None and self._unsent.full:
            return _refusal(503, "Too many answers are on their way. Try again in a few seconds.")
        body = await _body(receive)
        if body is None:
            return _refusal(413, "The form is too long.")
        make = queue.answer if queue else partial(_by_itself, self._app, scope)
        answer = await self._shared.answer(replace(asked, body=body), make, receive)
        if answer is None:
            return None
        if queue is None:
            answer = _unless_held(answer, scope)
            if answer.status not in {200, 304}:
                await asyncio.sleep(REFUSED_SECONDS)
        return packed(answer, _accepted(scope))


class _Shared:
    """What is asked for by several at the same moment is answered once, for all of them."""

    def __init__(self) -> None:
        self._under_way: dict[Asked, tuple[asyncio.Task[Answer], set[object]]] = {}

    async def answer(
        self, asked: Asked, make: Callable[[Asked], Awaitable[Answer]], receive: Receive
    ) -> Answer | None:
        """The answer; None where this visitor has gone. Given up when all have."""
        if asked not in self._under_way:
            self._under_way[asked] = (asyncio.ensure_future(_awaited(make(asked))), set())
        task, waiting = self._under_way[asked]
        gone = asyncio.ensure_future(_gone(receive))
        waiting.add(gone)
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            waiting.discard(gone)
            # Who comes now begins anew, and does not join what is done or given up.
            if (task.done() or not waiting) and self._under_way.get(asked) == (task, waiting):
                del self._under_way[asked]
                task.cancel()
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone


async def _awaited(answer: Awaitable[Answer]) -> Answer:
    return await answer


async def _by_itself(app: App, scope: Scope, asked: Asked) -> Answer:
    """The answer of the server's own process, gathered, so that it can be shared."""
    gathered = Gathered(MOST_PAGE)
    own = {**scope, "method": asked.method, "headers": list(asked.headers)}
    await app(own, receiver(asked.body), gathered.send)
    return gathered.answer()


class _Queue:
    """A desk and those who wait for it."""

    def __init__(self, desk: Answering, waiting: int) -> None:
        self._desk, self._most, self._inside = desk, waiting + 1, 0
        self._turn = asyncio.Semaphore(1)

    async def answer(self, asked: Asked) -> Answer:
        """In its turn; 503 where too many wait, or where the desk does not get it done."""
        if self._inside >= self._most:
            return _refusal(503, "Too many queries are waiting. Try again in a few seconds.")
        self._inside += 1
        try:
            async with self._turn:
                return await self._desk.ask(asked)
        except LateError:
            return _refusal(503, "This took too long. Ask for less: a shorter period, fewer rows.")
        except ClosedError:
            return _refusal(503, "Questions cannot be answered just now. Try again later.")
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
            for begin in range(0, max(1, len(answer.body)), PIECE):
                end = begin + PIECE
                more = end < len(answer.body)
                piece = answer.body[begin:end]
                await send({"type": "http.response.body", "body": piece, "more_body": more})
        finally:
            self._bytes -= len(answer.body)


def _accepted(scope: Scope) -> bytes:
    return b",".join(value for name, value in scope["headers"] if name.lower() == ACCEPTED)


def _asked(scope: Scope) -> Asked:
    sent = ((name.lower(), value) for name, value in scope["headers"])
    kept = tuple((n, v) for n, v in sent if n in _KEPT or (n == b"host" and may_be_ours(v)))
    query = scope.get("query_string", b"")
    return Asked(scope["method"], scope["path"], path_as_sent(scope), query, kept, b"")


def _for_everybody(scope: Scope) -> Asked:
    """A request for a page without anything by which one visitor's could differ from another's."""
    return replace(_asked(scope), method="GET", headers=())


def _unless_held(answer: Answer, scope: Scope) -> Answer:
    """304 where the visitor holds the page already."""
    tag = value_of(answer.headers, b"etag").decode("latin-1")
    sent = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in scope["headers"]}
    if answer.status != 200 or not tag or not is_not_modified(sent, tag):
        return answer
    return Answer(304, tuple(without(answer.headers, b"content-length")), b"")


_KEPT = frozenset({b"if-none-match", b"if-modified-since", b"content-type", b"accept"})
"""Headers that an answer may depend on, beside the name of the onion service. The rest says who
asks."""


_HOST = re.compile(rb"([\w.-]+|\[[\da-fA-F:.]+\])?(:\d{0,5})?")


def _is_ambiguous(headers: Collection[tuple[bytes, bytes]]) -> bool:
    """Whether another server in front may read it as something else: a body of two lengths (RFC
    9112, section 6.1: answer and close the connection), or a host that is no name of one."""
    names = {name.lower() for name, _ in headers}
    hosts = [value for name, value in headers if name.lower() == b"host"]
    return {b"transfer-encoding", b"content-length"} <= names or not all(
        _HOST.fullmatch(host) for host in hosts
    )


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
    if status in {400, 413}:
        sent.append((b"connection", b"close"))  # what else is on its way is not read
    if status == 503:
        sent.append((b"retry-after", b"5"))
    return Answer(status, tuple(hardened(sent, ours=True, private=True)), f"{words}\n".encode())
