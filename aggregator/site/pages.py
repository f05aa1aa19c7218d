"""Lists, and the pages that explain. Each reads once, then fills one template."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from datasette import Response

from aggregator.credibility.letters import RULE_VERSION
from aggregator.site.answers import Ask
from aggregator.site.around import read_around
from aggregator.site.conditional import is_not_modified
from aggregator.site.languages import DEFAULT, Links, catalogues, said
from aggregator.site.lately import read_lately
from aggregator.site.lists import (
    Entry,
    FeedHealth,
    read_feeds,
    read_inside,
    read_regions,
    read_sources,
    read_topics,
    read_totals,
)
from aggregator.site.notice import ADVICE_URL, LAW_URL
from aggregator.site.paths import page_path
from aggregator.site.reading import read_items, read_site
from aggregator.site.region_map import read_map
from aggregator.site.rows import Item, Site
from aggregator.site.selection import (
    Cursor,
    Named,
    Selection,
    from_pairs,
    has_stories,
    name_it,
    shown_as,
)
from aggregator.site.story_rows import Story, read_stories
from aggregator.site.stylesheets import DATA, SITE, Stylesheet
from aggregator.site.text import as_line
from aggregator.site.words import letter_sentence
from aggregator.sources.vetting import QUESTIONS

LIST_ARTICLES = 30


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of articles; ``next`` is where the following page begins. A list of
    stories has the newest fitting article of each, and by its number the story."""

    named: Named
    items: list[Item]
    next: Cursor | None
    first_page: bool
    of_stories: bool = False
    stories: Mapping[int, Story] = field(default_factory=dict)


def read_listing(
    conn: sqlite3.Connection,
    selection: Selection,
    before: Cursor | None,
    size: int,
    language: str = DEFAULT,
    *,
    stories: bool = False,
) -> Listing:
    """Reads one more than is shown, to know whether there is a next page. A database that knows no
    stories gives a list of articles."""
    stories = stories and has_stories(conn)
    named = name_it(conn, selection, language)
    items = read_items(conn, named, size + 1, before, language, stories=stories)
    shown = items[:size]
    more = Cursor(shown[-1].listed, shown[-1].id) if len(items) > size else None
    told = read_stories(conn, shown, language) if stories else {}
    return Listing(named, shown, more, before is None, stories, told)


async def listing(ask: Ask) -> Response:
    """``/region/…``, ``/topic/…``, ``/language/…``: the newest stories, or articles with
    ``show=articles``, page by page."""
    kind = ask.part("kind")
    own = ("before", "show")
    pairs = [(name, value) for name, value in ask.pairs() if name not in own]
    selection = from_pairs(pairs, from_pairs([(kind, ask.part("code"))]), own)
    cursor = Cursor.read(ask.word("before"))
    stories = shown_as(ask.word("show")) == "stories"

    def question(conn: sqlite3.Connection) -> tuple[Site, Listing, dict[str, object]]:
        found = read_listing(conn, selection, cursor, LIST_ARTICLES, ask.language, stories=stories)
        return read_site(conn), found, _read_beside(conn, kind, found, ask)

    site, found, beside = await ask.read(question)
    context = {"listing": found, "kind": kind, "address": _addresses(kind, found.named)}
    return await ask.page("listing", site, context | beside)


def _read_beside(
    conn: sqlite3.Connection, kind: str, found: Listing, ask: Ask
) -> dict[str, object]:
    """What stands beside the list: the region or topic itself and the places inside it; on the
    first page also the last days, the months and what is near."""
    code: str = getattr(found.named.selection, kind)
    record: Entry | None = None
    inside: list[Entry] = []
    if kind == "region":
        record = read_regions(conn, ask.language, code=code)[0]
        inside = read_inside(conn, code, ask.language)
    elif kind == "topic":
        record = read_topics(conn, code, ask.language)[0]
    return {
        "record": record,
        "inside": inside,
        "lately": read_lately(conn, kind, code, ask.language) if found.first_page else None,
        "around": read_around(conn, record, ask.ui) if record and found.first_page else None,
    }


def _addresses(kind: str, named: Named) -> Callable[..., str]:
    """The address of this list with a role and with what it shows, either of them or none."""
    path = page_path(kind, getattr(named.selection, kind))

    def address(role: str = "", show: str = "") -> str:
        words = {name: value for name, value in (("role", role), ("show", show)) if value}
        return path + (f"?{urlencode(words)}" if words else "")

    return address


