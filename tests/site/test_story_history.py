"""Feeds of stories are archived by each story's first article that fits, so what is over keeps its
stories while they grow (RFC 5005, section 4)."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.site.conftest import Get, Make, getter
from tests.site.feeds_walked import NOW, iso, keys, links, spread, walked
from tests.site.rfc4287 import ATOM, FH
from tests.site.sample import CRIMEA, KHERSON, URL, add_article, insert, write_database

FEED = "/feeds/stories.atom"


@dataclass(frozen=True)
class Told:
    """One invented article: its story (None for one that has not been compared), when, where."""

    number: int
    story: str | None
    when: datetime
    region: str

    @property
    def key(self) -> str:
        """Of its entry: that of its story, else its own."""
        return self.story or f"at-{self.number}"


def invented(days: float, count: int, stories: int, seed: int = 1) -> list[Told]:
    """Articles of which about half stand in one of so many stories, the others alone."""
    chance = random.Random(seed)  # noqa: S311
    return [
        Told(
            number, f"story-{chance.randrange(stories)}" if chance.random() < 0.5 else None,
            when, chance.choice((KHERSON, KHERSON, CRIMEA)),
        )
        for number, when in enumerate(spread(days, count, seed), 1_000)
    ]  # fmt: skip


def add(conn: sqlite3.Connection, told: Told, updated: datetime | None = None) -> None:
    when, seen = iso(told.when), iso(updated or told.when)
    name = "Kherson" if told.region == KHERSON else "Crimea"
    add_article(conn, told.number, {
        "key": f"at-{told.number}", "title": f"Sample {told.number} of {name}",
        "published": when, "first_seen": seen, "sort_date": when, "updated": seen,
        "tags": {told.region: [name]},
    })  # fmt: skip
    if told.story:
        insert(conn, "story_articles", article=told.number, story=told.story, role="origin",
               origins=2, published=when, counts=1)  # fmt: skip


def add_stories(conn: sqlite3.Connection, articles: list[Told]) -> None:
    by_story = itertools.groupby(sorted((it for it in articles if it.story), key=lambda it: it.key),
                                 key=lambda it: it.key)  # fmt: skip
    for name, group in by_story:
        inside = list(group)
        several = len(inside) > 1
        insert(conn, "stories", id=name, title=f"Sample {name}", articles=len(inside), repeating=0,
               origins=2 if several else 1, number=1 if several else 3, words="Sample",
               earliest=iso(min(it.when for it in inside)), reason="invented", missing="",
               latest=iso(max(it.when for it in inside)), not_held="", rule_version="1",
               updated=iso(max(it.when for it in inside)))  # fmt: skip


Filled = Callable[[list[Told]], Get]


@pytest.fixture
def filled(tmp_path: Path, make: Make) -> Filled:
    def fill(articles: list[Told]) -> Get:
        write_database(tmp_path / "news.db")
        with closing(sqlite3.connect(tmp_path / "news.db")) as conn:
            for told in articles:
                add(conn, told)
            add_stories(conn, articles)
            conn.commit()
        return getter(make(tmp_path / "news.db"))

    return fill


SHAPES = {
    "many": invented(400, 700, 100),
    "long stories": invented(300, 300, 8),
    "busy lately": invented(12, 400, 70),
}
VIEWS: dict[str, Callable[[Told], bool]] = {
    "": lambda told: True,
    f"?region={KHERSON}": lambda told: told.region == KHERSON,
    f"?region={CRIMEA}&role=about": lambda told: told.region == CRIMEA,
    "?q=Kherson": lambda told: told.region == KHERSON,
    "?source=sample-monitor&language=en": lambda told: True,
    "?period=2026-10": lambda told: iso(told.when).startswith("2026-10"),
    f"?region={KHERSON}&period=2026-10": lambda told: (
        told.region == KHERSON and iso(told.when).startswith("2026-10")
    ),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_feed_and_its_archives_make_up_the_whole(filled: Filled, shape: str, view: str) -> None:
    articles = SHAPES[shape]
    get = filled(articles)
    first, *archives = walked(get, FEED + view)
    fitting = [told for told in articles if VIEWS[view](told)]
    ours = {told.key for told in articles}
    found = {key for document in (first, *archives) for key in keys(document)}
    assert found & ours == {told.key for told in fitting}
    listed = [key for document in archives for key in keys(document)]
    assert len(listed) == len(set(listed)), "a story stands in two archives"
    begun = {
        told.key: iso(told.when) for told in sorted(fitting, key=lambda it: iso(it.when))[::-1]
    }
    for document in archives:
        assert document.find(FH + "archive") is not None
        assert links(document)["current"] == links(first)["self"]
        assert document.findtext(ATOM + "id") == first.findtext(ATOM + "id")
        span = links(document)["self"].partition("archive=")[2]
        assert all(begun[key].startswith(span) for key in keys(document) if key in ours)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_way_forward_is_the_way_back(filled: Filled, shape: str) -> None:
    archives = walked(filled(SHAPES[shape]), f"{FEED}?region={KHERSON}")[1:]
    for newer, older in itertools.pairwise(archives):
        assert links(older)["next-archive"] == links(newer)["self"]


def changed(path: Path, told: Told, updated: datetime | None = None) -> None:
    with closing(sqlite3.connect(path)) as conn:
        add(conn, told, updated)
        conn.execute(
            "update stories set articles = articles + 1, updated = ? where id = ?",
            [iso(updated or told.when), told.story],
        )
        conn.commit()


def grown(get: Get, view: str) -> str:
    """A story of an archive that is not in the feed itself."""
    documents = walked(get, FEED + view)
    newest = set(keys(documents[0]))
    older = [key for document in documents[3:] for key in keys(document)]
    return next(key for key in older if key.startswith("story-") and key not in newest)


def test_a_story_that_grows_stays_in_its_archive_and_is_told_again_on_top(
    filled: Filled, tmp_path: Path
) -> None:
    view = f"?region={KHERSON}"
    get = filled(SHAPES["many"])
    before = {links(it)["self"]: keys(it) for it in walked(get, FEED + view)[1:]}
    story = grown(get, view)
    changed(tmp_path / "news.db", Told(9_000, story, NOW - timedelta(minutes=5), KHERSON))
    feed = etree.fromstring(get(FEED + view).content)
    assert keys(feed)[0] == story
    for path, inside in before.items():
        again = etree.fromstring(get(path).content)
        assert keys(again) == inside
        for entry in again.findall(ATOM + "entry"):
            if str(entry.findtext(ATOM + "id")).endswith(f"/{story}"):
                top = feed.findtext(f"{ATOM}entry/{ATOM}updated")
                assert entry.findtext(ATOM + "updated") == top


@pytest.mark.parametrize(
    ("when", "seen"),
    [
        (NOW - timedelta(minutes=5), NOW),  # new, but of another region: no reason to move up
        (NOW - timedelta(days=20), NOW),  # of the region, but come in late
    ],
)
def test_a_story_that_grows_without_moving_up_is_repeated(
    filled: Filled, tmp_path: Path, when: datetime, seen: datetime
) -> None:
    view = f"?region={KHERSON}"
    newest = [Told(number, None, at, KHERSON) for number, at in enumerate(spread(5, 60), 5_000)]
    get = filled([*SHAPES["many"], *newest])
    story = grown(get, view)
    elsewhere = CRIMEA if when > NOW - timedelta(days=1) else KHERSON
    changed(tmp_path / "news.db", Told(9_000, story, when, elsewhere), seen)
    feed = etree.fromstring(get(FEED + view).content)
    assert story in keys(feed)[50:]
    items = get((FEED + view).replace(".atom", ".json")).json()["items"]
    assert [item["id"].rpartition("/")[2] for item in items] == keys(feed)


def test_a_story_that_is_merely_older_is_not_repeated(filled: Filled) -> None:
    articles = SHAPES["busy lately"]
    get = filled(articles)
    repeated = keys(etree.fromstring(get(FEED).content))[50:]
    assert not {told.key for told in articles} & set(repeated)


def test_a_moving_period_has_no_archive_and_a_table_neither(filled: Filled) -> None:
    get = filled(SHAPES["many"])
    assert "prev-archive" not in links(walked(get, f"{FEED}?period=90d")[0])
    assert get(f"{FEED}?period=90d&archive=2026-10").status_code == 404
    assert get("/feeds/stories.csv?archive=2026-10").status_code == 404
    assert "not closed yet" in get(f"{FEED}?archive=2026-11").text


def test_json_feed_goes_on_by_next_url_through_the_archives_too(filled: Filled) -> None:
    get = filled(SHAPES["many"])
    feed = get("/feeds/stories.json?archive=2026-08").json()
    assert feed["next_url"].startswith(f"{URL}/feeds/stories.json?archive=2026-07")
    atom = etree.fromstring(get(f"{FEED}?archive=2026-08").content)
    assert [item["id"].rpartition("/")[2] for item in feed["items"]] == keys(atom)
