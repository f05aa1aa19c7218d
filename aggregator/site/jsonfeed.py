"""JSON Feed 1.1 (jsonfeed.org/version/1.1): the entries of ``atom.py`` in the other format.

One extension, ``_aggregator`` (names that begin with an underscore are the format's own way),
described in docs/feeds.md: state, regions and topics with their codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from aggregator.site.atom import (
    RIGHTS,
    SUMMARY_CHARACTERS,
    TITLE_CHARACTERS,
    entry_updated,
    may_say_published,
    tag_uri,
)
from aggregator.site.notice import FEED_NOTICE
from aggregator.site.rows import Item, Site, Tag
from aggregator.site.tellings import Telling
from aggregator.site.text import shorten
from aggregator.site.tombstones import Tombstone


def json_document(
    site: Site,
    title: str,
    items: Sequence[Item],
    links: Mapping[str, str],
    tombstones: Sequence[Tombstone] = (),
) -> bytes:
    """The feed, newest first. ``links`` are ``self`` and ``alternate``, and ``next`` or
    ``prev-archive`` where there is more.

    The format knows no tombstones: ours stand in the extension.
    """
    feed = feed_head(site, title, links, "article", tombstones)
    feed["items"] = [_item(site, item) for item in items]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8")


def feed_head(
    site: Site,
    title: str,
    links: Mapping[str, str],
    of: str,
    tombstones: Sequence[Tombstone] = (),
) -> dict[str, object]:
    """Everything before the items. ``of`` is what an item is: ``article`` or ``story``."""
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": links["alternate"],
        "feed_url": links["self"],
        "description": FEED_NOTICE,
        "language": "en",
        "authors": [{"name": site.title, "url": site.url}],
    }
    following = links.get("next") or links.get("prev-archive")
    if following:
        feed["next_url"] = following
    own: dict[str, object] = {"about": f"{site.url}/about", "rights": RIGHTS}
    own["removed"] = [
        {"id": tag_uri(site, of, each.key), "date_removed": each.when} for each in tombstones
    ]
    feed["_aggregator"] = own
    return feed


def _item(site: Site, item: Item) -> dict[str, object]:
    page = site.url + item.path
    entry: dict[str, object] = {
        "id": tag_uri(site, "article", item.key),
        "url": page,
        "external_url": item.link,
        "title": shorten(item.title, TITLE_CHARACTERS),
        "content_text": shorten(item.excerpt, SUMMARY_CHARACTERS),
        "date_published": item.date.iso if item.date and may_say_published(item) else None,
        "date_modified": entry_updated(item),
        "authors": [{"name": item.author or item.source_name}],
        "tags": [tag.name for tag in item.about],
        "language": item.language or None,
        "_aggregator": {
            "source": told_source(item),
            "state": item.state or "live",
            "regions": [told_tag(tag) for tag in item.regions],
            "topics": [told_tag(tag) for tag in item.topics],
        },
    }
    return {name: value for name, value in entry.items() if value is not None}


def told_source(article: Item | Telling) -> dict[str, str]:
    """Who published an article, in our extension."""
    return {"id": article.source, "name": article.source_name}


def told_tag(tag: Tag) -> dict[str, str]:
    """A region or topic, in our extension."""
    return {"code": tag.code, "name": tag.name, "role": tag.role}
