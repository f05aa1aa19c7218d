from __future__ import annotations

import importlib.util
import re
import textwrap

import click
import pytest

from aggregator.cli import main as aggregator
from demo.__main__ import main as demo
from tests.docs.documents import ROOT, calls, documents, text

NAMES = [str(path.relative_to(ROOT)) for path in documents()]
TARGETS = re.findall(r"^([a-z][a-z-]*):", text(ROOT / "Makefile"), re.M)


def fault(
    command: click.Command, words: list[str], parent: click.Context | None = None
) -> str | None:
    """What is wrong with calling ``command`` with ``words``; nothing is run."""
    # With its parent, because a command takes from there what its help option is called, and
    # click remembers that for everybody who asks later.
    context = click.Context(
        command, parent=parent, info_name=command.name, **command.context_settings
    )
    words = [word for word in words if word not in {"…", "..."}]
    try:
        _, rest, _ = command.make_parser(context).parse_args(words)
    except click.UsageError as error:
        return error.format_message()
    if isinstance(command, click.Group):
        if not rest:
            return None
        below = command.get_command(context, rest[0])
        return f"no command {rest[0]!r}" if below is None else fault(below, rest[1:], context)
    return f"unexpected words: {rest}" if rest else None


@pytest.mark.parametrize("name", NAMES)
def test_every_call_of_the_program_in_a_document_can_be_typed(name: str) -> None:
    markdown = text(ROOT / name)
    for program, command in ((("aggregator",), aggregator), (("python", "-m", "demo"), demo)):
        for line, words in calls(markdown, *program):
            assert fault(command, words) is None, f"{line}: {fault(command, words)}"


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_in_a_document_exists(name: str) -> None:
    for line, words in calls(text(ROOT / name), "make"):
        for word in words:
            assert "=" in word or word in TARGETS, line


@pytest.mark.parametrize("name", NAMES)
def test_every_module_that_a_document_runs_exists(name: str) -> None:
    for module in re.findall(r"python3? -m ([a-z_.]+)", text(ROOT / name)):
        assert importlib.util.find_spec(module.rstrip(".")), module


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("aggregator --db x fetch --all hrw", False),
        ("aggregator up --port 80 && aggregator serve", False),
        ("sudo -x; .venv/bin/aggregator sources show zmina | head", False),
        ("AGGREGATOR_DB=x aggregator health --json > feeds.json  # every feed", False),
        ("aggregator fetch --everything", True),
        ("aggregator fetch --all && aggregator sevre", True),
        ("aggregator sources show zmina hrw", True),
        ("aggregator publish now", True),
    ],
)
def test_a_call_that_cannot_be_typed_is_found(line: str, wrong: bool) -> None:
    for markdown in (f"```sh\n{line}\n```\n", f"See:\n\n    {line}\n", f"Type `{line}`."):
        faults = [fault(aggregator, words) for _, words in calls(markdown, "aggregator")]
        assert faults, markdown
        assert any(faults) is wrong, (textwrap.shorten(markdown, 60), faults)
