"""What a terminal shows stays readable, however wide it is."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from aggregator.cli import main
from aggregator.health import State
from aggregator.terminal import LONGEST_LINE, print_finding, what_to_do
from tests.origin import faults
from tests.origin.server import Origin
from tests.pipeline.lines import Item, SampleLine

WIDTHS = (60, 80, 120)
LONG = "https://site.example/" + "a/very/long/address/" * 6 + "feed.xml"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin() as origin:
        line = SampleLine(origin, tmp_path)
        line.publish_feed([Item("one", "Sample: a trial in Simferopol", guid="1")])
        origin.answer("/bad", faults.status(404))
        line.write(["/feed", "/bad"])
        yield line


def lines_of(width: int, state: State, brought: str, detail: str) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    feed = "an-organisation-with-a-long-name/reports-of-the-last-months"
    print_finding(console, feed, state, brought, what_to_do(state, detail))
    return out.getvalue().splitlines()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", State)
def test_every_state_and_remedy_keeps_its_words_whole_and_its_lines_long(
    width: int, state: State
) -> None:
    shown = lines_of(width, state, "30 entries, newest 2026-11-20, not enabled", "HTTP 404 there")
    assert max(map(len, shown)) <= min(width, LONGEST_LINE)
    assert not any(text != text.rstrip() for text in shown)
    words = " ".join(text.strip() for text in shown).split()
    for word in f"{state}, 30 entries, newest 2026-11-20, not enabled".split():
        assert word in words
    if state.failure:
        below = [text for text in shown if text.startswith("  ") and not text.startswith("   ")]
        told = " ".join(text.strip() for text in below)
        assert told == f"HTTP 404 there. {state.remedy}"
        # No narrow column: each line but the last takes what the next word leaves room for.
        for text, following in itertools.pairwise(below):
            room = min(width, LONGEST_LINE) - len(text)
            assert room <= len(following.split()[0])


@pytest.mark.parametrize("width", WIDTHS)
def test_an_address_longer_than_a_line_loses_no_letter(width: int) -> None:
    shown = lines_of(width, State.HTTP, "", f"HTTP 404 at {LONG}")
    assert max(map(len, shown)) <= width
    assert LONG in "".join(text.strip() for text in shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_check_of_sources_reads_well_at_any_width(line: SampleLine, width: int) -> None:
    base = ["--feeds", str(line.feeds), "--db", str(line.db), "--allow-address", "127.0.0.0/8"]
    shown = CliRunner().invoke(main, [*base, "sources", "check"], env={"COLUMNS": str(width)})
    assert shown.exit_code == 0, shown.output
    found = shown.output.partition("No disabled feed")[0].splitlines()
    assert found[0].startswith("sample/feed: working, 1 entry")
    assert found[1] == "sample/bad: HTTP error"
    told = " ".join(text.strip() for text in found[2:])
    assert told.endswith(State.HTTP.remedy)
    assert len(found) <= (4 if width == 60 else 3)
