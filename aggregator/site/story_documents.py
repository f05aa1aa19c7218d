"""Stories as Atom, JSON Feed and a table: one entry, one row for each story.

What an entry tells is made once, as elements (:func:`content`), so that nothing from outside is
ever put into markup as text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from aggregator.site.atom import (
    CHANGES,
    LETTER_SCHEME,
    NEVER_UPDATED,
    NO_LETTER,
    NUMBER_SCHEME,
    TITLE_CHARACTERS,
    head,
    scheme_of,
    tag_uri,
)
from aggregator.site.atom_elements import ATOM, add, category, label, link, person
from aggregator.site.jsonfeed import feed_head, told_source, told_tag
from aggregator.site.notice import FEED_NOTICE
from aggregator.site.pages import Listing
from aggregator.site.rows import Item, Site
from aggregator.site.story_rows import Story
from aggregator.site.table import first_level
from aggregator.site.tellings import Telling
from aggregator.site.text import as_cell, shorten
from aggregator.site.tombstones import Tombstone, add_tombstones
from aggregator.site.words import ROLES
from aggregator.story.wording import ONE_IS_NORMAL

XHTML = "http://www.w3.org/1999/xhtml"
LINKS = 20
"""Articles of a story that an entry names; the page of the story has all."""
NO_NUMBER = "No number: only reports of events get one."

COLUMNS = (
    ("id", "#meta+id"),
    ("first article", "#date+start"),
    ("newest article", "#date+end"),
    ("first source", "#org+source+name"),
    ("grade of the source", "#x_grade"),
    ("number", "#x_corroboration"),
    ("number in words", "#x_corroboration+text"),
    ("origins", "#x_origins"),
    ("articles", "#x_articles"),
    ("all sources", "#org+source+list"),
    ("region", "#adm1+name"),
    ("region code", "#adm1+code"),
    ("topics", "#x_topic"),
    ("title", "#description+title"),
    ("language", "#meta+lang"),
    ("links", "#meta+url"),
    ("page", "#meta+url+page"),
    ("safety notice", "#x_notice"),
)


def entry_id(site: Site, story: Story) -> str:
    """``tag:example.org,2026:story/1f0c…``: the key of its first article, which never changes."""
    return tag_uri(site, "story", story.id)


def stories_updated(stories: Iterable[Story], tombstones: Sequence[Tombstone] = ()) -> str:
    """The newest change among stories and tombstones; a fixed day where there never was one."""
    found = [story.updated or NEVER_UPDATED for story in stories] or [NEVER_UPDATED]
    return max(*found, *(each.since for each in tombstones), "")


def lines(story: Story) -> tuple[str, str]:
    """The two lines: who speaks and how well vetted, and how many separate origins there are."""
    first = story.first
    who = f"{first.source_name}: {first.letter}." if first.letter else f"{first.source_name}."
    if story.number is None:
        return who, NO_NUMBER if story.words or first.role else ""
    number = f"{story.words}; {story.repeated}." if story.repeated else f"{story.words}."
    return who, f"{number} {ONE_IS_NORMAL}" if story.number in {3, 6} else number


# --- Atom ------------------------------------------------------------------------------------


def atom_document(
    site: Site,
    listing: Listing,
    title: str,
    name: str,
    links: Sequence[tuple[str, str]],
    tombstones: Sequence[Tombstone] = (),
    *,
    archive: bool = False,
) -> bytes:
    """The stories of a listing as UTF-8 XML, newest first. ``name`` is what the id is made of.
    ``archive``: it is an archive document (RFC 5005)."""
    updated = stories_updated(listing.stories.values(), tombstones)
    feed = head(site, tag_uri(site, "stories", name), title, updated, links, archive=archive)
    for item, story in told(listing):
        feed.append(_entry(site, item, story))
    add_tombstones(feed, tag_uri(site, "story", ""), tombstones)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8"))


def told(listing: Listing) -> Iterator[tuple[Item, Story]]:
    """The stories in the order of the list, each with the newest article that fits."""
    for item in listing.items:
        if item.id in listing.stories:
            yield item, listing.stories[item.id]


def _entry(site: Site, item: Item, story: Story) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    add(entry, "id", entry_id(site, story))
    add(entry, "title", shorten(story.title, TITLE_CHARACTERS), language=story.language)
    add(entry, "updated", story.updated or NEVER_UPDATED)
    link(entry, "alternate", site.url + story.path, type="text/html")
    for telling in story.tellings[:LINKS]:
        if telling.link:
            link(entry, "related", telling.link, title=telling.source_name)
    person(entry, story.first.source_name)
    own = {(tag.kind, tag.code): tag for tag in (*story.about, *item.regions, *item.topics)}
    for tag in own.values():
        category(entry, site, scheme_of(tag), tag.code, tag.name)
    if story.first.letter:
        label(entry, LETTER_SCHEME, story.first.grade or NO_LETTER, f"Source: {story.first.letter}")
    if story.number is not None:
        label(entry, NUMBER_SCHEME, str(story.number), f"Story: {story.words}")
    for state in dict.fromkeys(t.state for t in story.tellings if t.state in CHANGES):
        category(entry, site, "change", *CHANGES[state])
    held = etree.SubElement(entry, f"{{{ATOM}}}content", attrib={"type": "xhtml"})
    held.append(content(site, story))
    return entry


def content(site: Site, story: Story) -> etree._Element:
    """The two lines, and who tells it, as XHTML (RFC 4287, 4.1.3.3)."""
    root = etree.Element(f"{{{XHTML}}}div", nsmap={None: XHTML})
    for words in lines(story):
        if words:
            _html(root, "p", words)
    listed = _html(root, "ul")
    for telling in story.tellings[:LINKS]:
        _line(_html(listed, "li"), site, telling)
    if len(story.tellings) > LINKS:
        _html(listed, "li", f"and {story.articles - LINKS} more")
    if not story.alone:
        _html(_html(root, "p"), "a", "Why this number", href=f"{site.url}{story.path}/why")
    return root


def _line(line: etree._Element, site: Site, telling: Telling) -> None:
    """One article: its title as a link, who published it when, and its role where it has one."""
    anchor = _html(line, "a", shorten(telling.title, TITLE_CHARACTERS),
                   href=telling.link or site.url + telling.path)  # fmt: skip
    if telling.language:
        anchor.set("lang", telling.language)
    facts = [telling.source_name]
    facts += [telling.date.words] if telling.date else []
    facts += [ROLES.get(telling.role, telling.role)] if telling.role else []
    anchor.tail = f" ({', '.join(facts)})"


def _html(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{XHTML}}}{name}", attrib=attributes)
    element.text = text or None
    return element


# --- JSON Feed -------------------------------------------------------------------------------


def json_document(
    site: Site,
    listing: Listing,
    title: str,
    links: Mapping[str, str],
    tombstones: Sequence[Tombstone] = (),
) -> bytes:
    """The same as JSON Feed 1.1. ``links`` are ``self``, ``alternate`` and ``next``, if any."""
    feed = feed_head(site, title, links, "story", tombstones)
    feed["items"] = [_item(site, item, story) for item, story in told(listing)]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8")


def _item(site: Site, item: Item, story: Story) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": entry_id(site, story),
        "url": site.url + story.path,
        "title": shorten(story.title, TITLE_CHARACTERS),
        "content_html": etree.tostring(content(site, story), encoding="unicode", method="html"),
        "content_text": "\n".join(words for words in lines(story) if words),
        "date_modified": story.updated or NEVER_UPDATED,
        "authors": [{"name": story.first.source_name}],
        "tags": [tag.name for tag in story.about],
        "language": story.language or None,
        "_aggregator": {
            "number": story.number,
            "words": story.words,
            "origins": story.origins,
            "articles": [_telling(site, it) for it in story.tellings[:LINKS]],
            "regions": [told_tag(tag) for tag in item.regions],
            "topics": [told_tag(tag) for tag in item.topics],
        },
    }
    return {name: value for name, value in entry.items() if value is not None}


def _telling(site: Site, telling: Telling) -> dict[str, object]:
    return {
        "id": tag_uri(site, "article", telling.key),
        "url": telling.link,
        "title": shorten(telling.title, TITLE_CHARACTERS),
        "source": told_source(telling),
        "role": telling.role,
        "state": telling.state or "live",
    }


# --- the table -------------------------------------------------------------------------------


def csv_document(site: Site, listing: Listing) -> bytes:
    """The same as UTF-8 CSV with a byte order mark and a row of HXL hashtags under the header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(name for name, _ in COLUMNS)
    writer.writerow(tag for _, tag in COLUMNS)
    for place, (item, story) in enumerate(told(listing)):
        # The notice once, in the first row, where somebody who opens the file sees it.
        notice = FEED_NOTICE if place == 0 else ""
        writer.writerow([as_cell(value) for value in (*_row(site, item, story), notice)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _row(site: Site, item: Item, story: Story) -> tuple[str, ...]:
    regions = first_level(item)
    return (
        story.id,
        story.earliest.iso if story.earliest else "",
        story.latest.iso if story.latest else "",
        story.first.source_name,
        story.first.grade,
        "" if story.number is None else str(story.number),
        story.words,
        str(story.origins) if story.number is not None else "",
        str(story.articles),
        "; ".join(dict.fromkeys(it.source_name for it in story.tellings)),
        "; ".join(tag.name for tag in regions),
        "; ".join(tag.code for tag in regions),
        "; ".join(tag.code for tag in item.topics if tag.role == "about"),
        story.title,
        story.language,
        "; ".join(it.link for it in story.tellings[:LINKS] if it.link),
        site.url + story.path,
    )
