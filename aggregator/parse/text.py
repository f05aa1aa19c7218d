"""Everything from outside becomes plain text here: no markup, no controls, one Unicode form."""

from __future__ import annotations

import html
import re
import unicodedata

from lxml import etree

from aggregator.parse.attributes import LONG_TAG, crowded_html

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
_PRINTABLE_UNWANTED = "\u034f\u115f\u1160\u3164\uffa0"
"""Those of the unwanted characters that ``str.isprintable`` takes for letters and marks."""
# A run of marks begins with one, and no letter of the Latin, Greek or Cyrillic blocks is a mark: a
# search for the plain set skips a text of ours at a third of the cost.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\U0010ffff][^\\x00-\\x7f\\w\\s]{30,}")
_MOST_MARKS = 30
"""Combining marks in a row; a language needs at most 18 (UAX #15, 13, stream-safe text). Without
a bound, normalising takes time that grows with the square of the run: 139 s for 500,000 marks."""
_CUT_OFF = re.compile(r"<(?![!/?]|[a-zA-Z][\w:-]*\s+[\w:-]+\s*=)")
"""After the last ``>``: a ``<`` that nothing closes, as in a headline "A<B". A tag with an
attribute is not meant as text: it is what remains where a summary was cut."""
_EMAIL = re.compile(r"(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_EMPTY = re.compile(r"(?:<\s*>|\(\s*\))")
_COMMAS = re.compile(r"\s*[,;](?:\s*[,;])*\s*")
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1[^>]*>?|$)", re.S | re.I)
_TAG = re.compile(r"<[^>]*>?")
_SHALLOW = 200
"""Tags that cannot be nested too deeply for libxml2, which gives up at 256."""
_REFERENCE = re.compile(r"&#(?:x0*([\da-f]{1,6})|0*(\d{1,7}));?", re.I)
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
    if not _surely_wanted(text):
        text = _UNWANTED.sub("", _BREAKS.sub("\n", text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub(_few_marks, text))
    return text


def _surely_wanted(text: str) -> bool:
    """Whether nothing in ``text`` can be unwanted: ten times faster than looking for it. Every
    control, format character, separator and non-character is not printable."""
    plain = text.replace("\n", "").replace("\t", "").replace("\xa0", "")
    return plain.isprintable() and (
        plain.isascii() or not any(c in plain for c in _PRINTABLE_UNWANTED)
    )


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
    if "<" not in markup and "&" not in markup:
        return _in_lines(markup)
    end = markup.rfind(">") + 1
    markup = markup[:end] + _CUT_OFF.sub("&lt;", markup[end:])
    if not _MARKUP.search(markup):
        return _tidy(markup)
    if crowded_html(markup, LONG_TAG) is not None:
        return _without_tags(markup)
    text = _text_of(markup)
    if text is None and "&#" in markup:
        text = _text_of(_REFERENCE.sub(_no_control, markup))
    return _without_tags(markup) if text is None else _tidy(text)


def _no_control(reference: re.Match[str]) -> str:
    """A reference to what no tree of lxml may hold, as a sign that :func:`clean` takes
    out; a line break for a page break."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if (0 < code < 32 and code not in {9, 10, 13}) or code in {0xFFFE, 0xFFFF}:
        return "\n" if code in {11, 12} else "\u200b"
    return reference.group()


def _without_tags(markup: str) -> str:
    """The words of what the HTML parser gives up on, such as nesting of thousands of elements."""
    return _tidy(html.unescape(_TAG.sub(" ", _SCRIPT.sub(" ", markup))))


def _text_of(markup: str) -> str | None:
    """The text of an HTML fragment, with line breaks around its blocks; ``None`` where lxml gives
    up on it."""
    parser = etree.HTMLParser(huge_tree=True)  # elements of lxml.html cost a call each
    try:
        root = etree.fromstring(f"<html><body><div>{markup}", parser)
        deep = markup.count("<") > _SHALLOW
        if deep and any("Excessive depth" in error.message for error in parser.error_log):
            return None  # libxml2 stops there, and all that follows would be lost
        etree.strip_elements(root, *_SILENT, with_tail=False)
        for block in root.iter(*_BLOCKS):
            block.text = f"\n{block.text}" if block.text else "\n"
            block.tail = f"\n{block.tail}" if block.tail else "\n"
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return str(etree.tostring(root, method="text", encoding="unicode"))


def _tidy(text: str) -> str:
    """A line per line that has words, single spaces between them."""
    return _in_lines(clean(text))


def _in_lines(cleaned: str) -> str:
    return "\n".join(filter(None, map(" ".join, map(str.split, cleaned.split("\n")))))
