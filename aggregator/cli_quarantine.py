"""``aggregator sources quarantined`` and ``release``: sources that may have been taken over."""

from __future__ import annotations

from typing import Any

import click

from aggregator.cli_sources import sources_group
from aggregator.clock import system_clock


@sources_group.command("quarantined")
@click.option("--log", "whole", is_flag=True, help="Show every signal and release there ever was.")
@click.pass_obj
def quarantined_sources(options: Any, whole: bool) -> None:
    """List the sources in quarantine: since when, why, how many articles are held.

    Exit status: 0 none is in quarantine; 1 at least one is. With --log always 0.
    """
    from aggregator.cli import explain  # noqa: PLC0415 — the two files are one program
    from aggregator.store import quarantine  # noqa: PLC0415 — start-up time

    if whole:
        for line in (lines := explain(quarantine.log_of)(options.folder)):
            who = f" by {line.confirmed_by}: {line.how}" if line.confirmed_by else ""
            words = " ".join(filter(None, (line.name, line.detail)))
            click.echo(f"{line.at} {line.source}: {line.what} {words}".rstrip() + who)
        if not lines:
            click.echo("No source was ever in quarantine.")
        return
    found = explain(quarantine.quarantined)(options.folder)
    for one in found:
        click.echo(f"{one.source}: since {one.since}, {one.held} articles held\n  {one.reason}")
        click.echo(
            "  Ask the group by another channel (not by the site or a mail from it), then:\n"
            f"  aggregator sources release {one.source} --confirmed-by WHO --how HOW"
        )
    if not found:
        click.echo("No source is in quarantine.")
    raise SystemExit(1 if found else 0)


@sources_group.command("release")
@click.argument("source")
@click.option(
    "--confirmed-by", prompt="Who at the source has confirmed it",
    help="Who at the source confirmed it: a role, not a private person's name.",
)  # fmt: skip
@click.option(
    "--how", prompt="By which other channel, and when",
    help="By which channel other than the site itself, and when.",
)  # fmt: skip
@click.option("--keep-back", is_flag=True, help="What was held is not theirs: never publish it.")
@click.pass_obj
def release_source(options: Any, source: str, confirmed_by: str, how: str, keep_back: bool) -> None:
    """End the quarantine of SOURCE, once a person at the source has confirmed that it is itself.

    What was held is published, or with --keep-back never is. Who confirmed and how is written into
    a log that only grows. Domains and networks that gave the signal count as the source's own from
    now on.

    Exit status: 0 done; 2 the source is in no quarantine, or a question was left unanswered;
    3 a fetch is running.
    """
    from aggregator.cli import explain  # noqa: PLC0415 — the two files are one program
    from aggregator.parse.text import one_line  # noqa: PLC0415
    from aggregator.store.quarantine import Release  # noqa: PLC0415

    who, channel = one_line(confirmed_by), one_line(how)
    if not who or not channel:
        raise click.BadParameter("say who has confirmed it (--confirmed-by) and how (--how)")
    count = explain(_release)(options, Release(source, who, channel, not keep_back))
    rest = "what was held is kept back for good" if keep_back else f"{count} held articles go on"
    click.echo(f"{source} is released: {rest}; its feeds are asked anew in the next round")


def _release(options: Any, release: Any) -> int:
    from aggregator.store.archive import Archive  # noqa: PLC0415 — start-up time
    from aggregator.store.opening import fetch_lock, open_archive  # noqa: PLC0415
    from aggregator.store.publication import publish  # noqa: PLC0415

    registry = options.registry()
    with fetch_lock(options.folder):
        archive = Archive(open_archive(options.folder))
        try:
            count = archive.quarantine.release(release, system_clock())
        except KeyError as error:
            raise click.BadParameter(
                f"{release.source!r} is in no quarantine. "
                "Remedy: see `aggregator sources quarantined`."
            ) from error
        finally:
            archive.close()
    publish(options.folder, registry)
    return count
