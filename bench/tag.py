"""What all tags of an article cost, beside trafilatura on the article's own page.

Every page is read by trafilatura and then tagged, part after part, so that whatever else the
machine does weighs on both. Each round has pages of its own: no text is met twice. The sum of
the parts is "all tags"; the words of a text are cut once for all of them, as they are in use.

The pages repeat their phrases, which suits tables of remembered words. So the tags of prose
are measured as well (bench/tag_prose.py, and the texts of ../shared where they are), every text
once, in a process that has met none of them. CPU time throughout.
"""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from aggregator.sources import load
from aggregator.tag.organisations import Alias, aliases_of
from bench.alone import extract
from bench.figures import SHARED, skipped
from bench.pages import make_page, make_report
from bench.tag_prose import ARTICLES
from bench.targets import Figure

ROOT = Path(__file__).parents[1]
PARTS = ("words", "language", "places", "topics", "organisations", "figures")
"""What is timed one after the other. ``words`` is the cut of the text that the others share."""
SHARE = 0.15
START_CPU = 0.3  # seconds
START_MEMORY = 60.0  # MB
"""Targets of the task."""
LENGTH = 4_150
"""Characters to which the cost of prose is scaled: the mean article of ``bench.pages``."""
WARMING = 10
"""Pages read before the first round: tables load on first use."""
LARGE = 9_000
"""Bytes of an allocation at which malloc joins what trafilatura's trees have left free: 0.07 ms,
which trafilatura pays at its next page if nobody asks for that much before (measured over 4,000
pages: a page takes 0.054 ms less where it was done before). So it counts as trafilatura's."""
FRESH = 3
"""Fresh processes whose start-up is measured; their median counts."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of one article: trafilatura on its page (0 for prose), and each of PARTS."""

    characters: int
    trafilatura: float
    parts: tuple[float, ...]


def tag(title: str, text: str, sources: tuple[Alias, ...]) -> tuple[float, ...]:
    """CPU seconds of each of PARTS on one article."""
    # Imported late: a fresh process measures what these imports cost.
    from aggregator.model import document  # noqa: PLC0415
    from aggregator.tag.figures import find_figures  # noqa: PLC0415
    from aggregator.tag.language import detect  # noqa: PLC0415
    from aggregator.tag.organisations import find_organisations  # noqa: PLC0415
    from aggregator.tag.places import find_places  # noqa: PLC0415
    from aggregator.tag.topics import find_topics  # noqa: PLC0415
    from aggregator.tag.words import words_of_article  # noqa: PLC0415

    clock = time.process_time
    times = [clock()]
    _ = words_of_article(title, text).index
    times.append(clock())
    language = detect(document(title, text))
    times.append(clock())
    find_places(title, text)
    times.append(clock())
    find_topics(title, text, language)
    times.append(clock())
    mentions = find_organisations(title, text, sources)
    times.append(clock())
    find_figures(title, text, language, mentions)
    times.append(clock())
    return tuple(later - earlier for earlier, later in pairwise(times))


def read(number: int, sources: tuple[Alias, ...]) -> Cost:
    """The page of that number, extracted and tagged."""
    report = make_report(number)
    url = f"https://site.example/{number}"
    page = make_page(report, url)
    begun = time.process_time()
    _, text = extract((url, page))
    _ = bytes(LARGE)
    extracted = time.process_time() - begun
    return Cost(len(text), extracted, tag(report.title, text, sources))


def rounds(articles: int, count: int, sources: tuple[Alias, ...]) -> list[list[Cost]]:
    """The costs of every page, round by round."""
    for number in range(WARMING):
        read(number, sources)
    gc.collect()
    gc.freeze()  # as the workers do: no collection walks through the tables
    starts = range(WARMING, WARMING + articles * count, articles)
    return [[read(number, sources) for number in range(s, s + articles)] for s in starts]


def share(costs: Sequence[Cost], part: slice) -> float:
    """Some parts of the tags in proportion to trafilatura, over the articles of one round."""
    tags = sum(sum(cost.parts[part]) for cost in costs)
    return tags / sum(cost.trafilatura for cost in costs)


