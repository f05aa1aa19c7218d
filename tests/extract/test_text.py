from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trafilatura import bare_extraction

from aggregator.extract import LONGEST_TEXT, extract
from aggregator.health import Extraction
from aggregator.model import Entry, Page
from aggregator.parse.text import clean
from tests.extract.pages import NOTHING_SAID, PARAGRAPHS, URL, answer, page

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"

FEED_TEXT = Entry(id="1", link=URL, title="t", summary="Коротко.", content="Довший текст стрічки.")

SHAPES = {
    "plain": page(),
    "with a head": page("<title>t</title><meta name='description' content='d'>"),
    "with a list": page(after="<ul><li>перший пункт переліку</li><li>другий пункт</li></ul>"),
    "with a table": page(after="<table><tr><td>Ялта</td><td>чотири</td></tr></table>"),
    "with a quotation": page(after="<blockquote><p>Ми не боїмося, сказала вона.</p></blockquote>"),
    "with headings": page("", "<h1>Обшук</h1><h2>Що сталося</h2>"),
    "without an article element": page().replace("article>", "div>"),
    "short": page(paragraphs=("Короткий текст однієї новини про обшук у Ялті.",)),
    "with scripts": page(after="<script>var a = '<p>не текст</p>';</script><noscript>n</noscript>"),
    "decomposed letters": page(paragraphs=tuple(p.replace("й", "и\u0306") for p in PARAGRAPHS)),
    "xhtml": '<?xml version="1.0" encoding="utf-8"?>' + page(),
    "broken": page().replace("</p>", "").replace("</div>", ""),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("entry", [NOTHING_SAID, FEED_TEXT], ids=["metadata asked", "not asked"])
def test_the_text_is_the_one_that_trafilatura_gives(shape: str, entry: Entry) -> None:
    own = bare_extraction(SHAPES[shape].encode(), url=URL, include_comments=False)
    assert own is not None
    article = extract(entry, answer(SHAPES[shape]))
    assert article.text == clean(own.text).strip()
    assert article.text_from == "page"


@pytest.mark.parametrize("text", PARAGRAPHS)
def test_every_paragraph_of_the_article_comes_out(text: str) -> None:
    assert text in extract(NOTHING_SAID, answer(page())).text


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u", "utf-16", "utf-8"])
@pytest.mark.parametrize("where", ["meta", "header", "nowhere"])
def test_a_page_in_any_encoding_comes_out_in_its_words(encoding: str, where: str) -> None:
    document = page().replace("’", "'")
    named = encoding if where == "meta" else ""
    document = document.replace('charset="utf-8"', f'charset="{named}"' if named else "")
    kind = f"text/html; charset={encoding}" if where == "header" else "text/html"
    article = extract(NOTHING_SAID, answer(document.encode(encoding), kind))
    assert PARAGRAPHS[2] in article.text


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"\0\1\2" * 100, "", "binary data"),
        (b"\0\1\2" * 100, "text/html", "binary data"),
        (b"\x89PNG\r\n", "image/png", "the type is image/png"),
        (b"PK\x03\x04", "application/zip", "the type is application/zip"),
        (b"{}", "application/json", "the type is application/json"),
        (b"x", "A" * 300 + "/b", "the type is " + "a" * 80),
    ],
)
def test_what_is_no_page_keeps_the_text_of_the_feed_and_the_reason(
    body: bytes, kind: str, reason: str
) -> None:
    article = extract(FEED_TEXT, answer(body, kind))
    assert (article.extraction, article.detail) == (Extraction.NOT_HTML, reason)
    assert (article.text, article.text_from) == ("Довший текст стрічки.", "feed")


@pytest.mark.parametrize(
    "document",
    ["", "   ", "<html></html>", "<html><body></body></html>", "<p>", "<!-- nothing -->", "\ufeff",
     "<html><body><script>var x = 1;</script></body></html>"],
)  # fmt: skip
def test_a_page_without_text_keeps_the_text_of_the_feed_and_the_reason(document: str) -> None:
    article = extract(FEED_TEXT, answer(document))
    assert article.extraction is Extraction.NO_TEXT
    assert (article.text, article.text_from) == ("Довший текст стрічки.", "feed")


def test_where_neither_page_nor_feed_has_text_there_is_none() -> None:
    article = extract(NOTHING_SAID, answer(""))
    assert (article.text, article.text_from) == ("", "")
    assert article.extraction is Extraction.NO_TEXT


def test_a_book_is_cut_and_says_so() -> None:
    entry = replace(FEED_TEXT, content="слово " * 100_000)
    article = extract(entry, Page(URL, failure=Extraction.PAGE_FAILED, detail="HTTP 404"))
    assert len(article.text) == LONGEST_TEXT
    assert article.detail == "cut to 500,000 characters"


def test_no_control_characters_of_a_page_survive() -> None:
    hidden = tuple(text.replace(" ", " \u202e\u200b\x07", 1) for text in PARAGRAPHS)
    article = extract(NOTHING_SAID, answer(page(paragraphs=hidden)))
    assert not set(article.text) & set("\u202e\u200b\x07")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda t: page(before=t).encode()))
def test_any_bytes_are_an_article_with_or_without_text(body: bytes) -> None:
    article = extract(FEED_TEXT, answer(body, "text/html"))
    assert article.text
    article.text.encode("utf-8")


@pytest.mark.shared
@pytest.mark.parametrize("number", range(5))
def test_the_seeds_come_out_with_every_paragraph(number: int) -> None:
    if not SEEDS.exists():
        pytest.skip("the seeds in ../shared are absent")
    (seed,) = SEEDS.glob(f"{number}-*.txt")
    lines = seed.read_text(encoding="utf-8").splitlines()
    paragraphs = tuple(line.strip() for line in lines if line.strip())
    head = f"<title>{escape(seed.stem)}</title>"
    article = extract(NOTHING_SAID, answer(page(head, paragraphs=paragraphs, lang="en")))
    assert article.extraction is Extraction.FULL
    missing = [text for text in paragraphs if _letters(text) not in _letters(article.text)]
    assert missing == []


def _letters(text: str) -> str:
    return "".join(clean(text).split())


@pytest.mark.parametrize("entry", [NOTHING_SAID, FEED_TEXT])
def test_structured_data_nested_without_end_costs_no_text(entry: Entry) -> None:
    head = f"<script type='application/ld+json'>{'[' * 100_000}</script>"
    article = extract(entry, answer(page(head)))
    assert article.extraction is Extraction.FULL
    assert "Ялті" in article.text
