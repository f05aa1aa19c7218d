"""Atom documents (RFC 4287) on lxml; docs/decisions.md says why not on a feed library.

A feed is a promise to programs that nobody watches: ids never change (RFC 4151 ``tag:``
addresses made of the site's authority and the article's key), ``updated`` is only what we
know, and no single odd row may take the other forty-nine down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from lxml import etree

from aggregator import __version__
from aggregator.site.atom_elements import ATOM, LANG, add, category, label, link, person
from aggregator.site.feed_history import add_archive_mark
from aggregator.site.notice import FEED_NOTICE
from aggregator.site.rows import Item, Site, Tag
from aggregator.site.selection import Named
from aggregator.site.text import as_moment, shorten
from aggregator.site.tombstones import Tombstone, add_tombstones
from aggregator.site.words import STATES

ENTRIES = 50
TITLE_CHARACTERS = 500
"""A title of ten thousand characters was seen in hostile feeds; readers show one line."""
SUMMARY_CHARACTERS = 1200
"""About two paragraphs. Where the whole text may be shown it stands on the article's page."""
NEVER_UPDATED = "2026-11-21T00:00:00Z"
"""``updated`` of a feed that never had an entry: the day these addresses were promised."""
LETTER_SCHEME = "urn:aggregator:source-letter"
"""The same on every site that runs this program, so that a reader's filter works anywhere; the
other schemes name the site, because regions and topics are its own tags."""
NUMBER_SCHEME = "urn:aggregator:story-number"
"""The number of the story in which the article stands, 1 to 6 (docs/stories.md)."""
NO_LETTER = "none"
"""The term for an official body: a category needs one (RFC 4287, 4.2.2.1)."""
CHANGES = {
    "edited": ("corrected", "edited by its source after we first saw it"),
    "retracted": ("retracted", "retracted by its source"),
}
"""Terms for readers that filter by category; ``updated`` moves with each of them."""
RIGHTS = (
    "Every article belongs to its publisher. Excerpts are as long as each publisher's rule for "
    "reuse allows. Name the publisher when you quote."
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """What an entry's ``source`` element says of the organisation."""

    name: str
    homepage: str | None
    latest: str
    letter: str = ""  # A to F; empty where it has none
    letter_words: str = ""


def tag_uri(site: Site, kind: str, name: str) -> str:
    """A lasting id: ``tag:example.org,2026:article/1f0c…`` (RFC 4151)."""
    return f"tag:{site.tag_authority}:{kind}/{quote(name, safe='=&')}"


@dataclass(frozen=True, slots=True)
class Number:
    """The number of the story in which an article stands, and its words."""

    number: str
    words: str


def feed_updated(items: Sequence[Item], tombstones: Sequence[Tombstone] = ()) -> str:
    """The newest change among the entries and tombstones; of a feed that never had an entry, the
    day on which these addresses were promised or that of the newest tombstone."""
    entries = [entry_updated(item) for item in items] or [NEVER_UPDATED]
    return max(*entries, *(each.since for each in tombstones), "")


def entry_updated(item: Item) -> str:
    """When the article last changed, else when we first saw it, else its place in the list."""
    for moment in (item.updated, item.first_seen, as_moment(item.listed)):
        if moment is not None:
            return moment.iso
    return NEVER_UPDATED


def feed_document(  # noqa: PLR0913 — most of them have defaults
    site: Site,
    named: Named,
    items: Sequence[Item],
    publishers: Mapping[str, Publisher],
    numbers: Mapping[int, Number] | None = None,
    *,
    title: str = "",
    name: str = "",
    links: Sequence[tuple[str, str]] = (),
    tombstones: Sequence[Tombstone] = (),
    archive: bool = False,
) -> bytes:
    """The feed of a selection, newest first, as UTF-8 XML.

    ``title``, ``name`` (what the id is made of) and ``links`` (relation, address) are those of the
    selection where they are not given. ``archive``: it is an archive document (RFC 5005).
    """
    selection = named.selection
    links = links or (
        ("self", site.url + selection.feed_path()),
        ("alternate", site.url + selection.page_path()),
    )
    own = named.title()
    feed = head(
        site,
        tag_uri(site, "feed", name or selection.canonical() or "all"),
        title or (f"{own} · {site.title}" if own else site.title),
        feed_updated(items, tombstones),
        links,
        archive=archive,
    )
    if selection.source:
        _letter(feed, publishers.get(selection.source))
    for item in items:
        feed.append(_entry(site, item, publishers.get(item.source), (numbers or {}).get(item.id)))
    add_tombstones(feed, tag_uri(site, "article", ""), tombstones)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="UTF-8"))


