"""An archive filled with texts as a round fills it, without the network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aggregator.clock import system_clock
from aggregator.health import Extraction, State
from aggregator.identify import content_hash
from aggregator.model import (
    Article,
    Entry,
    FetchSettings,
    Reading,
    Registry,
    SiteSettings,
    Source,
)
from aggregator.pipeline import context_of
from aggregator.reading import tag_text
from aggregator.retagging import remember_tagger
from aggregator.store.archive import Archive
from aggregator.store.feed_states import FeedState
from aggregator.store.opening import open_archive
from aggregator.store.records import Look
from aggregator.work import equip

SOURCE = Source("bench", "Bench", None, "monitor", "A sample.", ("en",))
REGISTRY = Registry(
    SiteSettings("Bench", "http://127.0.0.1", "bench.example,2026", "mailto:b@bench.example"),
    FetchSettings("mailto:b@bench.example"),
    (SOURCE,),
)
"""One invented source."""


def hold(folder: Path, texts: Sequence[tuple[str, str, str]]) -> None:
    """An archive with these articles (a name for the address, title, text), read and tagged."""
    equip(REGISTRY.sources)
    now = system_clock()
    archive = Archive(open_archive(folder))
    try:
        remember_tagger(REGISTRY, archive)
        state = FeedState("bench/feed", "https://site.example/", State.WORKING, now, 0, now, now)
        entries = [Entry(name, f"https://site.example/{name}", title) for name, title, _ in texts]
        archive.store_feed("bench/feed", "bench", entries, now, lambda _: state)
        for number, (name, title, text) in enumerate(texts, 1):
            archive.store_looks([Look(number, "page", _read(title, text), sha256=name)], now)
    finally:
        archive.close()


def _read(title: str, text: str) -> Reading:
    tagged = tag_text(title, text, None, None, context_of(SOURCE, None))
    article = Article(title, text, None, tagged.language, None, None, None, None, None,
                      Extraction.FULL, text_from="page")  # fmt: skip
    return Reading(article, tagged, content_hash(title, text), len(text.split()))
