"""Posts of WordPress through the whole line, against the loopback origin."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from aggregator.cli import main
from aggregator.health import State
from aggregator.retrieval import POSTS_PER_PAGE
from tests.origin import faults
from tests.origin.server import Exchange
from tests.pipeline.lines import PARAGRAPH, SampleLine
from tests.pipeline.without_feeds import (
    PER_LOOK,
    POSTS,
    Blog,
    asked,
    day,
    states,
)


@pytest.fixture
def blog(line: SampleLine) -> Blog:
    line.keys = {"kind": "wordpress"}
    line.write([POSTS])
    return Blog(line)


def test_posts_of_wordpress_need_no_page_and_are_whole(line: SampleLine, blog: Blog) -> None:
    blog.write(1, day(1))
    line.round()
    assert asked(line) == [POSTS]
    assert line.query(
        "SELECT title, extraction, text_from, published FROM articles", db="archive.db"
    ) == [("Sample report 1", "full text", "feed", "2026-02-01T09:00:00Z")]
    (text,) = line.query("SELECT text FROM texts")
    assert "Bakhchysarai" in str(text[0])


def test_a_second_look_at_an_unchanged_source_changes_no_row_and_asks_once(
    line: SampleLine, blog: Blog
) -> None:
    for number in range(50):
        blog.write(number, day(number))
    line.round()
    before = line.dump("archive.db", PER_LOOK), line.dump("news.db", ["feeds", "meta"])
    assert asked(line) == [POSTS, f"{POSTS}?2", f"{POSTS}?3"]
    line.round()
    assert asked(line) == [POSTS]
    assert states(line)[0][0] == State.UNCHANGED
    after = line.dump("archive.db", PER_LOOK), line.dump("news.db", ["feeds", "meta"])
    assert before == after


def test_one_new_post_costs_one_request(line: SampleLine, blog: Blog) -> None:
    for number in range(50):
        blog.write(number, day(number))
    line.round()
    asked(line)
    blog.write(99, day(99))
    line.round()
    assert asked(line) == [POSTS]
    assert line.query("SELECT count(*) FROM articles") == [(51,)]


def test_the_first_look_takes_no_more_pages_than_are_allowed(line: SampleLine, blog: Blog) -> None:
    line.keys = {"kind": "wordpress", "pages": 2}
    line.write([POSTS])
    for number in range(5 * POSTS_PER_PAGE):
        blog.write(number, day(number))
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(2 * POSTS_PER_PAGE,)]
    asked(line)
    line.round()
    assert asked(line) == [POSTS]  # what is older is history
    assert line.query("SELECT count(*) FROM articles") == [(2 * POSTS_PER_PAGE,)]


def test_what_came_during_a_long_pause_is_fetched_over_several_rounds(
    line: SampleLine, blog: Blog
) -> None:
    line.keys = {"kind": "wordpress", "pages": 2}
    line.write([POSTS])
    blog.write(0, day(0))
    line.round()
    for number in range(1, 6 * POSTS_PER_PAGE):
        blog.write(number, day(number))
    line.round()
    assert states(line) == [("working", "older pages wait for the next round")]
    for _ in range(5):
        line.round()
    assert line.query("SELECT count(*) FROM articles") == [(6 * POSTS_PER_PAGE,)]
    ((left,),) = line.query("SELECT documents FROM feed_documents")
    assert "older" not in str(left)
    asked(line)
    line.round()
    assert asked(line) == [POSTS]


def test_an_older_page_that_fails_is_asked_for_again(line: SampleLine, blog: Blog) -> None:
    line.keys = {"kind": "wordpress", "pages": 2}
    line.write([POSTS])
    blog.write(0, day(0))
    line.round()
    for number in range(1, 30):
        blog.write(number, day(number))
    broken = True

    async def torn(exchange: Exchange) -> None:
        if broken and "&page=2" in exchange.request.path:
            await faults.status(503)(exchange)
        else:
            await blog.play(exchange)

    line.origin.answer(POSTS, torn)
    line.round()
    assert "an older page: HTTP error" in str(states(line)[0][1])
    assert line.query("SELECT count(*) FROM articles") == [(21,)]
    broken = False
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(30,)]


def test_an_edited_post_becomes_a_new_version(line: SampleLine, blog: Blog) -> None:
    blog.write(1, day(1))
    line.round()
    blog.write(1, day(30), PARAGRAPH * 2 + "The number was corrected to four.")
    line.round()
    assert line.query("SELECT state FROM articles") == [("edited",)]
    assert line.query("SELECT changed FROM revisions ORDER BY number") == [
        ("first seen",),
        ("text",),
    ]


def test_a_kill_between_two_rounds_repeats_nothing_that_waits(line: SampleLine, blog: Blog) -> None:
    blog.write(0, day(0))
    line.round()
    for number in range(1, 4 * POSTS_PER_PAGE):
        blog.write(number, day(number))
    line.round()
    assert "older" in str(line.query("SELECT documents FROM feed_documents"))
    line.round()
    assert line.query("SELECT count(*) FROM articles") == [(4 * POSTS_PER_PAGE,)]


def test_the_check_of_sources_asks_a_wordpress_once(line: SampleLine, blog: Blog) -> None:
    for number in range(50):
        blog.write(number, day(number))
    arguments = ["--feeds", str(line.feeds), "--allow-address", "127.0.0.0/8", "sources", "check"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "working" in result.output
    assert str(POSTS_PER_PAGE) in result.output
    assert asked(line) == [POSTS]
