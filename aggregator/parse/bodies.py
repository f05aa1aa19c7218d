"""The bodies of a feed's entries, taken out of the document before it is parsed.

Nine tenths of a feed are the bodies of its entries, and to feedparser each is one value like any
other, carried through a dozen Python functions. So they are lifted out first, a short mark is left
in the place of each, and feedparser reads what remains. What is lifted must be one value in itself:
a CDATA section, or text without elements and with no references but those of XML 1.0, in an
element without an encoding of its own. Elements that nothing here reads (categories, enclosures,
counts of comments) are left out altogether; in a feed of WordPress they are half of all.
"""

from __future__ import annotations

import hashlib
import html
import re
from contextlib import suppress
from dataclasses import dataclass

_SHORTEST = 100
"""Characters below which a mark saves nothing."""
_REFERENCE = r"&(?:lt|gt|amp|quot|apos|\#[1-9]\d{1,6}|\#x[1-9a-fA-F][\da-fA-F]{1,5});"
_TOKEN = re.compile(
    r"<!--|<!\[CDATA\[|<(?P<unread>category|comments|enclosure|slash:comments|wfw:commentRss"
    r"|media:(?:content|thumbnail))(?=[\s/>])|<(?:[A-Za-z][\w.-]{0,30}:)?(?:encoded|description|summary|content)"
    r"(?:\s{1,5}(?:type=[\"'](?:html|text|text/html|text/plain)[\"']|mode=[\"']escaped[\"']"
    r"|xml:(?:lang|space)=[\"'][\w-]{0,20}[\"'])){0,4}\s{0,5}>"
)
_CDATA = re.compile(r"\s{0,200}<!\[CDATA\[")
_ESCAPED = re.compile(rf"[^<&]*+(?:{_REFERENCE}[^<&]*+)*+")
_LEAF = re.compile(
    r"(?:\s{1,20}[\w:.-]{1,40}\s?=\s?(?:\"[^\"<&]*+(?:REF[^\"<&]*+)*+\"|'[^'<&]*'))*+\s{0,20}"
    r"(?:/>|>(?:\s{0,20}<!\[CDATA\[[^\]]{0,500}\]\]>\s{0,20}|[^<&]*+(?:REF[^<&]*+)*+)"
    r"</([\w:]{1,20})\s{0,5}>)".replace("REF", _REFERENCE)
)
_CLOSES = re.compile(r"\s{0,200}</")
_C1 = re.compile("[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Lifted:
    """A document with marks in the place of its bodies."""

    text: str
    mark: str
    bodies: tuple[str, ...]

    def body(self, value: str) -> str:
        """``value``, or the body that it is the mark of."""
        return self.bodies[int(value.removeprefix(self.mark))] if self.marks(value) else value

    def marks(self, value: str) -> bool:
        """Whether ``value`` is a mark and nothing else."""
        return value.startswith(self.mark) and value.removeprefix(self.mark).isdecimal()


NOTHING_LIFTED = Lifted("", "\0", ())
"""For a document that is parsed as it is: no value of XML holds a NUL."""


def lift(text: str) -> Lifted:
    """Takes the bodies out of ``text``. Takes time in proportion to its length, whatever it is."""
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
    mark = f"body-{digest}-"  # a document cannot hold its own digest
    parts: list[str] = []
    bodies: list[str] = []
    nested = "xhtml" in text  # there an element of any name may hold words of the article
    at = copied = 0
    while token := _TOKEN.search(text, at):
        if token.group() == "<!--":
            at = _behind(text, "-->", token.end())
        elif token.group() == "<![CDATA[":
            at = _behind(text, "]]>", token.end())
        elif name := token["unread"]:
            leaf = None if nested else _LEAF.match(text, token.end())
            at = token.end()
            if leaf and leaf[1] in {None, name}:
                parts.append(text[copied : token.start()])
                at = copied = leaf.end()
        else:
            at, body = _value(text, token.end())
            if body is not None:
                parts += (text[copied : token.end()], f"{mark}{len(bodies)}")
                bodies.append(body)
                copied = at
    return Lifted("".join((*parts, text[copied:])), mark, tuple(bodies))


def _behind(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else len(text)


def _value(text: str, at: int) -> tuple[int, str | None]:
    """Where the value that begins at ``at`` ends, and the value as feedparser would give it;
    ``None`` where it must stay."""
    opened = _CDATA.match(text, at)
    if opened is None:
        end = _whole(_ESCAPED, text, at)
        if end - at < _SHORTEST or not _CLOSES.match(text, end):
            return at, None
        return end, _mended(_unescaped(text[at:end]))
    end = text.find("]]>", opened.end())
    if end < 0:
        return len(text), None
    if end - at < _SHORTEST or not _CLOSES.match(text, end + 3):
        return end + 3, None
    return end + 3, _mended(text[opened.end() : end])


def _whole(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _unescaped(text: str) -> str:
    if "&#" in text:
        return html.unescape(text)
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", character)
    return text


def _mended(body: str) -> str:
    """What feedparser mends in every value: UTF-8 that was read as ISO 8859-1, and characters of
    windows-1252 that were taken for controls."""
    with suppress(UnicodeError):
        body = body.encode("iso-8859-1").decode("utf-8")
    return _C1.sub(lambda c: c.group().encode("iso-8859-1").decode("cp1252", "ignore"), body)
