"""A poll of a thousand feeds in which nothing has changed, beside others' on the same origin.

A thousand sites on a thousand loopback addresses, a feed each, with validators. Our command,
lemon24/reader and feed-to-sqlite each read all of them once, then poll them, without and with
latency on every answer, in turns within each round. CPU seconds are the figures to go by. The
others are installed from PyPI into an environment of the bench's own (out/bench-peers), or left out
with one plain line. docs/benchmarks.md explains each figure.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click

from bench.child import ROOT
from bench.hanging import PollSites
from bench.line import digest, surroundings
from bench.measure import Cost
from bench.targets import Figure

PEERS = ROOT / "out" / "bench-peers"
PACKAGES = ("reader==3.26", "feed-to-sqlite==0.6.2", "sgmllib3k")  # reader 3.26 lacks the last
CONCURRENCY = 64  # fetch.concurrency, unless set
READER_AT_LEAST = 3.0
WALL_AT_MOST = 1.15
PEAK_AT_MOST = 64.0  # MB


@dataclass(slots=True)
class Poller:
    """One program: how it polls, how it starts up and finds nothing to do, and what that cost."""

    name: str
    poll: Sequence[str]
    idle: Sequence[str] | None = None
    costs: dict[str, list[Cost]] = field(default_factory=dict)

    def cpu(self, what: str) -> float:
        """Median CPU seconds."""
        return statistics.median(cost.cpu for cost in self.costs[what])

    def net(self, what: str) -> float:
        """The same without starting up."""
        return self.cpu(what) - (self.cpu("idle") if self.idle is not None else 0.0)


def peers(sites: PollSites) -> list[Poller]:
    """The other programs that can be had here; says plainly which cannot."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        click.echo(f"installing {', '.join(PACKAGES)} into {PEERS} ...", err=True)
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        done = subprocess.run([*pip, *PACKAGES], capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
            click.echo(f"not compared: the other programs cannot be installed ({reason})")
            subprocess.run(["rm", "-r", str(PEERS)], check=False)
            return []
    urls = sites.folder / "urls.txt"
    script = [str(python), str(ROOT / "bench" / "poll_peer_reader.py")]
    script += [str(sites.folder / "reader.db"), str(urls), str(CONCURRENCY)]
    to_sqlite = [str(python.parent / "feed-to-sqlite"), str(sites.folder / "fts.db")]
    return [
        Poller("reader", script, [*script, "--idle"]),
        Poller("feed-to-sqlite", [*to_sqlite, *urls.read_text(encoding="utf-8").split()]),
    ]


def run(sites: PollSites, poller: Poller, what: str, command: Sequence[str]) -> Cost:
    """Measures one command. Ends the bench where it fails."""
    cost = sites.measured(command)
    poller.costs.setdefault(what, []).append(cost)
    return cost


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What our own polls did beside asking, over all rounds; all of it should be nothing."""

    bodies: int
    rows: int


def played(
    sites: PollSites, ours: Poller, others: Sequence[Poller], rounds: int, latency: float
) -> Unchanged:
    """All rounds. Whoever is measured has the machine for himself, as far as that is up to us."""
    for poller in (ours, *others):
        run(sites, poller, "first", poller.poll)
    archive = sites.folder / "db" / "archive.db"
    rows = digest(archive)
    bodies = changed = 0
    for number in range(rounds):
        order = (ours, *others) if number % 2 == 0 else (*others, ours)
        for what, seconds in (("poll", 0.0), ("late", latency)):
            sites.tell(f"latency {seconds}")
            for poller in order:
                if what == "late" and poller.name == "feed-to-sqlite":
                    continue  # one feed after the other: 200 s that nobody needs to see
                sites.tell("served")
                run(sites, poller, what, poller.poll)
                if poller is ours:
                    bodies += int(sites.tell("served")["bodies"])
        for poller in order:
            if poller.idle is not None:
                run(sites, poller, "idle", poller.idle)
        changed += digest(archive) != rows
        click.echo(f"round {number + 1} of {rounds} done", err=True)
    return Unchanged(bodies, changed)


def figures(
    ours: Poller, others: Sequence[Poller], did: Unchanged, feeds: int, latency: float
) -> list[Figure]:
    """Everything that is printed."""
    ideal = feeds / CONCURRENCY * latency
    late = statistics.median(cost.wall for cost in ours.costs["late"])
    start = statistics.median(cost.wall for cost in ours.costs["idle"])
    found = [
        Figure("our poll: CPU, starting up included", ours.cpu("poll"), "{:.2f} s"),
        Figure("our poll: CPU without starting up", ours.net("poll"), "{:.2f} s"),
    ]
    for other in others:
        whole, net = (of("poll") / mine for of, mine in (
            (other.cpu, ours.cpu("poll")), (other.net, ours.net("poll"))))  # fmt: skip
        least = READER_AT_LEAST if other.name == "reader" else None
        found += [
            Figure(f"{other.name}: CPU", other.cpu("poll"), "{:.2f} s"),
            Figure(f"{other.name} / ours: CPU, whole command", whole, "{:.2f} x"),
            Figure(f"{other.name} / ours: CPU of the poll", net, "{:.2f} x", at_least=least),
        ]
    peak = max(cost.peak for cost in (*ours.costs["poll"], *ours.costs["late"]))
    return [
        *found,
        Figure("with latency: wall of our command", late, "{:.2f} s"),
        Figure("the same / (feeds / 64 x latency)", late / ideal, "{:.2f} x"),
        Figure(
            "without starting up / (feeds / 64 x latency)", (late - start) / ideal, "{:.2f} x",
            at_most=WALL_AT_MOST,
        ),
        Figure("peak memory", peak, "{:.0f} MB", PEAK_AT_MOST),
        Figure("documents that came, and were parsed", did.bodies, "{:.0f}", 0),
        Figure("polls that changed a row of articles", did.rows, "{:.0f}", 0),
    ]  # fmt: skip


@click.command(help=__doc__)
@click.option("--feeds", default=1000, show_default=True)
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--latency", default=0.2, show_default=True, help="Seconds on every answer.")
@click.option("--alone", is_flag=True, help="Measure our command only; install nothing.")
@click.option("--gate", is_flag=True, help="Exit status 1 where a target is missed.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path),
    default=ROOT / "out" / "bench-poll.json", show_default="out/bench-poll.json",
)  # fmt: skip
def main(feeds: int, rounds: int, latency: float, alone: bool, gate: bool, out: Path) -> None:
    """Measures and prints."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        PollSites(Path(name), feeds) as sites,
    ):
        ours = Poller("ours", sites.command("fetch", "--all"), sites.command("fetch"))
        others = [] if alone else peers(sites)
        did = played(sites, ours, others, rounds, latency)
        found = figures(ours, others, did, feeds, latency)
    click.echo("\n".join(figure.line() for figure in found))
    record = {
        "feeds": feeds, "latency": latency, "where": surroundings(),
        "figures": [{**asdict(figure), "reached": figure.reached} for figure in found],
    }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if gate and not all(figure.reached for figure in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
