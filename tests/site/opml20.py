"""Checks of an OPML document, written from opml.org/spec2.opml: one line for each rule broken."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from lxml import etree

from tests.site.rfc4287 import IRI

HEAD = {
    "title", "dateCreated", "dateModified", "ownerName", "ownerEmail", "ownerId", "docs",
    "expansionState", "vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight",
}  # fmt: skip


def problems(document: bytes) -> list[str]:
    """Everything in the document that OPML 2.0 does not allow."""
    root = etree.fromstring(document)
    if root.tag != "opml" or root.get("version") != "2.0":
        return [f"the document element is {root.tag}, version {root.get('version')}"]
    return [*_parts(root), *(line for each in root.iter("outline") for line in _outline(each))]


def _parts(root: etree._Element) -> Iterator[str]:
    if [child.tag for child in root] != ["head", "body"]:
        yield f"opml holds {[child.tag for child in root]}"
        return
    head, body = root
    for child in head:
        if child.tag not in HEAD and not str(child.tag).startswith("{"):  # of a namespace
            yield f"head: {child.tag} is not known"
        if child.tag.startswith("date"):
            try:
                parsedate_to_datetime(child.text or "")
            except ValueError:
                yield f"head: {child.tag} {child.text!r}"
    if not len(body):
        yield "body: no outline"
    yield from (f"body: {child.tag}" for child in body if child.tag != "outline")


def _outline(outline: etree._Element) -> Iterator[str]:
    if not (outline.get("text") or "").strip():
        yield "outline: no text"
    if outline.text and outline.text.strip():
        yield "outline: words between its tags"
    if outline.get("type") == "rss":
        if len(outline):
            yield "outline: a feed with outlines inside"
        for name in ("xmlUrl", "htmlUrl"):
            value = outline.get(name)
            if (value is None and name == "xmlUrl") or (value and not IRI.fullmatch(value)):
                yield f"outline: {name} {value!r}"
    elif outline.get("type") is None and outline.get("xmlUrl"):
        yield "outline: an address of a feed without a type"
    for name in outline.attrib:
        if str(name).startswith("{}"):
            yield f"outline: {name} has no namespace"
