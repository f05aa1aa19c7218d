"""What the pages of the site are to reach, and whether they do. Pure: times in, figures out."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.site_asked import NOT_MODIFIED
from bench.targets import Figure

MEDIAN = 50.0  # ms
NINETY_FIFTH = 150.0  # ms
TO_PLAIN = 1.0
UNCHANGED = 5.0  # ms
MEMORY = 250.0  # MB
GROWTH = 1.1
"""Targets of the task; "bounded" is read as 250 MB, "flat" as at most a tenth more after thousands
of requests than after the first thousand."""
PLAIN, TUNED = "plain Datasette", "plain Datasette, tuned"


@dataclass(slots=True)
class Measured:
    """Milliseconds by kind of page, and what the server's memory was, MB."""

    articles: int
    took: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    published: list[float] = field(default_factory=list)  # seconds
    memory: list[float] = field(default_factory=list)

    def add(self, kind: str, took: float, size: int) -> None:
        """One answer."""
        self.took.setdefault(kind, []).append(took)
        self.sizes.setdefault(kind, []).append(size)

    def median(self, kind: str) -> float:
        """Of one kind, ms."""
        return statistics.median(self.took[kind])

    def late(self, kind: str) -> float:
        """The 95th percentile of one kind, ms."""
        times = sorted(self.took[kind])
        return times[min(len(times) - 1, round(0.95 * len(times)))]


def figures(measured: Measured) -> list[Figure]:
    """Every figure at one size."""
    plain = measured.median(PLAIN)
    found = []
    for kind in measured.took:
        if kind in (PLAIN, TUNED):
            continue
        limit = UNCHANGED if kind == NOT_MODIFIED else MEDIAN
        found.append(Figure(f"{kind}: median", measured.median(kind), "{:.1f} ms", limit))
        found.append(Figure(f"{kind}: 95th percentile", measured.late(kind), "{:.1f} ms",
                            NINETY_FIFTH))  # fmt: skip
        found.append(
            Figure(f"{kind}: median / plain", measured.median(kind) / plain, "{:.2f} x", TO_PLAIN)
        )
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
    plain = measured.median(PLAIN)
    lines = [
        f"{measured.articles:,} articles; {len(measured.published)} publications meanwhile, "
        f"{statistics.median(measured.published):.2f} s each",
        f"{'page':<24} {'median':>8} {'95 %':>8} {'/ plain':>8} {'kB':>6}  targets",
    ]
    for kind in measured.took:
        median, late = measured.median(kind), measured.late(kind)
        size = statistics.median(measured.sizes[kind]) / 1000
        missed = [
            it for it in figures(measured) if it.what.startswith(f"{kind}:") and not it.reached
        ]
        verdict = "" if kind in (PLAIN, TUNED) else "met"
        if missed:
            verdict = "MISSED: " + ", ".join(it.what.split(": ")[1] for it in missed)
        lines.append(
            f"{kind:<24} {median:>5.1f} ms {late:>5.1f} ms {median / plain:>7.2f}x {size:>6.0f}"
            f"  {verdict}".rstrip()
        )
    lines += [it.line() for it in memory_figures(measured.memory)] if measured.memory else []
    return "\n".join(lines)


def growth(sizes: Mapping[int, Measured]) -> str:
    """The medians of every kind at each size, and how many times the first the last is."""
    first, last = min(sizes), max(sizes)
    heads = "".join(f"{size:>12,}" for size in sizes)
    lines = [f"{'median, ms':<24}{heads}   last / first"]
    for kind in sizes[first].took:
        values = "".join(f"{measured.median(kind):>12.1f}" for measured in sizes.values())
        ratio = sizes[last].median(kind) / sizes[first].median(kind)
        lines.append(f"{kind:<24}{values}   {ratio:.2f} x")
    return "\n".join(lines)
