"""Work for worker processes, which import it by name."""

from __future__ import annotations

import os
import signal
import time


def double(number: int) -> int:
    return 2 * number


def die(_number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def dawdle(seconds: float) -> float:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return seconds


def deaf(seconds: float) -> float:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)  # as a loop inside C code is
    return dawdle(seconds)


def greedy(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def refuse(_number: int) -> int:
    raise LookupError("no such thing")
