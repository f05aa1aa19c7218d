"""``aggregator sources show`` and ``review``: one record in full, and what is to be done."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aggregator.cli_sources import sources_group
from aggregator.clock import system_clock


@sources_group.command("show")
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="Print it for a program.")
@click.pass_obj
def show_source(options: Any, source: str, as_json: bool) -> None:
    """The whole record of SOURCE: who it is, who vouches, what is known and what is not, and
    which rule gives it its letter."""
    from aggregator.cli import explain, known_sources  # noqa: PLC0415 — one program
    from aggregator.credibility.letters_record import records  # noqa: PLC0415 — start-up time
    from aggregator.credibility.ties import ties  # noqa: PLC0415
    from aggregator.sources import report, report_vetting  # noqa: PLC0415
    from aggregator.store.source_log import as_held, log_of  # noqa: PLC0415

    registry = explain(options.registry)()
    known_sources(registry, (source,))
    held = explain(as_held)(options.folder, registry)
    names = {each.id: each.name for each in held.sources}
    own = [record for record in records(held) if record.source == source]
    first, *rest = report.record(next(s for s in held.sources if s.id == source))
    sections = [
        first,
        *report_vetting.letter_sections(own, system_clock().date()),
        *rest,
        report_vetting.tie_section(source, ties(held), names),
        report_vetting.log_section(explain(log_of)(options.folder, source)),
    ]
    if as_json:
        found = [{"title": each.title, "entries": each.entries} for each in sections]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    for section in sections:
        console.print(Text(section.title, "bold"))
        for label, value in section.entries:
            console.print(Text(f"  {label}: {value}" if value else f"  {label}"), soft_wrap=True)


@sources_group.command("review")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of this day, not today.")
@click.option("--json", "as_json", is_flag=True, help="Print it for a program.")
@click.pass_obj
def review_sources(options: Any, names: tuple[str, ...], day: Any, as_json: bool) -> None:
    """What is to be done about the records of the named SOURCEs, or of all: reviews that are due,
    what is missing for the next letter, what has lapsed, and which letters the next publication
    would change."""
    from aggregator.cli import explain, known_sources  # noqa: PLC0415 — one program
    from aggregator.credibility.letters_review import tasks  # noqa: PLC0415 — start-up time
    from aggregator.store.source_log import as_held, pending_letters  # noqa: PLC0415

    registry = explain(options.registry)()
    known_sources(registry, names)
    held = explain(as_held)(options.folder, registry)
    on: date = day.date() if day else system_clock().date()
    moment = datetime(on.year, on.month, on.day, tzinfo=UTC)
    pending = explain(pending_letters)(options.folder, registry, moment)
    pending = [each for each in pending if not names or each[0] in names]
    found = [task for task in tasks(held, on) if not names or task.source in names]
    if as_json:
        changes = [{"source": source, **asdict(change)} for source, change in pending]
        answer = {"records": [asdict(each) for each in found], "changes": changes}
        click.echo(json.dumps(answer, default=str, ensure_ascii=False, indent=2))
        return
    _print_tasks(found)
    _print_changes(pending)


def _print_tasks(found: list[Any]) -> None:
    table = Table()
    for name in ("source", "letter", "due", "missing for the next letter"):
        table.add_column(name, overflow="fold", no_wrap=name == "source")
    for task in found:
        if task.letter is None:
            continue
        name = f"{task.source} ({task.scope})" if task.scope else task.source
        needs = f"{task.next_letter}: {', '.join(task.short)}" if task.next_letter else ""
        table.add_row(*(Text(cell) for cell in (name, task.letter, task.due, needs)))
    Console(highlight=False).print(table)
    lapsed = [(task, words) for task in found for words in task.lapsed]
    click.echo("Lapsed:" if lapsed else "Nothing has lapsed.")
    for task, words in lapsed:
        click.echo(f"  {task.source}: {words}")
    click.echo("V1 to V12 are the questions in docs/credibility.md; `sources show ID` says more.")


def _print_changes(pending: list[tuple[str, Any]]) -> None:
    if not pending:
        return
    click.echo("\nLetters that the next publication changes:")
    for source, change in pending:
        name = f"{source} ({change.scope})" if change.scope else source
        click.echo(f"  {name}: {change.before} -> {change.after}\n    {change.why}")
    click.echo(
        "Where one gets worse, the source gets the draft 14 days before; only a suspected "
        "takeover is acted on at once."
    )
