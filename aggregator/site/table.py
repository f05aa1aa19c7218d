"""A view as CSV with a row of HXL hashtags (hxlstandard.org, 1.1) under the header.

Cells that a spreadsheet would take for a formula begin with an apostrophe (OWASP, "CSV
injection"): titles are other people's.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Mapping, Sequence

from aggregator.site.notice import FEED_NOTICE
from aggregator.site.rows import Item, Site, Tag
from aggregator.site.selection import has_stories
from aggregator.site.text import as_cell, as_line

ROWS = 1_000
"""Rows of one table, the newest; for more, narrow by period and ask several times."""
COLUMNS = (
    ("id", "#meta+id"),
    ("published", "#date+published"),
    ("first seen", "#date+fetched"),
    ("source", "#org+source+name"),
    ("region", "#adm1+name"),
    ("region code", "#adm1+code"),
    ("topics", "#x_topic"),
    ("title", "#description+title"),
    ("link", "#meta+url"),
    ("language", "#meta+lang"),
    ("grade of the source", "#x_grade"),
    ("number of the story", "#x_corroboration"),
    ("origins of the story", "#x_origins"),
    ("page", "#meta+url+page"),
    ("safety notice", "#x_notice"),
)
_FIRST_LEVEL = re.compile(r"UA[0-9]{2}0{9}[0-9]{6}")
"""KATOTTG codes of the first level: everything between the oblast and the check digits is 0."""

Judgements = Mapping[int, tuple[str, str, str]]
"""By article: letter of its source, number and origins of its story; empty where not judged."""


def read_judgements(
    conn: sqlite3.Connection, items: Sequence[Item]
) -> dict[int, tuple[str, str, str]]:
    """What is judged of the source and of the story of each article."""
    letters = {row[0]: as_line(row[1]) for row in conn.execute("select id, letter from sources")}
    stories: dict[int, tuple[str, str]] = {}
    if has_stories(conn):
        rows = conn.execute(
            "select o.article, s.number, s.origins from json_each(?) j "
            "cross join story_articles o on o.article = j.value "
            "cross join stories s on s.id = o.story",
            (json.dumps([item.id for item in items]),),
        )
        stories = {row[0]: (as_line(row[1]), as_line(row[2])) for row in rows}
    return {
        item.id: (letters.get(item.source, ""), *stories.get(item.id, ("", ""))) for item in items
    }


def csv_document(site: Site, items: Sequence[Item], judgements: Judgements) -> bytes:
    """The table as UTF-8 with a byte order mark, without which Excel misreads Cyrillic."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(name for name, _ in COLUMNS)
    writer.writerow(tag for _, tag in COLUMNS)
    for place, item in enumerate(items):
        row = _row(site, item, judgements.get(item.id, ("", "", "")))
        # The notice once, in the first row, where somebody who opens the file sees it.
        writer.writerow([as_cell(value) for value in (*row, FEED_NOTICE if place == 0 else "")])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def first_level(item: Item) -> list[Tag]:
    """The oblasts that an article is about, else those that it mentions."""
    found = [tag for tag in item.regions if _FIRST_LEVEL.fullmatch(tag.code)]
    return [tag for tag in found if tag.role == "about"] or found


def _row(site: Site, item: Item, judged: tuple[str, str, str]) -> tuple[str, ...]:
    regions = first_level(item)
    return (
        item.key,
        item.date.iso if item.date else "",
        item.first_seen.iso if item.first_seen else "",
        item.source_name,
        _names(regions),
        "; ".join(tag.code for tag in regions),
        "; ".join(tag.code for tag in item.topics if tag.role == "about"),
        item.title,
        item.link or "",
        item.language,
        *judged,
        site.url + item.path,
    )


def _names(tags: Sequence[Tag]) -> str:
    return "; ".join(tag.name for tag in tags)
