"""Articles with their tags, and the site's settings: plain SELECTs, frozen values out.

Each function takes a read-only connection, here as in every module that reads ``news.db``, so that
a page needs one hop to a database thread however many questions it asks.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from aggregator.site.languages import DEFAULT
from aggregator.site.rows import Item, Site, Tag, item_of
from aggregator.site.selection import Cursor, Named, name_in
from aggregator.site.source_names import source_names
from aggregator.site.statement import newest, newest_of_each_story
from aggregator.site.text import as_line, as_list, as_moment, web_link

OUR_TABLES = frozenset({"articles", "article_regions", "article_topics", "sources", "publication"})
"""A database with all of these is ours; the plugin leaves every other one alone."""


class NotSetError(RuntimeError):
    """The table ``publication`` lacks a setting of the site; the text says the remedy."""


def is_ours(conn: sqlite3.Connection) -> bool:
    """Whether the database has our tables."""
    rows = conn.execute("select name from sqlite_master where type = 'table'")
    return {row[0] for row in rows} >= OUR_TABLES


def read_site(conn: sqlite3.Connection) -> Site:
    """The site's settings. Raises :class:`NotSetError` where the address or authority is missing:
    inventing them would give every entry an id that changes later."""
    values = {row[0]: row[1] for row in conn.execute("select name, value from publication")}
    url = web_link(values.get("site_url"))
    authority = as_line(values.get("site_tag_authority"))
    if url is None or not authority:
        raise NotSetError(
            "The table publication lacks site_url or site_tag_authority: "
            "set them in feeds.yaml and run: aggregator publish"
        )
    return Site(
        title=as_line(values.get("site_title")) or "News from the occupied areas",
        url=url.rstrip("/"),
        tag_authority=authority,
        contact=as_line(values.get("site_contact")),
        changed=as_moment(values.get("updated")),
        occupation_list=as_moment(values.get("occupation_list")),
    )


def read_items(
    conn: sqlite3.Connection,
    named: Named,
    limit: int,
    before: Cursor | None = None,
    language: str = DEFAULT,
    *,
    stories: bool = False,
) -> list[Item]:
    """The newest articles of a selection with their tags; with ``stories`` one of each story."""
    sql, parameters = (newest_of_each_story if stories else newest)(named, limit, before)
    return with_tags(conn, conn.execute(sql, parameters).fetchall(), language)


def with_tags(
    conn: sqlite3.Connection,
    rows: Sequence[sqlite3.Row],
    language: str = DEFAULT,
    *,
    why: bool = False,
) -> list[Item]:
    """Makes items of rows of ``articles``, adding the name of the source and the tags; with
    ``why``, also what caused each tag, which only the page of an article shows."""
    ids = [row["id"] for row in rows]
    regions = read_tags(conn, "region", ids, language, why=why)
    topics = read_tags(conn, "topic", ids, language, why=why)
    names = source_names(conn, {row["source"] for row in rows}, language)
    return [
        item_of(
            row,
            names.get(row["source"]),
            tuple(regions.get(row["id"], ())),
            tuple(topics.get(row["id"], ())),
        )
        for row in rows
    ]


_TAGS = {
    "region": "select t.article, t.region, {name}, t.role, {why}, t.occupied "
    "from json_each(?) j cross join article_regions t on t.article = j.value "
    "left join regions n on n.code = t.region",
    "topic": "select t.article, t.topic, {name}, t.role, {why}, null "
    "from json_each(?) j cross join article_topics t on t.article = j.value "
    "left join topics n on n.id = t.topic",
}


def read_tags(
    conn: sqlite3.Connection,
    kind: str,
    articles: Sequence[int],
    language: str = DEFAULT,
    *,
    why: bool = True,
) -> dict[int, list[Tag]]:
    """The tags of one kind by article: ``about`` before ``mentions``, then by weight. Without
    ``why`` the words, rules and places in the text stay empty."""
    found: dict[int, list[Tag]] = defaultdict(list)
    sql = _TAGS[kind].format(
        name=name_in(language, kind, "n."), why="t.words, t.rule, t.spans" if why else "'', '', ''"
    )
    sql += " order by t.role = 'about' desc, t.weight desc, 2"
    for article, code, name, role, words, rule, spans, occupied in conn.execute(
        sql, (json.dumps(list(articles)),)
    ):
        line = as_line(code)
        found[article].append(
            Tag(
                kind=kind,
                code=line,
                name=as_line(name) or line,
                role=as_line(role),
                words=as_line(words),
                rule=as_line(rule),
                spans=_spans(spans) if spans else (),
                known=name is not None,
                occupied=bool(occupied) if occupied in (0, 1) else None,
            )
        )
    return found


def _spans(value: object) -> tuple[tuple[int, int], ...]:
    """Reads ``[[from, to, rule], …]``; anything that does not fit is left out."""
    return tuple(
        (span[0], span[1])
        for span in as_list(value)
        if isinstance(span, list)
        and len(span) >= 2
        and all(type(number) is int for number in span[:2])
        and 0 <= span[0] < span[1]
    )


def read_article(conn: sqlite3.Connection, key: str, language: str = DEFAULT) -> Item | None:
    """One article by its lasting name; None where there is none or it is held."""
    rows = conn.execute(
        "select *, sort_date as listed from articles where key = ? and state is not 'held'", (key,)
    ).fetchall()
    return with_tags(conn, rows, language, why=True)[0] if rows else None
