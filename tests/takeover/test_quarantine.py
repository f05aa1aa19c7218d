"""A source is taken over, on the loopback origin, and given back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.health import State
from aggregator.store.quarantine import log_of, quarantined
from tests.origin.server import Origin
from tests.pipeline.lines import PARAGRAPH, Item, SampleLine, article_page, rss

OWN = [Item(f"own-{n}", f"SAMPLE report {n}", guid=f"own-{n}") for n in range(3)]
NEW = Item("own-9", "SAMPLE report 9", guid="own-9")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin(("127.0.0.1", "127.0.0.9")) as origin:
        line = SampleLine(origin, tmp_path)
        line.publish_feed(OWN)
        line.round()
        line.now += timedelta(hours=2)
        yield line


def hijack(line: SampleLine, *more: Item) -> None:
    """The feed now brings an entry of another host, and edits a report that is published."""
    edited = Item("own-0", "SAMPLE report 0, edited by somebody", guid="own-0", summary="Other.")
    text = rss(line.origin, [*more, edited, *OWN[1:]])
    foreign = (
        f"<item><title>SAMPLE fake</title><link>{line.origin.url('/fake', '127.0.0.9')}</link>"
        "<guid isPermaLink='false'>fake</guid><description>SAMPLE</description></item>"
    )
    line.origin.page("/feed", text.replace("<item>", f"{foreign}<item>", 1),
                     content_type="application/rss+xml")  # fmt: skip
    line.round()


def run(line: SampleLine, *arguments: str, text: str | None = None) -> Result:
    base = ["--feeds", str(line.feeds), "--db", str(line.db), "--allow-address", "127.0.0.0/8"]
    return CliRunner().invoke(main, [*base, *arguments], input=text, env={"COLUMNS": "200"})


def published(line: SampleLine) -> list[object]:
    return [row[0] for row in line.query("SELECT title FROM articles ORDER BY title", db="news.db")]


def test_a_hard_signal_holds_the_items_and_leaves_what_is_published(line: SampleLine) -> None:
    before = published(line)
    line.origin.page("/own-0", article_page("SAMPLE hijacked", PARAGRAPH * 4))
    line.origin.page("/own-9", "<p>SAMPLE</p>")
    hijack(line, NEW)
    line.now += timedelta(hours=2)
    line.round()
    assert published(line) == before == [item.title for item in OWN]
    assert line.origin.asked("/fake") == [], "pages of held items are not fetched"
    revisions = line.query("SELECT count(*), max(number) FROM revisions")
    assert revisions == [(len(OWN), 1)], "no edit is taken over from a hijacker"
    held = line.query("SELECT title FROM articles WHERE state = 'held' ORDER BY id")
    assert held == [("SAMPLE fake",), ("SAMPLE report 9",)]
    [one] = quarantined(line.db)
    assert (one.source, one.held) == ("sample", 2)
    assert "127.0.0.9" in one.reason
    feeds = line.query("SELECT state, detail, remedy FROM feeds", db="news.db")
    assert feeds == [(str(State.QUARANTINED), one.reason, State.QUARANTINED.remedy)]


def test_a_quarantine_is_shown_by_the_commands(line: SampleLine) -> None:
    assert run(line, "sources", "quarantined").exit_code == 0
    hijack(line)
    listed = run(line, "sources", "quarantined")
    assert listed.exit_code == 1
    assert "sample: since" in listed.output
    assert "1 articles held" in listed.output
    assert "quarantined" in run(line, "health").output


def test_a_release_says_who_and_how_and_publishes_what_was_held(line: SampleLine) -> None:
    hijack(line, NEW)
    done = run(line, "sources", "release", "sample", "--confirmed-by", "the editor on duty",
               "--how", "by telephone, 1 March")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert quarantined(line.db) == []
    line.origin.page("/own-9", "<p>SAMPLE</p>")
    line.now = datetime.now(UTC) + timedelta(minutes=5)  # the command has a clock of its own
    line.round()
    assert quarantined(line.db) == [], "the domain that was confirmed is its own from now on"
    titles = published(line)
    assert "SAMPLE fake" in titles
    assert "SAMPLE report 9" in titles
    assert "SAMPLE report 0, edited by somebody" in titles, "and the edit that was left out comes"
    last = log_of(line.db)[-1]
    assert (last.what, last.confirmed_by, last.how) == (
        "released", "the editor on duty", "by telephone, 1 March",
    )  # fmt: skip


def test_a_release_can_keep_back_what_was_held_for_good(line: SampleLine) -> None:
    before = published(line)
    hijack(line)
    run(line, "sources", "release", "sample", "--confirmed-by", "office", "--how", "visit",
        "--keep-back")  # fmt: skip
    line.publish_feed([*OWN, NEW])
    line.now += timedelta(minutes=5)
    line.round()
    assert sorted(map(str, published(line))) == sorted([*map(str, before), NEW.title])


def test_a_release_asks_who_and_how_and_refuses_silence(line: SampleLine) -> None:
    hijack(line)
    assert run(line, "sources", "release", "sample", text="\n").exit_code != 0
    assert run(line, "sources", "release", "sample", "--confirmed-by", " ", "--how", "x"
               ).exit_code == 2  # fmt: skip
    assert len(quarantined(line.db)) == 1
    asked = run(line, "sources", "release", "sample", text="the board\nby post\n")
    assert asked.exit_code == 0, asked.output
    assert run(line, "sources", "release", "sample", "--confirmed-by", "x", "--how", "y"
               ).exit_code == 2  # fmt: skip


def test_the_log_of_sources_only_grows(line: SampleLine) -> None:
    assert "No source was ever" in run(line, "sources", "quarantined", "--log").output
    hijack(line)
    with closing(sqlite3.connect(line.db / "archive.db")) as db:
        for statement in ("DELETE FROM source_log", "UPDATE source_log SET detail = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                db.execute(statement)
    assert "link to another domain" in run(line, "sources", "quarantined", "--log").output


def test_a_feed_that_is_redirected_to_another_domain_is_held(line: SampleLine) -> None:
    elsewhere = line.origin.page("/feed", rss(line.origin, [NEW]), host="127.0.0.9",
                                 content_type="application/rss+xml")  # fmt: skip
    line.origin.page("/feed", "", status=301, headers={"Location": elsewhere}, host="127.0.0.1")
    line.round()
    [one] = quarantined(line.db)
    assert "127.0.0.9" in one.reason
    assert len(published(line)) == len(OWN)


def test_two_soft_signals_on_one_day_hold_and_one_does_not(line: SampleLine) -> None:
    trade = Item("own-7", "SAMPLE casino bonus, free spins", guid="own-7")
    line.publish_feed([trade, *OWN])
    line.round()
    assert quarantined(line.db) == []
    voice = Item("own-8", "Пример: в ходе СВО", guid="own-8")
    line.now += timedelta(hours=5)
    line.publish_feed([voice, trade, *OWN])
    line.round()
    [one] = quarantined(line.db)
    assert "within a day" in one.reason


def test_a_quarantined_source_does_not_keep_the_schedule_busy(line: SampleLine) -> None:
    from aggregator.sources import load  # noqa: PLC0415
    from aggregator.store.reading_archive import next_due  # noqa: PLC0415

    hijack(line)
    moment = next_due(line.db, load(line.feeds))
    assert moment is not None
    assert moment > line.now
