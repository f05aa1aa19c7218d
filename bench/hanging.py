"""A round over a thousand feeds, with and without fifty that never answer. Used by bench.hostile.

Both are rounds without news, as the command runs them, at 200 ms of latency; the hosts hang since
the round before. Two times are taken: until the last feed that answers was told of, and until the
command has ended. The first is what a reader waits for. The second cannot be shorter than
``fetch.timeout``, which is 3 s here (20 s unless set): with the default, a round over hosts that
hang ends 20 s after it has begun.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.child import ROOT
from bench.told import Sites

AT_MOST = 1.2
LATENCY = 0.2
TIMEOUT = 3.0


class PollSites(Sites):
    """A running ``bench.poll_origin`` with its folder."""

    def __init__(self, folder: Path, feeds: int, **fetch: float) -> None:
        super().__init__(
            "bench.poll_origin", folder, f"--feeds={feeds}", f"--fetch={json.dumps(fetch)}"
        )


@dataclass(frozen=True, slots=True)
class Times:
    """Of one round, in seconds: until the last answer was told of, and until its end."""

    answered: float
    ended: float
    unchanged: int


def timed_round(sites: PollSites) -> Times:
    """Runs one round and reads along."""
    begun = time.monotonic()
    last, unchanged = begun, 0
    with subprocess.Popen(
        sites.command("fetch", "--all"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in process.stdout:
            if line.rstrip().endswith(": unchanged"):
                last, unchanged = time.monotonic(), unchanged + 1
    return Times(last - begun, time.monotonic() - begun, unchanged)


def measured(feeds: int, hanging: int, rounds: int) -> Iterator[tuple[str, bool]]:
    """Lines to print, each with whether it is as it must be. Medians of ``rounds``, in turns."""
    without: list[Times] = []
    with_them: list[Times] = []
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        PollSites(Path(name), feeds, timeout=TIMEOUT, total_timeout=TIMEOUT * 2) as sites,
    ):
        for _ in range(2):  # what is read for the first time, and its last pages
            timed_round(sites)
        sites.tell(f"latency {LATENCY}")
        for _ in range(rounds):
            sites.tell("hang 0")
            timed_round(sites)
            without.append(timed_round(sites))
            sites.tell(f"hang {hanging}")
            timed_round(sites)
            with_them.append(timed_round(sites))
    seen = min(times.unchanged for times in with_them)
    yield f"{feeds} feeds, {hanging} hang, {seen} of the others answered", seen == feeds - hanging
    for what, at in (("until the last answer", "answered"), ("until the end", "ended")):
        one, other = (
            statistics.median(getattr(times, at) for times in each) for each in (without, with_them)
        )
        ratio = other / one
        mark = "" if ratio <= AT_MOST else "  MISSED"
        yield (
            f"{what:<24} {one:6.2f} s without, {other:6.2f} s with: {ratio:.2f} x, "
            f"at most {AT_MOST} x{mark}",
            ratio <= AT_MOST,
        )
