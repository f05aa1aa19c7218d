"""An address of every kind of feed that the site has, in the sample database."""

from __future__ import annotations

from tests.site.sample import CRIMEA, KHERSON, ODD

ARTICLE_FEEDS = (
    "/feeds/all.atom",
    f"/feeds/region/{KHERSON}.atom",
    f"/feeds/region/{ODD}.atom",
    "/feeds/topic/education.atom",
    "/feeds/topic/empty.atom",
    "/feeds/source/sample-monitor.atom",
    "/feeds/source/sample-newsroom.atom",
    "/feeds/language/uk.atom",
    f"/feeds/all.atom?region={CRIMEA}&topic=education&language=fr&source=sample-monitor&role=about",
    f"/feeds/topic/repression.atom?region={CRIMEA}",
)
"""Feeds of articles of the ways to ask for them; none of them pages or archives."""
ATOM_FEEDS = (
    *ARTICLE_FEEDS,
    "/feeds/all.atom?before=2026-11-19T08%3A00%3A00Z_5",
    "/feeds/all.atom?archive=2026-10",
    "/feeds/all.atom?q=teachers",
    f"/feeds/region/{KHERSON}.atom?archive=2026-10",
    "/feeds/stories.atom",
    f"/feeds/stories.atom?region={KHERSON}",
    "/feeds/stories.atom?archive=2026-10",
    "/feeds/campaign/sample-letters.atom",
    "/feeds/campaign/sample-over.atom",
    "/feeds/case/sample-case.atom",
    "/feeds/stories/campaign/sample-letters.atom",
    "/feeds/stories/campaign/sample-over.atom",
    "/feeds/stories/case/sample-case.atom",
)
JSON_FEEDS = tuple(address.replace(".atom", ".json") for address in ATOM_FEEDS)
OPML = ("/sources.opml", "/feeds.opml")
