"""What leaves the server, cleaned once more: signs that nobody sees in pages, formulas in tables.

Our own templates get clean text. Datasette's pages and tables hold the rows as they are, and so
does a cell of ours that somebody forgets to clean. What programs read (JSON) is left as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from aggregator.site.headers import App, Message, Receive, Scope, Send, value_of, without
from aggregator.site.text import as_cell, without_direction_tricks

_LONGEST_CELL = 4_000_000
"""Characters; Python's csv module refuses more than 131,072 otherwise. SQLite's own limit on our
connections is 2 MB (guard.py)."""


def with_clean_bodies(app: App) -> App:
    """Wraps the application: HTML and CSV are gathered, cleaned and sent in one piece."""

    async def clean_app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        cleaning = _Cleaning(send, table=_is_table(scope))
        await app(scope, receive, cleaning.send)

    return clean_app


class _Cleaning:
    def __init__(self, send: Send, *, table: bool) -> None:
        self._send, self._table = send, table
        self._start: dict[str, Any] = {}
        self._clean: Callable[[bytes], bytes] = _as_it_is
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = dict(message)
            self._clean = self._way(_kind(message))
            if self._clean is _as_it_is:
                await self._send(message)
            return
        if self._clean is _as_it_is:
            await self._send(message)
            return
        self._parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = self._clean(b"".join(self._parts))
        kept = without(self._start["headers"], b"content-length")
        kept.append((b"content-length", str(len(body)).encode("ascii")))
        await self._send({**self._start, "headers": kept})
        await self._send({"type": "http.response.body", "body": body})

    def _way(self, kind: bytes) -> Callable[[bytes], bytes]:
        if kind == b"text/html":
            return clean_page
        # Datasette sends its tables as text/plain unless they are to be saved.
        if kind == b"text/csv" or (self._table and kind == b"text/plain"):
            return clean_table
        return _as_it_is


def _is_table(scope: Scope) -> bool:
    query = scope.get("query_string", b"").decode("latin-1")
    return str(scope["path"]).endswith(".csv") or ("_format", "csv") in parse_qsl(query)


def _kind(start: Message) -> bytes:
    kind = value_of(start.get("headers", ()), b"content-type")
    return kind.partition(b";")[0].strip().lower()


def _as_it_is(body: bytes) -> bytes:
    return body


def clean_page(body: bytes) -> bytes:
    """HTML without controls, marks of direction and invisible signs: none is ever needed."""
    return without_direction_tricks(body.decode("utf-8", "replace")).encode("utf-8")


def clean_table(body: bytes) -> bytes:
    """CSV whose cells a spreadsheet takes for text (:func:`aggregator.site.text.as_cell`)."""
    text = body.decode("utf-8", "replace").replace("\0", "")
    csv.field_size_limit(_LONGEST_CELL)
    mark = text[:1] if text.startswith("\ufeff") else ""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        writer.writerow([as_cell(cell) for cell in row])
    return (mark + out.getvalue()).encode("utf-8")
