"""Worker processes for what is slow or may crash: reading pages, parsing feeds.

Processes, because trafilatura gains nothing from threads and has crashed in them. Any
``concurrent.futures.Executor`` does the same work (a Dask cluster for a whole archive, say);
this one adds what the open web needs: a time limit that holds even inside C code, a memory
limit, and going on after a worker has died.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import FrameType, TracebackType
from typing import TypeVar

R = TypeVar("R")

_MEMORY = 2 * 1024**3
"""Address space of one worker, bytes. The largest of 1,573 real pages needed 165 MB."""
# Without its fork server a pool cannot start a process; the server is started anew next time.
_BROKEN = (BrokenProcessPool, EOFError, ConnectionError)
_GRACE = 1.5
"""The hard limit is this much longer than the soft one: Python code gets the chance to stop
by an exception; only a loop inside C is ended with its process."""


class WorkTimeoutError(Exception):
    """The work took longer than its limit."""


class WorkCrashedError(Exception):
    """The worker process died over it, twice, the second time alone."""


class Workforce:
    """A pool of worker processes, used from asyncio; an async context manager."""

    def __init__(
        self,
        workers: int,
        limit: float,
        preload: tuple[str, ...] = (),
        equip: tuple[Callable[..., None], tuple[object, ...]] | None = None,
    ) -> None:
        """``limit`` is in seconds per piece of work; ``preload`` are modules; ``equip`` is a
        function, with its arguments, that each new worker calls once."""
        self._equip = equip
        self._workers = workers or os.cpu_count() or 1
        self._limit = limit
        # The server process imports once; the workers are forked from it and share its memory.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._pool: ProcessPoolExecutor | None = None
        self._alone: ProcessPoolExecutor | None = None
        self._lonely = asyncio.Lock()

    async def __aenter__(self) -> Workforce:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in (self._pool, self._alone):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)

    @property
    def started(self) -> bool:
        """Whether there are workers: the first piece of work starts them."""
        return self._pool is not None

    async def rest(self) -> None:
        """Ends the workers, which have grown over their pages; the next piece of work starts new
        ones. Nothing may be under way."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown)

    async def run(self, work: Callable[..., R], *args: object) -> R:
        """Runs ``work`` in a worker. What it raises is raised here.

        When a worker dies, everything that was under way is broken, and nobody knows over
        what: so each piece is tried once more, alone. Raises :class:`WorkTimeoutError`,
        :class:`WorkCrashedError`.
        """
        return await self._run(work, args, self._limit)

    async def run_to_the_end(self, work: Callable[..., R], *args: object) -> R:
        """The same without a limit of time, for work of our own that may be done twice."""
        return await self._run(work, args, 0.0)

    async def _run(self, work: Callable[..., R], args: tuple[object, ...], limit: float) -> R:
        try:
            return await self._submit(self._ready_pool(), work, args, limit)
        except _BROKEN:
            pass
        async with self._lonely:
            if self._alone is None:
                self._alone = self._new_pool(1)
            try:
                return await self._submit(self._alone, work, args, limit)
            except _BROKEN as error:
                self._alone.shutdown(wait=False)
                self._alone = None
                raise WorkCrashedError("the worker process died") from error

    async def _submit(
        self,
        pool: ProcessPoolExecutor,
        work: Callable[..., R],
        args: tuple[object, ...],
        limit: float,
    ) -> R:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(pool, _limited, work, args, limit)
        except _BROKEN:
            if self._pool is pool:
                pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None
            raise

    def _ready_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = self._new_pool(self._workers)
        return self._pool

    def _new_pool(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers, mp_context=self._context, initializer=_settle_in, initargs=(self._equip,)
        )


def _settle_in(equip: tuple[Callable[..., None], tuple[object, ...]] | None) -> None:
    """First thing in a worker: its limits, and an end when the program that made it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGALRM, _late)
    # The default action of SIGPROF ends the process, whatever C code it is in. It counts CPU
    # time, which is what a loop spends; and unlike a watchdog thread it costs nothing per page.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    if equip is not None:
        function, arguments = equip
        function(*arguments)


def _end_with(sentinel: int) -> None:
    # After `kill -9` of the parent nobody would ever tell this process to stop: the pool's
    # pipes stay open, because every worker holds both ends.
    wait([sentinel])
    os._exit(1)


def _limited(work: Callable[..., R], args: tuple[object, ...], limit: float) -> R:
    """Runs ``work`` under a soft limit (an exception) and a hard one (the end of the process);
    a limit of 0 is none."""
    signal.setitimer(signal.ITIMER_REAL, limit)
    signal.setitimer(signal.ITIMER_PROF, limit * _GRACE)
    try:
        return work(*args)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)


def _late(_number: int, _frame: FrameType | None) -> None:
    raise WorkTimeoutError("it took longer than fetch.page_timeout in feeds.yaml")
