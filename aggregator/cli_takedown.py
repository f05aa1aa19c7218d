"""``aggregator takedown``: one article, for good."""

from __future__ import annotations

from typing import Any

import click

from aggregator.cli import Options, explain, main
from aggregator.clock import system_clock


@main.command()
@click.argument("article", required=False)
@click.option("--by", help="Who decides: a role, not a private name.")
@click.option("--because", help="Why, in one sentence that names nobody. It is kept for good.")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@click.option("--log", "whole", is_flag=True, help="Show every article that was taken down.")
@click.option("--wipe", "wipe", is_flag=True, help="Only wipe the files again.")
@click.pass_obj
@explain
def takedown(
    options: Options,
    article: str | None,
    by: str | None,
    because: str | None,
    yes: bool,
    whole: bool,
    wipe: bool,
) -> None:
    """Take one ARTICLE down for good: its key, its page here, or its own address.

    Deleted are title, text, versions, address, tags, figures, its part in stories and its words in
    the index, in both files. It cannot be undone, and the article does not come back with its feed:
    a keyed hash refuses it. Kept are its key, when, who and why.

    Exit status: 0 done; 1 a file could not be wiped; 2 no such article, or a question was left
    unanswered or answered with no; 3 a fetch is running.
    """
    from aggregator import takedown as work  # noqa: PLC0415 — start-up time

    if whole:
        for line in (lines := work.taken_down(options.folder)):
            click.echo(f"{line.at} {line.key} by {line.who}: {line.why}")
        if not lines:
            click.echo("Nothing was ever taken down.")
        return
    registry = options.registry()
    if wipe:
        work.wipe_again(options.folder, registry, system_clock())
        click.echo("archive.db and news.db are wiped")
        return
    found = _the_one(work.find(options.folder, article or ""), article)
    reasons = work.Reasons(_answer(by, "Who decides (a role)"), _answer(because, "Why"))
    if not yes:
        _show(found)
        if not click.confirm("Take it down for good? This cannot be undone"):
            click.echo("Nothing was taken down.")
            raise SystemExit(2)
    work.take_down(options.folder, registry, [found], reasons, system_clock())
    _tell(found, options)


def _the_one(found: list[Any], word: str | None) -> Any:
    if not word:
        raise click.BadParameter("name an ARTICLE by its key, its page here, or its own address")
    if not found:
        raise click.BadParameter(
            "no article has this key or address. Remedy: look for the key on the site "
            "(/article/KEY); what was taken down already is in `aggregator takedown --log`."
        )
    if len(found) > 1:
        keys = ", ".join(f"{each.key} of {each.source}" for each in found)
        raise click.BadParameter(f"several articles have this address: {keys}. Name one by its key")
    return found[0]


def _answer(given: str | None, question: str) -> str:
    from aggregator.parse.text import one_line  # noqa: PLC0415

    answer = one_line(given if given is not None else click.prompt(question))
    if not answer:
        raise click.BadParameter("say who decides (--by) and why (--because)")
    return answer


def _show(found: Any) -> None:
    click.echo(f"{found.key} of {found.source}\n  {found.title}\n  {found.link or 'no address'}")


def _tell(found: Any, options: Options) -> None:
    click.echo(f"{found.key} is taken down; nothing of it is left in {options.folder}")
    if found.same_text:
        keys = " ".join(found.same_text)
        click.echo(f"The same text stands in other articles, which are left as they are: {keys}")
    click.echo("Copies of the folder elsewhere (backups) still hold it.")