async def regions(ask: Ask) -> Response:
    """Every place that an article names, and all oblasts."""
    site, entries, drawn = await ask.read(
        lambda conn: (
            read_site(conn),
            read_regions(conn, ask.language, named=True),
            read_map(conn, ask.language),
        )
    )
    context = {"kind": "region", "title": said("Regions"), "entries": entries, "map": drawn}
    return await ask.page("index", site, context)


async def topics(ask: Ask) -> Response:
    """Every topic with what belongs to it."""
    site, entries = await ask.read(
        lambda conn: (read_site(conn), read_topics(conn, language=ask.language))
    )
    return await ask.page(
        "index", site, {"kind": "topic", "title": said("Topics"), "entries": entries}
    )


async def sources(ask: Ask) -> Response:
    """Every source."""
    site, entries = await ask.read(lambda conn: (read_site(conn), read_sources(conn, ask.language)))
    return await ask.page(
        "index", site, {"kind": "source", "title": said("Sources"), "entries": entries}
    )


async def health(ask: Ask) -> Response:
    """How each feed is doing: failures first, then what is not fetched, then the rest."""

    def question(conn: sqlite3.Connection) -> tuple[Site, list[FeedHealth]]:
        return read_site(conn), read_feeds(conn)

    site, feeds = await ask.read(question)
    return await ask.page(
        "health",
        site,
        {
            "failing": [feed for feed in feeds if feed.enabled and feed.failing],
            "working": [feed for feed in feeds if feed.enabled and not feed.failing],
            "disabled": [feed for feed in feeds if not feed.enabled],
        },
    )


async def about(ask: Ask) -> Response:
    """Method, limits, how to ask for a removal."""
    site, totals = await ask.read(lambda conn: (read_site(conn), read_totals(conn)))
    return await ask.page("about", site, {"totals": totals})


async def credibility(ask: Ask) -> Response:
    """What letters and numbers mean, in plain words, and how to check them."""

    def question(conn: sqlite3.Connection) -> tuple[Site, dict[str, int]]:
        counts = conn.execute("select coalesce(letter, ''), count(*) from sources group by 1")
        return read_site(conn), {as_line(row[0]): row[1] for row in counts}

    site, counts = await ask.read(question)
    letters = [(code, letter_sentence(code, "given"), counts.get(code, 0)) for code in "ABCDEF"]
    context = {
        "letters": letters,
        "official": counts.get("", 0),
        "better": counts.get("A", 0) + counts.get("B", 0),
        "all": sum(counts.values()),
        "questions": QUESTIONS.items(),
        "rule_version": RULE_VERSION,
    }
    return await ask.page("credibility", site, context)


async def safety(ask: Ask) -> Response:
    """The monitors' advice in four languages."""
    site = await ask.read(read_site)
    return await ask.page("safety", site, {"advice_url": ADVICE_URL, "law_url": LAW_URL})


async def stylesheet(ask: Ask) -> Response:
    """The stylesheet of our pages."""
    return _style(ask, SITE)


async def data_stylesheet(ask: Ask) -> Response:
    """The stylesheet of Datasette's own pages in our dress."""
    return _style(ask, DATA)


def _style(ask: Ask, sheet: Stylesheet) -> Response:
    headers = {"etag": sheet.etag, "cache-control": "max-age=31536000, immutable"}
    if is_not_modified(ask.request.headers, sheet.etag):
        return Response(b"", status=304, headers=headers, content_type="text/css; charset=utf-8")
    return Response(sheet.body, headers=headers, content_type="text/css; charset=utf-8")


_NOT_INDEXED = ("/article/", "/story/", "/case/", "/search", "/explore?")


async def robots(ask: Ask) -> Response:
    """Lists may be found by search engines; articles belong to their publishers."""
    site = await ask.read(read_site)
    prefixes = ["", *(f"/{code}" for code in catalogues() if code != DEFAULT)]
    kept = [f"{prefix}{path}" for prefix in prefixes for path in _NOT_INDEXED]
    data = [Links(ask.datasette.urls, code).database(ask.database) for code in catalogues()]
    kept += [*data, "/-/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in kept)]
    return Response.text("\n".join([*lines, f"Sitemap: {site.url}/sitemap.xml"]) + "\n")
