import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator.sources import ConfigurationError, Problem, load
from aggregator.sources.problem import SHOWN

Problems = Callable[[str | bytes], tuple[Problem, ...]]
FaultsOf = Callable[..., list[tuple[str, str]]]

DOCS = Path(__file__).parents[2] / "docs" / "feeds-yaml.md"
WRONG = re.findall(
    r"```yaml\n((?:(?!```).)*?)```\n\n```text\n(feeds\.yaml:.*?)\n```",
    DOCS.read_text("utf-8"),
    re.S,
)


@pytest.mark.parametrize(("content", "output"), WRONG, ids=range(len(WRONG)))
def test_the_docs_show_what_the_program_says(problems: Problems, content: str, output: str) -> None:
    found = problems(content)
    shown = str(ConfigurationError(found))
    assert shown.replace(found[0].file, "feeds.yaml") == output


def test_the_docs_show_faults_of_keys_feeds_and_text() -> None:
    assert len(WRONG) >= 6


def test_a_problem_is_printed_with_file_line_key_and_remedy() -> None:
    problem = Problem("feeds.yaml", 12, "sources[3].feeds[0].url", "not an http(s) address", "x")
    assert str(problem) == (
        "feeds.yaml:12: sources[3].feeds[0].url: not an http(s) address. Remedy: x"
    )


def test_the_printed_list_ends_but_the_error_holds_every_problem() -> None:
    error = ConfigurationError(Problem("f", at, "k", "m", "r") for at in range(SHOWN + 5))
    assert len(error.problems) == SHOWN + 5
    assert str(error).endswith("... and 5 more problems")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no such file") as caught:
        load(tmp_path / "none.yaml")
    assert caught.value.problems[0].line is None


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"site:\n  title: \xff\n", 2, "not UTF-8"),
        (b"site:\n  title: a\x00b\n", 2, "a control character (U+0000)"),
        ("site:\n  url: https://a\u202egro.b\n", 2, "a control character (U+202E)"),
        ('site:\n  title: "\\e[2J"\n', 2, "an escape for a control character (U+001B)"),
        ('site:\n  "x\\u202E": 1\n', 2, "an escape for a control character (U+202E)"),
        ("site:\n  title: !x%1b2J y\n", 2, "the tag !x?2J is not allowed"),
        ("site: 1\n---\nsite: 2\n", 2, "a second document begins (---)"),
        ("\n" + "[" * 100_000, 2, "nested too deeply"),
        ("", None, "the file is empty"),
        ("x" * 2_000_001, None, "bigger than 2,000,000 bytes"),
    ],
    ids=["utf8", "nul", "bidi", "escape", "key", "tag", "documents", "deep", "empty", "big"],
)
def test_a_file_that_is_not_safe_to_read_is_refused(
    problems: Problems, content: str | bytes, line: int | None, message: str
) -> None:
    assert [(each.line, each.message) for each in problems(content)] == [(line, message)]


def test_a_bomb_of_aliases_is_refused_before_it_unfolds(problems: Problems) -> None:
    levels = "\n".join(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))
    found = problems(f"k0: &a0 [lol]\n{levels}\n")
    assert len(found) == 10 + 81  # every anchor and every alias, none of them followed
    assert {each.message.split()[1] for each in found} == {"anchor", "alias"}


def test_every_tab_in_the_indentation_is_listed(problems: Problems) -> None:
    assert [each.line for each in problems("site:\n\ttitle: x\n  \turl: y\n")] == [2, 3]


def test_a_fault_of_syntax_names_where_the_unfinished_thing_began(problems: Problems) -> None:
    (problem,) = problems('site:\n  title: "T\n  url: x\n')
    assert "which began on line 2" in problem.message


def test_a_repeated_key_is_a_fault_at_any_depth(faults_of: FaultsOf) -> None:
    found = faults_of("    legal: {note: a, note: b}\n    owner: A\n    owner: B\n")
    assert [key for key, _ in found] == ["legal.note", "owner"]
    assert all("stands twice, first on line" in message for _, message in found)


