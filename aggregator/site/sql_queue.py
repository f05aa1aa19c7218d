"""One query of a visitor's own at a time, a short queue, then a clear 503.

Datasette's reading threads are shared by everybody: eight visitors in a loop of slow queries
made an ordinary page take 7.6 seconds (measured, docs/site.md). With one at a time two of the
three threads are always free for pages.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from aggregator.site.headers import App, Receive, Scope, Send, refuse

WAITING = 4
"""Visitors who may wait. With 500 ms a query the last of them waits two seconds."""
_FACETS = frozenset({"_facet", "_facet_array", "_facet_date"})
MOST_FACETS = 5
"""Facets of one page. Each may take 100 ms, so five take as long as one query."""
_MANY = b"Too many facets at once. Ask for five at most.\n"
_BUSY = b"Too many queries are waiting. Try again in a few seconds.\n"
_NOT_KEPT = (b"cache-control", b"no-store")


def asks_own_sql(query: bytes) -> bool:
    """Whether an address makes the database do what a visitor thought up: ``?sql=``,
    ``?_where=``, or more than one facet (nine facets took 2.1 seconds).

    Names are decoded first, as Datasette does: ``?%73ql=`` is ``?sql=``.
    """
    names = {name for name, _ in _pairs(query)}
    return bool({"sql", "_where"} & names) or facets(query) > 1


def facets(query: bytes) -> int:
    """How many facets an address asks for."""
    return sum(name in _FACETS for name, _ in _pairs(query))


def _pairs(query: bytes) -> list[tuple[str, str]]:
    return parse_qsl(query.decode("latin-1"), keep_blank_values=True)


def one_at_a_time(app: App, waiting: int = WAITING) -> App:
    """Wraps an application so that queries of visitors wait for each other."""
    turn = asyncio.Semaphore(1)
    queued = 0

    async def queued_app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal queued
        if scope["type"] != "http" or not asks_own_sql(scope.get("query_string", b"")):
            await app(scope, receive, send)
            return
        if facets(scope["query_string"]) > MOST_FACETS:
            await refuse(send, 400, _MANY, _NOT_KEPT)
            return
        if queued > waiting:
            await refuse(send, 503, _BUSY, _NOT_KEPT, (b"retry-after", b"5"))
            return
        queued += 1
        try:
            async with turn:
                await app(scope, receive, send)
        finally:
            queued -= 1

    return queued_app
