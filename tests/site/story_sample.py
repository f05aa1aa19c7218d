"""An invented archive for one wish: last week's stories on deported children from Kherson region
that have two or more origins. One story is meant; each other one misses it by one thing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.site.sample import CRIMEA, KHERSON, add_article, insert, write_database

TOPIC = "child-transfer"
WANTED = "wanted-1"
WEEK, LONG_AGO = "2026-11-19", "2026-10-20"
SOURCES = ("sample-monitor", "sample-newsroom", "sample-ministry")

Told = tuple[str, str, str, str]
"""Day, region, topic and role of one article."""

FITS: Told = (WEEK, KHERSON, TOPIC, "about")
STORIES: tuple[tuple[str, int, tuple[Told, ...]], ...] = (
    ("wanted", 2, (FITS, FITS, (WEEK, KHERSON, "education", "about"))),
    ("one-origin", 1, (FITS, FITS)),
    ("alone", 1, (FITS,)),
    ("too-old", 2, ((LONG_AGO, KHERSON, TOPIC, "about"),) * 2),
    ("other-topic", 2, ((WEEK, KHERSON, "education", "about"),) * 2),
    ("other-region", 3, ((WEEK, CRIMEA, TOPIC, "about"),) * 3),
    ("in-passing", 2, ((WEEK, KHERSON, TOPIC, "mentions"),) * 2),
    ("no-article-fits-all", 2, ((WEEK, KHERSON, "education", "about"),
                                (WEEK, CRIMEA, TOPIC, "about"))),
    ("fits-long-ago-only", 2, ((LONG_AGO, KHERSON, TOPIC, "about"),
                               (WEEK, KHERSON, "education", "about"))),
)  # fmt: skip
"""Name, origins, articles. Titles are the names."""


def write_story_database(path: Path, extra: int = 0) -> None:
    """The sample database with these stories in it, and ``extra`` plain articles."""
    write_database(path, extra)
    with sqlite3.connect(path) as conn:
        insert(conn, "topics", id=TOPIC, name="Deported children", name_uk="Депортовані діти",
               scope="Invented scope.", articles=12, latest=f"{WEEK}T12:00:00Z")  # fmt: skip
        number = 1000
        for name, origins, told in STORIES:
            number = _add_story(conn, name, origins, told, number)
    conn.close()


def _add_story(
    conn: sqlite3.Connection, name: str, origins: int, told: tuple[Told, ...], number: int
) -> int:
    insert(conn, "stories", id=f"{name}-1", title=f"Sample: {name}", articles=len(told),
           origins=origins, repeating=max(0, len(told) - origins), number=1 if origins > 1 else 3,
           words=f"Confirmed by {origins} separate sources" if origins > 1
           else "One original source; not separately confirmed yet",
           earliest=told[0][0], latest=told[-1][0], reason="invented", missing="", not_held="",
           rule_version="1", updated=f"{WEEK}T20:00:00Z")  # fmt: skip
    for place, (day, region, topic, role) in enumerate(told, 1):
        number += 1
        moment = f"{day}T{number % 24:02d}:00:00Z"
        add_article(conn, number, {
            "key": f"{name}-{place}", "title": f"Sample: {name}" if place == 1
            else f"Sample: {name}, told again", "source": SOURCES[place - 1],
            "published": moment, "sort_date": moment, "first_seen": moment,
        })  # fmt: skip
        for kind, code in (("region", region), ("topic", topic)):
            insert(conn, f"article_{kind}s", article=number, role=role, words="Sample", spans="[]",
                   rule="name", weight=1.0, version="sample", published=moment,
                   **{kind: code})  # fmt: skip
        counts = place <= origins
        insert(conn, "story_articles", article=number, story=f"{name}-1",
               role="origin" if counts else "relay", counts=int(counts), origins=origins,
               published=moment)  # fmt: skip
    return number
