"""Publishes small changes into a folder once a second, through the product's own writer.

Two new articles are stored as entries, read, tagged, linked and published, as after a round that
found little; every fifth time one of the time before is edited as well. Prints the seconds that
each publication took, one a line; ends with its standard input.
"""

from __future__ import annotations

import select
import sys
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import click

from aggregator import sources
from aggregator.clock import to_iso
from aggregator.health import State
from aggregator.linking import bring_stories_up_to_date
from aggregator.model import Context, Entry, Page, Registry
from aggregator.reading import read
from aggregator.store.archive import Archive
from aggregator.store.feed_states import FeedState
from aggregator.store.opening import open_archive
from aggregator.store.publication import publish
from aggregator.store.records import Look
from bench.site_data import NOW

NEW = 2
"""Articles of one publication; a day of 600 is one in two minutes, so this is a great rush."""
EDITED_EVERY = 5
PLACES = ("Мелітополі", "Херсоні", "Сімферополі", "Маріуполі", "Генічеську", "Луганську")
MATTERS = (
    "чоловікам вручали повістки й примусово мобілізували до армії окупантів",
    "дітей вивезли до табору й досі не повернули батькам",
    "цивільних затримували й катували струмом у підвалі",
    "квартири тих, хто виїхав, визнали безхазяйними та відібрали",
)


def write_some(folder: Path, registry: Registry, number: int, now: datetime) -> float:
    """The round of that number: stores, links, publishes; returns the seconds of publishing."""
    feed = registry.sources[number % len(registry.sources)].feeds[0]
    entries = [_entry(number * NEW + each, now) for each in range(NEW)]
    edited = [_entry(number * NEW - 1, now, edited=True)] if number % EDITED_EVERY == 4 else []
    state = FeedState(feed.id, feed.url, State.WORKING, now, 0, now, now + timedelta(hours=1))
    with closing(Archive(open_archive(folder))) as archive:
        archive.store_feed(feed.id, feed.source, [*entries, *edited], now, lambda _: state)
        due = archive.pending_pages(now, [source.id for source in registry.sources])
        looks = [
            Look(page.article, "page", read(archive.entry(page.article), Page(""), Context()))
            for page in due
        ]
        archive.store_looks(looks, now)
    bring_stories_up_to_date(folder, registry, now)
    begun = time.monotonic()
    publish(folder, registry, now)
    return time.monotonic() - begun


def _entry(number: int, now: datetime, *, edited: bool = False) -> Entry:
    place, matter = PLACES[number % len(PLACES)], MATTERS[number // 3 % len(MATTERS)]
    told = f"У {place} {matter}. Вигадано для виміру, повідомлення {number}."
    return Entry(
        id=f"bench-{number}",
        link=f"https://written.bench.example.org/{number}",
        title=f"У {place} {matter}",
        content=told * 3 + (" Уточнено." if edited else ""),
        published_raw=to_iso(now),
        published=now,
        published_precision="minute",
        complete=True,
    )


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--every", default=1.0, show_default=True, help="Seconds between two publications.")
def main(folder: Path, every: float) -> None:
    """Writes until the standard input ends."""
    registry = sources.load(folder / "feeds.yaml")
    news = folder / "rounds"
    number = int(news.read_text()) if news.exists() else 2
    while not select.select([sys.stdin], [], [], every)[0]:
        now = NOW + timedelta(seconds=number)  # the same day on every run over a kept folder
        news.write_text(str(number + 1))
        print(f"{write_some(folder, registry, number, now):.3f}", flush=True)
        number += 1


if __name__ == "__main__":
    main()
