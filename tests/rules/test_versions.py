"""The version of a part changes with every file that the part reads, and with no other."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.model import Context
from aggregator.rules.versions import (
    PACKAGE,
    Versions,
    context_version,
    modules_of,
    names_version,
    rules_of,
    versions_for,
)
from aggregator.tag import gazetteer, topics

TAG = PACKAGE / "tag"
ROOMS = ("language", "places", "topics", "organisations", "claims")
NOT_TAGS = {"__init__", "folding", "stems", "place_forms"}
"""What joins the parts for a caller, and what serves the search and the building of the list."""


def imported(module: str) -> set[str]:
    """The modules of tag/ that one imports, as Python itself reads it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((TAG / f"{module}.py").read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aggregator.tag"):
            _, _, name = (node.module or "").removeprefix("aggregator").rpartition("tag")
            found |= {name[1:]} if name else {alias.name for alias in node.names}
    return {name for name in found if (TAG / f"{name}.py").exists()}


@pytest.mark.parametrize("room", ROOMS)
def test_a_part_counts_every_module_that_it_imports(room: str) -> None:
    reached, waiting = set(), {room}
    while waiting:
        module = waiting.pop()
        reached.add(module)
        waiting |= imported(module) - reached
    assert modules_of(room) == reached


def test_every_module_of_the_tagger_belongs_to_a_part() -> None:
    known = NOT_TAGS.union(*(modules_of(room) for room in ROOMS))
    assert {path.stem for path in TAG.glob("*.py")} == known


def test_the_version_of_rules_is_the_one_that_the_tagger_tells() -> None:
    versions = versions_for("", Context())
    assert rules_of(versions.places) == gazetteer.version()
    assert rules_of(versions.topics) == topics.VERSION


def test_what_is_said_of_a_source_is_part_of_the_version() -> None:
    one = Context(own_names=("Sample Monitor",))
    assert context_version(one) == context_version(Context(own_names=("Sample Monitor",)))
    for other in (Context(), Context(own_names=one.own_names, precision="raion"),
                  Context(own_names=one.own_names, focus=False)):  # fmt: skip
        assert context_version(other) != context_version(one)
    assert names_version([("a", "A")]) != names_version([("a", "A"), ("a", "B")])
    assert str(versions_for("x", one)).split("/")[5] == "x"
    assert Versions.read(str(versions_for("x", one))) == versions_for("x", one)


def test_the_versions_are_told_without_loading_the_tagger() -> None:
    program = (
        "import sys; from aggregator.model import Context\n"
        "from aggregator.rules.versions import versions_for; versions_for('', Context())\n"
        "print([m for m in sys.modules if m.startswith('aggregator.tag')])"
    )
    command = [sys.executable, "-c", program]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert told.stdout.strip() == "[]"
