"""The text of a PDF report, by pypdf: pure Python, so that a hostile file meets no C code.

Runs in worker processes, whose limits of time and memory hold here too. The limits below are of
work, not of time: the same file gives the same text on every machine, and a report that was cut
in another place would look edited.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from aggregator.health import Extraction
from aggregator.parse.text import clean, one_line
from aggregator.workforce import WorkTimeoutError

# pypdf logs every oddity of a file as a warning; what matters is stored as a state.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MOST_PAGES = 500
"""The longest monitoring report on record here, of a UN commission, has under 200."""
_LARGEST_STREAM = 20_000_000
"""Bytes of one stream after unpacking. A page of text needs some thousands; a page full of vector
maps 5 MB. 1 kB of a bomb unpacks to 1 MB, filter upon filter to gigabytes."""
_MOST_FORMS = 500  # nested drawings of one page; each may call others
_FEW_LETTERS = 40
"""Letters in the whole document below which it counts as scanned: a stamp, a page number."""
_LETTERS = 0.3
"""Share of letters below which the text is no text: fonts without a table of characters yield
``/g23/g7``. Tables of figures in the samples have 0.5 and more."""
_REPEATED = 0.5  # of at least four pages: a line at their head or foot is the running title
_SHORT_PAGE = 5  # lines; a page of fewer has no head and foot beside its text
_JUNK_TITLE = re.compile(r"microsoft|untitled|\.(docx?|indd|pdf|odt|rtf|pages|pptx?)\b", re.I)
_CREATED = re.compile(r"D:(\d{8})")
_NUMBER = re.compile(r"[\W\d]{0,12}")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zа-яёіїєґ])")
_GOES_ON = re.compile(r"(?<![.!?:;])\n(?=[a-zа-яёіїєґ,;])")


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF document holds. Its author is left out: the field mostly names whoever sat at
    the keyboard, and that can endanger them."""

    text: str = ""
    title: str | None = None
    created: str | None = None  # year, month and day of the file as eight digits, where it says so
    problem: Extraction | None = None
    detail: str = ""


def is_pdf(body: bytes) -> bool:
    """Whether ``body`` is a PDF; readers accept some bytes of rubbish before its mark."""
    return b"%PDF-" in body[:1024]


def read_pdf(body: bytes, most_characters: int) -> PdfText:
    """The text of ``body``, page after page. Never raises for what the file holds.

    Raises ``WorkTimeoutError`` and ``MemoryError`` where the limits of the worker are reached.
    """
    try:
        with apply_configuration(
            zlib_maximum_output_length=_LARGEST_STREAM,
            lzw_maximum_output_length=_LARGEST_STREAM,
            run_length_maximum_output_length=_LARGEST_STREAM,
            array_based_stream_maximum_output_length=_LARGEST_STREAM,
            stream_decoding_work_maximum_length=2 * _LARGEST_STREAM,
            xform_maximum_invocations_per_extraction=_MOST_FORMS,
            jbig2dec_binary=None,  # never another program over a stranger's file
        ):
            return _read(PdfReader(io.BytesIO(body), strict=False), most_characters)
    except (WorkTimeoutError, MemoryError):
        raise
    except LimitReachedError as error:
        return PdfText(problem=Extraction.PDF_TOO_LARGE, detail=_said(error))
    except (FileNotDecryptedError, DependencyError) as error:
        return PdfText(problem=Extraction.PDF_LOCKED, detail=_said(error))
    except Exception as error:  # pypdf says itself that broken files raise whatever they raise
        return PdfText(problem=Extraction.PDF_BROKEN, detail=_said(error))


def _read(reader: PdfReader, most_characters: int) -> PdfText:
    # An empty password is tried: it is how a file is closed to editing and open to reading.
    if reader.is_encrypted and not reader.decrypt(""):
        return PdfText(problem=Extraction.PDF_LOCKED, detail="it needs a password")
    total = len(reader.pages)
    if not total:
        return PdfText(problem=Extraction.PDF_BROKEN, detail="it has no pages")
    pages, failed = _pages(reader, min(total, MOST_PAGES), most_characters)
    if failed and failed == len(pages):
        return PdfText(problem=Extraction.PDF_BROKEN, detail="no page could be read")
    text, facts = _flow(pages), _facts(reader)
    letters = sum(map(str.isalpha, text))
    if letters < _FEW_LETTERS:
        return replace(facts, problem=Extraction.PDF_SCANNED, detail=f"{total} pages without text")
    if letters < _LETTERS * len(text.replace(" ", "")):
        reason = "its fonts do not say which letters they show"
        return replace(facts, problem=Extraction.PDF_SCANNED, detail=reason)
    notes = [f"PDF, {total} page{'s' if total > 1 else ''}"]
    if len(pages) < total:
        notes.append(f"the first {len(pages)} read")
    if failed:
        notes.append(f"{failed} could not be read")
    return replace(facts, text=text, detail="; ".join(notes))


def _pages(reader: PdfReader, most: int, most_characters: int) -> tuple[list[str], int]:
    """The text of each page, and how many could not be read. Ends where there is enough."""
    pages: list[str] = []
    failed = characters = 0
    for number in range(most):
        try:
            text = clean(reader.pages[number].extract_text())
        except (WorkTimeoutError, MemoryError, LimitReachedError):
            raise
        except Exception:  # one broken page must not cost the others
            failed, text = failed + 1, ""
        pages.append(text)
        characters += len(text)
        if characters > most_characters:
            break
    return pages, failed


def _facts(reader: PdfReader) -> PdfText:
    """Title and day of making, where they can be had. A wrong date of an old report is worse than
    none, so the day must be one; the hour says nothing of when it was published."""
    try:
        information = reader.metadata
        title = one_line(str(information.title or ""), 300) if information else ""
        created = _CREATED.match(str(information.get("/CreationDate", "")) if information else "")
    except (WorkTimeoutError, MemoryError):
        raise
    except Exception:  # as above
        return PdfText()
    junk = not title or _JUNK_TITLE.search(title) is not None
    return PdfText(title=None if junk else title, created=created[1] if created else None)


def _flow(pages: Sequence[str]) -> str:
    """Running text: without page numbers and running titles, lines joined where a sentence goes
    on. Places and counts stand across the ends of lines in every report."""
    lines = [[line.strip() for line in page.split("\n") if line.strip()] for page in pages]
    repeated = _running_titles(lines)
    kept = [[line for line in page if line not in repeated] for page in lines]
    text = "\n".join("\n".join(_without_number(page)) for page in kept if page)
    return _GOES_ON.sub(" ", _HYPHEN.sub("", text)).strip()


def _running_titles(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    full = [page for page in pages if len(page) > _SHORT_PAGE]
    if len(full) < 4:
        return frozenset()
    ends = Counter(line for page in full for line in {*page[:2], *page[-2:]})
    return frozenset(line for line, count in ends.items() if count > _REPEATED * len(full))


def _without_number(page: list[str]) -> list[str]:
    if page and _NUMBER.fullmatch(page[-1]):
        page = page[:-1]
    return page[1:] if page and _NUMBER.fullmatch(page[0]) else page


def _said(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}", 200)