def test_an_unknown_key_brings_the_nearest_known_one(problems: Problems) -> None:
    found = problems("sites: {}\n")
    remedy = next(each.remedy for each in found if each.key == "sites")
    assert remedy.startswith("did you mean `site`?")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.org/",
        "a.org/feed",
        "https:///feed",
        "https://a b.org/",
        "http://[::1/",
        "javascript:x",
        "https://a.org:99999/",
        "//a.org/",
        "https://a.org/<x>",
    ],
)
def test_an_address_must_be_a_full_http_address(faults_of: FaultsOf, url: str) -> None:
    assert faults_of(f"    homepage: '{url}'\n") == [("homepage", "not an http(s) address")]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://me@a.org/", "holds a user name or a password"),
        ("https://me:secret@a.org/", "holds a user name or a password"),
        ("https://a.org/#x", "holds a #fragment"),
        ("https://a.org/#", "holds a #fragment"),
    ],
)
def test_an_address_holds_neither_password_nor_fragment(
    faults_of: FaultsOf, url: str, message: str
) -> None:
    assert faults_of(f"    homepage: '{url}'\n") == [("homepage", message)]


def test_no_message_repeats_a_password(problems: Problems, write: Callable[..., Path]) -> None:
    feed = "{name: %s, url: 'https://me:secret@a.org/', found: f, grade: P, enabled: true}"
    feeds = f"    feeds:\n      - {feed % 'a'}\n      - {feed % 'b'}\n"
    found = problems(write(feeds).read_text("utf-8"))
    assert len(found) == 3  # two addresses with a password, one of them twice
    assert not any("secret" in str(each) for each in found)


@pytest.mark.parametrize("value", ["31.03.2026", "2026-02-30", "20260331", "2026-3-1", "2026"])
def test_a_day_is_a_whole_iso_date(faults_of: FaultsOf, value: str) -> None:
    (fault,) = faults_of(f"    reuse: {{checked_on: {value}}}\n")
    assert fault[0] == "reuse.checked_on"
    assert fault[1].endswith("is not a date")


@pytest.mark.parametrize("value", ["22", "2022-13", "2022-02-30", "May 2022", "2022-05-06T00:00"])
def test_a_date_as_precise_as_known_is_still_a_date(faults_of: FaultsOf, value: str) -> None:
    (fault,) = faults_of(f"    legal: {{since: {value}}}\n")
    assert fault[0] == "legal.since"


@pytest.mark.parametrize(
    ("code", "remedy"),
    [("ua", "Ukrainian is `uk`"), ("EN", "English is `en`"), ("xx", "use an ISO 639 code")],
)
def test_a_wrong_language_brings_the_code_that_was_meant(
    problems: Problems, write: Callable[..., Path], code: str, remedy: str
) -> None:
    (problem,) = problems(write(f"    names: {{{code}: N}}\n").read_text("utf-8"))
    assert problem.key == f"sources[0].names.{code}"
    assert problem.remedy.startswith(remedy)


@pytest.mark.parametrize("grade", ["L", "I"])
def test_a_feed_never_seen_to_answer_cannot_be_enabled(faults_of: FaultsOf, grade: str) -> None:
    feed = f"{{name: a, url: 'https://a.org/', found: f, grade: {grade}, enabled: true}}"
    (fault,) = faults_of(f"    feeds: [{feed}]\n")
    assert fault == (
        "feeds[0].enabled",
        f"a feed of grade {grade} may be enabled only after it was seen to answer",
    )


def test_rules_between_keys_are_checked_also_where_a_type_is_wrong(faults_of: FaultsOf) -> None:
    feed = "{name: 5, url: 'https://a.org/', found: f, grade: L, enabled: true}"
    found = faults_of(f"    feeds: [{feed}]\n    vetting: {{V1: {{answer: yes}}}}\n    owner: 5\n")
    assert [key for key, _ in found] == ["feeds[0].enabled", "feeds[0].name", "vetting.V1", "owner"]


def test_one_feed_address_stands_in_one_source_only(problems: Problems) -> None:
    feed = "feeds: [{name: a, url: '%s', found: f, grade: P, enabled: true}]"
    one = "  - {id: %s, name: N, kind: monitor, mandate: M, languages: [], %s}\n"
    text = (
        "site: {title: T, url: 'https://a.org', tag_authority: 'a.org,2026', contact: 'https://a.org'}\n"
        "fetch: {contact: 'https://a.org'}\nsources:\n"
        + one % ("one", feed % "https://a.org/feed/")
        + one % ("two", feed % "http://A.org:80/feed")
    )
    (problem,) = problems(text)
    assert (problem.key, problem.line) == ("sources[1].feeds[0].url", 5)
    assert "first at sources[0].feeds[0] (line 4)" in problem.message


def test_the_contact_must_fit_into_a_header(problems: Problems) -> None:
    found = problems("fetch: {contact: 'https://пошта.example/'}\n")
    assert ("fetch.contact", "cannot stand in a User-Agent") in [
        (each.key, each.message) for each in found
    ]
