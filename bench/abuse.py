"""Eight visitors at a time do their worst, while ordinary pages are asked for.

Each hostile query and each hostile way of asking is played for some seconds against
``aggregator serve`` as users run it. The exit status is 1 where the server takes more memory, an
ordinary page more time, or any page fails. docs/benchmarks.md explains the figures.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from bench.abuse_meter import MB, Memory, Pages, ask_each
from bench.abuse_sql import QUESTIONS, STATEMENTS, TABLES, as_sql
from bench.abuse_wire import WIRE, Attack, Client, Tally, asking, play
from bench.child import free_port

CLIENTS = 8
MOST_MEMORY = 400 * MB
MOST_TIMES = 3.0
CALM = 5
"""Rounds over the pages before each attack, for comparison."""


def attacks() -> dict[str, Attack]:
    """Everything, by name."""
    found = {f"SQL: {name}": asking(as_sql(sql)) for name, sql in STATEMENTS.items()}
    found |= {f"data: {name}": asking(path) for name, path in TABLES.items()}
    found |= {name: asking(path) for name, path in QUESTIONS.items()}
    return found | WIRE | {"everything in turn": asking(
        *map(as_sql, STATEMENTS.values()), *TABLES.values(), *QUESTIONS.values()
    )}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attack ended."""

    name: str
    tally: Tally
    memory: int
    times: float
    pages: Pages

    def faults(self) -> list[str]:
        """What is not as it must be."""
        found = []
        if self.memory > MOST_MEMORY:
            found.append(f"more than {MOST_MEMORY // MB} MB")
        if self.times > MOST_TIMES:
            found.append(f"more than {MOST_TIMES:g} times as long")
        if self.tally.ends["500"]:
            found.append("answers 500")
        return found + [f"page {bad}" for bad in self.pages.bad[:3]]

    def line(self) -> str:
        """A row of the table."""
        ends = ", ".join(f"{end} {count}x" for end, count in self.tally.ends.most_common(4))
        faults = "  MISSED: " + "; ".join(self.faults()) if self.faults() else ""
        return (
            f"{self.name:<40} {ends:<36} {self.tally.slowest:5.1f} s {self.memory / MB:5.0f} MB "
            f"{self.times:5.2f}x {self.pages.late() * 1000:5.0f} ms{faults}"
        )


HEAD = (
    f"{'attack, eight at a time':<40} {'how it ended':<36} {'slowest':>7} "
    f"{'memory':>8} {'page':>6} {'page p95':>8}"
)


def attack_from_outside(name: str, port: int, seconds: float) -> Tally:
    """Plays one attack, in a process of its own."""
    tally = Tally()

    async def all_together() -> None:
        until = asyncio.get_running_loop().time() + seconds
        client = Client("127.0.0.1", port, until, tally)
        clients = [asyncio.create_task(play(attacks()[name], client)) for _ in range(CLIENTS)]
        await asyncio.wait(clients, timeout=seconds + 12)
        for task in clients:
            task.cancel()
        for ended in await asyncio.gather(*clients, return_exceptions=True):
            if isinstance(ended, Exception):  # a fault of the bench, not of the server
                raise ended

    asyncio.run(all_together())
    return tally


def step_back() -> None:
    """An attacker has a machine of his own: here he must not take the server's processor."""
    os.nice(19)


def outcomes(
    folder: Path, names: Sequence[str], seconds: float, pages: Sequence[str] = ()
) -> Iterator[Outcome]:
    """Plays these attacks against one server, one after the other."""
    context = multiprocessing.get_context("spawn")
    with (
        serving(folder) as (process, port),
        ProcessPoolExecutor(1, mp_context=context, initializer=step_back) as outside,
    ):
        paths = list(pages) or ordinary_pages(folder / "news.db")
        ask_each(port, paths, Pages())
        calm = Pages()
        for name in names:
            for _ in range(CALM):
                ask_each(port, paths, calm)
            with Memory(process.pid) as memory:
                under = Pages()
                playing = outside.submit(attack_from_outside, name, port, seconds)
                time.sleep(0.2)
                while not playing.done():
                    ask_each(port, paths, under)
            times = under.times_as_long(calm.medians())
            yield Outcome(name, playing.result(), memory.peak, times, under)
            _settle(port, paths, calm)


def _settle(port: int, paths: Sequence[str], calm: Pages) -> None:
    """Waits until the last attack has left the server, at most some seconds."""
    for _ in range(20):
        now = Pages()
        ask_each(port, paths, now)
        if now.times_as_long(calm.medians()) < 1.5:
            return
        time.sleep(0.3)


def ordinary_pages(database: Path) -> list[str]:
    """The pages of what there is most of."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        (region,) = conn.execute("select code from regions order by articles desc").fetchone()
        (topic,) = conn.execute("select id from topics order by articles desc").fetchone()
        (source,) = conn.execute("select id from sources order by articles desc").fetchone()
        (story,) = conn.execute("select id from stories order by articles desc").fetchone()
        (key,) = conn.execute("select key from articles order by sort_date desc").fetchone()
    return ["/", f"/region/{region}", f"/topic/{topic}", f"/source/{source}", f"/story/{story}",
            f"/article/{key}", "/uk/about"]  # fmt: skip


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``aggregator serve`` for this folder, once it answers."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "--db", str(folder), "serve", "--port", str(port)]
    )
    try:
        _wait(process, port)
        yield process, port
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        ready = Pages()
        # Each process of the server once: pages, questions, SQL.
        ask_each(port, ["/about", "/explore?q=a", as_sql("select 1")], ready)
        if not ready.bad:
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise click.ClickException("the server does not answer")


@click.command(help=__doc__)
@click.option("--articles", default=30_000, show_default=True, help="Of the invented archive.")
@click.option("--seconds", default=3.0, show_default=True, help="That each attack lasts.")
@click.option("--only", default="", help="Only attacks whose name contains this.")
@click.option(
    "--kept", default="out/bench", show_default=True, type=click.Path(path_type=Path),
    help="Where the invented archive is kept for the next time.",
)  # fmt: skip
def main(articles: int, seconds: float, only: str, kept: Path) -> None:
    """Plays, measures, prints; ends with 1 where something is not as it must be."""
    from bench.site_folder import folder_for  # noqa: PLC0415 — only the command needs it

    folder = folder_for(kept, articles, click.echo)
    names = [name for name in attacks() if only in name]
    click.echo(HEAD)
    ended = []
    for outcome in outcomes(folder, names, seconds):
        click.echo(outcome.line())
        ended.append(outcome)
    missed = sum(bool(outcome.faults()) for outcome in ended)
    worst = max(ended, key=lambda it: it.times)
    click.echo(
        f"{len(ended)} attacks, {missed} of them not as they must be. Memory at most "
        f"{max(it.memory for it in ended) / MB:.0f} MB of {MOST_MEMORY // MB}; an ordinary page at "
        f"most {worst.times:.2f} times as long ({worst.name}) of {MOST_TIMES:g}."
    )
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
