"""A page that is laid out with tables gives the text that it would give laid out with blocks."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from aggregator.extract import extract
from aggregator.health import Extraction
from aggregator.layout_tables import without_layout_tables
from aggregator.parse.text import clean
from demo.articles import load_samples
from demo.sites import BY_SOURCE
from demo.sites import page as demo_page
from tests.extract.pages import NOTHING_SAID, PARAGRAPHS, answer

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
BLOCKS = "".join(f"<div>{paragraph}</div>" for paragraph in PARAGRAPHS)
BREAKS = "<br><br>".join(PARAGRAPHS)
MENU = "<a href='/'>Головна</a> | <a href='/records'>Записи</a> | <a href='/about'>Про нас</a>"
LATEST = "".join(f"<li><a href='/{n}'>Закрито {n} шкіл на узбережжі</a></li>" for n in (31, 42, 53))
DATA = "<table><tr><th>Рік</th><th>Справ</th></tr><tr><td>2022</td><td>41</td></tr></table>"
IN_WORDS = "<table><tr><td><p>Рік</p></td><td><p>Справ тоді</p></td></tr></table>"

LAID_OUT = {
    "one table": f"<table><tr><td colspan=2>{MENU}</td></tr><tr><td><ul>{LATEST}</ul></td>"
    f"<td>{BODY}</td></tr></table>",
    "paragraphs by breaks": f"<table><tr><td>{MENU}</td></tr><tr><td>{BREAKS}</td></tr></table>",
    "tables in tables": f"<table><tr><td>{MENU}</td></tr><tr><td><table><tr><td>{LATEST}</td>"
    f"<td><h1>Обшук у Ялті</h1>{BODY}</td></tr></table></td></tr></table>",
    "as it says itself": f"<table role='presentation'><tr><td>{MENU}</td><td>{BLOCKS}</td></tr>"
    "</table>",
    "head and body": f"<table><thead><tr><th>{MENU}</th></tr></thead><tbody><tr><td>{BODY}</td>"
    "</tr></tbody></table>",
}


def text_of(body: str) -> str:
    read = extract(NOTHING_SAID, answer(f"<html><body>{body}</body></html>"))
    assert read.extraction is Extraction.FULL
    return read.text


def alone(body: str) -> str:
    found = bare_extraction(
        f"<html><body>{body}</body></html>", include_comments=False, with_metadata=False
    )
    return clean(found.text).strip()


@pytest.mark.parametrize("shape", LAID_OUT)
def test_the_article_is_neither_a_row_nor_among_the_navigation(shape: str) -> None:
    assert "|" in alone(LAID_OUT[shape]), "trafilatura needs no help any more"
    text = text_of(LAID_OUT[shape])
    assert [line for line in text.splitlines() if line in PARAGRAPHS] == list(PARAGRAPHS)
    for other in ("|", "Головна", "Записи", "Закрито", "Про нас"):
        assert other not in text


def test_the_pages_of_the_demonstration_give_their_paragraphs() -> None:
    site = BY_SOURCE["sample-azov"]
    samples = [each for each in load_samples(NOW, NOW) if each.source == site.source]
    assert samples
    for sample in samples:
        others = [each for each in samples if each is not sample]
        read = extract(NOTHING_SAID, answer(demo_page(site, sample, others, 8000)))
        assert "|" not in read.text
        assert not any(each.title in read.text for each in others)


@pytest.mark.parametrize(
    "table",
    [DATA, IN_WORDS, "<table></table>", "<table><caption>Справи</caption><tr></tr></table>",
     f"<table><tr><td>{'слово ' * 300}</td><td>41</td></tr></table>",
     f"<table>{'<tr><td><p>Ялта і далі</p><p>чотири обшуки</p></td></tr>' * 4}</table>"],
)  # fmt: skip
def test_a_table_of_data_stays_one(table: str) -> None:
    page = f"<article>{BODY}{table}</article>"
    tree = without_layout_tables(load_html(f"<html><body>{page}</body></html>"))
    assert len(list(tree.iter("table"))) == 1
    assert text_of(page) == alone(page)


def test_a_table_of_data_within_one_that_lays_out_stays_one() -> None:
    tree = load_html(f"<html><body><table><tr><td>{BODY}{DATA}</td></tr></table></body></html>")
    tables = list(without_layout_tables(tree).iter("table"))
    assert ["".join(each.itertext()) for each in tables] == ["РікСправ202241"]
    assert [cell.tag for cell in tables[0].iter("th", "td")] == ["th", "th", "td", "td"]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>" * 20_000,
        "<table><tr><td><p>слово тут</p><p>і тут</p>" * 5_000,
        "<table><tr><td>x</td></tr></table>" * 20_000,
        "<table>" + "<tr><td><p>слово тут</p><p>і тут</p></td></tr>" * 20_000 + "</table>",
        "<table><tr><td>" + "<br><br>" * 50_000,
    ],
)
def test_hostile_tables_take_no_time(page: str) -> None:
    tree = load_html(f"<html><body>{page}</body></html>")
    assert tree is not None
    started = time.process_time()
    without_layout_tables(tree)
    assert time.process_time() - started < 3
