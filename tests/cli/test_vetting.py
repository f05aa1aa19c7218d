import json
from pathlib import Path

from click.testing import CliRunner, Result

from aggregator.cli import main
from aggregator.sources import load
from aggregator.store.opening import open_archive

ROOT = Path(__file__).parents[2]


def run(folder: Path, *words: str) -> Result:
    arguments = ["--feeds", str(ROOT / "feeds.yaml"), "--db", str(folder), "sources", *words]
    return CliRunner().invoke(main, arguments, env={"COLUMNS": "80"}, catch_exceptions=False)


def test_each_source_is_one_line_where_the_list_goes_into_a_file(tmp_path: Path) -> None:
    arguments = ["--feeds", str(ROOT / "feeds.yaml"), "--db", str(tmp_path), "sources", "list"]
    listed = CliRunner().invoke(main, arguments, env={"COLUMNS": None}).stdout
    rows = {row.split()[0]: row for row in listed.splitlines() if row.split()}
    names = {source.id: source.name for source in load(ROOT / "feeds.yaml").sources}
    assert all(name in rows[id_] for id_, name in names.items())


def test_review_fits_eighty_columns_and_says_what_the_next_letter_needs(tmp_path: Path) -> None:
    done = run(tmp_path, "review")
    assert done.exit_code == 0
    table = [line for line in done.output.splitlines() if line.startswith(("│", "┃", "┏"))]
    assert len(table) > 60
    assert max(map(len, table)) <= 80
    said = " ".join(done.output.split())
    assert "radiosvoboda: voucher of Institute of Mass Information (White List) ended" in said


def test_review_of_one_source_on_another_day_for_a_program(tmp_path: Path) -> None:
    done = run(tmp_path, "review", "chrg", "--on", "2027-06-01", "--json")
    answer = json.loads(done.stdout)
    (task,) = answer["records"]
    assert answer["changes"] == []
    assert (task["source"], task["letter"], task["next_letter"]) == ("chrg", "C", "B")
    assert "90 days or V10" not in task["short"]
    assert "V6 is unknown" in task["missing"]


def test_review_of_an_unknown_source_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "review", "nobody")
    assert done.exit_code == 2
    assert "nobody" in done.output


def test_show_says_the_letter_and_every_rule_that_was_tried(tmp_path: Path) -> None:
    said = run(tmp_path, "show", "chrg").stdout
    assert "letter: C: on probation or partly checked" in said
    for rule in ("1.3 E", "1.4 officials", "1.3 D", "1.3 A", "1.3 B"):
        assert f"rule {rule}: does not hold" in said
    assert "rule 1.3 C: holds; needs all of" in said
    assert "not met: V6 is yes (V6 is unknown)" in said
    assert "pipeline with Human Rights Centre ZMINA" in said
    assert "nothing logged yet" in said


def test_show_of_an_official_body_says_why_it_has_no_letter(tmp_path: Path) -> None:
    said = run(tmp_path, "show", "nrc").stdout
    assert "letter: official statement" in said
    assert "missing for" not in said


def test_show_for_a_program_has_the_same_sections(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "show", "chrg", "--json").stdout)
    titles = [section["title"] for section in found]
    assert titles[:2] == ["Source", "Letter"]
    assert {"Vouchers", "Vetting", "Reviews", "Suspensions", "Incidents", "Log"} <= set(titles)


def test_show_and_publish_share_one_log(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    publish = ["--feeds", str(ROOT / "feeds.yaml"), "--db", str(tmp_path), "publish"]
    assert CliRunner().invoke(main, publish, catch_exceptions=False).exit_code == 0
    said = run(tmp_path, "show", "chrg").stdout
    assert "letter: nothing -> C: on probation or partly checked (Rule 1.3 C" in said


def test_review_names_the_letters_that_the_next_publication_changes(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    feeds = tmp_path / "feeds.yaml"
    text = (ROOT / "feeds.yaml").read_text("utf-8")
    feeds.write_text(text, "utf-8")
    base = ["--feeds", str(feeds), "--db", str(tmp_path)]
    CliRunner().invoke(main, [*base, "publish"], catch_exceptions=False)
    kept = CliRunner().invoke(main, [*base, "sources", "review", "chrg"], catch_exceptions=False)
    assert "next publication changes" not in kept.output
    pause = "    suspensions: [{valid_from: 2026-01-01, reason: Its domain was taken over.}]\n"
    head, tail = text.split("  - id: chrg\n", 1)
    feeds.write_text(f"{head}  - id: chrg\n{pause}{tail}", "utf-8")
    done = CliRunner().invoke(main, [*base, "sources", "review", "chrg"], catch_exceptions=False)
    assert "chrg: C: on probation or partly checked -> F: not assessed" in done.output
    assert "gets the draft 14 days before" in done.output


def test_list_shows_the_letter_and_fits_eighty_columns(tmp_path: Path) -> None:
    done = run(tmp_path, "list")
    table = done.output.splitlines()[:200]
    assert max(map(len, table)) <= 80
    (chrg,) = [line for line in table if line.startswith(" chrg ")]
    assert chrg.split()[:4] == ["chrg", "Crimean", "monitor", "C"]
