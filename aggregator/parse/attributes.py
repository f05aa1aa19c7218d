"""Tags with attributes by the thousand, refused before a parser sees them. Pure.

Every parser here compares some of them pair by pair: feedparser looks each attribute up in a list
of all, and each element in a list of all the namespaces that were declared so far; libxml2 compares
each attribute of HTML with all before it. In one tag of a feed 20,000 attributes took 3 s, 20,000
declared prefixes 13 s, 100,000 attributes of a web page 16 s, and all grow with the square.
"""

from __future__ import annotations

import re

MOST_IN_XML = 500
MOST_PREFIXES = 100
"""Feeds have a dozen attributes in a tag, and thirty prefixes. 100,000 attributes in tags of 450
each were read in 0.9 s."""
MOST_IN_HTML = 2_000
_LARGE_PAGE, LONG_TAG = 150_000, 10_000
"""Characters below which no page, and no tag, can hold enough attributes to matter."""

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# No value of an attribute holds a "<" (XML 1.0, 3.1): a tag ends before the next one at the latest,
# and one of 500 attributes (` a=""`) is longer than 2,500 characters.
_LONG_IN_XML = re.compile(rf"<[^<]{{{5 * MOST_IN_XML},}}+")
_TAG_IN_XML = re.compile(r"<(?:[^\W\d]|:)(?>[^>\"']+|\"[^\"]*\"|'[^']*')*")
_PREFIX = re.compile(r"xmlns:([^\s=<>\"']{1,200})")
_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = (
    r"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*\"|'[^']*'|[^>\"' \t\n\f\r][^> \t\n\f\r]*+)?)?"
)
_RAW = "script|style|title|textarea|xmp|iframe|noembed|noframes"
# As libxml2 2.14 reads HTML (WHATWG, 13.2.5): what stands in comments and in elements of raw text
# is no tag, and whoever could end one of them elsewhere than it does would hide the rest.
_TAG_IN_HTML = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(?:[!?]|/(?![a-z]))[^>]*+"
    rf"|(?P<tag><(?:(?P<raw>{_RAW})(?=[ \t\n\f\r/>])|/?[a-z][^ \t\n\f\r/>]*+)"
    rf"(?>[ \t\n\f\r/]+|{_ATTRIBUTE})*+)"
    r"(?(raw)(?:(?<=/)>|>.*?(?:(?=</(?P=raw)[ \t\n\f\r/>])|\Z))?)",
    re.S | re.I,
)
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_LONG_IN_HTML = re.compile(r"<[a-z][^<>]{20000,}+", re.I)


class CrowdedError(ValueError):
    """A feed has attributes or prefixes by the thousand; the text says which."""


def refuse_crowded_xml(text: str) -> None:
    """Raises :class:`CrowdedError` for what must not reach feedparser. Takes time in proportion to
    the length of ``text``: without its bodies (bodies.py) a tenth of a document."""
    for long in _LONG_IN_XML.finditer(text):
        tag = _TAG_IN_XML.match(long.group())
        if tag and len(_QUOTED.findall(tag.group())) > MOST_IN_XML:
            raise CrowdedError(f"a tag has more than {MOST_IN_XML} attributes")
    if text.count("xmlns:") > MOST_PREFIXES and len(set(_PREFIX.findall(text))) > MOST_PREFIXES:
        raise CrowdedError(f"it declares more than {MOST_PREFIXES} namespace prefixes")


def crowded_html(markup: str, least: int = _LARGE_PAGE) -> str | None:
    """Why a page must not reach libxml2, or ``None``. A long tag with few attributes is a picture
    written into the page, and harmless. Of markup of which a feed has hundreds, ``least`` is
    :data:`LONG_TAG`: what is quick in one page is not in all of them together."""
    if len(markup) <= least:
        return None
    tags = (found["tag"] or "" for found in _TAG_IN_HTML.finditer(markup))
    if any(len(tag) >= LONG_TAG and _attributes(tag) > MOST_IN_HTML for tag in tags):
        return "a tag has thousands of attributes"
    # What a page breaks off in a script can hide the rest from that pattern, but not from this.
    if any(_QUOTED.sub("", tag).count("=") > MOST_IN_HTML for tag in _LONG_IN_HTML.findall(markup)):
        return "a tag has thousands of attributes"
    return None


def _attributes(tag: str) -> int:
    return sum(1 for _ in _ATTRIBUTES.finditer(tag))
