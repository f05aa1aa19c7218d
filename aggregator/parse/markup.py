"""Web pages as trees, with the guards that hostile markup needs."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from aggregator.parse.attributes import crowded_html
from aggregator.parse.encoding import decode

_SIGNATURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")
_HTML = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|div|main|ul|table|p|a)\b", re.I)


def page_tree(body: bytes, content_type: str) -> lxml_html.HtmlElement | str:
    """The page as a tree, or in words why there is none."""
    if body.startswith(_SIGNATURES):
        return f"a file, not a page ({content_type or 'no type'})"
    markup = decode(body, content_type)
    if not markup.strip():
        return "the answer was empty"
    if not _HTML.search(markup[:200_000]):
        return f"not a web page ({content_type or 'no type'})"
    danger = crowded_html(markup)
    if danger is not None:
        return danger
    # Decoded already: a declaration of another encoding would make lxml refuse the text.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup, count=1)
    try:
        return lxml_html.document_fromstring(markup, parser=lxml_html.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return f"not readable HTML: {str(error)[:100]}"


def words_of(tree: lxml_html.HtmlElement) -> int:
    """How many characters of text a page shows, without scripts; counted up to 10,000."""
    total = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in {"script", "style", "template"}:
            total += len((element.text or "").strip())
        total += len((element.tail or "").strip())
        if total > 10_000:
            break
    return total
