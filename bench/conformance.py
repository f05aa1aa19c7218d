"""Runs our parser over the feed suites of others: ``python -m bench.conformance``.

A row or a named error for every file, never a traceback; and every way in which our reading
differs from feedparser's own default, counted by kind (docs/conformance.md explains each).
The parser runs where it always runs: in a worker process with limits of time and memory.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click

from aggregator.health import State
from aggregator.model import Document, FetchSettings, ParsedFeed, Retrieval
from aggregator.work import parse_document
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError
from bench.conformance_compare import Reference, differences, reference
from bench.conformance_suites import (
    W3C,
    Case,
    MissingSuiteError,
    download_feedparser,
    feedparser_cases,
    w3c_cases,
)

EXPLANATIONS = Path(__file__).parents[1] / "docs" / "conformance.md"
_LIMIT = 10.0
"""Seconds for one document; the largest of these suites takes a tenth of one."""
_MOST_ENTRIES = FetchSettings(contact="none").max_entries
_AT_ONCE = 64
"""Documents handed to the workers ahead of time, so that they never wait for this process."""


@dataclass(slots=True)
class Tally:
    """What came of the files of one suite."""

    files: int = 0
    rows: int = 0
    with_rows: int = 0
    lost: int = 0  # entries that feedparser has and we have not
    states: Counter[str] = field(default_factory=Counter)
    tracebacks: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, case: Case, ours: ParsedFeed | Exception, theirs: Reference | str) -> None:
        """Counts one file. An exception as ``ours`` is a traceback; that as ``theirs`` a kind."""
        self.files += 1
        if isinstance(ours, Exception):
            self.tracebacks.append(f"{case.name}: {type(ours).__name__}: {ours}")
            return
        self.rows += len(ours.entries)
        self.with_rows += bool(ours.entries)
        if not ours.entries:
            self.states[str(ours.state)] += 1
        if isinstance(theirs, Reference):
            self.lost += max(0, len(theirs.rows) - len(ours.entries))
        kinds = [theirs] if isinstance(theirs, str) else differences(ours, theirs)
        for kind in kinds:
            self.kinds[kind] += 1
            self.places[kind].append(case.name)


async def run(cases: Iterable[Case]) -> dict[str, Tally]:
    """Reads every case with our parser and with feedparser's default, in worker processes."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    async with Workforce(0, _LIMIT, ("aggregator.parse", "bench.conformance_compare")) as force:
        for group in _groups(cases, _AT_ONCE):
            ours = await asyncio.gather(*(_ours(force, case) for case in group))
            theirs = await asyncio.gather(*(_theirs(force, case) for case in group))
            for case, mine, other in zip(group, ours, theirs, strict=True):
                tallies[case.suite].add(case, mine, other)
    return dict(tallies)


async def _ours(force: Workforce, case: Case) -> ParsedFeed | Exception:
    try:
        return await force.run(
            parse_document,
            Retrieval(),
            Document(case.body, case.content_type, case.url, date.min),
            _MOST_ENTRIES,
        )
    except (WorkTimeoutError, WorkCrashedError) as error:
        # The line names these too: a document that kills its worker is a broken feed.
        return ParsedFeed(State.BROKEN, detail=f"reading the document: {error}")
    except Exception as error:  # whatever it is, it is what this program looks for
        return error


async def _theirs(force: Workforce, case: Case) -> Reference | str:
    try:
        return await force.run(reference, case.body, case.content_type, case.url)
    except Exception as error:  # feedparser's own faults are a kind like the others
        return f"feedparser itself raises {type(error).__name__}"


def _groups(cases: Iterable[Case], size: int) -> Iterator[list[Case]]:
    group: list[Case] = []
    for case in cases:
        group.append(case)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def report(tallies: dict[str, Tally], places: int) -> list[str]:
    """The figures as lines: a table per suite, then the kinds of disagreement."""
    lines = []
    for suite, tally in tallies.items():
        without = ", ".join(f"{count} {state}" for state, count in tally.states.most_common())
        lines.append(
            f"{suite}: {tally.files} files, {tally.with_rows} with entries "
            f"({tally.rows} rows), {tally.files - tally.with_rows} without: {without or 'none'}; "
            f"lost={tally.lost}; tracebacks={len(tally.tracebacks)}"
        )
        lines += [f"  TRACEBACK {line}" for line in tally.tracebacks]
        for kind, count in tally.kinds.most_common():
            lines.append(f"  {count:5} x {kind}")
            lines += [f"            {name}" for name in tally.places[kind][:places]]
    return lines


def unexplained(tallies: dict[str, Tally], page: str) -> list[str]:
    """The kinds of disagreement that no row of the table in ``page`` begins to name."""
    rows = re.findall(r"^\| ([a-z][^|]*?: [^|]*?) \|", page, re.M)
    kinds = sorted({kind for tally in tallies.values() for kind in tally.kinds})
    return [k for k in kinds if not k.removeprefix("feed ").startswith(tuple(rows))
            and not k.startswith(tuple(rows))]  # fmt: skip


def _all_cases(feedparser: Path | None, w3c: Path, folder: Path) -> Iterator[Case]:
    try:
        yield from w3c_cases(w3c)
    except MissingSuiteError as missing:
        click.echo(f"skipped {missing}", err=True)
    try:
        yield from feedparser_cases(feedparser or download_feedparser(folder))
    except MissingSuiteError as missing:
        click.echo(f"skipped {missing}", err=True)


@click.command(help=__doc__)
@click.option("--feedparser", type=click.Path(path_type=Path), help="its .tar.gz; else pip has it")
@click.option("--w3c", type=click.Path(path_type=Path), default=W3C, help="the W3C archive")
@click.option("--places", default=0, help="name so many files for each kind of disagreement")
@click.option("--gate", is_flag=True, help="exit status 1 where a disagreement is unexplained")
def main(feedparser: Path | None, w3c: Path, places: int, gate: bool) -> None:
    """Prints the figures; exit status 1 where any file ended in a traceback,
    or (gate) differs in a way that docs/conformance.md does not explain."""
    with tempfile.TemporaryDirectory() as folder:
        tallies = asyncio.run(run(_all_cases(feedparser, w3c, Path(folder))))
    for line in report(tallies, places):
        click.echo(line)
    unknown = unexplained(tallies, EXPLANATIONS.read_text(encoding="utf-8"))
    for kind in unknown:
        click.echo(f"NOT EXPLAINED in docs/{EXPLANATIONS.name}: {kind}")
    if (gate and unknown) or any(tally.tracebacks for tally in tallies.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
