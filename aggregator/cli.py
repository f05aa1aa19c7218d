"""Every command. Thin: options in, one call, exit status out.

Exit statuses, which others script against: 0 done (also where some feeds failed), 1 no feed
could be reached or the database cannot be used, 2 a wrong configuration or command line,
3 another fetch is running, 130 ended by Ctrl-C.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from aggregator import __version__, sources
from aggregator.clock import system_clock
from aggregator.model import Registry
from aggregator.supervisor import supervised

if TYPE_CHECKING:
    from rich.console import Console

P = ParamSpec("P")
R = TypeVar("R")

NOTHING_REACHED, WRONG_CONFIGURATION, BUSY, INTERRUPTED = 1, 2, 3, 130


@dataclass(frozen=True, slots=True)
class Options:
    """The global options."""

    feeds: Path
    folder: Path
    allowed: tuple[str, ...]
    verbose: bool
    site_url: str | None = None

    def registry(self) -> Registry:
        """feeds.yaml; ends the program with status 2 where it is wrong."""
        from aggregator.sources import remembered  # noqa: PLC0415 — start-up time

        registry = remembered.load(self.feeds, self.folder, self.site_url)
        if sources.placeholder_contact(registry):
            _warn_once(
                "%s: fetch.contact names nobody: set your own before going public", self.feeds
            )
        return registry

    def arguments(self) -> list[str]:
        """The same options, for a process of our own."""
        allowed = [word for cidr in self.allowed for word in ("--allow-address", cidr)]
        verbose = ["-v"] if self.verbose else []
        own = ["--site-url", self.site_url] if self.site_url else []
        return ["--feeds", str(self.feeds), "--db", str(self.folder), *own, *allowed, *verbose]


def _warn_once(message: str, *values: object) -> None:
    """A warning that the processes of ``up`` do not repeat after their parent."""
    if not supervised():
        logging.getLogger("aggregator").warning(message, *values)


def console() -> Console:
    """What tables are drawn on."""
    from rich.console import Console  # noqa: PLC0415 — a poll that brings nothing draws nothing

    return Console(highlight=False)


def explain(command: Callable[P, R]) -> Callable[P, R]:
    """Turns the errors that a user can mend into one message and an exit status."""

    def explained(*args: P.args, **kwargs: P.kwargs) -> R:
        from aggregator.store.opening import BusyError, StoreError  # noqa: PLC0415 — start-up time

        try:
            return command(*args, **kwargs)
        except sources.ConfigurationError as error:
            click.echo(str(error), err=True)
            raise SystemExit(WRONG_CONFIGURATION) from error
        except BusyError as error:
            click.echo(f"aggregator: {error}", err=True)
            raise SystemExit(BUSY) from error
        except StoreError as error:
            click.echo(f"aggregator: {error}", err=True)
            raise SystemExit(NOTHING_REACHED) from error
        except KeyboardInterrupt as error:
            raise SystemExit(INTERRUPTED) from error

    return update_wrapper(explained, command)


def run(work: Coroutine[Any, Any, R]) -> R:
    """Runs ``work``; SIGTERM ends it the way Ctrl-C does, with everything stored that is read."""

    async def until_told() -> R:
        task = asyncio.ensure_future(work)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            return await task
        except asyncio.CancelledError as error:
            raise KeyboardInterrupt from error

    return asyncio.run(until_told())


def _networks(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> Any:
    from aggregator.fetch import AddressRule  # noqa: PLC0415 — start-up time

    try:
        AddressRule.parse(value)
    except ValueError as error:
        raise click.BadParameter(f"{error} (write a network such as 127.0.0.0/8)") from error
    return value


def _address(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.startswith(("http://", "https://")):
        raise click.BadParameter("write a whole address, such as https://example.org")
    return value.rstrip("/") if value else None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="aggregator")
@click.option(
    "--feeds", type=click.Path(path_type=Path), default="feeds.yaml", envvar="AGGREGATOR_FEEDS",
    show_default=True, show_envvar=True, help="The file that names the sources.",
)  # fmt: skip
@click.option(
    "--db", "folder", type=click.Path(path_type=Path, file_okay=False), default="db",
    envvar="AGGREGATOR_DB", show_default=True, show_envvar=True,
    help="The folder of archive.db (private) and news.db (public).",
)  # fmt: skip
@click.option(
    "--allow-address", "allowed", multiple=True, metavar="CIDR", callback=_networks,
    help="Let the fetcher reach this private network (repeatable). Nothing else does.",
)  # fmt: skip
@click.option(
    "--site-url", metavar="URL", envvar="AGGREGATOR_SITE_URL", show_envvar=True, callback=_address,
    help="The site's own address, in place of site.url of the file named by --feeds. The site "
    "has it from the next fetch or publish on.",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Say more about what happens.")
@click.pass_context
def main(
    context: click.Context,
    feeds: Path,
    folder: Path,
    allowed: tuple[str, ...],
    site_url: str | None,
    verbose: bool,
) -> None:
    """News from the Russian-occupied areas of Ukraine, from sources whose vetting is on record.

    \b
    To see it all at once:       aggregator up
    One round, then the site:    aggregator fetch && aggregator serve
    What is wrong with a feed:   aggregator health
    """
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
        datefmt="%H:%M:%S",
    )
    for noisy in ("httpx", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    context.obj = Options(feeds, folder, allowed, verbose, site_url)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
@explain
def up(options: Options, host: str, port: int) -> None:
    """Fetch what is due, go on fetching on schedule, and serve the site.

    Two processes: if one dies, the other goes on and it is started again. Ctrl-C ends both;
    what is half done is done again next time.
    """
    from aggregator import supervisor  # noqa: PLC0415 — start-up time

    registry = options.registry()
    if options.site_url is None and sources.is_local(registry.site.url):
        options = replace(options, site_url=f"http://{host}:{port}")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            remedy = "stop what uses it, or choose another port (make up PORT=...)"
            click.echo(f"aggregator: {host}:{port}: {error.strerror}. Remedy: {remedy}", err=True)
            raise SystemExit(NOTHING_REACHED) from error
    click.echo(f"aggregator: the site will stand on http://{host}:{port}/ (Ctrl-C ends it)")
    base = options.arguments()
    fetcher = ("the fetcher", [*base, "fetch", "--keep-going"])
    site = ("the site", [*base, "serve", "--host", host, "--port", str(port)])
    raise SystemExit(supervisor.run([fetcher, site]))


@main.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Ask every enabled feed, due or not.")
@click.option("--keep-going", is_flag=True, help="Go on fetching on schedule until stopped.")
@click.pass_obj
@explain
def fetch(options: Options, names: tuple[str, ...], everything: bool, keep_going: bool) -> None:
    """Fetch one round: the feeds that are due, or all, or those of the named SOURCEs.

    Exit status: 0 done, also where some feeds failed; 1 none could be reached; 2 wrong
    configuration; 3 another fetch is running.
    """
    gc.disable()
    from aggregator import lines, service, supervisor  # noqa: PLC0415 — start-up time
    from aggregator.fetch import AddressRule  # noqa: PLC0415

    supervisor.end_with_parent()
    # What is imported stays; looking through it again and again for garbage took 8 % of the CPU
    # of this process over 1,000 pages (3.7 against 3.4 s).
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 50, 50)
    registry = options.registry()
    known_sources(registry, names)
    rule = AddressRule.parse(options.allowed)
    setup = service.Setup(options.feeds, options.folder, rule, site_url=options.site_url)
    if keep_going:
        with lines.Lines() as reporter:
            run(service.keep_fetching(setup, reporter))
        return
    choice = service.Choice(names, everything)
    with _progress() as shown:
        summary = run(service.fetch_round(setup, registry, choice, shown))
    if lines.worth_a_row(summary):
        from aggregator import terminal  # noqa: PLC0415 — only where there is something to show

        terminal.print_summary(console(), summary)
    else:
        click.echo(lines.totals(summary))
    if not summary.feeds:
        click.echo(_nothing_due(registry, names))
    if summary.none_reached:
        click.echo("aggregator: no feed could be reached; is this machine online?", err=True)
        raise SystemExit(NOTHING_REACHED)


def _progress() -> Any:
    """Bars where a person watches, lines where a log does."""
    if sys.stdout.isatty():
        from aggregator import terminal  # noqa: PLC0415

        return terminal.Bars(console())
    from aggregator import lines  # noqa: PLC0415

    return lines.Lines()


def known_sources(registry: Registry, names: tuple[str, ...]) -> None:
    """Ends the program with status 2 where feeds.yaml lacks one of the names."""
    known = {source.id for source in registry.sources}
    for name in names:
        if name not in known:
            raise click.BadParameter(
                f"feeds.yaml has no source {name!r}. Remedy: see `aggregator sources list`."
            )


def _nothing_due(registry: Registry, names: tuple[str, ...]) -> str:
    if any(f.enabled for s in registry.sources if not names or s.id in names for f in s.feeds):
        return "Nothing is due yet. Ask all the same with: aggregator fetch --all"
    return "No feed of these sources is enabled. Look with: aggregator sources check"


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
@explain
def serve(options: Options, host: str, port: int) -> None:
    """Serve the site from news.db: pages, SQL, Atom. Logs nobody's requests."""
    from aggregator import supervisor  # noqa: PLC0415 — start-up time
    from aggregator.site.serve import NewerSchemaError  # noqa: PLC0415
    from aggregator.site.serve import serve as run_site  # noqa: PLC0415
    from aggregator.store.opening import NEWS  # noqa: PLC0415

    supervisor.end_with_parent()
    try:
        run_site(options.folder / NEWS, Path("metadata.json"), host, port)
    except (NewerSchemaError, sqlite3.Error, ValueError, OSError) as error:
        click.echo(f"aggregator: {error}", err=True)
        raise SystemExit(NOTHING_REACHED) from error
    except SystemExit as ended:
        # uvicorn ends with 3 where it cannot have the port; 3 is "another fetch is running".
        raise SystemExit(NOTHING_REACHED if ended.code else 0) from ended


