"""``aggregator tag``: what the tagger finds in a text, and why."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click

from aggregator import sources
from aggregator.cli import Options, console, explain
from aggregator.clock import system_clock


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--title", default="", help="Title of the text; its words count threefold.")
@click.option(
    "--published", type=click.DateTime(["%Y-%m-%d"]), help="Day of publication, YYYY-MM-DD."
)
@click.option(
    "--on",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day for which to say what was occupied, YYYY-MM-DD. Default: --published, or today.",
)
@click.option("--general", is_flag=True, help="The source does not write about Ukraine only.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.pass_obj
@explain
def tag(
    options: Options,
    file: Any,
    title: str,
    published: datetime | None,
    on: datetime | None,
    general: bool,
    as_json: bool,
) -> None:
    """Print language, regions, topics, organisations and figures of FILE (- for standard
    input), with the words that caused them."""
    from aggregator import terminal  # noqa: PLC0415 — start-up time
    from aggregator.model import document  # noqa: PLC0415
    from aggregator.parse.text import clean, one_line  # noqa: PLC0415
    from aggregator.rules.names import aliases_of  # noqa: PLC0415
    from aggregator.tag import tag_article  # noqa: PLC0415
    from aggregator.tag.claims import find_claims  # noqa: PLC0415

    try:
        text = clean(file.read())
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name} is not UTF-8 text: {error}") from error
    heading = one_line(title)
    day: date | None = published.date() if published else None
    tags = tag_article(heading, text, published=day, focus=not general)
    known = sources.load(options.feeds).sources if options.feeds.exists() else ()
    claims = find_claims(heading, text, tags.language, aliases_of(known))
    then = on.date() if on else (day or system_clock().date())
    if as_json:
        found = terminal.tags_as_values(tags, claims, then)
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        terminal.print_tags(console(), document(heading, text), tags, claims, then)
