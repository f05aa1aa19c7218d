"""When the rules change, what is held is tagged again, and only what changed is published again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from aggregator.pipeline import Retagged
from tests.pipeline.lines import Item, SampleLine, article_page

ITEMS = [
    Item("one", "Sample: forced conscription in Simferopol", guid="1"),
    Item("two", "Sample: a school in Melitopol", guid="2"),
]


def meddle(line: SampleLine, *statements: str) -> None:
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def capped_line(line: SampleLine, text: str, level: str | None = "raion") -> None:
    line.publish_feed_only([ITEMS[1]])
    line.origin.page("/two", article_page("Sample: a report", text))
    line.reuse = {"rule": "full", "evidence": "https://sample.example/reuse"}
    line.write()
    if level:
        written = line.feeds.read_text()
        line.feeds.write_text(written.replace("  mandate:", f"  precision: {level}\n  mandate:"))
    line.round()


LONG = "The sample goes on for a while without any place in it. " * 9
TELLING = (
    LONG + "The monitor documented at least 12 people detained in Melitopol in May. " + LONG
    + "The monitor documented at least 34 people detained in Zaporizhzhia oblast in June. "
    + "Two conscripts of Melitopol were forcibly conscripted in Melitopol into the army."
)  # fmt: skip


def test_no_finer_place_comes_out_through_excerpt_figure_or_topic(line: SampleLine) -> None:
    capped_line(line, TELLING)
    shown = "\n".join(line.dump("news.db", ["feeds", "regions"]))
    assert "without any place in it" in shown
    assert "Melitopol" not in shown.replace(ITEMS[1].title, ""), "the title is the source's own"
    assert line.query("SELECT value FROM figures", db="news.db") == [(34,)]
    assert line.query("SELECT count(*) FROM article_topics", db="news.db") != [(0,)]
    assert line.query("SELECT shown FROM articles", db="news.db") == [("excerpt",)]


def test_without_a_cap_the_same_article_tells_all(line: SampleLine) -> None:
    capped_line(line, TELLING, level=None)
    assert line.query("SELECT value FROM figures", db="news.db") == [(12,), (34,), (2,)]
    assert "in Melitopol" in str(line.query("SELECT excerpt FROM articles", db="news.db"))


def test_a_cap_set_later_takes_back_what_was_shown(line: SampleLine) -> None:
    capped_line(line, TELLING, level=None)
    before = line.query("SELECT value FROM figures", db="news.db")
    capped_line(line, TELLING)
    assert line.query("SELECT value FROM figures", db="news.db") != before
    assert b"detained in Melitopol" not in (line.db / "news.db").read_bytes()


def test_articles_of_another_tagger_are_tagged_again_without_the_network(line: SampleLine) -> None:
    line.publish_feed(ITEMS)
    line.round()
    right = line.dump("news.db", ["feeds", "publication", "changes"])
    meddle(
        line,
        "UPDATE facts SET value = 'an older tagger' WHERE name = 'tagger'",
        "UPDATE articles SET tag_version = 'old/old/old'",
        "UPDATE tags SET topics = '[]', regions = '[]' WHERE article = 1",
    )
    pages = len(line.origin.asked("/one"))
    summary = line.round()
    assert summary.retagged.changed == 1, "the tags of the other came out the same"
    assert line.dump("news.db", ["feeds", "publication", "changes"]) == right
    assert len(line.origin.asked("/one")) == pages
    assert line.query("SELECT count(DISTINCT tag_version) FROM articles") == [(1,)]


def test_an_archive_of_the_present_tagger_is_left_alone(line: SampleLine) -> None:
    line.publish_feed(ITEMS)
    line.round()
    meddle(line, "UPDATE tags SET topics = '[]' WHERE article = 1")
    assert line.round().retagged == Retagged()


def test_figures_are_published_with_their_sentence_and_their_counter(line: SampleLine) -> None:
    text = (
        "The Crimean Human Rights Group documented at least 63 Crimeans who were illegally "
        "mobilised from July to September 2024. " + "The sample goes on for a while. " * 20
    )
    line.publish_feed_only([ITEMS[0]])
    line.origin.page("/one", article_page(ITEMS[0].title, text))
    line.round()
    rows = line.query("SELECT value, kind, sentence FROM figures", db="news.db")
    assert len(rows) == 1
    assert rows[0][:2] == (63, "floor")
    assert "at least 63 Crimeans" in str(rows[0][2])


def test_no_figure_is_shown_of_a_source_that_allows_only_a_link(line: SampleLine) -> None:
    line.reuse = {"rule": "link", "evidence": "https://sample.example/reuse"}
    line.publish_feed_only([ITEMS[0]])
    line.origin.page("/one", article_page(ITEMS[0].title, "At least 63 people were detained. " * 9))
    line.round()
    assert line.query("SELECT count(*) FROM figures", db="news.db") == [(0,)]


def test_a_source_may_cap_the_places_that_are_published_of_it(line: SampleLine) -> None:
    line.publish_feed_only([ITEMS[1]])
    line.origin.page(
        "/two", article_page(ITEMS[1].title, "A school in Melitopol was searched. " * 9)
    )
    line.round()
    codes = "SELECT region FROM article_regions ORDER BY region"
    assert len(line.query(codes, db="news.db")) == 2
    line.write()
    line.feeds.write_text(
        line.feeds.read_text().replace("  mandate:", "  precision: oblast\n  mandate:")
    )
    assert line.round().retagged.changed == 1
    assert line.query(codes, db="news.db") == [("UA23000000000064947",)]
    assert "Melitopol" not in str(line.query("SELECT words FROM article_regions", db="news.db"))
