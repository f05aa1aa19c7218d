from __future__ import annotations

import asyncio
import io
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from aggregator.health import State
from aggregator.model import Entry, ParsedFeed
from bench.conformance import EXPLANATIONS, Tally, main, report, run, unexplained
from bench.conformance_compare import Reference, Row, differences
from bench.conformance_suites import Case, MissingSuiteError, feedparser_cases, w3c_cases
from tests.parse.documents import ATOM, JSON, RDF, RSS, rss

HEADER = (
    "<!--\nDescription: ours\nHeader: Content-type: application/xml; charset=windows-1251\n-->\n"
)
SAMPLE = {
    "testcases/rss/whole.xml": RSS.encode(),
    "testcases/rss/.htaccess": b"AddType x",
    "testcases/atom/whole.xml": ATOM.encode(),
    "testcases/rss/page.html": b"<!DOCTYPE html><html><body><p>no feed</p></body></html>",
    "testcases/rss/bomb.xml": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///x">]>'
    + rss("&a;").encode(),
    "feedparser-6/tests/wellformed/rdf.xml": RDF.encode("windows-1251"),
    "feedparser-6/tests/illformed/cut.xml": RSS[:900].encode(),
    "feedparser-6/tests/encoding/header.xml": (HEADER + rss("<title>Ялта</title>")).encode(
        "cp1251"
    ),
    "feedparser-6/tests/entities/json.xml": JSON.encode(),
    "feedparser-6/tests/http/left-out.xml": b"<rss/>",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("suites") / "sample.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, body in SAMPLE.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    return path


def test_both_suites_are_read_from_their_archives(archive: Path) -> None:
    w3c, feedparser = list(w3c_cases(archive)), list(feedparser_cases(archive))
    assert sorted(Path(case.name).name for case in w3c) == [
        "bomb.xml", "page.html", "whole.xml", "whole.xml",
    ]  # fmt: skip
    assert sorted(case.suite for case in feedparser) == [
        "feedparser encoding", "feedparser entities", "feedparser illformed",
        "feedparser wellformed",
    ]  # fmt: skip
    (served,) = [case for case in feedparser if "header" in case.name]
    assert served.content_type == "application/xml; charset=windows-1251"


def test_every_file_of_the_sample_is_rows_or_a_named_state(archive: Path) -> None:
    runner = CliRunner()
    result = runner.invoke(main, ["--w3c", str(archive), "--feedparser", str(archive)])
    assert result.exit_code == 0, result.output
    assert "w3c: 4 files, 2 with entries (4 rows), 2 without:" in result.output
    assert "1 not a feed" in result.output and "1 unsafe document" in result.output
    assert "feedparser wellformed: 1 files, 1 with entries (1 rows), 0 without: none; " in (
        result.output
    )
    assert result.output.count("tracebacks=0") == 5


def test_a_missing_suite_is_one_clear_line(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere.tar.gz")
    result = CliRunner().invoke(main, ["--w3c", nowhere, "--feedparser", nowhere])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "skipped w3c: no nowhere.tar.gz beside the repository",
        f"skipped feedparser: {nowhere} does not exist",
    ]
    with pytest.raises(MissingSuiteError):
        list(w3c_cases(tmp_path / "nowhere.tar.gz"))


def test_a_traceback_is_counted_and_named() -> None:
    tally = Tally()
    case = Case("ours", "a.xml", b"", "", "https://site.example/")
    tally.add(case, ValueError("no"), Reference("", ()))
    lines = report({"ours": tally}, 0)
    assert lines[0].endswith("tracebacks=1")
    assert lines[1] == "  TRACEBACK a.xml: ValueError: no"


def test_the_readings_of_one_file_are_compared_entry_by_entry(archive: Path) -> None:
    cases = [case for case in w3c_cases(archive) if case.name.endswith("rss/whole.xml")]
    tally = asyncio.run(run(cases))["w3c"]
    assert (tally.files, tally.rows) == (1, 2)
    # The first item is read alike; the link of the second is relative, and its feed lies elsewhere.
    assert dict(tally.kinds) == {"link: made absolute against the site, not the feed": 1}


ENTRY = Entry("1", "https://site.example/a", "Обшук")
ROW = Row("Обшук", "https://site.example/a", "1")


@pytest.mark.parametrize(
    ("entry", "row", "kinds"),
    [
        (ENTRY, ROW, []),
        (ENTRY, Row("<b>Обшук</b>\n", ROW.link, "1"),
         ["title: the same words, without markup, invisible signs and line breaks"]),
        (ENTRY, Row("Суд", ROW.link, "1"), ["title: other words"]),
        (Entry("1", ENTRY.link, None), ROW, ["title: none"]),
        (Entry("1", ENTRY.link, None), Row("<img/>", ROW.link, "1"),
         ["title: none, because no words are left"]),
        (Entry("1", None, "Обшук"), ROW, ["link: none"]),
        (Entry("1", None, "Обшук"), Row("Обшук", "javascript:x", "1"),
         ["link: none, because it is no http or https address"]),
        (Entry("post", None, "Обшук"), Row("Обшук", "https://site.example/post",
                                          "https://site.example/post"),
         ["link: none, because feedparser took an id for a link that is no address",
          "id: as written, where feedparser makes an address of it"]),
        (Entry(None, ENTRY.link, "Обшук"), ROW, ["id: none"]),
    ],
)  # fmt: skip
def test_every_disagreement_has_a_kind(entry: Entry, row: Row, kinds: list[str]) -> None:
    assert differences(ParsedFeed(State.WORKING, (entry,)), Reference("", (row,))) == kinds


def test_other_numbers_of_entries_and_lost_documents_are_kinds() -> None:
    two = ParsedFeed(State.WORKING, (ENTRY, ENTRY))
    assert differences(two, Reference("", (ROW,))) == ["entries: more"]
    assert differences(two, Reference("", (ROW, ROW, ROW))) == ["entries: fewer"]
    empty = ParsedFeed(State.EMPTY)
    assert differences(empty, Reference("", (ROW,))) == ["entries: none, named 'empty'"]
    unsafe = ParsedFeed(State.UNSAFE)
    assert differences(unsafe, Reference("t", ())) == ["document: named 'unsafe document'"]


def test_a_disagreement_that_the_page_does_not_explain_is_named() -> None:
    tally = Tally()
    tally.kinds.update({"link: none": 1, "feed title: other words": 2, "entries: fewer": 1})
    page = EXPLANATIONS.read_text(encoding="utf-8")
    assert unexplained({"ours": tally}, page) == ["entries: fewer", "link: none"]


def test_entries_that_only_feedparser_has_are_counted_as_lost() -> None:
    tally = Tally()
    case = Case("ours", "a.xml", b"", "", "https://site.example/")
    tally.add(case, ParsedFeed(State.WORKING, (ENTRY,)), Reference("", (ROW, ROW, ROW)))
    assert "lost=2;" in report({"ours": tally}, 0)[0]
