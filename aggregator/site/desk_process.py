"""What runs in the process of a desk: its limits, and one request after the other."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aggregator.site.headers import App, Message, Pair

log = logging.getLogger(__name__)

TOO_LONG = b"The answer would be too long. Ask for less: fewer rows, fewer columns.\n"
TOO_MUCH = b"This takes too much memory. Ask for less: fewer rows, shorter texts.\n"
FAILED = b"This page cannot be shown just now. Try again later.\n"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process may take."""

    seconds: float
    """Until the answer is there; then the process is killed."""
    memory: int
    """Bytes of data above what it has when it begins (Linux: RLIMIT_DATA)."""
    heap: int
    """Bytes for SQLite, of these (``pragma hard_heap_limit``)."""
    answer: int
    """Bytes of the longest answer."""
    grown: int
    """Bytes above what it had at the beginning with which it is still kept for the next
    request: freed memory that the allocator keeps is everybody's."""
    nice: int = 0
    """How far it steps back where pages want the same core (nice(2))."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is handed over: nothing of who asks."""

    method: str
    path: str
    raw_path: bytes
    query: bytes
    headers: tuple[Pair, ...]
    body: bytes

    def head(self) -> bytes:
        """Everything but the body, as JSON."""
        return json.dumps(
            {
                "method": self.method,
                "path": self.path,
                "raw_path": self.raw_path.decode("latin-1"),
                "query": self.query.decode("latin-1"),
                "headers": [(n.decode("latin-1"), v.decode("latin-1")) for n, v in self.headers],
            }
        ).encode("utf-8")

    @classmethod
    def read(cls, head: bytes, body: bytes) -> Asked:
        """What :meth:`head` wrote."""
        value = json.loads(head)
        headers = tuple((n.encode("latin-1"), v.encode("latin-1")) for n, v in value["headers"])
        return cls(
            value["method"],
            value["path"],
            value["raw_path"].encode("latin-1"),
            value["query"].encode("latin-1"),
            headers,
            body,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer."""

    status: int
    headers: tuple[Pair, ...]
    body: bytes


def run(pipe: Connection, make: Callable[[], App], limits: Limits) -> None:
    """Answers until the other end of the pipe is closed. The first message says "ready"."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.nice(limits.nice)
    app = make()
    with asyncio.Runner() as runner:
        runner.run(_answer(app, _WARMING, limits))
        look_for_cycles_seldom()
        begun = _data() or 0
        _limit(begun, limits)
        with suppress(EOFError, OSError):  # the server has ended
            pipe.send_bytes(b"ready")
            while True:
                asked = Asked.read(pipe.recv_bytes(), pipe.recv_bytes())
                answer = runner.run(_answer(app, asked, limits))
                _send(pipe, answer, last=(_data() or 0) > begun + limits.grown)


def look_for_cycles_seldom() -> None:
    """What is loaded stays, and is not looked through for cycles any more; the 50,000 objects that
    a page makes are looked through twice, not seventy times. A search took a seventh less."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


_WARMING = Asked("GET", "/about", b"/about", b"", (), b"")
"""Compiles templates and opens connections before somebody waits for it."""


def _send(pipe: Connection, answer: Answer, *, last: bool) -> None:
    headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers]
    head = {"status": answer.status, "headers": headers, "last": last}
    pipe.send_bytes(json.dumps(head).encode("utf-8"))
    pipe.send_bytes(answer.body)


def _limit(begun: int, limits: Limits) -> None:
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(f"pragma hard_heap_limit = {limits.heap}")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # SQLite sorts in memory (guard.py). This is the second bolt: no file can grow on the disk.
    # The shared memory file of the journal, 32 kB, may be made anew.
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    if begun:
        resource.setrlimit(resource.RLIMIT_DATA, (begun + limits.memory,) * 2)


def _data() -> int | None:
    """Bytes of data of this process, as RLIMIT_DATA counts them; None where nobody says."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(it.split()[1]) * 1024 for it in lines if it.startswith("VmData:")), None)


async def _answer(app: App, asked: Asked, limits: Limits) -> Answer:
    """Plays the request to the application and gathers what it sends."""
    gathered = Gathered(limits.answer)
    try:
        await app(_scope(asked), receiver(asked.body), gathered.send)
    except MemoryError:
        return _refused(400, TOO_MUCH)
    except Exception as error:  # the next visitor is to be answered all the same
        log.error("a page failed: %s", type(error).__name__)
        return _refused(500, FAILED)
    return gathered.answer()


class Gathered:
    """What an application sends, kept up to ``most`` bytes of body."""

    def __init__(self, most: int) -> None:
        self._most, self._length = most, 0
        self.status, self.headers = 500, tuple[Pair, ...]()
        self.parts: list[bytes] = []

    def answer(self) -> Answer:
        """The whole of it; a refusal where it was too long."""
        if self._length > self._most:
            return _refused(413, TOO_LONG)
        return Answer(self.status, self.headers, b"".join(self.parts))

    async def send(self, message: Message) -> None:
        """The application's ``send``."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], tuple(message.get("headers", ()))
            return
        part = message.get("body", b"")
        self._length += len(part)
        # No exception: Datasette would take it for a fault of its own.
        self.parts = [] if self._length > self._most else [*self.parts, part]


def _refused(status: int, words: bytes) -> Answer:
    return Answer(status, ((b"content-type", b"text/plain; charset=utf-8"),), words)


def _scope(asked: Asked) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": asked.path,
        "raw_path": asked.raw_path,
        "query_string": asked.query,
        "root_path": "",
        "headers": list(asked.headers),
        "client": None,
        "server": None,
    }


def receiver(body: bytes) -> Callable[[], Any]:
    """The application's ``receive`` for a body that is all there."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
