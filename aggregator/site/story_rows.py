"""A story as lists and feeds show it: the two lines, who tells it, since when."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from aggregator.site.languages import DEFAULT
from aggregator.site.paths import page_path
from aggregator.site.reading import read_tags
from aggregator.site.rows import Item, Tag, Titled
from aggregator.site.source_names import source_names
from aggregator.site.tellings import COLUMNS, Telling, first_of, telling_of, titled_as
from aggregator.site.text import Moment, as_line, as_moment
from aggregator.site.words import STATES
from aggregator.story.wording import repeated

TELLINGS = 60
"""Articles of one story that are looked at for a list; the page of the story has more."""
TAGGED = 12
"""Articles of one story, its first ones, whose regions and topics a list names."""
TELLERS = 4
"""Sources that a list names beside the first; the others are counted."""


@dataclass(frozen=True, slots=True)
class Story(Titled):
    """One story. Where an article stands in none yet, the story of that one article, without a
    number: nobody has judged it."""

    id: str
    title: str
    language: str
    articles: int
    origins: int
    number: int | None
    words: str
    repeating: int
    earliest: Moment | None
    latest: Moment | None
    updated: str  # ISO 8601: when its articles, its number or a correction last changed
    tellings: tuple[Telling, ...]
    about: tuple[Tag, ...]
    """What its articles are about, regions first: those of the newest that fits, then others."""

    @property
    def alone(self) -> bool:
        """Whether one article tells it: the normal case."""
        return self.articles == 1

    @property
    def path(self) -> str:
        """Its page; that of the article where there is only one, which says the same two lines."""
        return self.tellings[0].path if self.alone else page_path("story", self.id)

    @property
    def repeated(self) -> str:
        """How many others repeat it, in words; empty for none."""
        return repeated(self.repeating)

    @property
    def first(self) -> Telling:
        """Whose words the first line speaks of."""
        return first_of(self.tellings)

    @property
    def others(self) -> tuple[Telling, ...]:
        """The first article of every other source that tells it."""
        by_source = {t.source: t for t in reversed(self.tellings) if t.source != self.first.source}
        return tuple(sorted(by_source.values(), key=lambda t: t.date.iso if t.date else ""))

    @property
    def named(self) -> tuple[Telling, ...]:
        """Those of them that a list names."""
        return self.others[:TELLERS]

    @property
    def state_words(self) -> tuple[str, ...]:
        """What sources have done with their articles since, in words, each once."""
        states = dict.fromkeys(t.state for t in self.tellings)
        return tuple(STATES.get(s, s) for s in states if s not in {"live", ""})


def read_stories(
    conn: sqlite3.Connection, items: Sequence[Item], language: str = DEFAULT
) -> dict[int, Story]:
    """The story of each article, by the number of the article."""
    rows = conn.execute(
        "select o.article as asked, s.* from json_each(?) j "
        "cross join story_articles o on o.article = j.value cross join stories s on s.id = o.story",
        (json.dumps([item.id for item in items]),),
    ).fetchall()
    tellings = _tellings(conn, rows, [item.id for item in items], language)
    stories = {row["asked"]: (row["id"], _judged(row)) for row in rows}
    tags = _tags_of(conn, tellings, language)
    found = {}
    for item in items:
        told_as, judged = stories.get(item.id, (item.id, _Judged(item.key)))
        told = tellings.get(told_as)
        if told:
            found[item.id] = _story(judged, told, _about(item, told, tags))
    return found


def _tags_of(
    conn: sqlite3.Connection, tellings: dict[object, tuple[Telling, ...]], language: str
) -> dict[int, list[Tag]]:
    """What the articles of stories of several articles are about, by article."""
    ids = [t.id for told in tellings.values() if len(told) > 1 for t in told[:TAGGED]]
    found: dict[int, list[Tag]] = defaultdict(list)
    for kind in ("region", "topic") if ids else ():
        for article, tags in read_tags(conn, kind, ids, language, why=False).items():
            found[article] += [tag for tag in tags if tag.role == "about"]
    return found


def _tellings(
    conn: sqlite3.Connection, stories: Sequence[sqlite3.Row], asked: Sequence[int], language: str
) -> dict[object, tuple[Telling, ...]]:
    """The articles of each story, oldest first; those in no story under their own number."""
    rows = conn.execute(
        f"select * from (select coalesce(o.story, a.id) as told, {COLUMNS}, "  # noqa: S608
        "row_number() over (partition by o.story, case when o.story is null then a.id end "
        "order by a.sort_date, a.id) as place "
        "from (select o.article as id from json_each(:stories) j cross join story_articles o "
        "on o.story = j.value union select value from json_each(:asked)) i "
        "cross join articles a on a.id = i.id and a.state is not 'held' "
        "left join story_articles o on o.article = a.id left join sources s on s.id = a.source) "
        "where place <= :most order by told, sort_date, id",
        {
            "stories": json.dumps([row["id"] for row in stories]),
            "asked": json.dumps(list(asked)),
            "most": TELLINGS,
        },
    ).fetchall()
    names = source_names(conn, {row["source"] for row in rows}, language)
    found: dict[object, list[Telling]] = defaultdict(list)
    for row in rows:
        found[row["told"]].append(telling_of(row, names))
    return {told: tuple(each) for told, each in found.items()}


@dataclass(frozen=True, slots=True)
class _Judged:
    """What ``stories`` says of a story; what is left out, of an article that stands in none."""

    id: str
    title: str = ""
    articles: int = 1
    origins: int = 0
    number: int | None = None
    words: str = ""
    repeating: int = 0
    changed: Moment | None = None


def _judged(row: sqlite3.Row) -> _Judged:
    return _Judged(
        id=as_line(row["id"]),
        title=as_line(row["title"]),
        articles=row["articles"] or 1,
        origins=row["origins"] or 0,
        number=row["number"] if isinstance(row["number"], int) else None,
        words=as_line(row["words"]),
        repeating=row["repeating"] or 0,
        changed=as_moment(row["updated"]),
    )


def _story(judged: _Judged, told: tuple[Telling, ...], about: tuple[Tag, ...]) -> Story:
    titled = titled_as(judged.title, told)
    changes = (judged.changed, *(t.changed for t in told))
    return Story(
        id=judged.id,
        title=judged.title or titled.title,
        language=titled.language,
        articles=max(judged.articles, len(told)),
        origins=judged.origins,
        number=judged.number,
        words=judged.words,
        repeating=judged.repeating,
        earliest=told[0].date,
        latest=told[-1].date,
        updated=max((moment.iso for moment in changes if moment), default=""),
        tellings=told,
        about=about,
    )


def _about(item: Item, told: Sequence[Telling], tags: dict[int, list[Tag]]) -> tuple[Tag, ...]:
    others = (tag for t in told for tag in tags.get(t.id, ()))
    each: dict[tuple[str, str], Tag] = {}
    for tag in (*item.about, *others):
        each.setdefault((tag.kind, tag.code), tag)
    return tuple(sorted(each.values(), key=lambda tag: tag.kind))  # "region" before "topic"
