"""``aggregator stories``: what a person says of stories, recorded for good, and what stands."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import click

from aggregator.clock import system_clock, to_iso


@click.group("stories")
def stories_group() -> None:
    """Show a story; merge, split or pin stories, reject an edge. Articles are named by their keys,
    as they stand in the addresses /article/KEY."""


def _who_and_why(command: Any) -> Any:
    """The two options that every decision needs."""
    by = click.option("--by", required=True, help="Who decides: a role, not a private name.")
    reason = click.option("--reason", required=True, help="Why, in one sentence. It is published.")
    return by(reason(command))


@stories_group.command("show")
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: all of it.")
@click.pass_obj
def show_story(options: Any, key: str, as_json: bool) -> None:
    """The story in which the article KEY stands: number, roles, edges, history, decisions.

    Exit status: 0 shown; 1 no story has this article.
    """
    from aggregator.cli import explain  # noqa: PLC0415 — the two files are one program
    from aggregator.store.reading_stories import story_with  # noqa: PLC0415 — start-up time

    found = explain(story_with)(options.folder, key)
    if found is None:
        click.echo(f"No story has the article {key!r}. Remedy: look for the key on the site.")
        raise SystemExit(1)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in found["lines"]:
        click.echo(line)


@stories_group.command("merge")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@_who_and_why
@click.pass_obj
def merge(options: Any, keys: tuple[str, ...], by: str, reason: str) -> None:
    """Make the stories of the articles KEY... one, whatever the rules find."""
    if len(set(keys)) < 2:
        raise click.BadParameter("name articles of at least two stories")
    _decide(options, _Word("merge", keys, by, reason, whole=True))


@stories_group.command("split")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@_who_and_why
@click.pass_obj
def split(options: Any, keys: tuple[str, ...], by: str, reason: str) -> None:
    """Take the articles KEY... out of their story; they stay apart from the rest of it."""
    _decide(options, _Word("split", keys, by, reason))


@stories_group.command("pin")
@click.argument("key")
@_who_and_why
@click.pass_obj
def pin(options: Any, key: str, by: str, reason: str) -> None:
    """Keep the story of the article KEY as it is: nothing leaves it and nothing joins it."""
    _decide(options, _Word("pin", (key,), by, reason, whole=True))


@stories_group.command("reject-edge")
@click.argument("rule", type=click.Choice([f"I{number}" for number in range(1, 9)]))
@click.argument("taker")
@click.argument("giver")
@_who_and_why
@click.pass_obj
def reject_edge(options: Any, rule: str, taker: str, giver: str, by: str, reason: str) -> None:
    """Say that the edge by RULE from TAKER to GIVER is none; both as `stories show` names them."""
    _decide(options, _Word("reject-edge", (taker,), by, reason, (giver,), rule))


@dataclass(frozen=True, slots=True)
class _Word:
    """What a person says; ``whole`` where it is said of the whole stories of the articles."""

    what: str
    keys: tuple[str, ...]
    by: str
    reason: str
    others: tuple[str, ...] = ()
    rule: str = ""
    whole: bool = False


def _decide(options: Any, word: _Word) -> None:
    from aggregator.cli import explain  # noqa: PLC0415 — the two files are one program
    from aggregator.parse.text import one_line  # noqa: PLC0415

    word = replace(word, by=one_line(word.by), reason=one_line(word.reason))
    if not word.by or not word.reason:
        raise click.BadParameter("say who decides (--by) and why (--reason)")
    explain(_record)(options, word)
    click.echo(f"{word.what} is recorded; stories and news.db are up to date")


def _record(options: Any, word: _Word) -> None:
    from aggregator.linking import Linker, surroundings_of  # noqa: PLC0415 — start-up time
    from aggregator.store.archive import Archive  # noqa: PLC0415
    from aggregator.store.opening import fetch_lock, open_archive  # noqa: PLC0415
    from aggregator.store.publication import publish  # noqa: PLC0415
    from aggregator.store.source_log import as_held  # noqa: PLC0415
    from aggregator.store.story_said import Said  # noqa: PLC0415

    registry, now = options.registry(), system_clock()
    with fetch_lock(options.folder):
        archive = Archive(open_archive(options.folder))
        try:
            store = archive.stories
            known = store.ids_of(word.keys)
            unknown = [key for key in word.keys if key not in known]
            if unknown:
                raise click.BadParameter(f"no article has the key {unknown[0]!r}")
            whole = store.with_their_stories(word.keys)
            named = whole if word.whole else word.keys
            rest = word.others
            if word.what == "split":
                rest = tuple(key for key in whole if key not in word.keys)
            moment = to_iso(now)
            store.say(Said(moment, word.by, word.what, named, rest, word.rule, word.reason))
            held = as_held(options.folder, registry)
            Linker(archive, surroundings_of(held, now.date()), now).run()
        finally:
            archive.close()
        publish(options.folder, registry, now)
