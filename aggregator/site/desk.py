"""A process of its own that answers requests of visitors, one at a time.

A time limit in SQLite stops a query between two steps, a memory limit in SQLite counts SQLite's
memory only, and both share the interpreter with every page. A process can be ended whatever it
does, its memory can be limited whoever takes it, and nobody else waits for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from aggregator.site.desk_process import Answer, Asked, Limits, run
from aggregator.site.headers import App

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

log = logging.getLogger(__name__)

START_SECONDS = 20.0
"""What a new process may take until it is ready. 0.3 s on an idle machine."""


PAUSE_SECONDS = 10.0
"""How long a process that did not start is left alone: the cause stays (a database of a newer
version, no memory), and each try says so in the log, which visitors could fill."""


class LateError(Exception):
    """The answer took longer than the limit; the process was ended with it."""


class BrokenError(Exception):
    """The process died over the request."""


class ClosedError(BrokenError):
    """There is no process, and the next try comes later."""


class Desk:
    """One such process, started again whenever it has ended.

    ``make`` gives the application and is called in the process, so it must be importable.
    ``preload`` is a module that is imported once for all desks of this program.
    """

    def __init__(self, name: str, make: Callable[[], App], limits: Limits, preload: str) -> None:
        self._name, self._make, self._limits = name, make, limits
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([preload])
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"desk-{name}")
        self._running: _Running | None = None
        self._ended = False
        self._not_before = 0.0

    def open(self) -> None:
        """Starts the process; does not wait for it."""
        self._thread.submit(self._ready)

    async def ask(self, asked: Asked) -> Answer:
        """Hands a request over and waits for its answer, after those that came before.

        Raises :class:`LateError` and :class:`BrokenError`: the next request meets a new process;
        :class:`ClosedError` where none can be started for the moment.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, asked)

    def close(self) -> None:
        """Ends the process, whatever it does."""
        self._ended = True
        running = self._running
        if running is not None:
            running.kill()  # its thread meets the end of the pipe and tidies up
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._running is not None:
            self._running.end()

    def _ask(self, asked: Asked) -> Answer:
        running = self._ready()
        try:
            answer, last = running.exchange(asked, self._limits.seconds)
        except (LateError, BrokenError):
            self._replace(running)
            raise
        if last:  # it has grown, and says so
            self._replace(running)
        return answer

    def _replace(self, running: _Running) -> None:
        running.end()
        self._running = None
        if not self._ended:
            self._thread.submit(self._ready)

    def _ready(self) -> _Running:
        if self._running is None and time.monotonic() < self._not_before:
            raise ClosedError("the process did not start")
        if self._running is None:
            self._start()
        if self._running is None or self._ended:
            raise BrokenError("the server is ending")
        return self._running

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=run, args=(theirs, self._make, self._limits), name=self._name, daemon=True
        )
        process.start()
        theirs.close()
        self._running = running = _Running(process, ours)
        if self._ended:  # meanwhile
            running.kill()
        try:
            running.receive(START_SECONDS)
        except (LateError, BrokenError) as error:
            self._running = None
            running.end()
            self._not_before = time.monotonic() + PAUSE_SECONDS
            if not self._ended:
                log.error("the process for %s does not start", self._name)
            raise ClosedError("the process does not start") from error


@dataclass(frozen=True, slots=True)
class _Running:
    process: ForkServerProcess
    pipe: Connection

    def exchange(self, asked: Asked, seconds: float) -> tuple[Answer, bool]:
        """The answer, and whether it is the last of this process."""
        try:
            self.pipe.send_bytes(asked.head())
            self.pipe.send_bytes(asked.body)
        except OSError as error:
            raise BrokenError("the process has ended") from error
        head = json.loads(self.receive(seconds))
        body = self.receive(seconds)
        headers = tuple((n.encode("latin-1"), v.encode("latin-1")) for n, v in head["headers"])
        return Answer(int(head["status"]), headers, body), bool(head["last"])

    def receive(self, seconds: float) -> bytes:
        """The next message of the process, which is not trusted: bytes, never a pickle."""
        try:
            if not self.pipe.poll(seconds):
                raise LateError("no answer in time")
            return self.pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise BrokenError("the process has ended") from error

    def kill(self) -> None:
        """At once: it holds nothing that could be lost."""
        with suppress(ValueError):  # given back already
            self.process.kill()

    def end(self) -> None:
        """Kills it and gives back what it took."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()
