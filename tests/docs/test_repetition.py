"""What is chosen once is chosen in one place."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2] / "aggregator"


def test_the_parser_of_yaml_is_chosen_in_one_place() -> None:
    choosing = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if "CSafeLoader" in path.read_text(encoding="utf-8")
    }
    assert choosing == {"data/__init__.py"}
