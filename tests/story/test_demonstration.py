"""The demonstration's articles, written before the rules of stories and never fitted on: a site
laid out with tables, digests of several events, five languages."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from aggregator import sources
from aggregator.model import Context
from aggregator.reading import equip, tag_text
from aggregator.rules.names import aliases_of
from aggregator.story.grouping import grouped, pair
from aggregator.story.likeness import THRESHOLD, differ, score
from aggregator.story.signals import Signals, signals_of
from demo.articles import load_samples

FEEDS = Path(__file__).parents[2] / "demo" / "feeds.yaml"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FRAME = "Start | Records | Places | About the Sample Records. Back to the list. Latest 11 of 20."
FRAMED = "sample-azov"


def stories(tmp_path: Path, frame: str = "") -> set[tuple[str, ...]]:
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text(FEEDS.read_text(encoding="utf-8").replace("PORT", "8077"), encoding="utf-8")
    equip(aliases_of(sources.load(feeds).sources))
    read: dict[str, Signals] = {}
    for sample in load_samples(NOW, NOW):
        around = [frame] if sample.source == FRAMED else []
        text = "\n".join([*around, *sample.paragraphs, *around])
        day = sample.published.date()
        tags = tag_text(sample.title, text, sample.language, day, Context())
        read[sample.slug] = signals_of(
            sample.title, text, day, sample.language, sample.source, tags.regions,
            tags.organisations,
        )  # fmt: skip
    equip(())
    links = {
        pair(one, two): found
        for one, two in combinations(sorted(read), 2)
        if (found := score(read[one], read[two])) > THRESHOLD
    }
    made = grouped(sorted(read), links, differ=lambda a, b: differ(read[a], read[b]))
    return {story for story in made if len(story) > 1}


def test_stories_are_those_that_a_reader_would_make_and_a_digest_glues_nothing(
    tmp_path: Path,
) -> None:
    assert stories(tmp_path) == {
        ("autumn-conscription-simferopol", "digest-conscription-crimea"),
        ("berdiansk-ditei-kadety", "obzor-deti-zaporozhye"),
        ("children-oleshky-camp", "dity-oleshky-tabir"),
        ("digest-property-mariupol", "maino-yalta-natsionalizatsiia"),
        ("obzor-plennye-pytki", "pytky-henichesk-pidval"),
    }


def test_the_frame_of_a_site_makes_no_two_of_its_articles_one_story(tmp_path: Path) -> None:
    sources_of = {s.slug: s.source for s in load_samples(NOW, NOW)}
    for story in stories(tmp_path, FRAME):
        told_by = [sources_of[slug] for slug in story]
        assert len(told_by) == len(set(told_by))
