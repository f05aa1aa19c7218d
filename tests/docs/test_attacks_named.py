"""The weaknesses of others that docs/safety.md answers: each names tests of ours that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, text

SAFETY = text(ROOT / "docs" / "safety.md")
WHO = r"[^|]*(?:CVE|GHSA|PYSEC|#|found here)[^|]*"
ROWS = re.findall(rf"^\| ({WHO}) \| ([^|]+) \| ([^|]+) \|$", SAFETY, re.M)
TESTS = {
    node.name
    for path in (ROOT / "tests").rglob("test_*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef)
}


@pytest.mark.parametrize(("who", "what", "tests"), ROWS)
def test_every_weakness_of_others_that_is_named_has_a_test_here(
    who: str, what: str, tests: str
) -> None:
    named = re.findall(r"`(test_\w+)`", tests)
    assert named, who
    assert set(named) <= TESTS, set(named) - TESTS


def test_at_least_twenty_weaknesses_are_answered() -> None:
    assert len(ROWS) >= 20


RUNS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.exec", "os.spawn"}
RUNS_TEXT = ("subprocess.", "pickle.", "marshal.", "shelve.", "importlib.import")
RENDERS = (".from_string", "jinja2.Template", "string.Template")
KNOWN = {
    ("supervisor.py", "subprocess.Popen"),
    # Values of ours in a file of ours; what else it may make is in test_remembered.py.
    ("remembered.py", "pickle.dumps"),
    ("remembered.py", "pickle.UnpicklingError"),
}
OUTSIDE = ("fetch", "parse", "pipeline", "store")
"""The rooms that text from outside passes raw."""


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    for path in sorted((ROOT / "aggregator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func), node


def test_nothing_in_the_product_runs_loads_or_renders_a_text_as_code() -> None:
    found = [
        (path.name, name)
        for path, name, _ in calls()
        if name in RUNS or name.startswith(RUNS_TEXT) or name.endswith(RENDERS)
    ]
    assert set(found) <= KNOWN


def test_no_regular_expression_of_the_rooms_outside_is_made_of_a_value() -> None:
    """Patterns are constants, or parts of constants joined while the module is loaded."""
    for path, name, node in calls():
        if path.parent.name in OUTSIDE and re.fullmatch(
            r"re\.(compile|search|match|fullmatch|sub|findall|finditer|split)", name
        ):
            constant = isinstance(node.args[0], ast.Constant)
            assert constant or inside_a_module(path, node), f"{path}:{node.lineno}"


def inside_a_module(path: Path, call: ast.Call) -> bool:
    """Whether the call stands outside of every function."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return not any(f.lineno <= call.lineno <= (f.end_lineno or 0) for f in functions)


def test_no_path_is_made_of_what_comes_from_outside() -> None:
    """Rooms that handle what comes from outside open nothing by name; the store opens its own."""
    for path, name, node in calls():
        if path.parent.name in {"fetch", "parse", "pipeline"}:
            assert name not in {"open", "os.open", "Path"}, f"{path}:{node.lineno}"
            assert not name.endswith((".write_text", ".write_bytes", ".open")), path
