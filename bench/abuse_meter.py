"""What a server takes and how quickly it answers while something else goes on. Linux only."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MB = 1024 * 1024


@dataclass(slots=True)
class Pages:
    """Seconds and statuses of ordinary pages."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    bad: list[str] = field(default_factory=list)
    """What was not answered with 200, with its status."""

    def medians(self) -> dict[str, float]:
        """By address."""
        return {path: statistics.median(times) for path, times in self.seconds.items()}

    def late(self) -> float:
        """The 95th percentile of all."""
        times = sorted(time for times in self.seconds.values() for time in times)
        return times[int(len(times) * 0.95)] if times else 0.0

    def times_as_long(self, calm: Mapping[str, float]) -> float:
        """All pages together against the same pages undisturbed, by their medians."""
        medians = {path: value for path, value in self.medians().items() if path in calm}
        whole = sum(calm[path] for path in medians)
        return sum(medians.values()) / whole if whole else 0.0


def ask_each(port: int, paths: Sequence[str], into: Pages) -> None:
    """Each page once, each on a connection of its own, as a visitor comes."""
    for path in paths:
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            status = str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        finally:
            connection.close()
        into.seconds[path].append(time.perf_counter() - begun)
        if status != "200":
            into.bad.append(f"{path}: {status}")


class Memory(threading.Thread):
    """The memory of a process with its children, at its highest, from ``with`` to its end.

    What they share counts once (PSS). Between two looks the kernel's own mark of the highest is
    used, so that what is taken and given back within a moment counts; marks of different moments
    are added up, so the figure is rather too high.
    """

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root, self._over = psutil.Process(root), threading.Event()
        self.peak = 0

    def __enter__(self) -> Memory:
        for process in self._all():
            with suppress(OSError):
                Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Looks ten times a second."""
        while not self._over.is_set():
            self.peak = max(self.peak, sum(highest(process) for process in self._all()))
            self._over.wait(0.1)

    def _all(self) -> list[int]:
        try:
            return [self._root.pid, *(it.pid for it in self._root.children(recursive=True))]
        except psutil.NoSuchProcess:
            return []


def highest(process: int) -> int:
    """Bytes that a process had at most, without the part of others in what it shares."""
    folder = Path(f"/proc/{process}")
    try:
        rollup = _numbers(folder / "smaps_rollup")
        return _numbers(folder / "status")["VmHWM"] - rollup["Rss"] + rollup["Pss"]
    except (OSError, KeyError):  # it has ended
        return 0


def _numbers(path: Path) -> dict[str, int]:
    found = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, rest = line.partition(":")
        if rest.endswith(" kB"):
            found[name] = int(rest.split()[0]) * 1024
    return found
