"""``aggregator sources``: who is collected from, why, and whether their feeds answer."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from aggregator import clock
from aggregator.health import State
from aggregator.model import Feed, Registry

if TYPE_CHECKING:
    from aggregator.fetch import Client
    from aggregator.pipeline.gathering import Gathering


@dataclass(frozen=True, slots=True)
class Checked:
    """What one look at one feed has shown; nothing of it is stored."""

    feed: Feed
    state: State
    detail: str
    entries: int = 0
    newest: str = ""


@click.group("sources")
def sources_group() -> None:
    """List the sources, show and review their records, check whether feeds answer."""


@sources_group.command("list")
@click.pass_obj
def list_sources(options: Any) -> None:
    """One line per source: kind, letter, feeds enabled of those known, status under Russian law,
    vouchers."""
    from aggregator.cli import explain  # noqa: PLC0415 — the two files are one program
    from aggregator.credibility.letters import letter  # noqa: PLC0415 — start-up time
    from aggregator.credibility.letters_record import general_records  # noqa: PLC0415
    from aggregator.sources import report  # noqa: PLC0415
    from aggregator.store.source_log import as_held  # noqa: PLC0415

    registry = explain(options.registry)()
    general = general_records(explain(as_held)(options.folder, registry))
    today = clock.system_clock().date()
    table = Table(box=SIMPLE, pad_edge=False, collapse_padding=True)  # for 80 columns
    for name in ("id", "name", "kind", "letter", "feeds", "status in Russia", "vouchers"):
        side: Any = "right" if name == "vouchers" else "left"
        # An id is what other commands ask for: never broken.
        table.add_column(name, justify=side, overflow="fold", no_wrap=name == "id")
    for row in report.rows(registry):
        feeds = f"{row.enabled} of {row.feeds}" if row.feeds else "none"
        code = letter(general[row.id], today).code or "none"
        cells = (row.id, row.name, row.kind, code, feeds, row.legal, str(row.vouchers or ""))
        table.add_row(*(Text(cell) for cell in cells))
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = 200  # one line per source in a file or a pipe, which have no width
    console.print(table)
    click.echo("unknown: nobody has found out yet; it does not mean that there is none")
    click.echo("letter: F is not yet assessed, none an official body; docs/credibility.md")


@sources_group.command("check")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.pass_obj
def check_sources(options: Any, names: tuple[str, ...]) -> None:
    """Ask the feeds of the named SOURCEs (or of all) once, disabled ones too; store nothing.

    For a disabled feed that answers, and for one that has moved for good, the line of feeds.yaml
    to change is printed.

    Exit status: 0 at least one document came; 1 nothing could be reached; 2 wrong configuration.
    """
    from aggregator.cli import NOTHING_REACHED, explain, known_sources, run  # noqa: PLC0415

    registry = explain(options.registry)()
    known_sources(registry, names)
    wanted = [f for s in registry.sources if not names or s.id in names for f in s.feeds]
    results = explain(run)(_check_all(options, registry, wanted))
    _print_results(results)
    _print_offers(results, options.feeds)
    _print_moves(options, wanted)
    if results and not any(result.state.reached for result in results):
        click.echo("aggregator: nothing could be reached; is this machine online?", err=True)
        raise SystemExit(NOTHING_REACHED)


async def _check_all(options: Any, registry: Registry, feeds: list[Feed]) -> list[Checked]:
    from aggregator.fetch import AddressRule, Client  # noqa: PLC0415 — start-up time
    from aggregator.pipeline.gathering import Gathering  # noqa: PLC0415
    from aggregator.service import PRELOADED  # noqa: PLC0415
    from aggregator.workforce import Workforce  # noqa: PLC0415

    settings = registry.fetch
    results: list[Checked] = []
    console = Console(stderr=True)
    async with (
        Client(settings, AddressRule.parse(options.allowed)) as client,
        Workforce(1, settings.page_timeout, PRELOADED) as workforce,
    ):
        gathering = Gathering(client, workforce, settings, clock.system_clock)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("asking", total=len(feeds))

            async def one(feed: Feed) -> None:
                results.append(await _check(gathering, client, feed))
                bar.advance(task)

            await asyncio.gather(*(one(feed) for feed in feeds))
    return sorted(results, key=lambda r: (r.state.failure, r.feed.id))


async def _check(gathering: Gathering, client: Client, feed: Feed) -> Checked:
    from aggregator.pipeline.gathering import Memory, accepts, asks_robots  # noqa: PLC0415 — start-up time
    from aggregator.retrieval import first_address  # noqa: PLC0415

    answer = await client.get(first_address(feed), accept=accepts(feed), robots=asks_robots(feed))
    if answer.state is not State.WORKING:
        return Checked(feed, answer.state, answer.detail)
    one_page = replace(feed, retrieval=replace(feed.retrieval, pages=1))
    parsed = (await gathering.gather(one_page, answer, Memory())).parsed
    if parsed is None:
        return Checked(feed, answer.state, answer.detail)
    dates = [clock.to_iso(e.published)[:10] for e in parsed.entries if e.published]
    detail = parsed.detail or (f"now at {answer.url}" if answer.permanent_url else "")
    return Checked(feed, parsed.state, detail, len(parsed.entries), max(dates, default=""))


def _print_results(results: list[Checked]) -> None:
    from aggregator.terminal import print_finding, what_to_do  # noqa: PLC0415 — start-up time

    console = Console(highlight=False)
    for result in results:
        count = f"{result.entries} {'entry' if result.entries == 1 else 'entries'}"
        facts = [count] if result.entries else []
        facts += [f"newest {result.newest}"] if result.newest else []
        facts += [] if result.feed.enabled else ["not enabled"]
        told = what_to_do(result.state, result.detail)
        print_finding(console, result.feed.id, result.state, ", ".join(facts), told)


def _print_offers(results: list[Checked], path: Path) -> None:
    from aggregator.sources.report import enable_line  # noqa: PLC0415 — start-up time

    today = clock.system_clock().date()
    found = [r for r in results if r.state is State.WORKING and not r.feed.enabled]
    if not found:
        click.echo("No disabled feed answered with entries, so there is no line to change.")
        return
    click.echo("\nDisabled feeds that answer. Look at what one brings; to enable it, change:")
    for result in found:
        click.echo(f"\n{enable_line(result.feed, path, today)}")


def _print_moves(options: Any, feeds: list[Feed]) -> None:
    from aggregator.sources.report import move_line  # noqa: PLC0415 — start-up time
    from aggregator.store.reading_archive import feed_states  # noqa: PLC0415

    states = feed_states(options.folder)
    moved = [
        (feed, states[feed.id].move.address)
        for feed in feeds
        if feed.id in states and states[feed.id].url == feed.url and states[feed.id].move.address
    ]
    if moved:
        click.echo("\nFeeds that have moved for good, by seven days of 301 or 308. Change:")
    for feed, address in moved:
        click.echo(f"\n{move_line(feed, options.feeds, address or '')}")
