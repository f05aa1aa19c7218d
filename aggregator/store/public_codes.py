"""What the public file says of places and topics as such: their rows, how many articles carry
each, and whether a tagged place was occupied. Called inside the transaction of a publication.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from aggregator.store import public_campaigns, public_rows

_DATA = Path(__file__).parents[1] / "data"


_USED = (
    "WITH RECURSIVE used(region) AS (SELECT min(region) FROM article_regions UNION ALL "
    "SELECT (SELECT min(region) FROM article_regions WHERE region > used.region) FROM used "
    "WHERE region IS NOT NULL) SELECT region FROM used WHERE region IS NOT NULL"
)
"""From one region to the next in the index, in place of all its entries."""


@cache
def version() -> str:
    """Changes with the list of places and with the topics' names, scopes and codes: then the rows
    are written anew though no article has changed. Read as bytes, which takes a millisecond."""
    digest = hashlib.sha256()
    topics = sorted((_DATA / "topics").glob("*.yaml"))
    lists = [_DATA / name for name in public_campaigns.FILES]
    for path in (_DATA / "places.json.gz", *topics, *lists):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def write(
    news: sqlite3.Connection,
    replace: Callable[[str, list[dict[str, Any]], str], None],
    *,
    anew: bool,
) -> None:
    """The rows of ``regions`` and ``topics``; with ``anew``, what the list of places says of the
    tags that stand there already. ``replace`` makes a table hold exactly these rows."""
    if anew:
        _write_occupation(news)
        replace("campaigns", public_campaigns.campaign_rows(), "id")
        replace("cases", public_campaigns.case_rows(), "id")
    used = [row[0] for row in news.execute(_USED)]
    for table, rows, key in (
        ("regions", public_rows.region_rows(used), "code"),
        ("topics", public_rows.topic_rows(), "id"),
    ):
        counts = {
            row[0]: (row[1], row[2])
            for row in news.execute(f"SELECT {key}, articles, latest FROM {table}")
        }
        for row in rows:
            row["articles"], row["latest"] = counts.get(row[key], (0, None))
        replace(table, rows, key)


def _write_occupation(news: sqlite3.Connection) -> None:
    news.create_function("occupied_then", 3, public_rows.occupied, deterministic=True)
    then = (
        "occupied_then(region, published, "
        "(SELECT published_precision FROM articles WHERE id = article))"
    )
    news.execute(f"UPDATE article_regions SET occupied = {then} WHERE occupied IS NOT {then}")


def count(news: sqlite3.Connection, touched: dict[str, set[str]]) -> None:
    """How many articles carry each place, topic and source of ``touched``, and the newest."""
    for kind, table, key in (("region", "regions", "code"), ("topic", "topics", "id")):
        for code in sorted(touched[kind]):
            articles, latest = news.execute(
                f"SELECT count(*), max(published) FROM article_{kind}s WHERE {kind} = ?", [code]
            ).fetchone()
            news.execute(
                f"UPDATE {table} SET articles = ?, latest = ? WHERE {key} = ?",
                [articles, latest, code],
            )
    for source in sorted(touched["source"]):
        articles, latest = news.execute(
            "SELECT count(*), max(sort_date) FROM articles WHERE source = ?", [source]
        ).fetchone()
        news.execute(
            "UPDATE sources SET articles = ?, latest = ? WHERE id = ?", [articles, latest, source]
        )
