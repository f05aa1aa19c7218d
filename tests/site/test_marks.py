from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import document
from aggregator.site.marks import Piece, marked
from aggregator.site.rows import Item, Tag

ITEM = Item(
    id=1, key="k", title="T", link=None, source="s", source_name="S", source_known=True, author="",
    language="en", date=None, date_raw="", date_from="", first_seen=None, updated=None,
    state="live", shown="full", title_raw="", excerpt_raw="", words=None, extraction="", listed="",
)  # fmt: skip


def item(title: str, text: str, *tags: Tag) -> Item:
    return replace(ITEM, title=title, title_raw=title, excerpt_raw=text, regions=tags)


def tag(name: str, words: str, *spans: tuple[int, int]) -> Tag:
    return Tag("region", name, name, "about", words, "name", spans)


def test_words_are_marked_where_they_stand() -> None:
    text = "First line.\nIn Kherson it rained."
    start = document("Kherson today", text).index("Kherson it")
    title, paragraphs = marked(
        item("Kherson today", text, tag("Kherson", "Kherson", (0, 7), (start, start + 7)))
    )
    assert title == [Piece("Kherson", ("Kherson",)), Piece(" today")]
    assert paragraphs[1] == [
        Piece("In "),
        Piece("Kherson", ("Kherson",)),
        Piece(" it rained."),
    ]


def test_words_beyond_the_shown_text_give_no_mark() -> None:
    _, paragraphs = marked(item("T", "Cut at Kher…", tag("Kherson", "Kherson", (10, 17))))
    assert paragraphs == [[Piece("Cut at Kher…")]]


def test_a_span_that_does_not_fit_the_text_gives_no_mark() -> None:
    _, paragraphs = marked(item("T", "Something else entirely", tag("Kherson", "Kherson", (3, 10))))
    assert paragraphs == [[Piece("Something else entirely")]]


def test_overlapping_words_carry_both_names() -> None:
    _, paragraphs = marked(
        item("T", "Kherson oblast", tag("City", "Kherson", (3, 10)),
             tag("Oblast", "Kherson oblast", (3, 17)))
    )  # fmt: skip
    assert paragraphs == [[Piece("Kherson", ("City", "Oblast")), Piece(" oblast", ("Oblast",))]]


@settings(deadline=None)
@given(
    st.text(max_size=30),
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=6),
)
def test_marks_neither_add_nor_lose_a_letter(
    title: str, text: str, spans: list[tuple[int, int]]
) -> None:
    valid = tuple((min(span), max(span)) for span in spans if span[0] != span[1])
    plain = marked(item(title, text))
    with_marks = marked(item(title, text, tag("x", title + text, *valid)))
    for before, after in zip(plain[1], with_marks[1], strict=True):
        assert "".join(p.text for p in before) == "".join(p.text for p in after)
