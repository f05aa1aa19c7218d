"""PDF reports for the tests, written by us byte by byte: text, scans, bombs, torn files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter

Objects = list[bytes]


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), extra, data)


def assembled(objects: Objects, info: bytes = b"") -> bytes:
    """Objects numbered from 1, with a right table of references; the first is the catalogue."""
    body, places = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate([*objects, *([info] if info else [])], start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start, count = len(body), len(places) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    about = b"/Info %d 0 R" % (count - 1) if info else b""
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (count, about)
    references = b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    return body + references + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def _unicode_map(text: str) -> tuple[dict[str, int], bytes]:
    """Codes for the characters of ``text`` and the table that says which letter each shows."""
    codes = {character: at for at, character in enumerate(sorted(set(text)), start=1)}
    rows = "\n".join(f"<{code:04x}> <{ord(character):04x}>" for character, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}\nendbfchar endcmap end end"
    )
    return codes, cmap.encode()


def report(
    pages: Sequence[Sequence[str]], info: bytes = b"", *, mapped: bool = True, content: bytes = b""
) -> bytes:
    """A report: each page a list of lines, in any alphabet. Without ``mapped`` the font does not
    say which letters it shows. ``content`` is put into every page."""
    codes, cmap = _unicode_map("".join(line for page in pages for line in page) or " ")
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(pages)))
    to_unicode = b"/ToUnicode 4 0 R" if mapped else b""
    objects: Objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H %b "
        b"/DescendantFonts [5 0 R] >>" % to_unicode,
        stream(cmap),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 >>",
    ]
    for at, lines in enumerate(pages):
        shown = b"".join(
            b"BT /F 12 Tf 40 %d Td <%b> Tj ET\n"
            % (760 - 20 * row, "".join(f"{codes[c]:04x}" for c in line).encode())
            for row, line in enumerate(lines)
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (first + 2 * at + 1)
        )
        objects.append(stream(zlib.compress(shown + content), b"/Filter /FlateDecode"))
    return assembled(objects, info)


def bomb(megabytes: int = 400) -> bytes:
    """A page whose drawing unpacks to ``megabytes``."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m " * 175_000) for _ in range(megabytes))
    packed += packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
        b"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> "
        b">>",
        stream(packed, b"/Filter /FlateDecode"),
    ]
    return assembled(objects)


def locked(document: bytes, password: str) -> bytes:
    """The same document with a password, as office programs set one."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
