"""Checks of an Atom document, written from RFC 4287, RFC 5005 (paged and archived feeds) and
RFC 6721 (tombstones): one line for each rule broken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DATE = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
    r"(Z|[+-]\d\d:\d\d)"
)  # section 3.3 and RFC 3339
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
TAG_URI = re.compile(
    r"tag:[a-z0-9.-]+(@[a-z0-9.-]+)?,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9\-._~%!$&'()*+,;=:@/?]*"
)  # RFC 4151, section 2.1
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")

# name: (least, most); sections 4.1.1, 4.1.2 and 4.2.11
FEED = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "rights": (0, 1),
    "generator": (0, 1), "icon": (0, 1), "logo": (0, 1), "author": (0, 99), "link": (0, 99),
    "category": (0, 99), "contributor": (0, 99), "entry": (0, 9999),
}  # fmt: skip
ENTRY = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1),
    "content": (0, 1), "rights": (0, 1), "source": (0, 1), "author": (0, 99), "link": (0, 99),
    "category": (0, 999), "contributor": (0, 99),
}  # fmt: skip
SOURCE = {name: (0, most) for name, (_, most) in FEED.items() if name != "entry"}
PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}


def problems(document: bytes) -> list[str]:
    """Everything in the document that RFC 4287 does not allow."""
    feed = etree.fromstring(document)
    if feed.tag != ATOM + "feed":
        return [f"2: the document element is {feed.tag}"]
    found = [*_counts(feed, FEED), *_common(feed), *_tombstones(feed), *_history(feed)]
    ids = [entry.findtext(ATOM + "id") for entry in feed.findall(ATOM + "entry")]
    found += [f"4.2.6: two entries have the id {name}" for name, n in Counter(ids).items() if n > 1]
    if not _links(feed, "self"):
        found.append("4.1.1: no self link")
    for entry in feed.findall(ATOM + "entry"):
        found += _entry(feed, entry)
    return found


def _entry(feed: etree._Element, entry: etree._Element) -> Iterator[str]:
    yield from _counts(entry, ENTRY)
    yield from _common(entry)
    if entry.find(ATOM + "content") is None and not _links(entry, "alternate"):
        yield "4.1.2: neither content nor an alternate link"
    if feed.find(ATOM + "author") is None and entry.find(ATOM + "author") is None:
        yield "4.1.1: neither the feed nor the entry has an author"
    for source in entry.findall(ATOM + "source"):
        yield from _counts(source, SOURCE)
        yield from _common(source)


def _tombstones(feed: etree._Element) -> Iterator[str]:
    """RFC 6721, section 3."""
    seen = set()
    live = {entry.findtext(ATOM + "id"): entry.findtext(ATOM + "updated") or ""
            for entry in feed.findall(ATOM + "entry")}  # fmt: skip
    for gone in feed.findall(AT + "deleted-entry"):
        ref, when = gone.get("ref", ""), gone.get("when", "")
        if not TAG_URI.fullmatch(ref):
            yield f"6721 3: ref {ref!r}"
        if not DATE.fullmatch(when):
            yield f"6721 3: when {when!r}"
        if (ref, when) in seen:
            yield f"6721 3: two tombstones of {ref} at one moment"
        seen.add((ref, when))
        if ref in live and live[ref] <= when:
            yield f"6721 3: {ref} is an entry and deleted after it was updated"


ONCE = ("first", "last", "previous", "next", "current", "prev-archive", "next-archive", "self")


def _history(feed: etree._Element) -> Iterator[str]:
    """RFC 5005: sections 2 (complete), 3 (paged) and 4 (archived)."""
    for rel in ONCE:
        if len(_links(feed, rel)) > 1:
            yield f"5005: {len(_links(feed, rel))} links of the relation {rel}"
    archive, complete = feed.findall(FH + "archive"), feed.findall(FH + "complete")
    if len(archive) > 1 or any(len(each) or each.text for each in archive):
        yield "5005 4: fh:archive is one empty element"
    if complete and (archive or any(_links(feed, rel) for rel in ONCE[:-1])):
        yield "5005 2: a complete feed that goes on elsewhere"
    if archive and not _links(feed, "current"):
        yield "5005 4: an archive document without the address of the feed itself"
    if _links(feed, "next-archive") and not archive:
        yield "5005 4: next-archive outside of an archive document"
    own = {link.get("href") for link in _links(feed, "self")}
    for rel in ("prev-archive", "next-archive", "next", "previous"):
        if own & {link.get("href") for link in _links(feed, rel)}:
            yield f"5005: {rel} leads to the document itself"


def _counts(parent: etree._Element, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:
    # Elements of other names may stand anywhere (section 6.3); ours are checked by themselves.
    names = Counter(
        child.tag.removeprefix(ATOM) for child in parent if not child.tag.startswith((AT, FH))
    )
    for name, count in names.items():
        if name not in allowed:
            yield f"{parent.tag}: {name} is not allowed"
        elif count > allowed[name][1]:
            yield f"{parent.tag}: {name} stands {count} times"
    for name, (least, _) in allowed.items():
        if names[name] < least:
            yield f"{parent.tag}: no {name}"


def _links(parent: etree._Element, rel: str) -> list[etree._Element]:
    return [link for link in parent.findall(ATOM + "link") if link.get("rel", "alternate") == rel]


def _common(parent: etree._Element) -> Iterator[str]:
    for child in parent:
        name, text = child.tag.removeprefix(ATOM), child.text or ""
        if LANG in child.attrib and not LANGUAGE.fullmatch(child.get(LANG)):
            yield f"2: xml:lang {child.get(LANG)}"
        if name in {"updated", "published"} and not DATE.fullmatch(text):
            yield f"3.3: {name} {text!r}"
        if name == "id" and not TAG_URI.fullmatch(text):
            yield f"4.2.6: id {text!r}"
        if name == "title" and not text.strip():
            yield "4.2.14: an empty title"
        if name in {"title", "summary", "rights", "subtitle"} and len(child):
            yield f"3.1.1.1: {name} of type text has child elements"
        if name == "link" and not IRI.fullmatch(child.get("href", "")):
            yield f"4.2.7.1: href {child.get('href')!r}"
        if name == "category":
            if not child.get("term"):
                yield "4.2.2.1: a category without a term"
            if not IRI.fullmatch(child.get("scheme", "")):
                yield f"4.2.2.2: scheme {child.get('scheme')!r}"
        if name in {"author", "contributor"}:
            yield from _counts(child, PERSON)
            if not (child.findtext(ATOM + "name") or "").strip():
                yield "3.2.1: a person without a name"
    alternates = [link for link in parent.findall(ATOM + "link") if link.get("rel") == "alternate"]
    kinds = Counter((link.get("type"), link.get("hreflang")) for link in alternates)
    yield from (f"4.1.1: {n} alternate links of one type" for n in kinds.values() if n > 1)
