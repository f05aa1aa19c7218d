"""What one changed cue costs over an archive, beside a change that touches every article.

An archive of reports (``bench.pages``) is tagged as a round does it. Then it is told that older
rules had tagged it: rules without one cue, and rules that nobody kept. Both are followed by the
product's own code; CPU and wall time of this process and its workers.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
import time
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from aggregator.clock import system_clock
from aggregator.health import Extraction, State
from aggregator.identify import content_hash
from aggregator.model import (
    TAG_PARTS,
    Article,
    Context,
    Entry,
    FetchSettings,
    Reading,
    Registry,
    SiteSettings,
    Source,
)
from aggregator.pipeline import Retagged
from aggregator.reading import tag_text
from aggregator.retagging import bring_tags_up_to_date, remember_tagger
from aggregator.rules.versions import Versions
from aggregator.store.archive import Archive
from aggregator.store.opening import ARCHIVE, open_archive
from aggregator.store.records import FeedState
from aggregator.work import equip, tag_again
from aggregator.workforce import Workforce
from bench.pages import make_report

CUE = "abduct*"
"""The cue that the older rules lack: a word that one report in forty has."""


def fill(folder: Path, registry: Registry, articles: int) -> None:
    """An archive of so many reports, tagged."""
    equip(registry.sources)
    now = system_clock()
    archive = Archive(open_archive(folder))
    remember_tagger(registry, archive)
    state = FeedState("bench/feed", "https://site.example/", State.WORKING, now, 0, now, now)
    reports = [make_report(number) for number in range(articles)]
    entries = [Entry(str(n), f"https://site.example/{n}", r.title) for n, r in enumerate(reports)]
    archive.store_feed(state, "bench", entries, now)
    context = Context(own_names=("Bench",))
    for number, report in enumerate(reports, 1):
        text = "\n".join(report.paragraphs)
        tagged = tag_text(report.title, text, None, None, context)
        article = Article(report.title, text, None, tagged.language, None, None, None, None, None,
                          Extraction.FULL)  # fmt: skip
        reading = Reading(article, tagged, content_hash(report.title, text), len(text.split()))
        archive.store_readings([(number, reading)], now)
    archive.close()


def age(folder: Path, *, known: bool) -> None:
    """As if rules without CUE had tagged everything; with ``known`` the archive has kept them."""
    with closing(sqlite3.connect(folder / ARCHIVE)) as db:
        packed = db.execute("SELECT units FROM rules WHERE kind = 'topics'").fetchone()[0]
        left = [u for u in json.loads(zlib.decompress(packed)) if json.loads(u)[-1] != CUE]
        if known:
            units = zlib.compress(json.dumps(left).encode())
            db.execute("INSERT OR REPLACE INTO rules VALUES ('topics', 'older', ?)", [units])
        (text,) = db.execute("SELECT tag_version FROM articles LIMIT 1").fetchone()
        by = Versions.read(text)
        if by is None:
            raise RuntimeError(f"no version of a tagger: {text}")
        code = by.topics.partition(".")[2]
        db.execute(
            "UPDATE articles SET tag_version = ?", [str(replace(by, topics=f"older.{code}"))]
        )
        db.execute("UPDATE facts SET value = 'older' WHERE name = 'tagger'")
        db.commit()


async def follow(folder: Path, registry: Registry) -> tuple[Retagged, float]:
    """What was done, and the seconds that it took once the workers stood ready."""
    archive = Archive(open_archive(folder))
    try:
        async with Workforce(
            1, 30.0, ("aggregator.reading",), (equip, (registry.sources,))
        ) as workforce:
            await workforce.run(tag_again, "", "", None, None, Context(), TAG_PARTS)
            begun = time.perf_counter()
            done = await bring_tags_up_to_date(registry, archive, workforce)
            return done, time.perf_counter() - begun
    finally:
        archive.close()


@click.command(help=__doc__)
@click.option("--articles", default=2000, show_default=True)
def main(articles: int) -> None:
    """Prints one line for each of the two changes."""
    registry = Registry(
        SiteSettings("Bench", "http://127.0.0.1", "bench.example,2026", "mailto:b@bench.example"),
        FetchSettings("mailto:b@bench.example"),
        (Source("bench", "Bench", None, "monitor", "A sample.", ("en",)),),
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, registry, articles)
        for what, known in (("one new cue", True), ("all rules of the topics", False)):
            age(folder, known=known)
            done, seconds = asyncio.run(follow(folder, registry))
            click.echo(f"{what}: {done.looked_at} texts looked at, {done.tagged} tagged again, "
                       f"{done.changed} changed, {seconds:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
