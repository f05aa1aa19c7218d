"""``aggregator sources discover``: how a site can be read, tried out and shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aggregator import clock
from aggregator.cli_sources import sources_group
from aggregator.health import State

if TYPE_CHECKING:
    from aggregator.discovery import Found

REFUSED = 2
_CONTACT = "https://example.org/aggregator-contact"


@sources_group.command("discover")
@click.argument("url", metavar="URL")
@click.pass_obj
def discover(options: Any, url: str) -> None:
    """Find out how the site at URL can be read, and print the lines for feeds.yaml.

    Give the page on which the site lists its news. Tried, one after the other, with the pauses
    of `fetch` in feeds.yaml and at most 20 requests: feeds that the page declares, /feed/, the
    WordPress API, sitemaps (those of robots.txt, /sitemap.xml, /sitemap_index.xml), and the
    repeated links of the page itself. robots.txt is obeyed, except for feeds. Nothing is stored,
    and nothing is enabled.

    \b
    aggregator sources discover https://group.example.org/en/news/
    aggregator sources discover t.me/s/NAME

    What was found by the shape of a page (selectors, patterns) is a guess: compare the titles
    with the site before you paste it. Where a protection page answers, write to the group.

    A host that is refused (mirrors.yaml), or that imitates the homepage of a source in feeds.yaml,
    is not asked at all, and the reason is said.

    Exit status: 0 something was found, 1 nothing was found or reached, 2 not an address, or a
    host that is refused.
    """
    from aggregator.cli import NOTHING_REACHED, explain, run  # noqa: PLC0415

    address = url if "//" in url else f"https://{url}"
    if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
        raise click.BadParameter(f"{url!r} is no web address (write https://...)")
    if why := _refusal(options.feeds, urlsplit(address).hostname or ""):
        click.echo(f"Not asked: {why}")
        raise SystemExit(REFUSED)
    found, requests = explain(run)(_look(options, address))
    _print_table(found)
    click.echo(f"{requests} requests were made.")
    usable = [each for each in found if each.usable]
    if not usable:
        click.echo(_why_nothing(found))
        raise SystemExit(NOTHING_REACHED)
    _print_lines(usable)


def _refusal(feeds: Path, host: str) -> str | None:
    """Why ``host`` is not asked; ``None`` where nothing is known against it."""
    from aggregator import sources  # noqa: PLC0415 — start-up time
    from aggregator.cli import explain  # noqa: PLC0415
    from aggregator.mirrors import look_alike_of, refused  # noqa: PLC0415

    if why := refused(host):
        return f"{host} is refused: {why}. It cannot be a source; see mirrors.yaml."
    listed = explain(sources.load)(feeds).sources if feeds.exists() else ()
    homes = [urlsplit(source.homepage).hostname for source in listed if source.homepage]
    imitated = look_alike_of(host, [home for home in homes if home])
    if imitated is None:
        return None
    return (
        f"{host} imitates {imitated}, which is in {feeds}. Check letter by letter who owns it. "
        "If it is another newsroom, list it by hand."
    )


async def _look(options: Any, url: str) -> tuple[list[Found], int]:
    from aggregator import sources  # noqa: PLC0415 — start-up time
    from aggregator.discovery import Discovery  # noqa: PLC0415
    from aggregator.fetch import AddressRule, Client  # noqa: PLC0415
    from aggregator.model import FetchSettings  # noqa: PLC0415
    from aggregator.pipeline.gathering import Gathering  # noqa: PLC0415
    from aggregator.service import PRELOADED  # noqa: PLC0415
    from aggregator.workforce import Workforce  # noqa: PLC0415

    path: Path = options.feeds
    settings = sources.load(path).fetch if path.exists() else FetchSettings(contact=_CONTACT)
    console = Console(stderr=True)
    async with (
        Client(settings, AddressRule.parse(options.allowed)) as client,
        Workforce(1, settings.page_timeout, PRELOADED) as workforce,
    ):
        gathering = Gathering(client, workforce, settings, clock.system_clock)
        discovery = Discovery(client, workforce, gathering, clock.system_clock)
        found = []
        with console.status("asking ...") as status:
            async for each in discovery.look(url):
                found.append(each)
                status.update(f"asking ... {discovery.requests} requests so far")
        return found, discovery.requests


def _print_table(found: list[Found]) -> None:
    table = Table(show_lines=True, expand=True)
    table.add_column("where", ratio=1, overflow="fold")
    table.add_column("what it gives", ratio=1, overflow="fold")
    for each in found:
        where = Text.assemble(
            (each.retrieval.kind, "bold"), f" {each.url}\n", (f"{each.how}", "dim")
        )
        table.add_row(where, Text("\n").join(_gives(each)))
    Console(highlight=False).print(table)


def _gives(found: Found) -> list[Text]:
    """The answer, how many entries, how new, and the first titles; or why there is nothing."""
    words = [str(found.state)]
    if found.entries:
        words.append(f"{found.entries} entries")
    if found.newest:
        words.append(f"newest {clock.to_iso(found.newest)[:10]}")
    lines = [Text(", ".join(words), "green" if found.usable else "red")]
    return lines + [Text(line) for line in (*found.titles, found.detail) if line]


def _why_nothing(found: list[Found]) -> str:
    from aggregator.discovery import UNCONNECTED  # noqa: PLC0415 — start-up time

    for each in found:
        if each.state in UNCONNECTED:
            return f"The site cannot be reached: {each.state}. {each.state.remedy}"
    first = found[0] if found else None
    if first is not None and first.state in {State.CHALLENGED, State.ROBOTS, State.WAITING}:
        return f"Nothing could be read: {first.state}. {first.state.remedy}"
    return (
        "The site answers, and no way to read it was found. Try the page on which it lists its "
        "news; if that needs JavaScript, only the group can help."
    )


def _print_lines(usable: list[Found]) -> None:
    from aggregator.discovery import yaml_lines  # noqa: PLC0415 — start-up time

    today = clock.system_clock().date()
    click.echo("\nPaste ONE of these below `feeds:` of the source; the first is the best:")
    names: dict[str, int] = {}
    for each in usable:
        kind = each.retrieval.kind
        names[kind] = names.get(kind, 0) + 1
        name = kind if names[kind] == 1 else f"{kind}-{names[kind]}"
        click.echo(f"\n{yaml_lines(each, name, today)}")
