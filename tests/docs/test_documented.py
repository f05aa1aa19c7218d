from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import click
import pytest

from aggregator import sources
from aggregator.cli import main as aggregator
from aggregator.health import Extraction, State, Watch
from aggregator.site.canned import QUERIES
from aggregator.site.routes import patterns
from aggregator.sources.schema import FeedsYaml
from aggregator.store.public_schema import FTS, TABLES
from demo.__main__ import main as demo
from tests.docs.documents import ROOT, all_text, text
from tools.build_docs import contexts

DOCS = ROOT / "docs"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTEXTS = [*contexts(aggregator, "aggregator"), *contexts(demo, "python -m demo")]


def section(markdown: str, heading: str) -> str:
    """What stands below a heading, up to the next of its rank or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", markdown, re.M)
    assert found, f"no heading {heading!r}"
    rest = markdown[found.end() :]
    following = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.M)
    return rest[: following.start()] if following else rest


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda c: c.command_path)
def test_every_command_and_option_is_documented_and_has_a_help(context: click.Context) -> None:
    command = context.command
    assert command.help, f"{context.command_path} has no help"
    said = section(text(DOCS / "commands.md"), context.command_path)
    for option in command.get_params(context):
        if isinstance(option, click.Option):
            for name in (*option.opts, *option.secondary_opts):
                assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said), name


def keys_of_feeds_yaml() -> Iterator[tuple[str, str]]:
    schema = FeedsYaml.model_json_schema()
    for block in (schema, *schema["$defs"].values()):
        for key in block.get("properties", {}):
            yield block["description"], key


@pytest.mark.parametrize(("block", "key"), list(keys_of_feeds_yaml()))
def test_every_key_of_feeds_yaml_is_documented(block: str, key: str) -> None:
    said = text(DOCS / "feeds-yaml.md").partition(block)[2].partition("\n### ")[0]
    assert f"| `{key}` |" in said


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_table_and_column_is_documented(table: object) -> None:
    said = section(text(DOCS / "tables.md"), table.name)  # type: ignore[attr-defined]
    for column in table.columns:  # type: ignore[attr-defined]
        assert f"| `{column.name}` | {column.type} | {column.says}" in said


def test_the_full_text_index_is_documented() -> None:
    assert "search_words" in section(text(DOCS / "tables.md"), FTS)


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_every_canned_query_is_documented(query: object) -> None:
    assert f"| `{query.name}` |" in text(DOCS / "queries.md")  # type: ignore[attr-defined]


def addresses() -> Iterator[str]:
    """Every address of ours, with ``<>`` for what varies: ``/topic/<>``, ``/feeds/all.atom``."""
    for pattern in patterns():
        raw = pattern.pattern.removesuffix("$").replace("\\", "")
        choice = re.search(r"\(\?P<kind>([a-z|]+)\)", raw)
        for kind in choice[1].split("|") if choice else [""]:
            one = raw.replace(choice[0], kind) if choice else raw
            yield re.sub(r"\(\?P<\w+>\[\^/\]\+\)", "<>", one)


@pytest.mark.parametrize("address", sorted(addresses()))
def test_every_address_of_the_site_is_documented(address: str) -> None:
    assert "(" not in address, "a route that this test does not understand"
    said = re.sub(r"<\w+>", "<>", all_text())
    assert re.search(rf"`(?:GET )?{re.escape(address)}[`?]", said), address


def make_names() -> tuple[list[str], list[str]]:
    makefile = text(ROOT / "Makefile")
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.M)
    variables = re.findall(r"^([A-Z]+)\s*[?:]?=", makefile, re.M)
    assert targets and variables
    return targets, variables


@pytest.mark.parametrize("target", make_names()[0])
def test_every_target_of_make_is_documented(target: str) -> None:
    assert f"`make {target}`" in section(text(DOCS / "commands.md"), "Targets of make")


@pytest.mark.parametrize("variable", make_names()[1])
def test_every_variable_of_make_is_documented(variable: str) -> None:
    assert f"`{variable}`" in section(text(DOCS / "commands.md"), "Targets of make")


def environment_variables() -> set[str]:
    code = [
        p for room in ("aggregator", "bench", "demo", "tools") for p in (ROOT / room).rglob("*")
    ]
    code = [p for p in code if p.suffix in {".py", ".sh"}]
    return {name for path in code for name in re.findall(r"\bAGGREGATOR_[A-Z]+\b", text(path))}


@pytest.mark.parametrize("name", sorted(environment_variables()))
def test_every_environment_variable_is_documented(name: str) -> None:
    assert f"`{name}`" in text(DOCS / "commands.md")


@pytest.mark.parametrize("word", [*State, *Extraction, *Watch])
def test_every_word_of_health_is_documented(word: str) -> None:
    assert f"| `{word}` |" in text(DOCS / "health.md")


def requirements() -> Iterator[str]:
    groups = PYPROJECT["dependency-groups"].values()
    build = PYPROJECT["build-system"]["requires"]
    for listed in (PYPROJECT["project"]["dependencies"], build, *groups):
        for requirement in listed:
            yield re.split(r"[^\w.-]", requirement)[0]


REQUIREMENTS: list[str] = sorted(set(requirements()))


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_dependency_has_its_reason_and_licence_in_the_decisions(name: str) -> None:
    row = re.search(rf"^\| `{re.escape(name)}` \| ([^|]+) \| ([^|]+) \|$", all_text(), re.M)
    assert row, f"docs/decisions.md has no row for {name}"
    reason, licence = row[1].strip(), row[2].strip()
    assert len(reason.split()) >= 4
    assert re.search(r"MIT|BSD|Apache|MPL", licence)


def test_the_changelog_tells_of_the_version_in_pyproject() -> None:
    version = PYPROJECT["project"]["version"]
    assert re.search(rf"^## \[?{re.escape(version)}\b", text(ROOT / "CHANGELOG.md"), re.M)


def test_the_readme_counts_the_sources_as_feeds_yaml_has_them() -> None:
    listed = sources.load(ROOT / "feeds.yaml").sources
    without = sum(not source.feeds for source in listed)
    fetched = sum(any(feed.enabled for feed in source.feeds) for source in listed)
    said = " ".join(text(ROOT / "README.md").split())
    assert f"of the {len(listed)} sources in `feeds.yaml`, {without} have no known address" in said
    assert f"and {fetched} are enabled at the start" in said
