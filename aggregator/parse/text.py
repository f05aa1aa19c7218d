"""Everything from outside becomes plain text here: no markup, no controls, one Unicode form."""

from __future__ import annotations

import html
import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

# Controls (all but tab and newline), lone surrogates and non-characters break XML and
# terminals; bidi overrides and isolates turn "gpj.exe" around; zero-width signs, the soft
# hyphen, fillers and tag characters hide words from search and from the tagger, or say to a
# machine what no reader sees. ZWJ and ZWNJ stay: scripts need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MOST_MARKS = 30
"""Combining marks in a row; a language needs at most 18 (UAX #15, 13, stream-safe text). Without
a bound, normalising takes time that grows with the square of the run: 139 s for 500,000 marks."""
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_CUT_OFF = re.compile(r"<(?![!/?]|[a-zA-Z][\w:-]*\s+[\w:-]+\s*=)")
"""After the last ``>``: a ``<`` that nothing closes, as in a headline "A<B". A tag with an
attribute is not meant as text: it is what remains where a summary was cut."""
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_EMPTY = re.compile(r"(?:<\s*>|\(\s*\))")
_COMMAS = re.compile(r"\s*[,;](?:\s*[,;])*\s*")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1[^>]*>?|$)", re.S | re.I)
_TAG = re.compile(r"<[^>]*>?")
_MARKUP = re.compile(r"<[a-zA-Z!/?]|&[#a-zA-Z]")
_BLOCKS = frozenset(
    """address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5
    h6 header hr li main nav ol p pre section table td th tr ul""".split()
)
_SILENT = frozenset(
    ("script", "style", "template", "noscript", "iframe", "svg", "math", "head", "title")
)


def clean(text: str) -> str:
    """NFC, without controls, bidi overrides and invisible characters; newlines are kept."""
    text = _MARKS.sub(_few_marks, _UNWANTED.sub("", _BREAKS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def _few_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def one_line(text: str, limit: int = 1_000) -> str:
    """``text`` cleaned and on one line, at most ``limit`` characters."""
    text = " ".join(clean(text).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def without_addresses(text: str) -> str:
    """``text`` without its e-mail addresses: those of authors are nobody's business."""
    return _EMAIL.sub("", text)


def names_only(text: str) -> str | None:
    """The names of authors, without e-mail addresses and what stood around them."""
    names = _EMPTY.sub("", without_addresses(plain_text(text)))
    return one_line(_COMMAS.sub(", ", names).strip(" ()<>,"), 200) or None


def plain_text(markup: str, limit: int = 500_000) -> str:
    """The words of an HTML fragment, a line per block. Text without markup passes through.

    ``limit`` bounds the markup that is looked at, in characters.
    """
    markup = clean(markup[:limit])
    end = markup.rfind(">") + 1
    markup = markup[:end] + _CUT_OFF.sub("&lt;", markup[end:])
    if not _MARKUP.search(markup):
        return _tidy(markup)
    parser = lxml_html.HTMLParser(huge_tree=True)
    try:
        root = lxml_html.document_fromstring(f"<html><body><div>{markup}", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return _without_tags(markup)
    if any("Excessive depth" in error.message for error in parser.error_log):
        return _without_tags(markup)  # libxml2 stops there, and all that follows would be lost
    parts: list[str] = []
    _collect(root, parts)
    return _tidy("".join(parts))


def _without_tags(markup: str) -> str:
    """The words of what the HTML parser gives up on, such as nesting of thousands of elements."""
    return _tidy(html.unescape(_TAG.sub(" ", _SCRIPT.sub(" ", markup))))


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