def head(
    site: Site,
    id_: str,
    title: str,
    updated: str,
    links: Sequence[tuple[str, str]],
    *,
    archive: bool = False,
) -> etree._Element:
    """A feed with everything but its entries."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set(LANG, "en")
    add(feed, "id", id_)
    add(feed, "title", title)
    add(feed, "subtitle", FEED_NOTICE)
    if archive:
        add_archive_mark(feed)
    add(feed, "updated", updated)
    for rel, address in links:
        kind = "text/html" if rel == "alternate" else "application/atom+xml"
        link(feed, rel, address, type=kind)
    person(feed, site.title, site.url)
    add(feed, "rights", RIGHTS)
    add(feed, "generator", "aggregator", version=__version__)
    return feed


def _entry(
    site: Site, item: Item, publisher: Publisher | None, number: Number | None
) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    add(entry, "id", tag_uri(site, "article", item.key))
    add(entry, "title", shorten(item.title, TITLE_CHARACTERS), language=item.language)
    add(entry, "updated", entry_updated(item))
    if may_say_published(item) and item.date is not None:
        add(entry, "published", item.date.iso)
    page = site.url + item.path
    # The source's own page is the article; ours says why it is here.
    link(entry, "alternate", item.link or page, type="text/html")
    if item.link:
        link(entry, "related", page, type="text/html", title="Why it is here")
    person(entry, item.author or item.source_name)
    _source(entry, site, item, publisher)
    for tag in (*item.regions, *item.topics):
        category(entry, site, scheme_of(tag), tag.code, tag.name)
    if item.language:
        category(entry, site, "language", item.language, item.language_name)
    if item.state in STATES and item.state != "live":
        category(entry, site, "state", item.state, item.state_words)
    _letter(entry, publisher)
    if item.state in CHANGES:
        category(entry, site, "change", *CHANGES[item.state])
    if number is not None:
        label(entry, NUMBER_SCHEME, number.number, f"Story: {number.words}")
    summary = shorten(item.excerpt, SUMMARY_CHARACTERS)
    if summary:
        add(entry, "summary", summary, language=item.language)
    return entry


def may_say_published(item: Item) -> bool:
    """Whether the date may stand in a feed: one after we saw the article would pin it to the top,
    one known to the month only would be invented to the day."""
    if item.date is None or item.date.utc.endswith("(month only)"):
        return False
    return item.first_seen is None or item.date.iso <= item.first_seen.iso


def scheme_of(tag: Tag) -> str:
    """The scheme of a tag's category: what is only mentioned has one of its own."""
    return tag.kind if tag.role == "about" else f"{tag.kind}-mentioned"


def _source(entry: etree._Element, site: Site, item: Item, publisher: Publisher | None) -> None:
    source = etree.SubElement(entry, f"{{{ATOM}}}source")
    add(source, "id", tag_uri(site, "source", item.source or "unknown"))
    add(source, "title", publisher.name if publisher else item.source_name)
    latest = as_moment(publisher.latest) if publisher else None
    add(source, "updated", latest.iso if latest else entry_updated(item))
    if publisher and publisher.homepage:
        link(source, "alternate", publisher.homepage, type="text/html")


def _letter(parent: etree._Element, publisher: Publisher | None) -> None:
    """How well the source is vetted: the letter as term, the words as label. It says nothing about
    the entry itself."""
    if publisher is None or not publisher.letter_words:
        return
    words = f"Source: {publisher.letter_words}"
    label(parent, LETTER_SCHEME, publisher.letter or NO_LETTER, words)
