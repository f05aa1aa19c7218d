"""``/``: what is new, where, about what, what changed, and how to follow."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.around import articles_about
from aggregator.site.choices import Choices, read_choices
from aggregator.site.languages import DEFAULT
from aggregator.site.lists import Totals, read_totals
from aggregator.site.pages import Listing, read_listing
from aggregator.site.period import Days, days_of, week_of
from aggregator.site.reading import read_site, with_tags
from aggregator.site.region_map import RegionMap, read_map
from aggregator.site.rows import Item, Site
from aggregator.site.selection import (
    Cursor,
    Selection,
    has_stories,
    name_in,
    today,
)
from aggregator.site.text import as_line

STORIES = 20
CHANGES = 6
WEEKS = 8
LATELY = "7d"
TOPICS = 10
MOST = 1_000
"""Articles of one topic in one week that are counted; a week of more is drawn as this many."""


@dataclass(frozen=True, slots=True)
class Week:
    """Articles about a topic in one week, Monday to Sunday."""

    period: str
    articles: int
    shade: int
    path: str


@dataclass(frozen=True, slots=True)
class TopicLately:
    """A topic with its stories of the last seven days and its articles of the last weeks."""

    code: str
    name: str
    stories: int
    bar: int  # percent of the longest
    path: str
    weeks: tuple[Week, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the first page."""

    site: Site
    listing: Listing
    totals: Totals
    map: RegionMap
    topics: list[TopicLately]
    weeks: list[str]
    changed: list[Item]
    choices: Choices


async def home(ask: Ask) -> Response:
    """The first page."""
    before = Cursor.read(ask.word("before"))
    found = await ask.read(lambda conn: read_home(conn, before, ask.language))
    context = {name: getattr(found, name) for name in Home.__slots__ if name != "site"}
    return await ask.page("home", found.site, context)


def read_home(conn: sqlite3.Connection, before: Cursor | None, language: str) -> Home:
    """Reads all of it in one transaction."""
    weeks = last_weeks(today(conn))
    return Home(
        read_site(conn),
        read_listing(conn, Selection(), before, STORIES, language, stories=True),
        read_totals(conn),
        read_map(conn, language),
        read_topics_lately(conn, weeks, language),
        weeks,
        read_changed(conn, CHANGES, language),
        read_choices(conn, language, sources=False),
    )


def last_weeks(day: str) -> list[str]:
    """The last :data:`WEEKS` weeks as periods, the oldest first; the last one is not over yet."""
    try:
        end = date.fromisoformat(day)
    except ValueError:
        return []
    return [week_of((end - timedelta(weeks=back)).isoformat()) for back in reversed(range(WEEKS))]


def read_topics_lately(
    conn: sqlite3.Connection, weeks: list[str], language: str = DEFAULT
) -> list[TopicLately]:
    """The topics with the most articles about them in the last seven days, then in the weeks."""
    if not weeks:
        return []
    last_days = days_of(LATELY, today(conn)).since
    rows = conn.execute(
        f"select id, {name_in(language, 'topic')} from topics where latest >= ?",  # noqa: S608
        (weeks[0][:10],),
    ).fetchall()
    every = [
        (articles_about(conn, "topic", code, Days(last_days), MOST),
         articles_about(conn, "topic", code, Days(weeks[0][:10]), MOST),
         as_line(code), as_line(name))
        for code, name in rows
    ]  # fmt: skip
    every.sort(key=lambda it: (-it[0], -it[1], it[3]))
    found = [
        (code, name, [articles_about(conn, "topic", code, days_of(week, ""), MOST)
                      for week in weeks])
        for *_, code, name in every[:TOPICS]
    ]  # fmt: skip
    told = {code: _stories_since(conn, code, last_days) for code, *_ in found}
    found.sort(key=lambda it: -told[it[0]])
    longest = max(told.values(), default=0) or 1
    most = max((n for it in found for n in it[2]), default=0) or 1
    return [
        TopicLately(
            code,
            name,
            told[code],
            round(100 * told[code] / longest),
            Selection(topic=code, role="about", period=LATELY).explore_path(),
            tuple(_week(code, week, n, most) for week, n in zip(weeks, numbers, strict=True)),
        )
        for code, name, numbers in found
    ]


def _week(topic: str, period: str, articles: int, most: int) -> Week:
    shade = min(4, max(1, round(4 * articles / most))) if articles else 0
    counted = Selection(topic=topic, role="about", period=period)
    return Week(period, articles, shade, counted.page_path())


def _stories_since(conn: sqlite3.Connection, topic: str, since: str) -> int:
    """The stories with an article about a topic since a day, of its :data:`MOST` newest articles;
    the articles where no stories are known."""
    story, join = "t.article", ""
    if has_stories(conn):
        story = "coalesce(o.story, t.article)"
        join = "left join story_articles o on o.article = t.article"
    row = conn.execute(
        f"select count(distinct {story}) from (select article from article_topics "  # noqa: S608
        "where topic = ? and published >= ? and role = 'about' order by published desc limit ?) t "
        + join,
        (topic, since, MOST),
    ).fetchone()
    return int(row[0])


def read_changed(conn: sqlite3.Connection, limit: int, language: str = DEFAULT) -> list[Item]:
    """The articles that their sources changed or took back last."""
    rows = conn.execute(
        "select a.*, a.sort_date as listed from articles a "
        "where a.updated > '' and a.state in ('edited', 'retracted') "
        "order by a.updated desc limit ?",
        (limit,),
    ).fetchall()
    return with_tags(conn, rows, language)
