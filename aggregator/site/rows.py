"""What pages and feeds show, as frozen values. Every text in them is already safe to escape."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from aggregator.site.paths import page_path
from aggregator.site.text import (
    Moment,
    as_line,
    as_moment,
    as_text,
    web_link,
)
from aggregator.site.words import STATES, language_name

NO_TITLE = "(no title)"


@dataclass(frozen=True, slots=True)
class Site:
    """How the site calls itself: rows of the table ``publication``, never the request.

    ``changed`` is when the database was last brought up to date, if it says so;
    ``occupation_list`` the day of the official list by which places count as occupied.
    """

    title: str
    url: str
    tag_authority: str
    contact: str
    changed: Moment | None = None
    occupation_list: Moment | None = None

    @property
    def contact_link(self) -> str | None:
        """The contact as a link, if it is a web or a mail address."""
        if self.contact.startswith("mailto:") and "\n" not in self.contact:
            return quote(self.contact, safe=":@?=&%+.,-_")
        return web_link(self.contact)


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of one article: what, in which role, because of which words and rule."""

    kind: str  # region or topic
    code: str
    name: str
    role: str
    words: str = ""
    rule: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    known: bool = True  # whether the region or topic has a row, and so a page
    occupied: bool | None = None  # on the day of the article; None where the list does not say

    @property
    def path(self) -> str:
        """The page of the region or topic."""
        return page_path(self.kind, self.code)


class Titled:
    """What is called as somebody else called it."""

    __slots__ = ()
    title: str

    @property
    def untitled(self) -> bool:
        """Whether the source gave no title."""
        return self.title == NO_TITLE


@dataclass(frozen=True, slots=True)
class Item(Titled):
    """One article as a list, a page or a feed shows it."""

    id: int
    key: str
    title: str
    link: str | None
    source: str
    source_name: str
    source_known: bool
    author: str
    language: str
    date: Moment | None  # published, otherwise None
    date_raw: str
    date_from: str
    first_seen: Moment | None
    updated: Moment | None
    state: str
    shown: str
    title_raw: str
    excerpt_raw: str
    words: int | None
    extraction: str
    listed: str
    origins: tuple[tuple[str, str], ...] = ()
    """What came from where: (title, feed), (text, page), (language, detected)."""
    regions: tuple[Tag, ...] = ()
    topics: tuple[Tag, ...] = ()

    @property
    def path(self) -> str:
        """The article's page."""
        return page_path("article", self.key)

    @property
    def excerpt(self) -> str:
        """As much of the text as may be shown."""
        return as_text(self.excerpt_raw)

    @property
    def language_name(self) -> str:
        """``Ukrainian``, or empty where nobody knows."""
        return language_name(self.language) if self.language else ""

    @property
    def state_words(self) -> str:
        """The state where it is worth saying: edited, gone, retracted."""
        return "" if self.state in {"live", ""} else STATES.get(self.state, self.state)

    @property
    def about(self) -> tuple[Tag, ...]:
        """What the article is about, regions first."""
        return tuple(tag for tag in (*self.regions, *self.topics) if tag.role == "about")


def _raw(value: object) -> str:
    return value if isinstance(value, str) else as_text(value)


def item_of(
    row: sqlite3.Row,
    source_name: str | None,
    regions: tuple[Tag, ...] = (),
    topics: tuple[Tag, ...] = (),
) -> Item:
    """Reads a row of ``articles`` (with ``listed``); an odd row gives an odd item, no error."""
    published = as_moment(row["published"], row["published_precision"] or "minute")
    return Item(
        id=row["id"],
        key=as_line(row["key"]),
        title=as_line(row["title"]) or NO_TITLE,
        link=web_link(row["link"]),
        source=as_line(row["source"]),
        source_name=source_name or as_line(row["source"]) or "unknown source",
        source_known=source_name is not None,
        author=as_line(row["author"]),
        language=language_tag(row["language"]),
        date=published,
        date_raw=as_line(row["published_raw"]),
        date_from=as_line(row["published_from"]),
        first_seen=as_moment(row["first_seen"]),
        updated=as_moment(row["updated"]),
        state=as_line(row["state"]),
        shown=as_line(row["shown"]),
        title_raw=_raw(row["title"]),
        excerpt_raw=_raw(row["excerpt"]),
        words=row["words"] if isinstance(row["words"], int) else None,
        extraction=as_line(row["extraction"]),
        listed=as_line(row["listed"]),
        origins=tuple(
            (part, as_line(row[f"{part}_from"]))
            for part in ("title", "text", "author", "language")
            if row[f"{part}_from"]
        ),
        regions=regions,
        topics=topics,
    )


def language_tag(value: object) -> str:
    """A language tag of BCP 47 shape, or empty: it goes into ``lang`` and ``xml:lang``."""
    tag = as_line(value)
    parts = tag.split("-")
    fits = all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts)
    return tag if fits and 2 <= len(parts[0]) <= 3 and parts[0].isalpha() else ""
