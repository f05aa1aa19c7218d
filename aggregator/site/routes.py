"""Every address of ours. The addresses are a promise: they stand in bookmarks and readers."""

from __future__ import annotations

import re

from aggregator.site import (
    article,
    campaigns,
    effort_feeds,
    explore,
    feeds,
    figures,
    home,
    linked_data,
    opml,
    pages,
    record,
    sitemap,
    stories,
    story_feeds,
    subscribe,
)
from aggregator.site.answers import Handler, View, handler

_VIEWS: tuple[tuple[str, View], ...] = (
    (r"/$", home.home),
    (r"/(?P<kind>region|topic|language)/(?P<code>[^/]+)$", pages.listing),
    (r"/source/(?P<code>[^/]+)\.jsonld$", linked_data.source),
    (r"/source/(?P<code>[^/]+)$", record.source),
    (r"/article/(?P<key>[^/]+)$", article.article),
    (r"/story/(?P<key>[^/]+)/why$", stories.why),
    (r"/story/(?P<key>[^/]+)$", stories.story),
    (r"/regions$", pages.regions),
    (r"/topics$", pages.topics),
    (r"/sources$", pages.sources),
    (r"/explore$", explore.explore),
    (r"/campaigns$", campaigns.campaigns),
    (r"/cases$", campaigns.cases),
    (r"/(?P<kind>campaign|case)/(?P<code>[^/]+)$", campaigns.effort),
    (r"/feeds/(?P<kind>campaign|case)/(?P<code>[^/]+)\.atom$", effort_feeds.atom),
    (r"/feeds/(?P<kind>campaign|case)/(?P<code>[^/]+)\.json$", effort_feeds.json_feed),
    (
        r"/feeds/stories/(?P<kind>campaign|case)/(?P<code>[^/]+)\.atom$",
        effort_feeds.stories_atom,
    ),
    (
        r"/feeds/stories/(?P<kind>campaign|case)/(?P<code>[^/]+)\.json$",
        effort_feeds.stories_json_feed,
    ),
    (r"/figures$", figures.figures),
    (r"/search$", explore.explore),
    (r"/health$", pages.health),
    (r"/subscribe$", subscribe.subscribe),
    (r"/about$", pages.about),
    (r"/credibility$", pages.credibility),
    (r"/safety$", pages.safety),
    (r"/assets/site\.css$", pages.stylesheet),
    (r"/assets/data\.css$", pages.data_stylesheet),
    (r"/sitemap\.xml$", sitemap.sitemap),
    (r"/robots\.txt$", pages.robots),
    (r"/feeds/all\.atom$", feeds.atom),
    (r"/feeds/all\.json$", feeds.json_feed),
    (r"/feeds/all\.csv$", feeds.table),
    (r"/feeds/stories\.atom$", story_feeds.atom),
    (r"/feeds/stories\.json$", story_feeds.json_feed),
    (r"/feeds/stories\.csv$", story_feeds.table),
    (r"/feeds/(?P<kind>region|topic|source|language)/(?P<code>[^/]+)\.atom$", feeds.atom),
    (r"/feeds/(?P<kind>region|topic|source|language)/(?P<code>[^/]+)\.json$", feeds.json_feed),
    (r"/feeds/(?P<kind>region|topic|source|language)/(?P<code>[^/]+)\.csv$", feeds.table),
    (r"/sources\.opml$", opml.sources),
    (r"/feeds\.opml$", opml.own_feeds),
)


def routes(database: str) -> list[tuple[str, Handler]]:
    """Datasette routes for the database of that name."""
    return [(pattern, handler(view, database)) for pattern, view in _VIEWS]


def patterns() -> list[re.Pattern[str]]:
    """What an address of ours looks like."""
    return [re.compile(pattern) for pattern, _ in _VIEWS]
