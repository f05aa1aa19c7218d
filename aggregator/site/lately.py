"""What has lately been told of one region or one topic: each line one click from its stories.

A campaigner comes for one matter in one place. So the page of a region lists the topics, and the
page of a topic the regions, with the stories of the last days and those of two or more origins;
each number leads to exactly the stories that it counts.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace

from aggregator.site.facets import by_story, count
from aggregator.site.languages import DEFAULT
from aggregator.site.selection import Selection, has_stories, name_in, name_it
from aggregator.site.text import as_line

PERIOD = "7d"
ORIGINS = "2"
LINES = 15


@dataclass(frozen=True, slots=True)
class Line:
    """One topic (or region) with its stories of the last days; ``confirmed`` of them have two or
    more separate origins."""

    name: str
    stories: int
    path: str
    confirmed: int
    confirmed_path: str


@dataclass(frozen=True, slots=True)
class Lately:
    """The lines of one page; ``more`` where only the newest articles were counted."""

    lines: tuple[Line, ...]
    more: bool


def read_lately(
    conn: sqlite3.Connection, kind: str, code: str, language: str = DEFAULT
) -> Lately | None:
    """The lines for a region or a topic; None for anything else, and where no stories are known.

    Only articles that are about both count, as on the first page, and at most
    :data:`~aggregator.site.facets.MOST` of the newest.
    """
    if kind not in ("region", "topic") or not has_stories(conn):
        return None
    wanted = replace(Selection(role="about", period=PERIOD), **{kind: code})
    counts = by_story(conn, count(conn, name_it(conn, wanted, language)))
    other = "topic" if kind == "region" else "region"
    key, oblasts = ("code", "and n.iso is not null ") if other == "region" else ("id", "")
    rows = conn.execute(
        f"select t.{other}, {name_in(language, other, 'n.')}, "  # noqa: S608
        "count(distinct coalesce(o.story, t.article)), "
        "count(distinct case when o.origins >= :origins then o.story end) "
        "from json_each(:ids) j left join story_articles o on o.article = j.value "
        f"cross join article_{other}s t on t.article = j.value "
        f"cross join {other}s n on n.{key} = t.{other} {oblasts}"
        "where t.role = 'about' group by 1 order by 3 desc, 4 desc, 2 limit :lines",
        {"ids": json.dumps(counts.numbers), "origins": int(ORIGINS), "lines": LINES},
    ).fetchall()
    lines = []
    for code_, name, stories, confirmed in rows:
        both = replace(wanted, **{other: as_line(code_)})
        two = replace(both, origins=ORIGINS)
        lines.append(
            Line(as_line(name), stories, both.explore_path(), confirmed, two.explore_path())
        )
    return Lately(tuple(lines), counts.more)
