from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aggregator.model import LegalStatus, Source
from aggregator.sources import load
from aggregator.sources.report import enable_line, legal_words, move_line, record, rows

Write = Callable[..., Path]

DAY = date(2026, 11, 21)
FEEDS = """\
    feeds:
      - name: a
        url: https://a.example.org/
        found: f
        grade: P
        enabled: true
      - name: b
        url: https://b.example.org/
        found: f
        grade: I
        enabled: false # not yet
        reason: r
      - {name: c, url: "https://c.example.org/", found: f, grade: L, enabled: false, reason: r}
      - enabled: false
        name: d
        url: https://d.example.org/
        found: f
        grade: L
        reason: r
    legal: {status: undesirable, since: 2022-05, list_number: 55, evidence: e}
    vouchers: [{by: V, valid_to: 2025-12, reason: a list of half a year}]
    vetting:
      V4: {answer: partly, evidence: a report}
"""


def test_a_row_counts_enabled_feeds_all_feeds_and_vouchers(write: Write) -> None:
    (row,) = rows(load(write(FEEDS)))
    assert (row.id, row.kind, row.enabled, row.feeds) == ("one", "monitor", 1, 4)
    assert (row.legal, row.vouchers) == ("undesirable", 1)


def test_an_unknown_status_never_reads_as_safe() -> None:
    assert "does not mean that there is none" in legal_words(LegalStatus())


def test_a_designation_reads_with_date_and_number() -> None:
    legal = LegalStatus("undesirable", "2022-05", 55, "a page", "a note.")
    assert legal_words(legal) == "undesirable since 2022-05, no. 55; a page; a note"


def _part(source: Source, title: str) -> dict[str, str]:
    return next(dict(each.entries) for each in record(source) if each.title == title)


def test_the_record_lists_all_twelve_questions_the_open_ones_as_unknown(write: Write) -> None:
    vetting = _part(load(write(FEEDS)).sources[0], "Vetting")
    assert len(vetting) == 12
    answered = {label: value for label, value in vetting.items() if value != "unknown"}
    assert list(answered) == ["V4 Does it say how it collects and checks?"]


def test_the_record_says_that_a_voucher_has_ended(write: Write) -> None:
    vouchers = _part(load(write(FEEDS)).sources[0], "Vouchers")
    assert vouchers == {"V": "until 2025-12; a list of half a year"}


def test_a_part_of_the_record_that_is_empty_says_so(write: Write) -> None:
    assert _part(load(write()).sources[0], "Incidents") == {"none known": ""}


def test_regions_are_named_in_words(write: Write) -> None:
    source = load(write("    regions: [crimea, kherson]\n")).sources[0]
    assert _part(source, "Source")["regions"] == "crimea, kherson"


@pytest.mark.parametrize("at", [1, 2, 3], ids=["own line", "on one line", "first of its list"])
def test_the_offered_change_enables_exactly_that_feed(write: Write, at: int) -> None:
    path = write(FEEDS)
    feed = load(path).sources[0].feeds[at]
    place, old, *new = enable_line(feed, path, DAY).split("\n")
    assert place == f"{path}:{feed.line}"
    lines = path.read_text("utf-8").split("\n")
    assert feed.line
    assert lines[feed.line - 1] == old.removeprefix("- ")
    lines[feed.line - 1 : feed.line] = [each.removeprefix("+ ") for each in new]
    path.write_text("\n".join(lines), encoding="utf-8")
    changed = load(path).sources[0].feeds
    assert [each.enabled for each in changed] == [each in (0, at) for each in range(4)]


def test_a_file_that_has_changed_since_gets_no_line_but_words(write: Write) -> None:
    path = write(FEEDS)
    feed = load(path).sources[0].feeds[1]
    path.write_text("# one line more\n" + path.read_text("utf-8"), encoding="utf-8")
    assert "find the feed one/b" in enable_line(feed, path, DAY)


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_the_offered_change_moves_exactly_that_feed(write: Write, at: int) -> None:
    path = write(FEEDS)
    feeds = load(path).sources[0].feeds
    new = "https://new.example.org/feed?x=1"
    place, old, line = move_line(feeds[at], path, new).split("\n")
    assert place == f"{path}:{feeds[at].url_line}"
    path.write_text(path.read_text("utf-8").replace(old[2:], line[2:]), encoding="utf-8")
    changed = load(path).sources[0].feeds
    assert [feed.url for feed in changed] == [
        new if each == at else feed.url for each, feed in enumerate(feeds)
    ]


@pytest.mark.parametrize("address", ["https://a.example/# x", "https://a.example/ b: c", "a'b"])
def test_an_address_that_would_be_more_than_a_value_is_offered_in_words(
    write: Write, address: str
) -> None:
    path = write(FEEDS)
    assert "find the feed one/a" in move_line(load(path).sources[0].feeds[0], path, address)


def test_a_permission_is_part_of_the_record(write: Write) -> None:
    given = "    permission: {given_on: 2026-05-01, contact: the editors, evidence: a letter}\n"
    assert _said(write(FEEDS), "Fetching") == {"robots.txt": "obeyed"}
    said = _said(write(FEEDS + given), "Fetching")["robots.txt"]
    assert "2026-05-01; the editors; a letter" in said


def _said(path: Path, title: str) -> dict[str, str]:
    sections = record(load(path).sources[0])
    return dict(next(section.entries for section in sections if section.title == title))