def on_pages(played: Sequence[Sequence[Cost]]) -> list[Figure]:
    """Medians over the rounds."""

    def median(of: Callable[[Sequence[Cost]], float]) -> float:
        return statistics.median(of(costs) for costs in played)

    def each(of: Callable[[Cost], float]) -> float:
        return median(lambda costs: 1000 * statistics.fmean(map(of, costs)))

    found = [
        Figure("pages: characters of text", each(lambda c: c.characters) / 1000, "{:.0f}"),
        Figure("pages: trafilatura", each(lambda c: c.trafilatura), "{:.2f} ms"),
    ]
    for number, name in enumerate(PARTS):
        one = slice(number, number + 1)
        ratio = median(lambda costs, one=one: share(costs, one))  # type: ignore[misc]
        time_of = each(lambda cost, one=one: sum(cost.parts[one]))  # type: ignore[misc]
        found.append(Figure(f"pages: {name} ({ratio:.1%})", time_of, "{:.2f} ms"))
    found.append(Figure("pages: all tags", each(lambda c: sum(c.parts)), "{:.2f} ms"))
    ratio = median(lambda costs: share(costs, slice(None)))
    found.append(Figure("pages: all tags / trafilatura", ratio, "{:.1%}", SHARE))
    return found


def on_prose(name: str, costs: Sequence[Cost]) -> list[Figure]:
    """Each part over all texts together, scaled to LENGTH characters."""
    scale = 1000 * LENGTH / sum(cost.characters for cost in costs)
    sums = [scale * sum(cost.parts[number] for cost in costs) for number in range(len(PARTS))]
    found = [
        Figure(f"{name}: {part}", spent, "{:.2f} ms")
        for part, spent in zip(PARTS, sums, strict=True)
    ]
    return [*found, Figure(f"{name}: all tags", sum(sums), "{:.2f} ms")]


def shared_texts(most: int) -> list[tuple[str, str]]:
    """Title and text of speeches and news reports, taken evenly from ../shared."""
    folder = SHARED / "data" / "tagging"
    if not folder.is_dir():
        skipped("tags of the texts in ../shared", f"{folder} is absent")
        return []
    found = [
        (entry.get("name", ""), entry["text"])
        for file in ("headlines-dev.json", "speeches-dev.json")
        for entry in json.loads((folder / file).read_text("utf-8"))
        if len(entry.get("text", "")) > LENGTH / 4
    ]
    return found[:: -(-len(found) // most)]


def started(sources: tuple[Alias, ...]) -> tuple[float, float]:
    """CPU seconds and MB that the tagger takes in a process of its own, median of FRESH."""
    command = [sys.executable, "-m", "bench.tag_start"]
    given = json.dumps([[alias.organisation, alias.name] for alias in sources])
    answers: list[dict[str, Any]] = []
    for _ in range(FRESH):
        ended = subprocess.run(
            command, input=given, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
        )
        answers.append(json.loads(ended.stdout))
    cpu = statistics.median(answer["cpu"] for answer in answers)
    return cpu, statistics.median(answer["memory"] for answer in answers)


def on_start(sources: tuple[Alias, ...]) -> list[Figure]:
    """What a process pays before its first article is tagged."""
    cpu, memory = started(sources)
    return [
        Figure("start-up: CPU", cpu, "{:.2f} s", START_CPU),
        Figure("start-up: memory", memory, "{:.0f} MB", START_MEMORY),
    ]


def once(articles: Iterable[tuple[str, str]], sources: tuple[Alias, ...]) -> list[Cost]:
    """The tags of texts without pages."""
    return [Cost(len(text), 0.0, tag(title, text, sources)) for title, text in articles]


@click.command(help=__doc__)
@click.option("--articles", default=60, show_default=True, type=click.IntRange(1))
@click.option("--rounds", "count", default=5, show_default=True, type=click.IntRange(1))
@click.option("--gate", is_flag=True, help="Exit status 1 where a target is missed.")
def main(articles: int, count: int, gate: bool) -> None:
    """Measures and prints."""
    sources = aliases_of(load(ROOT / "feeds.yaml").sources)
    found = on_pages(rounds(articles, count, sources))
    found += on_prose("prose", once(ARTICLES, sources))
    real = once(shared_texts(200), sources)
    if real:
        found += on_prose("shared", real)
    found += on_start(sources)
    click.echo("\n".join(figure.line() for figure in found))
    if gate and not all(figure.reached for figure in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
