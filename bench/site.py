"""How long readers wait for the pages of the site while it is being written to.

A folder with invented articles is made (or taken from --keep), `aggregator serve` and plain
Datasette are started on the same news.db, and a writer publishes new articles once a second. Then
round after round one address of every kind of page is asked for on a kept connection, and in the
same round Datasette's own table page of the articles: as it comes, and with the two settings that
make it quickest. At last thousands of requests more show whether the server's memory stays.

Times move with whatever else the machine does; the ratio to plain Datasette in the same run is
what carries over. docs/benchmarks.md explains each figure.

\b
Quick look:      python -m bench.site --articles 10000 --rounds 20
The whole:       make bench-site        (half an hour; 5 GB below out/)
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from bench.child import ROOT
from bench.line import surroundings
from bench.site_asked import ATOM, NOT_MODIFIED, PAGES, Pages, read_pages
from bench.site_folder import folder_for
from bench.site_servers import SETTINGS, Answer, Server, Writer, ours, plain
from bench.site_targets import PLAIN, TUNED, Measured, figures, growth, table

TABLE = "/news/articles"
SAMPLES = 10
"""Looks at the memory while the last requests are answered."""


def ask(server: Server, path: str) -> Answer:
    """The answer: a page, or 503 where it took too long. Anything else ends the bench."""
    answer = server.ask(path)
    if answer.status not in (200, 503):
        raise click.ClickException(f"{path} answered {answer.status}")
    return answer


class Feeds:
    """What a feed reader does: it keeps the ETag of each feed and sends it next time."""

    def __init__(self, server: Server, paths: list[str]) -> None:
        self._server, self._paths = server, paths
        self._etags = {path: server.ask(path).etag for path in paths}

    def ask(self, number: int, measured: Measured) -> None:
        """Asks for the next feeds until one has not changed since it was asked for last."""
        for step in range(len(self._paths)):
            path = self._paths[(number + step) % len(self._paths)]
            answer = self._server.ask(path, self._etags[path])
            if answer.status == 304:
                measured.add(NOT_MODIFIED, answer)
                return
            self._etags[path] = answer.etag


def play(folder: Path, pages: Pages, rounds: int, told: Callable[[str], None]) -> Measured:
    """Asks for everything in turns, another kind first in every round."""
    measured = Measured(0)
    with ExitStack() as stack:
        site = stack.enter_context(ours(folder))
        peer = stack.enter_context(plain(folder))
        tuned = stack.enter_context(plain(folder, *SETTINGS))
        asked: list[tuple[str, Callable[[int], object]]] = []
        feeds = Feeds(site, list(pages[ATOM]))
        for kind in PAGES:
            paths = pages[kind]
            asked.append((kind, lambda n, k=kind, p=paths: measured.add(
                k, ask(site, p[n % len(p)]))))  # fmt: skip
        asked.append((NOT_MODIFIED, lambda n: feeds.ask(n, measured)))
        asked.append((PLAIN, lambda _: measured.add(PLAIN, ask(peer, TABLE))))
        asked.append((TUNED, lambda _: measured.add(TUNED, ask(tuned, TABLE))))
        for path in (paths[0] for paths in pages.values()):
            ask(site, path)  # the first of each kind compiles its template
        writer = stack.enter_context(Writer(folder, 1.0))
        told("asking")
        for number in range(rounds):
            turn = number % len(asked)
            for _, question in asked[turn:] + asked[:turn]:
                question(number)
        measured.published = writer.took()
    return measured


def hammer(folder: Path, pages: Pages, requests: int, told: Callable[[str], None]) -> list[float]:
    """The server's memory, MB, while so many requests are answered and the writer goes on; the
    first look comes after a tenth of them."""
    samples = []
    with ours(folder) as site, Writer(folder, 1.0):
        for number in range(requests):
            kind = PAGES[number % len(PAGES)]
            paths = pages[kind]
            ask(site, paths[number // len(PAGES) % len(paths)])
            if (number + 1) % max(1, requests // SAMPLES) == 0:
                samples.append(site.memory())
                told(f"{number + 1:,} requests: {samples[-1]:.0f} MB")
    return samples


def measure(
    folder: Path, articles: int, rounds: int, requests: int, told: Callable[[str], None]
) -> Measured:
    """Everything at one size."""
    pages = read_pages(folder / "news.db")
    measured = play(folder, pages, rounds, told)
    measured.articles = articles
    if requests:
        measured.memory = hammer(folder, pages, requests, told)
    return measured


@click.command(help=__doc__)
@click.option("--articles", default=[10_000, 100_000], multiple=True, show_default=True,
              help="How many; may be given several times, the smallest first.")  # fmt: skip
@click.option("--rounds", default=100, show_default=True, type=click.IntRange(2),
              help="Requests of each kind.")  # fmt: skip
@click.option("--requests", default=3_000, show_default=True,
              help="Requests while the memory is watched; 0: not watched.")  # fmt: skip
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path),
              help="Where to keep the databases for another run; else deleted.")  # fmt: skip
@click.option("--gate", is_flag=True, help="Exit status 1 where a target is missed.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              default=ROOT / "out" / "bench-site.json", show_default="out/bench-site.json",
              help="Where to write every figure as JSON.")  # fmt: skip
def main(
    articles: tuple[int, ...], rounds: int, requests: int, keep: Path | None, gate: bool, out: Path
) -> None:
    """Measures and prints."""
    began = time.monotonic()

    def told(text: str) -> None:
        click.echo(f"{time.monotonic() - began:6.0f} s  {text}", err=True)

    sizes: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="bench-site-") as name:
        for count in sorted(articles):
            folder = folder_for(keep or Path(name), count, told)
            sizes[count] = measure(folder, count, rounds, requests, told)
            click.echo(table(sizes[count]) + "\n")
    if len(sizes) > 1:
        click.echo(growth(sizes))
    found = {count: figures(measured) for count, measured in sizes.items()}
    record = {
        "rounds": rounds,
        "where": surroundings(),
        "sizes": {
            count: [{**asdict(figure), "reached": figure.reached} for figure in listed]
            for count, listed in found.items()
        },
        "measured": [asdict(measured) for measured in sizes.values()],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    if gate and not all(figure.reached for listed in found.values() for figure in listed):
        sys.exit(1)


if __name__ == "__main__":
    main()
