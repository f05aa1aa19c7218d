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

from aggregator.model import TAG_PARTS, Context
from aggregator.pipeline import Retagged
from aggregator.retagging import bring_tags_up_to_date
from aggregator.rules.versions import Versions
from aggregator.store.archive import Archive
from aggregator.store.opening import ARCHIVE, open_archive
from aggregator.work import equip, tag_again
from aggregator.workforce import Workforce
from bench.held import REGISTRY, hold
from bench.pages import make_report

CUE = "abduct*"
"""The cue that the older rules lack: a word that one report in forty has."""


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


async def follow(folder: Path) -> tuple[Retagged, float]:
    """What was done, and the seconds that it took once the workers stood ready."""
    archive = Archive(open_archive(folder))
    try:
        async with Workforce(
            1, 30.0, ("aggregator.reading",), (equip, (REGISTRY.sources,))
        ) as workforce:
            await workforce.run(tag_again, "", "", None, None, Context(), TAG_PARTS)
            begun = time.perf_counter()
            done = await bring_tags_up_to_date(REGISTRY, archive, workforce)
            return done, time.perf_counter() - begun
    finally:
        archive.close()


@click.command(help=__doc__)
@click.option("--articles", default=2000, show_default=True)
def main(articles: int) -> None:
    """Prints one line for each of the two changes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = [make_report(number) for number in range(articles)]
        hold(folder, [(str(r.number), r.title, "\n".join(r.paragraphs)) for r in reports])
        for what, known in (("one new cue", True), ("all rules of the topics", False)):
            age(folder, known=known)
            done, seconds = asyncio.run(follow(folder))
            click.echo(f"{what}: {done.looked_at} texts looked at, {done.tagged} tagged again, "
                       f"{done.changed} changed, {seconds:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
