"""A feed that has not changed is answered from a few rows, and never where it has changed."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.model import Registry, Reuse
from aggregator.site.changes import Remembered, State, remembered, state_of
from aggregator.site.feed_address import Asked
from aggregator.site.feeds import read_feed
from aggregator.site.selection import Selection
from aggregator.store.publication import publish
from bench import eval_stories, story_gold
from bench.story_gold import GoldArticle
from tests.site.conftest import Make, getter
from tests.story.archives import NOW, link, opened, store

EVENTS = story_gold.events(story_gold.files()[0])[:8]
ARTICLES = [article for event in EVENTS for article in event.articles]
Seen = dict[Selection, tuple[State | None, str]]


def brought_up_to_date(folder: Path, articles: list[GoldArticle], registry: Registry) -> None:
    archive = opened(folder)
    store(archive, articles)
    link(archive, eval_stories.surroundings())
    archive.close()
    publish(folder, registry, NOW)


def views(conn: sqlite3.Connection) -> Iterator[Selection]:
    def column(sql: str) -> list[str]:
        return [row[0] for row in conn.execute(sql)]

    regions = column("select code from regions where articles > 0 order by 1 limit 12")
    topics = column("select id from topics where articles > 0 order by 1 limit 6")
    yield Selection()
    for name in ("1", "2"):
        yield Selection(origins=name)
    yield from (Selection(region=region) for region in regions)
    yield from (Selection(topic=topic, role="about") for topic in topics)
    yield from (Selection(source=source) for source in column("select id from sources limit 30"))
    for pair in itertools.product(regions[:6], topics):
        yield Selection(region=pair[0], topic=pair[1])
    yield from (Selection(language=code, region=regions[0]) for code in ("uk", "en"))


def seen(folder: Path) -> Seen:
    with closing(sqlite3.connect(folder / "news.db")) as conn:
        conn.row_factory = sqlite3.Row
        found = {}
        for view in views(conn):
            feeds = [read_feed(conn, Asked(view, stories=stories), 50) for stories in (False, True)]
            # Which archive comes before a feed also depends on the hour; see State.
            etags = [replace(feed, older="", newer="").etag("atom") for feed in feeds]
            found[view] = (state_of(conn, view), " ".join(etags))
        return found


def edited(article: GoldArticle) -> GoldArticle:
    return replace(article, text=article.text + " Corrected: it was on a Tuesday.")


def stricter(registry: Registry) -> Registry:
    sources = [replace(s, reuse=Reuse("link")) if s.id == ARTICLES[0].source else s
               for s in registry.sources]  # fmt: skip
    return replace(registry, sources=tuple(sources))


def renamed(registry: Registry) -> Registry:
    first, *others = registry.sources
    return replace(registry, sources=(replace(first, name="Sample renamed"), *others))


def without_a_source(registry: Registry) -> Registry:
    left = [s for s in registry.sources if s.id != ARTICLES[0].source]
    return replace(registry, sources=tuple(left))


@pytest.mark.parametrize("seed", range(3))
def test_a_view_whose_feed_has_changed_has_another_state(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 — the same steps on every run
    rest = list(ARTICLES)
    chance.shuffle(rest)
    known, registry = [rest.pop() for _ in range(6)], story_gold.registry()
    brought_up_to_date(tmp_path, known, registry)
    steps: list[Callable[[Registry], Registry]] = [stricter, renamed, without_a_source]
    kept = changed = 0
    for number in range(8):
        before = seen(tmp_path)
        new = [rest.pop() for _ in range(chance.randint(0, 2))]
        if chance.random() < 0.4:
            new.append(edited(chance.choice(known)))
        if number in (3, 5, 7):
            registry = steps[number // 2 - 1](registry)
        brought_up_to_date(tmp_path, new, registry)
        known += new
        after = seen(tmp_path)
        for view in before.keys() & after.keys():
            if before[view][1] != after[view][1]:
                assert before[view][0] is None or before[view][0] != after[view][0], view
                changed += 1
            kept += before[view][0] == after[view][0]
    assert changed > 40
    assert kept > 40, "a state that always changes would be true and of no use"


def test_a_file_built_anew_has_no_state_that_it_had_before(tmp_path: Path) -> None:
    registry = story_gold.registry()
    brought_up_to_date(tmp_path, ARTICLES[:6], registry)
    before = seen(tmp_path)
    publish(tmp_path, registry, NOW, rebuild=True)
    after = seen(tmp_path)
    told = [view for view, (state, _) in before.items() if state is not None]
    assert len(told) > 20
    assert all(before[view][0] != after[view][0] for view in told)


def test_a_reader_who_has_the_feed_costs_no_look_at_the_articles(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought_up_to_date(tmp_path, ARTICLES[:6], story_gold.registry())
    datasette = make(tmp_path / "news.db")
    get = getter(datasette)
    looks = []
    read = read_feed
    monkeypatch.setattr(
        "aggregator.site.feeds.read_feed", lambda *given: looks.append(1) or read(*given)
    )
    for path in ("/feeds/all.atom", "/feeds/all.json", "/feeds/all.csv",
                 "/feeds/region/UA01000000000013043.atom"):  # fmt: skip
        first = get(path)
        assert first.status_code == 200
        looks.clear()
        again = get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, looks) == (304, [])
        assert again.headers["etag"] == first.headers["etag"]
        assert "max-age" in again.headers["cache-control"]
        assert get(path, headers={"if-none-match": '"other"'}).status_code == 200
    brought_up_to_date(tmp_path, ARTICLES[6:9], story_gold.registry())
    assert get(path, headers={"if-none-match": first.headers["etag"]}).status_code in (200, 304)
    assert looks, "after a change it looks again"
    searched = get("/feeds/all.atom?q=Crimea")
    looks.clear()
    get("/feeds/all.atom?q=Crimea", headers={"if-none-match": searched.headers["etag"]})
    assert looks, "what somebody searched for is not remembered"
    kept = str(vars(remembered(datasette)))
    assert get(path).headers["etag"] in kept
    assert "Crimea" not in kept
    assert searched.headers["etag"] not in kept


def test_the_last_seven_days_are_others_on_another_day(tmp_path: Path) -> None:
    brought_up_to_date(tmp_path, ARTICLES[:6], story_gold.registry())
    states = []
    for day in ("2025-07-30", "2025-07-30", "2025-07-31"):
        with closing(sqlite3.connect(tmp_path / "news.db")) as conn, conn:
            conn.execute(
                "update publication set value = ? where name = 'updated'", (f"{day}T10:00:00Z",)
            )
            states.append(state_of(conn, Selection(period="7d")))
    assert states[0] == states[1] != states[2]


def test_only_so_many_feeds_are_remembered() -> None:
    kept: Remembered = Remembered(2)
    for number in range(3):
        kept.keep(number, (1, ""), f"tag-{number}")
    assert [kept.get(number, (1, "")) for number in range(3)] == [None, "tag-1", "tag-2"]
    assert kept.get(2, (2, "")) is None
