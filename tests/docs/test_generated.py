from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.documents import ROOT
from tools.build_docs import stale_files, with_part


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("Makefile", "metadata.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_what_is_written_from_the_code_is_fresh() -> None:
    stale = [str(path.relative_to(ROOT)) for path, _ in stale_files(ROOT)]
    assert not stale, f"run make docs: {', '.join(stale)}"


@pytest.mark.parametrize(
    ("name", "was"),
    [
        ("docs/commands.md", "--keep-going"),
        ("docs/tables.md", "`published_raw`"),
        ("docs/health.md", "`challenged`"),
        ("docs/feeds-yaml.md", "`tag_authority`"),
        ("docs/feeds.schema.json", '"tag_authority"'),
        ("metadata.json", '"published_raw"'),
    ],
)
def test_a_generated_part_changed_by_hand_is_named_and_mended(
    copy: Path, name: str, was: str
) -> None:
    path = copy / name
    right = path.read_text(encoding="utf-8")
    at = right.rindex(was)
    path.write_text(right[:at] + "something else" + right[at + len(was) :], encoding="utf-8")
    assert list(stale_files(copy)) == [(path, right)]


def test_words_around_a_generated_part_are_the_writers_own(copy: Path) -> None:
    path = copy / "docs" / "tables.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nA sentence.\n", encoding="utf-8")
    assert list(stale_files(copy)) == []


def test_a_document_without_its_markers_is_an_error() -> None:
    with pytest.raises(ValueError, match="begin states"):
        with_part("# Health\n", "states", "| a |")
