"""``aggregator up``: a fetcher and a site, two processes, each started again when it dies."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

log = logging.getLogger("aggregator")

_SUPERVISED = "AGGREGATOR_SUPERVISED"
_PATIENCE = 15.0
"""Seconds that a process is given to end before it is killed."""
_LONGEST_PAUSE = 60.0
_SOUND = 300.0
"""A process that ran this many seconds is restarted at once, however often it died before."""


@dataclass(slots=True)
class _Child:
    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    pause: float = 1.0

    def start(self) -> None:
        """Starts it in a process group of its own, so that Ctrl-C reaches only the parent.

        Its standard input is a pipe that ends with the parent, even after ``kill -9``.
        """
        self.process = subprocess.Popen(  # noqa: S603 — our own program, our own arguments
            [sys.executable, "-m", "aggregator", *self.arguments],
            stdin=subprocess.PIPE,
            process_group=0,
            env=os.environ | {_SUPERVISED: "1"},
        )
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Starts it again where it has died, later each time it dies young."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        self.pause = 1.0 if now - self.started > _SOUND else min(self.pause * 2, _LONGEST_PAUSE)
        log.warning(
            "%s ended (status %s); starting it again in %g s", self.name, status, self.pause
        )
        self.process, self.start_at = None, now + self.pause

    def stop(self, deadline: float) -> None:
        """Asks it to end, and makes it end at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s does not end; killing it", self.name)
            self.process.kill()
            self.process.wait()


def run(commands: Sequence[tuple[str, Sequence[str]]]) -> int:
    """Runs the named commands of this program until Ctrl-C or SIGTERM; returns 0.

    Each goes on when another dies, and what has died is started again.
    """
    children = [_Child(name, arguments) for name, arguments in commands]
    end = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        end.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not end.is_set():
            for child in children:
                child.look_after()
            end.wait(0.3)
    finally:
        for child in children:
            if child.process is not None and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + _PATIENCE
        for child in children:
            child.stop(deadline)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def supervised() -> bool:
    """Whether this process was started by a supervisor."""
    return _ours


_ours = os.environ.pop(_SUPERVISED, None) is not None
"""Read once and taken away, so that processes of ours do not think it meant them."""


def end_with_parent() -> None:
    """In a supervised process: asks itself to end when the supervisor is gone."""
    if not _ours:
        return

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
