"""Parsing real-sized feeds beside feedparser's default: ``python -m bench.parse``.

200 documents of our own (``bench/parse_feeds.py``), and whatever feeds lie in ../shared/data/feeds.
Ours is everything from bytes to entries: encoding, dates, links, plain text. feedparser is called
as its documentation says, which sanitises and resolves links. Both read each document, one right
after the other, in turns first; CPU of this process is counted. docs/benchmarks.md has the figures.
"""

from __future__ import annotations

import io
import json
import re
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
import feedparser

from aggregator.model import Entry, ParsedFeed
from aggregator.parse import parse_feed
from bench.child import ROOT
from bench.conformance_compare import differences, reference
from bench.figures import SHARED
from bench.line import surroundings
from bench.parse_feeds import Sample, make_feeds
from bench.targets import Figure

RATIO_AT_MOST = 0.35
_URL = "https://site.example/feed/"
_SUFFIXES = frozenset((".xml", ".rss", ".atom", ".rdf", ".feed"))
_ACTIVE = re.compile(r"<(?:script|iframe|style|object|img|a|p|div)\b|\bon\w+\s*=\s*[\"']", re.I)
"""What sanitising is for; no text of our samples speaks of it."""


@dataclass(slots=True)
class Times:
    """CPU seconds of one round, by document."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Ours by theirs, all documents together."""
        return sum(self.ours) / sum(self.theirs)


def shared_feeds(folder: Path = SHARED / "data" / "feeds") -> Iterator[Sample]:
    """The feeds of others that lie beside the repository, where there are any."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix in _SUFFIXES and path.is_file():
            yield Sample(path.name, path.read_bytes(), "application/xml")


def ours(sample: Sample) -> ParsedFeed:
    """Our reading."""
    return parse_feed(sample.body, sample.content_type, _URL)


def default(sample: Sample) -> None:
    """feedparser's reading, as its documentation calls it."""
    headers = {"content-type": sample.content_type, "content-location": _URL}
    feedparser.parse(io.BytesIO(sample.body), response_headers=headers)


def seconds(call: Callable[[Sample], object], sample: Sample) -> float:
    """CPU time of one call."""
    begun = time.process_time()
    call(sample)
    return time.process_time() - begun


def one_round(samples: Sequence[Sample], number: int) -> Times:
    """Each document with both."""
    times = Times()
    for at, sample in enumerate(samples):
        if (at + number) % 2:
            times.ours.append(seconds(ours, sample))
            times.theirs.append(seconds(default, sample))
        else:
            times.theirs.append(seconds(default, sample))
            times.ours.append(seconds(ours, sample))
    return times


def active(entry: Entry) -> bool:
    """Whether anything that a browser would act on is left in a text of ``entry``."""
    texts = (entry.title, entry.summary, entry.content, entry.author)
    return any(_ACTIVE.search(text) for text in texts if text)


def figures(samples: Sequence[Sample], rounds: Sequence[Times]) -> list[Figure]:
    """Everything that is printed."""
    read = [ours(sample) for sample in samples]
    unlike = sum(
        bool(differences(mine, reference(sample.body, sample.content_type, _URL)))
        for mine, sample in zip(read, samples, strict=True)
        if len(mine.entries) < 500
    )
    sizes = sorted(len(sample.body) for sample in samples)
    mine = [statistics.median(each) for each in zip(*(r.ours for r in rounds), strict=True)]
    theirs = [statistics.median(each) for each in zip(*(r.theirs for r in rounds), strict=True)]
    single = [a / b for a, b in zip(mine, theirs, strict=True)]
    ratio = statistics.median(each.ratio for each in rounds)
    return [
        Figure("documents", len(samples), "{:.0f}"),
        Figure("size: median", statistics.median(sizes) / 1e3, "{:.0f} kB"),
        Figure("size: 95 of 100 are below", sizes[int(len(sizes) * 0.95) - 1] / 1e3, "{:.0f} kB"),
        Figure("feedparser's default: CPU, mean", statistics.mean(theirs) * 1e3, "{:.1f} ms"),
        Figure("ours: CPU, mean", statistics.mean(mine) * 1e3, "{:.1f} ms"),
        Figure("ours: the slowest document", max(mine) * 1e3, "{:.0f} ms"),
        Figure("ours / default: CPU, all documents", ratio, "{:.3f} x", RATIO_AT_MOST),
        Figure("ours / default: median of single documents", statistics.median(single), "{:.3f} x"),
        Figure("documents without an entry", sum(not r.entries for r in read), "{:.0f}", 0),
        Figure("documents whose titles, links, ids differ", unlike, "{:.0f}", 0),
        Figure("entries in which markup is left", sum(active(e) for r in read for e in r.entries),
               "{:.0f}", 0),
    ]  # fmt: skip


@click.command(help=__doc__)
@click.option("--feeds", default=200, show_default=True, type=click.IntRange(1))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--gate", is_flag=True, help="Exit status 1 where a target is missed.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path),
    default=ROOT / "out" / "bench-parse.json", show_default="out/bench-parse.json",
)  # fmt: skip
def main(feeds: int, rounds: int, gate: bool, out: Path) -> None:
    """Measures and prints."""
    samples = list(make_feeds(feeds))
    sets = {"our samples": samples}
    if others := list(shared_feeds()):
        sets["../shared/data/feeds"] = others
    record, reached = {}, True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser warns of its own mapping
        for name, documents in sets.items():
            ours(documents[0]), default(documents[0])  # imports and caches
            found = figures(documents, [one_round(documents, n) for n in range(rounds)])
            click.echo(f"{name}:\n" + "\n".join(figure.line() for figure in found))
            record[name] = [{**asdict(figure), "reached": figure.reached} for figure in found]
            # The documents of others may well be broken, empty, or read better by one of the two.
            reached &= name != "our samples" or all(figure.reached for figure in found)
    out.parent.mkdir(parents=True, exist_ok=True)
    whole = {"where": surroundings(), "figures": record}
    out.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    if gate and not reached:
        sys.exit(1)


if __name__ == "__main__":
    main()
