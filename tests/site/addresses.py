"""An example of every address that the server answers. A route without one fails a test."""

from __future__ import annotations

from tests.site.sample import KHERSON

OURS: dict[str, tuple[str, ...]] = {
    r"/$": ("/",),
    r"/(?P<kind>region|topic|language)/(?P<code>[^/]+)$": (
        f"/region/{KHERSON}", "/topic/education", "/language/uk",
    ),
    r"/source/(?P<code>[^/]+)\.jsonld$": ("/source/sample-newsroom.jsonld",),
    r"/source/(?P<code>[^/]+)$": ("/source/sample-monitor", "/source/sample-newsroom"),
    r"/article/(?P<key>[^/]+)$": ("/article/sample-en", "/article/odd-script"),
    r"/story/(?P<key>[^/]+)/why$": ("/story/sample-en/why",),
    r"/story/(?P<key>[^/]+)$": ("/story/sample-en",),
    r"/regions$": ("/regions",),
    r"/topics$": ("/topics",),
    r"/sources$": ("/sources",),
    r"/explore$": ("/explore", "/explore?q=Plain"),
    r"/campaigns$": ("/campaigns",),
    r"/cases$": ("/cases",),
    r"/(?P<kind>campaign|case)/(?P<code>[^/]+)$": ("/campaign/sample-over", "/case/sample-case"),
    r"/feeds/(?P<kind>campaign|case)/(?P<code>[^/]+)\.atom$": ("/feeds/case/sample-case.atom",),
    r"/figures$": ("/figures",),
    r"/search$": ("/search?q=script",),
    r"/health$": ("/health",),
    r"/subscribe$": ("/subscribe",),
    r"/about$": ("/about",),
    r"/credibility$": ("/credibility",),
    r"/safety$": ("/safety",),
    r"/assets/site\.css$": ("/assets/site.css",),
    r"/assets/data\.css$": ("/assets/data.css",),
    r"/sitemap\.xml$": ("/sitemap.xml",),
    r"/robots\.txt$": ("/robots.txt",),
    r"/feeds/all\.atom$": ("/feeds/all.atom",),
    r"/feeds/all\.json$": ("/feeds/all.json",),
    r"/feeds/all\.csv$": ("/feeds/all.csv",),
    r"/feeds/(?P<kind>region|topic|source|language)/(?P<code>[^/]+)\.atom$": (
        f"/feeds/region/{KHERSON}.atom",
    ),
    r"/feeds/(?P<kind>region|topic|source|language)/(?P<code>[^/]+)\.json$": (
        f"/feeds/region/{KHERSON}.json",
    ),
    r"/feeds/(?P<kind>region|topic|source|language)/(?P<code>[^/]+)\.csv$": (
        f"/feeds/region/{KHERSON}.csv",
    ),
    r"/feeds/stories\.atom$": ("/feeds/stories.atom",),
    r"/feeds/stories\.json$": ("/feeds/stories.json",),
    r"/feeds/stories\.csv$": ("/feeds/stories.csv", "/feeds/stories.csv?q=teachers"),
    r"/feeds/(?P<kind>campaign|case)/(?P<code>[^/]+)\.json$": ("/feeds/case/sample-case.json",),
    r"/feeds/stories/(?P<kind>campaign|case)/(?P<code>[^/]+)\.atom$": (
        "/feeds/stories/case/sample-case.atom",
    ),
    r"/feeds/stories/(?P<kind>campaign|case)/(?P<code>[^/]+)\.json$": (
        "/feeds/stories/case/sample-case.json",
    ),
    r"/feeds\.opml$": ("/feeds.opml",),
    r"/sources\.opml$": ("/sources.opml",),
}  # fmt: skip
"""By the pattern of the route (aggregator/site/routes.py)."""

DATA = (
    "/news", "/news/articles", "/news/articles/1", "/news/articles.json", "/news/articles.csv",
    "/news/articles?_facet=source", "/news/sources", "/news/regions", "/news/latest",
    "/news?sql=select+*+from+articles", "/news.json?sql=select+1", "/news.csv?sql=select+1",
    "/-/metadata.json",
)  # fmt: skip
"""Datasette's own pages, feeds of tables and queries."""
REFUSED = {
    "/nowhere": 404, "/article/none": 404, "/region/none": 404, "/feeds/region/none.atom": 404,
    "/news/nothing": 404, "/news?sql=broken": 400, "/news/articles?_size=9999": 400,
    "/-/threads": 404, "/explore?colour=red": 404, "/uk/nowhere": 404,
}  # fmt: skip
"""Addresses that are answered with an error, and its number."""
SENT_ELSEWHERE = (
    "/regions/",
    "/UK/about",
    "/en/about",
    "/news/articles/?_size=1",
    "//evil.example/",
)
"""Addresses that lead to another."""


def pages() -> list[str]:
    """What a reader sees as a page of ours, in every language."""
    found = [path for paths in OURS.values() for path in paths]
    found = [path for path in found if "." not in path.partition("?")[0] and "/assets/" not in path]
    return [*found, *(f"/uk{path}" for path in found)]


def everything() -> list[str]:
    """Every example."""
    return [*(path for paths in OURS.values() for path in paths), *DATA, *REFUSED, *SENT_ELSEWHERE]
