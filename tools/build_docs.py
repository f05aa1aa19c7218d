"""Writes everything in the repository that is made from the code, with one command.

python -m tools.build_docs           # write what is stale, name it
python -m tools.build_docs --check   # write nothing; exit status 1 where a file is stale

Generated parts stand between ``<!-- begin NAME ... -->`` and ``<!-- end NAME -->``; the words
around them are written by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import click

from aggregator.cli import main as aggregator
from aggregator.health import Extraction, State, Watch
from aggregator.model import Feed, FetchSettings
from aggregator.schedule.feeds import Limits, failure_weight, pause
from aggregator.store.public_schema import FTS, TABLES
from aggregator.store.public_table import Table
from demo.__main__ import main as demo
from tools import build_feeds_schema, build_metadata

ROOT = Path(__file__).resolve().parents[1]
_WIDTH = 88
"""Columns of the help texts: fits a printed page, and no longer depends on a terminal."""
_TARGET = re.compile(r"^([a-z-]+):.*?## (.+)$", re.M)


def main(arguments: list[str]) -> int:
    """Writes what is stale; with ``--check`` only says what is. Exit status 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.build_docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    stale = list(stale_files(ROOT))
    for path, text in stale:
        name = path.relative_to(ROOT)
        if check:
            print(f"{name} is stale: run make docs", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    return 1 if stale and check else 0


def stale_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Every file below ``root`` that differs from what the code says, with its right text.

    Raises ``ValueError`` where a document has lost its markers.
    """
    for path, make in _files(root):
        now = path.read_text(encoding="utf-8") if path.exists() else ""
        wanted = make(now)
        if now != wanted:
            yield path, wanted


def _files(root: Path) -> Iterator[tuple[Path, Callable[[str], str]]]:
    """The files that are made, wholly or in part: each with a function from its text now."""
    docs = root / "docs"
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    yield (
        docs / "commands.md",
        lambda text: with_part(
            with_part(text, "make", make_targets(makefile)), "commands", help_()
        ),
    )
    yield docs / "tables.md", lambda text: with_part(text, "tables", tables())
    yield (
        docs / "health.md",
        lambda text: with_part(
            with_part(with_part(text, "states", states()), "pages", pages()), "watch", watch()
        ),
    )
    yield docs / "feeds.schema.json", lambda _: build_feeds_schema.schema_text()
    yield docs / "feeds-yaml.md", build_feeds_schema.with_reference
    yield root / "metadata.json", lambda _: build_metadata.text()


def with_part(text: str, name: str, part: str) -> str:
    """``text`` with the part called ``name`` written anew.

    Raises ``ValueError`` where its markers are missing.
    """
    pattern = re.compile(rf"(<!-- begin {name}\b[^>]*-->\n).*?(<!-- end {name} -->)", re.S)
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"markers are missing: <!-- begin {name} --> and <!-- end {name} -->")
    return f"{text[: found.start()]}{found[1]}\n{part.strip()}\n\n{found[2]}{text[found.end() :]}"


# --- commands ------------------------------------------------------------------------------


def make_targets(makefile: str) -> str:
    """The targets of the Makefile that a person calls, as a table."""
    rows = [(f"`make {name}`", says) for name, says in _TARGET.findall(makefile)]
    return _table(("command", "what it does"), rows)


def help_() -> str:
    """The help of every command and subcommand, at one width."""
    parts = []
    for context in (*contexts(aggregator, "aggregator"), *contexts(demo, "python -m demo")):
        text = context.command.get_help(context)
        parts += [f"### {context.command_path}", "", "```text", text, "```", ""]
    return "\n".join(parts)


def contexts(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """A context for ``command`` and for everything below it, in the order of the help."""
    context = click.Context(
        command, parent=parent, info_name=name, terminal_width=_WIDTH, **command.context_settings
    )
    yield context
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            child = command.get_command(context, below)
            if child is not None:
                yield from contexts(child, below, context)


# --- tables --------------------------------------------------------------------------------


def tables() -> str:
    """Every public table with its columns and indexes."""
    parts = []
    for table in TABLES:
        parts += [f"### {table.name}", "", table.says, "", _key_line(table), ""]
        rows = [
            (f"`{c.name}`", c.type, c.says + (f" → `{c.references}`" if c.references else ""))
            for c in table.columns
        ]
        parts += [_table(("column", "type", "what it says"), rows), ""]
        if table.indexes:
            listed = "; ".join(f"`{', '.join(columns)}`" for columns in table.indexes)
            parts += [f"Indexes: {listed}.", ""]
    return "\n".join(parts)


def _key_line(table: Table) -> str:
    words = [f"Primary key: `{', '.join(table.key)}`."]
    if table.label:
        words.append(f"Shown as: `{table.label}`.")
    if table.name == "articles":
        words.append(f"Full-text index: `{FTS}`, whose `rowid` is `articles.id`.")
    return " ".join(words)


# --- health --------------------------------------------------------------------------------


def states() -> str:
    """Every state of a feed: whether it is a failure, when it is asked again, the remedy."""
    rows = [
        (f"`{state}`", "yes" if state.failure else "no", _again(state), state.remedy)
        for state in State
    ]
    return _table(("state", "failure", "asked again after", "what to do"), rows)


def _again(state: State) -> str:
    """Asked of the schedule itself: after the first failure, and at most."""
    if state in {State.NEVER, State.DISABLED}:
        return "at once" if state is State.NEVER else "never"
    if state is State.WAITING:
        return "the pause that the host asked for"
    if not state.failure or state is State.QUARANTINED:
        return "its own interval"
    limits = Limits.of(Feed("", "", "", "", "P", True), FetchSettings(""))
    first = pause(state, failure_weight(state, None), limits)
    most = pause(state, 1_000, limits, again=True)
    if state is State.HTTP:
        return f"1¼ to 2 hours, growing up to {_hours(most)}"
    return _hours(first) if first == most else f"{_hours(first)}, then up to {_hours(most)}"


def _hours(pause: timedelta) -> str:
    hours = pause / timedelta(hours=1)
    if hours >= 24:
        return "1 day" if hours == 24 else f"{hours / 24:g} days"
    return f"{hours:g} hours".replace(".25", "¼").replace(".5", "½")


def pages() -> str:
    """Every word for what became of an article's page."""
    rows = [(f"`{word}`", word.remedy) for word in Extraction]
    return _table(("word", "what to do"), rows)


def watch() -> str:
    """Every word for how a page is watched after it was read."""
    return _table(("word", "what it means"), [(f"`{word}`", word.remedy) for word in Watch])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in escaped)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