@main.command()
@click.option("--rebuild", is_flag=True, help="Build news.db anew from the archive.")
@click.pass_obj
@explain
def publish(options: Options, rebuild: bool) -> None:
    """Bring news.db up to date with the archive and feeds.yaml."""
    from aggregator.store.publication import publish as bring_up_to_date  # noqa: PLC0415

    done = bring_up_to_date(options.folder, options.registry(), rebuild=rebuild)
    how = "built anew" if done.rebuilt else "up to date"
    click.echo(f"news.db is {how}: {done.articles} articles written, {done.removed} taken out")


@main.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "prometheus"]), default="text",
    show_default=True, help="For people, for programs, or for Prometheus.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path),
    help="Write into this file, in one step, instead of printing (for node_exporter).",
)  # fmt: skip
@click.pass_obj
@explain
def health(
    options: Options, names: tuple[str, ...], form: str, as_json: bool, output: Path | None
) -> None:
    """How each feed of the named SOURCEs (or of all) is doing: state, since when, last success,
    last new item, next check, what to do; and which one is quieter than usual.

    Exit status: 0 every enabled feed answers; 1 at least one fails or is quarantined, or --output
    cannot be written; 2 wrong configuration.
    """
    from aggregator import health_report  # noqa: PLC0415 — start-up time
    from aggregator.store.reading_archive import feed_states, usual_gaps  # noqa: PLC0415

    registry = options.registry()
    known_sources(registry, names)
    found = health_report.rows(
        registry, feed_states(options.folder), usual_gaps(options.folder), system_clock(), names
    )
    if as_json or form == "json":
        values = health_report.as_values(found)
        text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    elif form == "prometheus":
        text = health_report.as_prometheus(found)
    else:
        text = health_report.as_text(found) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            health_report.write_file(output, text)
        except OSError as error:
            remedy = "choose a folder that can be written"
            click.echo(f"aggregator: {output}: {error.strerror}. Remedy: {remedy}", err=True)
            raise SystemExit(NOTHING_REACHED) from error
    raise SystemExit(1 if health_report.failing(found) else 0)


from aggregator import (  # noqa: E402 — they add their commands to the group
    cli_discover,  # noqa: F401
    cli_quarantine,  # noqa: F401
    cli_takedown,  # noqa: F401
    cli_vetting,  # noqa: F401
)
from aggregator.cli_sources import sources_group  # noqa: E402 — the group must exist first
from aggregator.cli_stories import stories_group  # noqa: E402
from aggregator.cli_tag import tag  # noqa: E402

main.add_command(sources_group)
main.add_command(stories_group)
main.add_command(tag)

if __name__ == "__main__":
    sys.exit(main())
