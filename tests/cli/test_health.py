from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.health import State
from aggregator.health_report import Row, as_prometheus, as_text, word
from aggregator.model import Entry, Feed
from aggregator.store.feed_states import FeedState
from aggregator.takeover.habits import quiet_from, usual_gap
from tests.origin import faults
from tests.origin.server import Origin
from tests.pipeline.lines import Item, SampleLine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed("sample/feed", "sample", "https://sample.example/feed", "a test", "P", True)
KNOWN = FeedState(
    "sample/feed", FEED.url, State.WORKING, NOW - timedelta(days=40), 0, NOW,
    NOW + timedelta(hours=1), 200, last_success=NOW, last_new_item=NOW - timedelta(days=10),
)  # fmt: skip
DAY = 86_400.0


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin() as origin:
        line = SampleLine(origin, tmp_path)
        line.publish_feed([Item("one", "SAMPLE", guid="1")])
        line.write()
        yield line


def run(line: SampleLine, *arguments: str) -> Result:
    base = ["--feeds", str(line.feeds), "--db", str(line.db), "--allow-address", "127.0.0.0/8"]
    return CliRunner().invoke(main, [*base, *arguments])


def test_the_exit_status_says_whether_a_feed_fails(line: SampleLine) -> None:
    run(line, "fetch", "--all")
    assert run(line, "health").exit_code == 0
    line.origin.answer("/feed", faults.status(404))
    run(line, "fetch", "--all")
    failed = run(line, "health")
    assert failed.exit_code == 1
    assert "sample/feed: HTTP 404 since" in failed.output
    assert run(line, "health", "nobody").exit_code == 2


def test_the_text_fits_eighty_columns_and_says_when_and_what_to_do(line: SampleLine) -> None:
    line.origin.answer("/bad", faults.challenge_deflect())
    line.write(["/feed", "/bad"])
    run(line, "fetch", "--all")
    text = run(line, "health", "sample").output
    assert max(map(len, text.splitlines())) <= 80
    for words in ("challenged since", "last success", "last new item", "next check",
                  "write to the group"):  # fmt: skip
        assert words in " ".join(text.split())
    assert text.index("sample/bad") < text.index("sample/feed"), "what fails comes first"


SAMPLE_LINE = re.compile(r'[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? -?\d+')


def test_prometheus_reads_every_line_and_the_file_is_replaced_whole(
    line: SampleLine, tmp_path: Path
) -> None:
    run(line, "fetch", "--all")
    target = tmp_path / "aggregator.prom"
    target.write_text("old")
    done = run(line, "health", "--format", "prometheus", "--output", str(target))
    assert done.exit_code == 0, done.output
    assert done.output == ""
    lines = target.read_text().splitlines()
    samples = [one for one in lines if not one.startswith("#")]
    assert all(SAMPLE_LINE.fullmatch(one) for one in samples), samples
    assert 'aggregator_feed_up{source="sample",feed="sample/feed"} 1' in samples
    assert [p.name for p in tmp_path.glob(".aggregator.prom*")] == []
    typed = [one.split()[2] for one in lines if one.startswith("# TYPE")]
    assert len(typed) == len(set(typed))
    bad = run(line, "health", "--output", str(tmp_path / "no" / "file"))
    assert bad.exit_code == 1
    assert "Remedy" in bad.output


def test_a_label_cannot_break_out_of_its_quotes() -> None:
    odd = replace(FEED, id='a"b\\c\nd')
    text = as_prometheus([Row(odd, None, NOW)])
    assert all(SAMPLE_LINE.fullmatch(one) for one in text.splitlines() if not one.startswith("#"))


def test_json_says_what_fails_and_what_is_quiet(line: SampleLine) -> None:
    run(line, "fetch", "--all")
    [row] = json.loads(run(line, "health", "--format", "json").stdout)
    assert (row["failing"], row["quiet_seconds"], row["state"]) == (False, None, "working")


@pytest.mark.parametrize(
    ("state", "gap", "quiet"),
    [
        (State.WORKING, 2 * DAY, True),
        (State.UNCHANGED, 2 * DAY, True),
        (State.WORKING, 4 * DAY, False),  # 10 days are less than three times four
        (State.WORKING, 0.0, False),  # nobody knows what is usual
        (State.HTTP, 2 * DAY, False),  # a feed that fails is not quiet, it fails
    ],
)
def test_silence_is_told_only_where_it_is_much_longer_than_usual(
    state: State, gap: float, quiet: bool
) -> None:
    row = Row(FEED, replace(KNOWN, state=state), NOW, gap)
    assert (row.quiet is not None) is quiet
    assert ("brought nothing for 10 days" in " ".join(as_text([row]).split())) is quiet


def test_a_busy_feed_may_be_silent_for_a_weekend() -> None:
    assert quiet_from(NOW, 3600.0) == NOW + timedelta(days=3)
    assert quiet_from(None, DAY) is None


def test_the_usual_pause_is_longer_than_nine_of_ten() -> None:
    moments = [NOW + timedelta(days=n) for n in range(11)] + [NOW + timedelta(days=40)]
    entries = [Entry(str(n), None, None, published=at) for n, at in enumerate(moments)]
    assert usual_gap(entries) == DAY
    assert usual_gap(entries[:4]) == 0.0


def test_an_error_of_http_is_called_by_its_number() -> None:
    assert word(State.HTTP, 503) == "HTTP 503"
    assert word(State.TIMEOUT, None) == "timed out"


def test_a_check_that_reaches_nothing_ends_with_one(line: SampleLine) -> None:
    assert run(line, "sources", "check").exit_code == 0
    line.origin.answer("/feed", faults.hang())
    line.fetch = {"timeout": 0.2}
    line.write()
    assert run(line, "sources", "check").exit_code == 1
