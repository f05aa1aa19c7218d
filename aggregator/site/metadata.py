"""Datasette's metadata, made from the public schema: one truth for tables, page and file.

``metadata.json`` at the top of the repository is this, written by tools/build_metadata.py,
for people who run ``datasette db/news.db -m metadata.json`` themselves.
"""

from __future__ import annotations

from typing import Any

from aggregator.site.canned import QUERIES
from aggregator.store.public_schema import FTS, TABLES
from aggregator.store.public_table import Table

DATABASE = "news"
TITLES = {
    "articles": "Articles",
    "article_regions": "Regions of articles",
    "article_topics": "Topics of articles",
    "stories": "Stories, and how many separate origins stand behind each",
    "story_articles": "Articles of stories: origin, or relay of whom",
    "story_edges": "Who has it from whom",
    "story_numbers": "Every number that a story ever had",
    "story_claims": "Claims that fact checks refute",
    "figures": "Attributed figures",
    "regions": "Regions and places",
    "topics": "Topics",
    "sources": "Sources",
    "feeds": "Feeds and their health",
    "letters": "Letters of the sources, and why",
    "vetting": "Vetting answers",
    "vouchers": "Who vouches for a source",
    "incidents": "Incidents",
    "reviews": "Rounds of vetting",
    "suspensions": "Suspensions",
    "source_ties": "Ties between sources",
    "source_log": "Log of the sources",
    "revisions": "Versions of articles",
    "removed": "Articles that are no longer here",
    "changes": "What changed last",
    "campaigns": "Campaigns",
    "cases": "Prisoners whose supporters campaign",
    "publication": "About this database",
}
UNITS = {"regions": {"latitude": "degree", "longitude": "degree"}}
"""Datasette 0.65 shows them with the number (names of the pint library). Lengths say "in words"
in their descriptions: a unit of our own is defined again by every Datasette of a process, and
pint warns of it."""
SORTS = {
    "regions": {"sort_desc": "articles"},
    "topics": {"sort_desc": "articles"},
    "sources": {"sort": "name"},
    "feeds": {"sort_desc": "failures"},
}
DESCRIPTION = (
    "What human-rights monitors, newsrooms and campaigns publish about the areas of Ukraine that "
    "Russia occupies, by source, region and topic. Being listed says who published a report, not "
    "that it is so. Dates are UTC. If you are in an occupied area, opening or sharing this can be "
    "punished there: do not repost, comment or react (advice of CrimeaSOS, 3 May 2023)."
)
_SHADOW_TABLES = tuple(f"{FTS}_{part}" for part in ("data", "idx", "docsize", "config"))


def metadata() -> dict[str, Any]:
    """The whole of metadata.json."""
    return {
        "title": "News from the occupied areas of Ukraine",
        "description": DESCRIPTION,
        "license": "CC BY 4.0 for our own records and tags; articles belong to their publishers",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "source": "The organisations in the table sources",
        "source_url": f"/{DATABASE}/sources",
        "about": "How this is made, and what it cannot tell you",
        "about_url": "/about",
        "databases": {
            DATABASE: {
                "title": "All data",
                "description": DESCRIPTION,
                "tables": {table.name: _table(table) for table in TABLES} | _search_tables(),
                "queries": {
                    query.name: {
                        "title": query.title,
                        "description": query.says,
                        "sql": query.sql,
                    }
                    for query in QUERIES
                },
            }
        },
    }


def _table(table: Table) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "title": TITLES[table.name],
        "description": table.says,
        "columns": {column.name: column.says for column in table.columns},
        "size": 50,
    }
    if table.label:
        entry["label_column"] = table.label
    if table.sort_desc:
        entry["sort_desc"] = table.sort_desc
    entry |= SORTS.get(table.name, {})
    if table.facets:
        entry["facets"] = list(table.facets)
    if table.name in UNITS:
        entry["units"] = UNITS[table.name]
    if table.name == "articles":
        entry |= {"fts_table": FTS, "fts_pk": "id"}
    return entry


def _search_tables() -> dict[str, dict[str, Any]]:
    """The index is for searching: as a table it shows empty columns, and its parts show words
    of texts that may not be shown."""
    return {FTS: {"hidden": True}} | {
        name: {"hidden": True, "allow": False} for name in _SHADOW_TABLES
    }
