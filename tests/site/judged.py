"""Whether something from outside has got through: what a page, a feed or a table may consist of."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lxml import etree

from tests.site.tricks import MARK

TAGS = frozenset(
    "html head meta title link body a header nav main footer aside section article p h1 h2 h3 h4 "
    "ul ol li dl dt dd div span strong em b i small bdi bdo mark time code pre table caption thead "
    "tbody tfoot tr th td form label input select option optgroup button textarea fieldset legend "
    "details summary blockquote cite q figure figcaption abbr br hr ins del sub sup dfn data "
    "svg g path rect circle line text polyline polygon defs marker desc".split()
)
"""Elements that our templates use. No img, style, script, iframe, base, object."""
DATA_TAGS = TAGS | {"script", "style"}
"""Datasette's own templates have scripts and styles of their own (which its policy shuts out)."""
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u061c\u2060\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "cite",
    "xlink:href",
}
_XML_ADDRESSES = {"href", "src", "uri", "htmlUrl", "xmlUrl", "url", "scheme"}
_FORMULA = re.compile(r"^\s*[=+\-@|\uff1d\uff0b\uff0d\uff20\t\r\n]")


class _Tags(HTMLParser):
    """Every tag as a browser's tokenizer sees it: scripts and comments included."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.odd: list[str] = []
        self.raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))
        self.raw = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        self.raw = ""

    def handle_data(self, data: str) -> None:
        if self.raw and MARK in data:
            self.odd.append(f"inside {self.raw}: {data[:80]}")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.odd.append(f"comment: {data[:80]}")

    handle_pi = handle_decl = unknown_decl = handle_comment


def faults_of_page(html: str, allowed: frozenset[str] = TAGS) -> list[str]:
    """What has got through, in words; empty where nothing has."""
    parser = _Tags()
    parser.feed(html)
    parser.close()
    found = list(parser.odd)
    for tag, attributes in parser.tags:
        if tag not in allowed:
            found.append(f"element {tag}")
        for name, value in attributes:
            if name.startswith("on") or MARK in name or name in {"srcdoc", "ping", "background"}:
                found.append(f"attribute {name} of {tag}")
            if name == "style" and MARK in (value or ""):
                found.append(f"style of {tag}")
            if name == "http-equiv":  # a page of ours has none; it may send on, or undo the policy
                found.append(f"{name} {value}")
            if name in _ADDRESSES:
                found += faults_of_address(value or "", tag)
        found += _faults_of_link(dict(attributes)) if tag == "link" else []
    if allowed is TAGS or "<body" in html:
        hidden = HIDDEN.search(html)
        if hidden:
            around = html[max(0, hidden.start() - 40) : hidden.start() + 20]
            found.append(f"hidden sign {hidden.group()!r} in {around!r}")
    return found


def _faults_of_link(attributes: dict[str, str | None]) -> list[str]:
    """A ``link`` that makes a browser ask, resolve or connect before anybody has clicked."""
    relation, address = attributes.get("rel") or "", attributes.get("href") or ""
    own = address.startswith("/") and not address.startswith("//")
    named = relation in {"alternate", "canonical"} or (relation == "stylesheet" and own)
    return [] if named else [f"link {relation} to {address[:80]!r}"]


def faults_of_address(address: str, tag: str) -> list[str]:
    """Only pages of ours, web pages of others, and mail to the editors."""
    if address.startswith("/") and not address.startswith("//") and "\\" not in address:
        return []
    if address.startswith(("#", "?")) or address in {"mailto:editors@news.example", ""}:
        return []
    parts = urlsplit(address)
    if tag == "a" and parts.scheme in {"http", "https"} and parts.hostname and not parts.username:
        return []
    if (
        tag == "a"
        and not parts.scheme
        and not parts.netloc
        and re.match(r"[\w%~.-]+($|[/?#])", address)
    ):
        return []  # relative, as Datasette writes links within a page
    if tag == "link" and re.match(r"https?://[\w.-]+(:\d+)?/", address, re.ASCII):
        return []  # canonical and alternate: the policy loads styles from ourselves only
    return [f"address {address[:80]!r} of {tag}"]


def faults_of_xml(body: bytes) -> list[str]:
    """For Atom, OPML and the sitemap: known elements, plain text, web addresses."""
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    found = []
    for element in root.iter():
        if isinstance(element, etree._ProcessingInstruction | etree._Entity):
            found.append(f"{element!r}")
            continue
        if isinstance(element, etree._Comment):
            if MARK in (element.text or ""):
                found.append("comment")
            continue
        if MARK in etree.QName(element).localname:
            found.append(f"element {element.tag}")
        if element.get("type") in {"html", "text/html"} and element.text:
            found.append(f"{element.tag} is markup")
        if element.tag == "{http://www.w3.org/1999/xhtml}div":
            found += faults_of_page(etree.tostring(element, encoding="unicode", method="html"))
        for name, value in element.attrib.items():
            good = re.match(r"(https?://[^/@\s]+(/|$)|tag:|urn:|mailto:editors)", value)
            if name in _XML_ADDRESSES and not good:
                found.append(f"{name}={value[:60]!r}")
        if HIDDEN.search((element.text or "") + "".join(element.attrib.values())):
            found.append(f"hidden sign in {element.tag}")
    return found


def faults_of_json(text: str) -> list[str]:
    """For JSON Feed and JSON-LD: HTML of ours only, web addresses, no hidden sign."""
    found = []

    def look(value: object, name: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                look(inner, key)
        elif isinstance(value, list):
            for inner in value:
                look(inner, name)
        elif isinstance(value, str):
            if name == "content_html":
                found.extend(faults_of_page(value))
            if name.endswith("url") and not re.match(r"https?://[^/@\s]+(/|$)", value):
                found.append(f"{name}={value[:60]!r}")
            if HIDDEN.search(value):
                found.append(f"hidden sign in {name}: {value[:60]!r}")

    look(json.loads(text), "")
    return found


def faults_of_csv(body: bytes) -> list[str]:
    """No cell that a spreadsheet would reckon with, and as many cells in each row."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    found = [f"cell {cell[:60]!r}" for row in rows for cell in row if _is_formula(cell)]
    if len({len(row) for row in rows}) > 1:
        found.append("rows of different length")
    found += [f"hidden sign in {c[:40]!r}" for row in rows for c in row if HIDDEN.search(c)]
    return found


def _is_formula(cell: str) -> bool:
    if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]\d+)?", cell):  # a number of ours
        return False
    return bool(_FORMULA.match(cell))


def faults(kind: str, body: bytes, path: str) -> list[str]:
    """By the content type of the answer."""
    text = body.decode("utf-8")
    if kind.startswith("text/html"):
        return faults_of_page(text, DATA_TAGS if path.startswith("/news") else TAGS)
    if "xml" in kind or "opml" in kind:
        return faults_of_xml(body)
    if "csv" in kind or (".csv" in path and body[:6] != b"There "):
        return faults_of_csv(body)
    if path.startswith("/news") and "json" in kind:
        json.loads(text)  # data as it is; nosniff and the type keep it from being a page
        return []
    if "json" in kind and not path.startswith("/-/"):
        return faults_of_json(text)
    return [] if kind.startswith(("text/plain", "text/css", "application/json")) else [kind]
