"""Bytes to text: which encoding a document is really in.

Servers lie in every direction (a Ukrainian media monitor sends pages without a charset; feeds
declare UTF-8 over windows-1251 bytes), so a declaration is believed only if the bytes agree.
"""

from __future__ import annotations

import codecs
import re

_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._-]{1,40})", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._-]{1,40})", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The letters that make up about two thirds of running Ukrainian and Russian. In the wrong
# one of the three 8-bit encodings they turn into rare letters or into capitals.
_COMMON_CYRILLIC = frozenset("оаеинтсрвлі")
_CYRILLIC_8_BIT = ("windows-1251", "koi8-u", "mac-cyrillic")
_FEW_BAD = 0.02
"""Share of broken sequences up to which a text still counts as UTF-8 (one cut-off character,
one pasted byte): windows-1251 read as UTF-8 is broken at nearly every letter."""


def decode(body: bytes, content_type: str = "") -> str:
    """The text of ``body``, trusting in this order: byte-order mark, valid UTF-8, what the
    document declares, what the header declares, the 8-bit Cyrillic encoding that reads best.

    Never raises; characters that cannot be read become U+FFFD.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace")
    wide = _wide_without_bom(body)
    if wide is not None:
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    replaced = body.decode("utf-8", "replace")
    foreign = sum(1 for c in replaced if c > "\x7f")
    if replaced.count("\ufffd") <= max(1, int(foreign * _FEW_BAD)):
        return replaced
    for name in _declared(body, content_type):
        try:
            return body.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return max((body.decode(name, "replace") for name in _CYRILLIC_8_BIT), key=_cyrillic_score)


def _declared(body: bytes, content_type: str) -> list[str]:
    head = body[:4096]
    found = [
        m.group(1).decode("ascii") for m in (_XML_DECLARATION.search(head), _META.search(head)) if m
    ]
    header = _CHARSET.search(content_type)
    if header:
        found.append(header.group(1))
    # ASCII-compatible names only: a declared UTF-16 without its byte pattern is a lie.
    return [
        n for n in found if n.lower() not in {"utf-8", "utf8"} and not n.lower().startswith("utf")
    ]


def _wide_without_bom(body: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark, by the zero bytes of the first ``<?`` (XML, app. F)."""
    start = body[:4]
    return {
        b"<\0?\0": "utf-16-le",
        b"\0<\0?": "utf-16-be",
        b"<\0\0\0": "utf-32-le",
        b"\0\0\0<": "utf-32-be",
    }.get(start)


def _cyrillic_score(text: str) -> float:
    sample = text[:20_000]
    common = sum(1 for c in sample if c in _COMMON_CYRILLIC)
    foreign = sum(1 for c in sample if c > "\x7f")
    return common / foreign if foreign else 0.0
