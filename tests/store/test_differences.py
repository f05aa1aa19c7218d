"""What a source changed is told word by word, within its rule for reuse; who was removed is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.store.public_differences import (
    CONTEXT,
    LONGEST_ADDED,
    LONGEST_REMOVED,
    MOST_CHANGES,
    compared,
    told_of,
)
from tests.origin.server import Origin
from tests.pipeline.lines import Item, SampleLine, article_page


def runs(old: str, new: str) -> list[tuple[str, str | int]]:
    return compared(old, new, told_of(new, [old, new]))


BEFORE = (
    "On Tuesday at least 12 people were held in Melitopol, the sample monitor says. They were "
    "taken from their homes in the morning and nobody was told where they are. "
)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("12", "15"),
        ("Tuesday", "Friday"),
        ("Melitopol,", "Berdiansk,"),
        ("in the morning", "at night"),
        ("They", "All"),
    ],
)
def test_a_correction_is_told(was: str, now: str) -> None:
    found = runs(BEFORE, BEFORE.replace(was, now))
    assert [run for run in found if run[0] != "="] == [("-", was), ("+", now)]


@pytest.mark.parametrize(
    "gone",
    [
        "Olena Zrazkova,",
        "о. Зразенко",
        "O'Sample",
        "+380441234567",
        "0441234567",
        "born 12.03.1985",
        "someone@sample.example",
        "https://t.me/sample",
        "lives at Zrazkova street",
        "a teacher, " * 20,
    ],
)
def test_what_may_name_a_person_is_told_by_its_length_only(gone: str) -> None:
    old = BEFORE + f"Among them is {gone} and others from the town."
    new = BEFORE + "Among them is and others from the town."
    (length,) = [words for sign, words in runs(old, new) if sign == "-"]
    assert length == len(gone.split())


def test_a_name_that_came_and_went_is_told_in_neither_version_nor_beside_one() -> None:
    first, second = BEFORE, BEFORE + "One of them is Olena Zrazkova."
    third = BEFORE + "One of them is a teacher."
    told = told_of(third, [first, second, third])
    assert ("+", 6) in compared(first, second, told)
    text = json.dumps([compared(first, second, told), compared(second, third, told)])
    moved = compared(second, second.replace("Tuesday", "Friday"), told)
    for name in ("Olena", "Zrazkova"):
        assert name not in text + json.dumps(moved)
    assert "…" in json.dumps(moved, ensure_ascii=False)


def test_a_name_that_still_stands_there_is_told() -> None:
    new = BEFORE + "Olena Zrazkova was released."
    assert ("+", "Olena Zrazkova was released.") in runs(BEFORE, new)


def test_where_a_text_is_cut_its_end_says_nothing() -> None:
    old, new = "one two three four five six…", "zero one two three four five…"
    assert runs(old, new) == [("+", "zero"), ("=", "one two three four")]
    assert runs("one two three…", "one two four…") == []


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "Ab", "12", "naïve", "…", "123456"]), max_size=60)


@given(TEXTS, TEXTS)
def test_the_runs_put_together_are_the_texts_but_for_what_is_left_out(
    old: list[str], new: list[str]
) -> None:
    found = runs(" ".join(old), " ".join(new))
    assert all(sign in "=-+" for sign, _ in found)
    for sign, words in found:
        if sign != "=" and isinstance(words, str):
            side = old if sign == "-" else new
            assert words in " ".join(side)
            assert len(words.split()) <= (LONGEST_REMOVED if sign == "-" else LONGEST_ADDED)
        if sign == "=":
            assert len(str(words).split()) <= 2 * CONTEXT + 1
    if old == new:
        assert found == []


@settings(deadline=None, max_examples=5)
@given(
    st.sampled_from(["a ", "a b ", "a b c d e f g ", "ab\u0301 ", "x" * 50 + " "]), st.booleans()
)
def test_a_hostile_text_is_compared_in_bounded_time_and_told_in_bounded_length(
    piece: str, turned: bool
) -> None:
    old = piece * 20_000
    words = [f"{n % 1_999}{piece.strip()}" for n in range(1_999)]
    new = " ".join(reversed(words)) if turned else "z " + piece * 19_900 + "y"
    began = process_time()
    for one, two in ((old, new), (new, old), (" ".join(words), new)):
        found = compared(one, two, told_of("", []))
        assert len(found) <= MOST_CHANGES + 3
    assert process_time() - began < 20  # not a measurement: without bounds it takes hours


ITEM = Item("one", "Sample: people were held", guid="1")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin() as origin:
        line = SampleLine(origin, tmp_path)
        line.reuse = {"rule": "full", "evidence": "https://sample.example/reuse"}
        line.publish_feed([ITEM])
        origin.page("/one", article_page(ITEM.title, BEFORE * 2 + "Among them is Olena Zrazkova."))
        line.round()
        yield line


def edited(line: SampleLine, text: str) -> None:
    line.origin.page("/one", article_page(ITEM.title, text))
    line.now += timedelta(hours=2)
    line.round()


def difference(line: SampleLine) -> list[object]:
    rows = line.query("SELECT difference FROM revisions ORDER BY number", db="news.db")
    return [None if row[0] is None else json.loads(str(row[0])) for row in rows]


def test_the_public_file_tells_the_difference_within_the_rule_for_reuse(line: SampleLine) -> None:
    edited(line, BEFORE.replace("12", "15") + BEFORE + "Among them is a teacher.")
    first, second = difference(line)
    assert first is None
    assert ["-", "12"] in second  # type: ignore[operator]
    assert ["+", "15"] in second  # type: ignore[operator]
    assert "Zrazkova" not in json.dumps(second)
    assert b"Zrazkova" not in (line.db / "news.db").read_bytes()
    for rule, told in (
        ({"rule": "excerpt", "characters": 60, "evidence": "https://x.example/"}, True),
        ({"rule": "excerpt", "characters": 12, "evidence": "https://x.example/"}, []),
        ({"rule": "link", "evidence": "https://x.example/"}, None),
    ):
        line.reuse = rule
        line.write()
        line.now += timedelta(minutes=1)
        line.round()
        second = difference(line)[1]
        assert (second == told) if told is not True else ["-", "12"] in second  # type: ignore[operator]
        assert "nobody was told" not in json.dumps(second)


def test_an_article_that_has_gone_tells_no_difference_and_no_older_title(line: SampleLine) -> None:
    renamed = Item("one", "Sample: a teacher was held", guid="1", summary="Other words.")
    line.publish_feed_only([renamed])
    edited_page = article_page(renamed.title, BEFORE.replace("12", "15") * 2)
    line.origin.page("/one", edited_page)
    line.now += timedelta(hours=2)
    line.round()
    titles = "SELECT DISTINCT title FROM revisions"
    assert len(line.query(titles, db="news.db")) == 2
    line.origin.page("/one", "gone", status=410)
    for _ in range(3):
        line.now += timedelta(days=30)
        line.round()
    assert line.query("SELECT state FROM articles", db="news.db") == [("gone",)]
    assert len(line.query(titles, db="news.db")) == 1
    assert all(each is None for each in difference(line))


def test_a_name_that_left_the_title_is_told_in_no_title(line: SampleLine) -> None:
    named, later = "Sample: nurse Olena Zrazkova held in Melitopol", "Sample: a nurse held"
    for title in (named, later):
        line.publish_feed_only([Item("one", title, guid="1")])
        line.origin.page("/one", article_page(title, BEFORE * 2))
        line.now += timedelta(hours=2)
        line.round()
    shown = line.query("SELECT title FROM revisions ORDER BY number", db="news.db")
    assert [row[0] for row in shown[-2:]] == ["Sample: nurse … … held in Melitopol", later]
    for name in (b"Zrazkova", b"Olena"):
        assert name in (line.db / "archive.db").read_bytes()
        assert name not in (line.db / "news.db").read_bytes()
