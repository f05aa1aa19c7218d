"""What a command costs, all its processes together. Linux only.

The command runs under a small process that adopts whatever the command leaves behind
(``PR_SET_CHILD_SUBREAPER``, prctl(2)) and waits for every one of them: workers of a fork server
are no children of the program that ordered them, and would be missing from its own account.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
SAMPLE_EVERY = 0.2
"""Seconds between two looks at the memory: a look at five processes of 100 MB takes 5 ms, on the
measuring process's account; a peak shorter than this may be missed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command and all that it started have used."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    peak: float  # MB: highest sum of proportional set sizes over all processes at one time
    largest: float  # MB: highest resident size of a single process
    status: int  # exit status of the command


def measure(command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> Cost:
    """Runs ``command`` to its end, output into ``log``, and waits for all it has started.

    Raises ``RuntimeError`` where the measuring process itself fails.
    """
    ended = subprocess.run(
        [sys.executable, "-m", "bench.measure", str(log), *command],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=env,
        cwd=Path(__file__).parents[1],
    )
    if ended.returncode:
        raise RuntimeError(f"bench.measure ended with status {ended.returncode}")
    return Cost(**json.loads(ended.stdout))


def descendants(root: int) -> list[int]:
    """The processes below ``root``, from the parent of every process in /proc."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = [], [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def memory(processes: Sequence[int]) -> float:
    """Sum of their proportional set sizes in MB: what they share is counted once."""
    total = 0
    for process in processes:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:  # it has ended meanwhile
            continue
        for line in text.splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total * 1024 / 1e6


class MemoryWatch(threading.Thread):
    """Looks at the memory of everything below this process until told to stop."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._end = threading.Event()

    def run(self) -> None:
        """Looks, and looks again."""
        while not self._end.wait(SAMPLE_EVERY):
            self.peak = max(self.peak, memory(descendants(os.getpid())))

    def stop(self) -> float:
        """Ends the watch; returns the highest sum seen, MB."""
        self._end.set()
        self.join()
        return self.peak


def run(command: Sequence[str], log: Path) -> Cost:
    """Runs the command below this very process. Called in a process made for it alone, because
    the account of children cannot be set back to zero."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    watch = MemoryWatch()
    watch.start()
    begun = time.monotonic()
    with log.open("ab") as output:
        child = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    status = child.wait()
    wall = time.monotonic() - begun
    _wait_for_orphans()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(
        cpu=used.ru_utime + used.ru_stime,
        wall=wall,
        peak=watch.stop(),
        largest=used.ru_maxrss * 1024 / 1e6,
        status=status,
    )


def _wait_for_orphans() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


if __name__ == "__main__":
    print(json.dumps(asdict(run(sys.argv[2:], Path(sys.argv[1])))))
