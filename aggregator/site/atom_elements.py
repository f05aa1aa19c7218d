"""The elements of Atom (RFC 4287) that every feed of ours is made of."""

from __future__ import annotations

from lxml import etree

from aggregator.site.rows import Site

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(
    parent: etree._Element, name: str, text: str, language: str = "", **attributes: str
) -> etree._Element:
    """An element with text, and its language where it is not the feed's."""
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attrib=attributes)
    if language:
        element.set(LANG, language)
    element.text = text
    return element


def link(parent: etree._Element, rel: str, href: str, **attributes: str) -> None:
    """A link (4.2.7)."""
    etree.SubElement(parent, f"{{{ATOM}}}link", attrib={"rel": rel, "href": href, **attributes})


def person(parent: etree._Element, name: str, uri: str | None = None) -> None:
    """An author (3.2)."""
    author = etree.SubElement(parent, f"{{{ATOM}}}author")
    add(author, "name", name)
    if uri:
        add(author, "uri", uri)


def label(parent: etree._Element, scheme: str, term: str, words: str) -> None:
    """A category (4.2.2) of a scheme that is the same on every site."""
    attributes = {"term": term, "scheme": scheme, "label": words}
    parent.append(etree.Element(f"{{{ATOM}}}category", attrib=attributes))


def category(parent: etree._Element, site: Site, scheme: str, term: str, words: str) -> None:
    """A category of a scheme of this site; none without a term."""
    if term:
        label(parent, f"tag:{site.tag_authority}:{scheme}", term, words)
