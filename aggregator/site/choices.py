"""What the forms offer by which a reader makes a view of their own: on the first page, on Explore
and on Subscribe."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from aggregator.site.facets import periods
from aggregator.site.languages import catalogue
from aggregator.site.lists import Entry, read_languages, read_regions, read_sources, read_topics
from aggregator.site.period import period_words
from aggregator.site.selection import MOST_ORIGINS, has_stories, today


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices by name; a period is what stands in the address, and its words."""

    regions: list[Entry]
    topics: list[Entry]
    sources: list[Entry]
    languages: list[Entry]
    periods: list[tuple[str, str]]
    origins: tuple[str, ...]
    stories: bool  # whether this database knows stories, so also their origins


def read_choices(conn: sqlite3.Connection, language: str, *, sources: bool = True) -> Choices:
    """All first-level regions, topics and languages, and unless left out the ``sources``."""
    ui = catalogue(language)

    def by_name(entries: list[Entry]) -> list[Entry]:
        return sorted(entries, key=lambda it: ui.order(ui.word(it.name)))

    return Choices(
        by_name(read_regions(conn, language, only_oblasts=True)),
        by_name(read_topics(conn, language=language)),
        read_sources(conn, language) if sources else [],
        by_name(read_languages(conn)),
        [(period, period_words(period, ui)) for period in periods(today(conn))],
        MOST_ORIGINS[:3],
        has_stories(conn),
    )
