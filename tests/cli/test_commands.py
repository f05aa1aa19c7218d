from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.store.opening import fetch_lock
from tests.origin import faults
from tests.origin.server import Origin
from tests.pipeline.lines import Item, SampleLine

ITEMS = [Item("one", "Sample: a trial in Simferopol", guid="1")]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin() as origin:
        line = SampleLine(origin, tmp_path)
        line.publish_feed(ITEMS)
        line.write()
        yield line


def run(line: SampleLine, *arguments: str, text: str | None = None) -> Result:
    base = ["--feeds", str(line.feeds), "--db", str(line.db), "--allow-address", "127.0.0.0/8"]
    return CliRunner().invoke(main, [*base, *arguments], input=text, env={"COLUMNS": "200"})


def test_a_round_prints_a_line_per_feed_and_a_summary(line: SampleLine) -> None:
    result = run(line, "fetch", "--all")
    assert result.exit_code == 0, result.output
    assert "sample/feed: working, 1 new" in result.output
    assert "1 feeds: 1 new articles, 0 changed, 0 feeds unchanged, 0 failed" in result.output


def test_nothing_due_is_said_with_what_to_type_instead(line: SampleLine) -> None:
    run(line, "fetch", "--all")
    result = run(line, "fetch")
    assert result.exit_code == 0
    assert "aggregator fetch --all" in result.output


def test_some_failed_feeds_are_no_failure_and_all_failed_are(line: SampleLine) -> None:
    line.origin.answer("/bad", faults.status(500))
    line.write(["/feed", "/bad"])
    some = run(line, "fetch", "--all")
    assert some.exit_code == 0
    assert "HTTP 500" in some.output
    line.write(["/bad"])
    every = run(line, "fetch", "--all")
    assert every.exit_code == 1
    assert "no feed could be reached" in every.output


def test_a_wrong_feeds_yaml_ends_with_two_and_fetches_nothing(line: SampleLine) -> None:
    line.feeds.write_text(line.feeds.read_text() + "\nunknown_key: 1\n")
    for command in (["fetch"], ["up"], ["publish"], ["sources", "list"], ["sources", "check"],
                    ["health"]):  # fmt: skip
        result = run(line, *command)
        assert result.exit_code == 2, command
        assert "unknown_key" in result.output
        assert "Remedy" in result.output
    assert line.origin.requests == []


def test_an_unknown_source_ends_with_two(line: SampleLine) -> None:
    for command in (
        ["fetch", "nobody"],
        ["sources", "show", "nobody"],
        ["sources", "check", "nobody"],
    ):
        result = run(line, *command)
        assert result.exit_code == 2
        assert "nobody" in result.output


def test_a_second_fetch_says_so_and_ends_with_three(line: SampleLine) -> None:
    with fetch_lock(line.db):
        result = run(line, "fetch", "--all")
    assert result.exit_code == 3
    assert "another fetch is running" in result.output
    assert line.origin.requests == []


def test_a_private_address_is_not_fetched_unless_it_is_allowed(line: SampleLine) -> None:
    result = CliRunner().invoke(
        main, ["--feeds", str(line.feeds), "--db", str(line.db), "fetch", "--all"]
    )
    assert result.exit_code == 1
    assert "not a public address" in " ".join(result.output.split())
    wrong = CliRunner().invoke(main, ["--allow-address", "everything", "sources", "list"])
    assert wrong.exit_code == 2


def test_health_is_told_in_a_table_and_in_json(line: SampleLine) -> None:
    assert "not fetched yet" in run(line, "health").output
    line.origin.answer("/feed", faults.status(404))
    run(line, "fetch", "--all")
    assert "HTTP 404" in run(line, "health").output
    rows = json.loads(run(line, "health", "--json").stdout)
    assert rows[0]["feed"] == "sample/feed"
    assert rows[0]["state"] == "HTTP error"
    assert rows[0]["remedy"]


def test_publish_can_build_anew(line: SampleLine) -> None:
    run(line, "fetch", "--all")
    assert "up to date" in run(line, "publish").output
    assert "built anew: 1 articles" in run(line, "publish", "--rebuild").output


def test_publish_without_an_archive_names_the_remedy(line: SampleLine) -> None:
    result = run(line, "publish")
    assert result.exit_code == 1
    assert "aggregator fetch" in result.output


def test_sources_are_listed_shown_and_checked(line: SampleLine) -> None:
    assert "Sample Monitor" in run(line, "sources", "list").output
    shown = run(line, "sources", "show", "sample").output
    assert "this does not mean that there is none" in shown
    line.feeds.write_text(
        line.feeds.read_text().replace("enabled: true", "enabled: false\n    reason: a test")
    )
    checked = run(line, "sources", "check")
    assert checked.exit_code == 0, checked.output
    assert "working" in checked.output
    assert "enabled: true" in checked.output, "the line to change is offered"
    assert not (line.db / "archive.db").exists(), "a check stores nothing"


def test_tags_are_printed_with_the_words_that_caused_them(line: SampleLine) -> None:
    text = "У Сімферополі окупаційний суд засудив трьох жителів Бахчисарая."
    plain = run(line, "tag", "-", text=text)
    assert plain.exit_code == 0, plain.output
    assert "language: uk" in plain.output
    assert "Сімферополі" in plain.output
    tags = json.loads(run(line, "tag", "--json", "-", text=text).stdout)
    spans = [span for tag in tags["regions"] for span in tag["spans"]]
    assert spans
    assert all(f"\n\n{text}"[span["start"] : span["end"]] == span["form"] for span in spans)


def test_a_place_is_said_to_be_occupied_on_a_day(line: SampleLine) -> None:
    text = "У Херсоні та в Херсонській області."
    then = run(line, "tag", "--on", "2022-06-01", "-", text=text).output
    assert "Kherson (city, occupied)" in then
    assert "Kherson oblast (oblast) " in then, "nothing is said of an oblast"
    assert "not occupied" in run(line, "tag", "-", text=text).output, "today is the default"
    told = json.loads(
        run(line, "tag", "--json", "--published", "2022-06-01", "-", text=text).stdout
    )
    assert told["occupied_on"] == "2022-06-01"
    assert {tag["code"][4]: tag["occupied"] for tag in told["regions"]} == {"0": None, "1": True}
    assert told["occupation_list"] == "2025-05-07"


def test_a_file_that_is_no_text_is_refused_in_words(line: SampleLine, tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\xfe\x00\x80")
    result = run(line, "tag", str(path))
    assert result.exit_code != 0
    assert "not UTF-8" in result.output


@pytest.mark.parametrize(
    "command", [[], ["fetch"], ["up"], ["serve"], ["sources"], ["sources", "check"]]
)
def test_every_command_teaches_itself(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_options_come_from_the_environment_too(line: SampleLine) -> None:
    environment = {"AGGREGATOR_FEEDS": str(line.feeds), "AGGREGATOR_DB": str(line.db)}
    result = CliRunner().invoke(main, ["sources", "list"], env=environment)
    assert "Sample" in result.output
