"""Everything from outside becomes plain text here: no markup, no controls, one Unicode form."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

# Controls (all but tab and newline), lone surrogates and non-characters break XML and
# terminals; bidi overrides and isolates turn "gpj.exe" around; zero-width signs and the soft
# hyphen hide words from search and from the tagger. ZWJ and ZWNJ stay: scripts need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff]"
)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_MARKUP = re.compile(r"<[a-zA-Z!/?]|&[#a-zA-Z]")
_BLOCKS = frozenset(
    """address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5
    h6 header hr li main nav ol p pre section table td th tr ul""".split()
)
_SILENT = frozenset(
    ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "title")
)


def clean(text: str) -> str:
    """NFC, without controls, bidi overrides and invisible characters; newlines are kept."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text)


def one_line(text: str, limit: int = 1_000) -> str:
    """``text`` cleaned and on one line, at most ``limit`` characters."""
    text = " ".join(clean(text.replace("\u2028", " ").replace("\u2029", " ")).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain_text(markup: str, limit: int = 500_000) -> str:
    """The words of an HTML fragment, a line per block. Text without markup passes through.

    ``limit`` bounds the markup that is looked at, in characters.
    """
    markup = markup[:limit]
    if not _MARKUP.search(markup):
        return _tidy(markup)
    try:
        root = lxml_html.fragment_fromstring(clean(markup), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return _tidy(re.sub(r"<[^>]*>", " ", markup))
    parts: list[str] = []
    _collect(root, parts)
    return _tidy("".join(parts))


def _collect(root: lxml_html.HtmlElement, parts: list[str]) -> None:
    """Walks the tree without recursion: hostile feeds nest thousands of elements deep."""
    stack: list[tuple[lxml_html.HtmlElement, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else None
        if tag in _BLOCKS:
            parts.append("\n")
        if not entering:
            parts.append(node.tail or "")
            continue
        stack.append((node, False))
        if tag is None or tag in _SILENT:
            continue
        parts.append(node.text or "")
        stack.extend((child, True) for child in reversed(node))


def _tidy(text: str) -> str:
    return _LINES.sub("\n", _SPACES.sub(" ", clean(text))).strip()
