"""The addresses that the bench of the site asks for: many of each kind, taken from the file itself.

Every kind goes round through some dozens, so that no answer can be the one just given.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlencode

EACH = 40
"""Addresses of a kind; a round asks for one of each kind."""
SEARCHES = (
    "Мелітополь", "мобілізація", "Mariupol", "депортація дітей", "teachers", "pension",
    "Херсон підручники", "Керчь", "електричний струм підвал", '"без вікон"', "активіст -Донецьк",
    "квартири безхазяйні", "полонені", "Генічеськ школа", "volunteers list", "Луганськ лікарня",
)  # fmt: skip
"""What people type: a place in any language, a matter, two together, a phrase, an exclusion."""
Pages = Mapping[str, Sequence[str]]
ATOM = "Atom, 200"
NOT_MODIFIED = "Atom, 304"
PAGES = (
    "home", "explore", "explore, three facets", "explore, a period", "search",
    "search, two facets", "story", "source", "region", "article", ATOM,
)  # fmt: skip


def read_pages(news: Path) -> Pages:
    """Addresses by kind."""
    with closing(sqlite3.connect(f"{news.resolve().as_uri()}?mode=ro", uri=True)) as db:
        views = _views(db)
        two = [{name: value for name, value in view.items() if name != "language"}
               for view in views]  # fmt: skip
        sources = _column(db, "select id from sources order by articles desc")
        regions = _column(db, "select code from regions where articles > 0 order by articles desc")
        topics = _column(db, "select id from topics where articles > 0 order by articles desc")
        stories = _column(db, "select id from stories where articles > 1 order by latest desc")
        stories += _column(db, "select id from stories order by id limit 20")
        keys = _column(db, "select key from articles order by key limit 40")
    periods = ("7d", "30d", "365d", "2026-11", "2025", "2024-03-01..2024-03-31", "2022-06")
    return {
        "home": ["/", "/uk/"],
        "explore": ["/explore", "/uk/explore"],
        "explore, three facets": [f"/explore?{urlencode(view)}" for view in views],
        "explore, a period": [f"/explore?period={period}" for period in periods],
        "search": [f"/explore?{urlencode({'q': words})}" for words in SEARCHES],
        "search, two facets": [
            f"/explore?{urlencode({'q': words, **view})}"
            for words, view in zip(SEARCHES, two, strict=False)
        ],
        "story": [f"/story/{quote(key)}" for key in stories],
        "source": [f"/source/{name}" for name in sources],
        "region": [f"/region/{code}" for code in regions],
        "article": [f"/article/{quote(key)}" for key in keys],
        ATOM: ["/feeds/all.atom"]
        + [f"/feeds/region/{code}.atom" for code in regions[:12]]
        + [f"/feeds/topic/{topic}.atom" for topic in topics[:8]]
        + [f"/feeds/all.atom?{urlencode(view)}" for view in two[:12]],
    }


def _column(db: sqlite3.Connection, sql: str) -> list[str]:
    return [row[0] for row in db.execute(f"{sql} limit {EACH}" if " limit " not in sql else sql)]


def _views(db: sqlite3.Connection) -> list[dict[str, str]]:
    """Region, topic and language as some articles have them: from the first to the last, so common
    ones and rare ones."""
    last = db.execute("select max(article) from article_topics").fetchone()[0]
    views = []
    for number in range(EACH):
        row = db.execute(
            "select r.region, t.topic, a.language from articles a "
            "join article_regions r on r.article = a.id join article_topics t on t.article = a.id "
            "where a.id >= ? order by a.id limit 1",
            [number * last // EACH],
        ).fetchone()
        views.append({"region": row[0], "topic": row[1], "language": row[2]})
    return views
