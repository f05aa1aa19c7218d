from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.documents import ROOT, documents, prose, text

_LINK = re.compile(r"!?\[[^\]\n]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
# Put together from parts: the names themselves may stand nowhere in this repository.
_REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
        ("yarnpkg", "com"), ("crates", "io"), ("rubygems", "org"), ("anaconda", "org"),
        ("golang", "org"), ("docker", "io"), ("ghcr", "io"), ("debian", "org"),
    )
]  # fmt: skip
_MACHINE = re.compile(r"(?<![\w.<>~-])/(?:home|root|work|workspace|Users)/[\w.-]+")
NAMES = [str(path.relative_to(ROOT)) for path in documents()]


def slug(heading: str) -> str:
    """The anchor that GitHub and most renderers make of a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return words.replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(found) for found in re.findall(r"^#+ (.+)$", prose(path), re.M)}


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_to_a_file_and_a_heading(name: str) -> None:
    path = ROOT / name
    for target in _LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        goal = (path.parent / file).resolve() if file else path
        assert goal.is_relative_to(ROOT), f"{target} leads out of the repository"
        assert goal.exists(), f"{target} leads nowhere"
        if anchor:
            assert anchor in anchors(goal), f"{target}: no such heading"


@pytest.mark.parametrize("name", NAMES)
def test_no_document_names_a_package_registry(name: str) -> None:
    said = text(ROOT / name).lower()
    assert not [host for host in _REGISTRIES if host in said]


@pytest.mark.parametrize("name", NAMES)
def test_no_document_names_a_place_on_the_machine_it_was_written_on(name: str) -> None:
    said = text(ROOT / name)
    assert not _MACHINE.findall(said)
    assert str(ROOT) not in said


def test_every_document_stands_in_the_reading_order() -> None:
    listed = set(_LINK.findall(text(ROOT / "docs" / "README.md")))
    missing = {path.name for path in (ROOT / "docs").glob("*.md")} - listed - {"README.md"}
    assert not missing


def test_the_screenshot_is_small_enough_to_be_loaded_anywhere() -> None:
    picture = ROOT / "docs" / "screenshot-home.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 250_000
