from __future__ import annotations

import asyncio
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract import extract
from aggregator.health import Extraction
from aggregator.model import Article, Context, Entry, Page
from aggregator.pdf import MOST_PAGES, read_pdf
from aggregator.work import read_page
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError
from tests.extract.reports import bomb, locked, report

URL = "https://monitor.example/files/review.pdf"
LINES = (
    "ЗРАЗОК. Огляд ситуації з правами людини",
    "За звітний період у Криму задокументовано вісім об-",
    "шуків у будинках мешканців Бахчисарая, повідомляють",
    "спостерігачі. Двох людей затримали.",
)
TITLED = Entry(id=None, link=URL, title="Огляд за травень")
BARE = Entry(id=None, link=URL, title=None)


def article(body: bytes, entry: Entry = TITLED, kind: str = "application/pdf") -> Article:
    return extract(entry, Page(URL, body, kind))


def test_a_report_gives_running_text_in_any_alphabet() -> None:
    read = article(report([LINES]))
    assert read.extraction is Extraction.FULL
    assert (read.text_from, read.title, read.detail) == ("page", "Огляд за травень", "PDF, 1 page")
    assert "вісім обшуків у будинках мешканців Бахчисарая, повідомляють спостерігачі." in read.text


@pytest.mark.parametrize("kind", ["application/pdf", "text/html", "application/octet-stream", ""])
def test_a_pdf_is_known_by_its_bytes_whatever_it_is_called(kind: str) -> None:
    assert article(report([LINES]), kind=kind).extraction is Extraction.FULL


def test_page_numbers_and_running_titles_are_left_out() -> None:
    pages = [("Центр ЗРАЗОК", *LINES, f"Подія номер {n}.", str(n)) for n in range(1, 6)]
    text = article(report(pages)).text
    assert "Центр ЗРАЗОК" not in text
    assert "Подія номер 5." in text
    assert not text.endswith("5")


def test_title_and_day_come_from_the_file_where_nobody_else_says_them_and_no_author() -> None:
    info = (
        b"<< /Title (Review of May) /Author (A. Person) /CreationDate (D:20240512093000+03'00') >>"
    )
    read = article(report([LINES], info), BARE)
    assert (read.title, read.title_from) == ("Review of May", "page")
    assert (read.published, read.published_precision) == (datetime(2024, 5, 12, tzinfo=UTC), "day")
    assert read.author is None
    junk = article(report([LINES], b"<< /Title (Microsoft Word - final2.docx) >>"), BARE)
    assert junk.title == "(no title)"


def test_a_scan_says_that_it_has_no_text() -> None:
    read = article(report([(), ()]))
    assert (read.extraction, read.detail) == (Extraction.PDF_SCANNED, "2 pages without text")
    assert read.title == "Огляд за травень"


def test_letters_that_no_table_explains_are_no_text() -> None:
    read = article(report([LINES], mapped=False))
    assert read.extraction is Extraction.PDF_SCANNED


def test_a_password_locks_it_and_an_empty_one_does_not() -> None:
    whole = report([LINES])
    assert article(locked(whole, "secret")).extraction is Extraction.PDF_LOCKED
    assert article(locked(whole, "")).extraction is Extraction.FULL


def test_a_bomb_is_refused_in_little_memory() -> None:
    document = bomb()
    assert len(document) < 1_000_000
    tracemalloc.start()
    read = article(document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read.extraction is Extraction.PDF_TOO_LARGE
    assert peak < 150_000_000


def test_a_report_is_read_up_to_its_limits_and_says_so() -> None:
    read = read_pdf(report([LINES] * 30), most_characters=1_000)
    assert read.detail.startswith("PDF, 30 pages; the first ")
    assert read.problem is None
    long = article(report([LINES[:2]] * (MOST_PAGES + 5)))
    assert long.detail == f"PDF, {MOST_PAGES + 5} pages; the first {MOST_PAGES} read"


@pytest.mark.parametrize("cut", [20, 200, 900])
def test_a_torn_file_is_broken_and_keeps_what_the_feed_said(cut: int) -> None:
    entry = Entry(id=None, link=URL, title="Огляд", summary="Коротко.")
    read = article(report([LINES])[:cut], entry)
    assert read.extraction is Extraction.PDF_BROKEN
    assert (read.title, read.text, read.text_from) == ("Огляд", "Коротко.", "feed")


def test_a_page_that_is_called_a_pdf_is_named() -> None:
    read = article(b"<html><body>Not found")
    assert (read.extraction, read.detail) == (
        Extraction.PDF_BROKEN,
        "no PDF, though it is called one",
    )


@given(st.binary(max_size=400), st.integers(0, 1_400))
def test_no_damage_raises(noise: bytes, at: int) -> None:
    whole = report([LINES])
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    assert article(damaged).extraction in set(Extraction)
    assert article(b"%PDF-1.7\n" + noise).extraction is not Extraction.FULL


def test_a_page_that_takes_too_long_ends_at_the_limit_of_its_worker() -> None:
    slow = report([LINES], content=b"BT /F 1 Tf (x) Tj ET " * 90_000)  # 6 kB; 8 s without a limit

    async def read() -> object:
        async with Workforce(1, 1.0, ("aggregator.reading",)) as force:
            page = Page(URL, slow, "application/pdf")
            return await force.run(read_page, TITLED, page, Context())

    with pytest.raises((WorkTimeoutError, WorkCrashedError)):
        asyncio.run(read())
