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
_CYRILLIC_8_BIT = ("windows-1251", "koi8-u", "mac-cyrillic")
_DISTRUSTED = frozenset(
    ("ascii", "iso8859-1", "iso8859-15", "cp1252", "mac-roman", "cp437", "cp850",
     "cp1251", "koi8-r", "koi8-u", "mac-cyrillic", "iso8859-5", "cp866")
)  # fmt: skip
"""What software declares that was never told: other Cyrillic under these names is common."""
_READ_AS = {"ascii": "cp1252", "iso8859-1": "cp1252", "koi8-r": "koi8-u"}
"""ISO 8859-1 is read as windows-1252, as by every browser (WHATWG Encoding, 4.2): the bytes that
differ are control characters in the one and quotation marks in the other. KOI8-R has line-drawing
characters where KOI8-U has four Ukrainian letters."""
_NO_CHARSETS = frozenset(("punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"))
"""Codecs of Python that are no charsets; some take time that grows with the square of the size."""

# The letters that make up about two thirds of running Ukrainian and Russian; read in the wrong
# one of the 8-bit encodings they turn into rare letters, or the case of the word turns around.
_COMMON = frozenset("оаеинтсрвлі")
_ALPHABET = frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяёў")
_NEUTRAL = frozenset("«»„“”‘’–—…№•\u00a0")
_FOREIGN = re.compile(r"[A-Za-z]?[^\x00-\x7f]+")
_SAMPLE = 20_000  # characters outside ASCII; the difference shows within a hundred

_FEW_BAD = 0.02
"""Share of broken sequences up to which a text still counts as UTF-8 (one cut-off character,
one pasted byte): windows-1251 read as UTF-8 is broken at nearly every letter."""
_CERTAIN, _MARGIN, _ENOUGH = 0.8, 0.3, 16
"""A declaration is overruled where at least 16 characters read as Cyrillic with 0.8 or more, and
better by 0.3 than as declared. The sentences and headlines of tests/parse (uk, ru, crh, capitals)
score 1.2 to 1.5 in their own encoding; windows-1251 and koi8 read as one another 0.3 to 0.8.
windows-1251 and mac-cyrillic share their small letters, so that their difference may be less:
there the declaration stands."""


def decode(body: bytes, content_type: str = "") -> str:
    """The text of ``body``, trusting in this order: byte-order mark, valid UTF-8, what the
    document declares, what the header declares, the 8-bit Cyrillic encoding that reads best, and
    windows-1252 where none reads as Cyrillic at all.

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
    bad = replaced.count("\ufffd")
    good = len(replaced) - len(replaced.encode("ascii", "ignore")) - bad
    few = bad <= max(1, int((good + bad) * _FEW_BAD))
    if few and good >= bad:
        return replaced
    return _in_8_bits(body, content_type, replaced if few else None)


def _in_8_bits(body: bytes, content_type: str, otherwise: str | None) -> str:
    """What is not UTF-8: as declared, unless it is certain that the declaration is wrong."""
    text = max((body.decode(name, "replace") for name in _CYRILLIC_8_BIT), key=_cyrillic_score)
    score = _cyrillic_score(text)
    for name in _declared(body, content_type):
        declared = _as_declared(body, name)
        if declared is None:
            continue
        margin = score - _cyrillic_score(declared)
        lie = name in _DISTRUSTED and score >= _CERTAIN and margin >= _MARGIN
        return text if lie else declared
    if otherwise is not None:
        return otherwise
    return text if score >= 0 else body.decode("cp1252", "replace")


def _as_declared(body: bytes, name: str) -> str | None:
    try:
        return body.decode(_READ_AS.get(name, name))
    except (LookupError, ValueError):
        return None


def _declared(body: bytes, content_type: str) -> list[str]:
    """The charsets that document and header declare, by Python's name, the nearer first."""
    head = body[:4096]
    found = [
        m.group(1).decode("ascii") for m in (_XML_DECLARATION.search(head), _META.search(head)) if m
    ]
    header = _CHARSET.search(content_type)
    if header:
        found.append(header.group(1))
    names = []
    for name in found:
        try:
            names.append(codecs.lookup(name).name)
        except LookupError:
            continue
    # ASCII-compatible names only: a declared UTF-16 without its byte pattern is a lie.
    return [name for name in names if name not in _NO_CHARSETS and not name.startswith("utf")]


def _wide_without_bom(body: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark, by the zero bytes around the first ``<`` or brace
    (XML 1.0, appendix F.1)."""
    if body[:1] in {b"<", b"{"} and body[1:2] == b"\0":
        return "utf-32-le" if body[2:4] == b"\0\0" else "utf-16-le"
    if body[:1] == b"\0":
        if body[1:2] in {b"<", b"{"} and body[2:3] == b"\0":
            return "utf-16-be"
        if body[1:3] == b"\0\0" and body[3:4] in {b"<", b"{"}:
            return "utf-32-be"
    return None


def _cyrillic_score(text: str) -> float:
    """How much the characters outside ASCII read as Ukrainian or Russian: about 1.2 for running
    text, 0 or less for anything else and for too little of it to tell."""
    points, seen = 0.0, 0
    for run in _FOREIGN.finditer(text):
        before = ""
        for character in run.group():
            seen += 1
            points += _points(before, character)
            before = character
        if seen > _SAMPLE:
            break
    return points / seen * min(1, seen / _ENOUGH) if seen else 0.0


def _points(before: str, character: str) -> float:
    letter = character.lower()
    if letter in _ALPHABET:
        # Nobody writes a capital after a small letter, or one glued to a Latin letter.
        if before and (before.isascii() or (before.islower() and character.isupper())):
            return -2.0
        return 2.0 if letter in _COMMON else 0.0
    return 0.0 if character in _NEUTRAL else -1.0
