"""Archives filled with articles of the evaluation set, as a round would fill them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from aggregator.health import Extraction, State
from aggregator.identify import content_hash
from aggregator.linking import Linker
from aggregator.model import Article, Entry, Reading
from aggregator.store.archive import Archive
from aggregator.store.feed_states import FeedState
from aggregator.store.opening import open_archive
from aggregator.store.publication import publish
from aggregator.store.records import Look
from aggregator.story.assess import Surroundings
from bench import eval_stories, story_gold
from bench.story_gold import GoldArticle, tagged

NOW = datetime(2025, 8, 1, tzinfo=UTC)


def opened(folder: Path) -> Archive:
    """The archive of a folder, open for writing."""
    return Archive(open_archive(folder))


def store(archive: Archive, articles: Iterable[GoldArticle], now: datetime = NOW) -> None:
    """Stores articles with their readings; an article stored twice is an edit."""
    for each in articles:
        link = announce(archive, each, now)
        number = archive._one("SELECT id FROM articles WHERE link = ?", [link])
        archive.store_looks([Look(number, "page", reading(each))], now)


def announce(archive: Archive, each: GoldArticle, now: datetime = NOW) -> str:
    """Stores what the feed says of an article, before its page is looked at; its address."""
    feed, link = f"{each.source}/main", f"https://{each.source}.example/{each.id}"
    entry = Entry(
        each.id, link, each.title, author=each.author, published=each.published,
        published_precision="minute",
    )  # fmt: skip
    state = FeedState(feed, "https://x.example", State.WORKING, now, 0, now, now)
    archive.store_feed(feed, each.source, [entry], now, lambda _: state)
    return link


def reading(each: GoldArticle) -> Reading:
    """What reading the page of an article would give."""
    article = Article(
        each.title, each.text, each.author, each.language, each.published, None, "minute", "feed",
        None, Extraction.FULL, "page", "page", "feed", "detected",
    )  # fmt: skip
    digest = content_hash(each.title, each.text)
    return Reading(article, tagged(each), digest, len(each.text.split()))


def link(archive: Archive, known: Surroundings, now: datetime = NOW) -> None:
    """Brings the stories up to date."""
    Linker(archive, known, now).run()


def published(folder: Path, names: Iterable[str]) -> Path:
    """The folder, with these events of the evaluation set linked and published in it."""
    events = {e.name: e for path in story_gold.files() for e in story_gold.events(path)}
    archive = opened(folder)
    store(archive, [article for name in names for article in events[name].articles])
    link(archive, eval_stories.surroundings())
    archive.close()
    publish(folder, story_gold.registry())
    return folder


def stories(archive: Archive) -> set[frozenset[str]]:
    """The stories as sets of the labels of the evaluation set."""
    found: dict[str, set[str]] = {}
    for story, address in archive._db.execute(
        "SELECT s.story, a.link FROM story_articles s JOIN articles a ON a.id = s.article"
    ):
        found.setdefault(story, set()).add(address.rpartition("/")[2])
    return {frozenset(each) for each in found.values()}


def judged(archive: Archive) -> list[tuple[object, ...]]:
    """Every story as it stands: id, articles, number, reason."""
    return archive._db.execute(
        "SELECT s.id, s.number, s.reason, (SELECT group_concat(link) FROM (SELECT a.link "
        "FROM story_articles m JOIN articles a ON a.id = m.article WHERE m.story = s.id "
        "ORDER BY a.link)) FROM stories s WHERE s.articles > 0 ORDER BY s.id"
    ).fetchall()
