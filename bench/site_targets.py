"""What the pages of the site are to reach, and whether they do. Pure: times in, figures out."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.site_asked import NOT_MODIFIED
from bench.site_servers import Answer
from bench.targets import Figure

MEDIAN = 50.0  # ms
NINETY_FIFTH = 150.0  # ms
TO_PLAIN = 1.0  # of the quicker of the two: with the settings that our own server has, too
UNCHANGED = 5.0  # ms
MEMORY = 400.0  # MB, of all processes of the server
GROWTH = 1.1
"""Targets of the task; "bounded" is read as the limit that `make abuse` has, too, "flat" as at
most a tenth more after all requests than after the first tenth of them."""
PLAIN, TUNED = "plain Datasette", "plain Datasette, tuned"


@dataclass(slots=True)
class Measured:
    """Milliseconds by kind of page (waited, and worked by processors), bytes, and what the
    server's memory was, MB."""

    articles: int
    took: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)  # answered with 503: it took too long
    published: list[float] = field(default_factory=list)  # seconds
    memory: list[float] = field(default_factory=list)

    def add(self, kind: str, answer: Answer) -> None:
        """One answer."""
        self.took.setdefault(kind, []).append(answer.took)
        self.cpu.setdefault(kind, []).append(answer.cpu)
        self.sizes.setdefault(kind, []).append(answer.size)
        self.refused[kind] = self.refused.get(kind, 0) + (answer.status == 503)

    def median(self, kind: str) -> float:
        """Of one kind, ms."""
        return statistics.median(self.took[kind])

    def late(self, kind: str) -> float:
        """The 95th percentile of one kind, ms."""
        times = sorted(self.took[kind])
        return times[min(len(times) - 1, round(0.95 * len(times)))]


def figures(measured: Measured) -> list[Figure]:
    """Every figure at one size."""
    plain = measured.median(TUNED)
    found = []
    for kind in measured.took:
        if kind in (PLAIN, TUNED):
            continue
        limit = UNCHANGED if kind == NOT_MODIFIED else MEDIAN
        found.append(Figure(f"{kind}: median", measured.median(kind), "{:.1f} ms", limit))
        found.append(Figure(f"{kind}: 95th percentile", measured.late(kind), "{:.1f} ms",
                            NINETY_FIFTH))  # fmt: skip
        found.append(
            Figure(f"{kind}: median / tuned", measured.median(kind) / plain, "{:.2f} x", TO_PLAIN)
        )
        found.append(Figure(f"{kind}: refused", measured.refused[kind], "{:.0f}", 0))
    if measured.memory:
        found += memory_figures(measured.memory)
    return found


def memory_figures(samples: Sequence[float]) -> list[Figure]:
    """The server's memory while thousands of requests were answered; the first sample was taken
    when it had answered some hundreds."""
    return [
        Figure("memory of the server: largest", max(samples), "{:.0f} MB", MEMORY),
        Figure("memory: last / first", samples[-1] / samples[0], "{:.2f} x", GROWTH),
    ]


def table(measured: Measured) -> str:
    """One line for each kind of page, the targets at the end."""
    plain, tuned = measured.median(PLAIN), measured.median(TUNED)
    lines = [
        f"{measured.articles:,} articles; {len(measured.published)} publications meanwhile, "
        f"{statistics.median(measured.published):.2f} s each",
        f"{'page':<24} {'median':>8} {'95 %':>8} {'CPU':>8} {'/ plain':>8} {'/ tuned':>8} {'kB':>5}"
        "  targets",
    ]
    for kind in measured.took:
        median, late = measured.median(kind), measured.late(kind)
        size = statistics.median(measured.sizes[kind]) / 1000
        worked = statistics.median(measured.cpu[kind])
        missed = [
            it for it in figures(measured) if it.what.startswith(f"{kind}:") and not it.reached
        ]
        verdict = "" if kind in (PLAIN, TUNED) else "met"
        if missed:
            verdict = "MISSED: " + ", ".join(it.what.split(": ")[1] for it in missed)
        lines.append(
            f"{kind:<24} {median:>5.1f} ms {late:>5.1f} ms {worked:>5.1f} ms "
            f"{median / plain:>7.2f}x {median / tuned:>7.2f}x {size:>5.0f}  {verdict}".rstrip()
        )
    lines += [it.line() for it in memory_figures(measured.memory)] if measured.memory else []
    return "\n".join(lines)


def growth(sizes: Mapping[int, Measured]) -> str:
    """The medians of every kind at each size, and how many times the first the last is: of what
    readers wait, and of what processors work, which moves less with the machine."""
    waited = {size: measured.took for size, measured in sizes.items()}
    worked = {size: measured.cpu for size, measured in sizes.items()}
    return "\n".join([*_growth("median, ms", waited), "", *_growth("processors, ms", worked)])


def _growth(what: str, sizes: Mapping[int, Mapping[str, Sequence[float]]]) -> list[str]:
    heads = "".join(f"{size:>12,}" for size in sizes)
    lines = [f"{what:<24}{heads}   last / first"]
    for kind in sizes[min(sizes)]:
        values = [statistics.median(sizes[size][kind]) for size in sizes]
        cells = "".join(f"{value:>12.1f}" for value in values)
        lines.append(f"{kind:<24}{cells}   {values[-1] / values[0]:.2f} x")
    return lines
