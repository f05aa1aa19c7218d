from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator.sources import ConfigurationError, Problem, load

HEAD = """\
site:
  {title: T, url: "https://news.example.org/", tag_authority: "example.org,2026",
   contact: "mailto:desk@example.org"}
fetch: {contact: "https://news.example.org/about"}
sources:
"""
SOURCE = """\
  - id: one
    name: One
    kind: monitor
    mandate: This source is made up.
    languages: [uk]
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a feeds.yaml with one source and the given lines in it."""

    def write(more: str = "", head: str = HEAD, source: str = SOURCE) -> Path:
        path = tmp_path / "feeds.yaml"
        path.write_text(head + source + more, encoding="utf-8")
        return path

    return write


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str | bytes], tuple[Problem, ...]]:
    """The problems of a whole file with the given content."""

    def problems(content: str | bytes) -> tuple[Problem, ...]:
        path = tmp_path / "feeds.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with pytest.raises(ConfigurationError) as caught:
            load(path)
        return caught.value.problems

    return problems


@pytest.fixture
def faults_of(
    write: Callable[..., Path], problems: Callable[[str | bytes], tuple[Problem, ...]]
) -> Callable[..., list[tuple[str, str]]]:
    """(key, message) of every problem of a source with the given lines in it."""

    def faults_of(more: str, **parts: str) -> list[tuple[str, str]]:
        found = problems(write(more, **parts).read_text(encoding="utf-8"))
        return [(each.key.removeprefix("sources[0]."), each.message) for each in found]

    return faults_of
