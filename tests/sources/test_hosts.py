from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from aggregator import sources
from tests.docs.documents import ROOT

HOMES = {"one": "https://zmina.info/", "two": "https://sample.example/"}


def write(folder: Path, second: str) -> Path:
    settings = yaml.safe_load((ROOT / "feeds.yaml").read_text(encoding="utf-8"))
    rows = [
        {"id": name, "name": name, "kind": "monitor", "homepage": home, "mandate": "SAMPLE.",
         "languages": ["uk"]}
        for name, home in (HOMES | {"two": second}).items()
    ]  # fmt: skip
    document = {"site": settings["site"], "fetch": settings["fetch"], "sources": rows}
    path = folder / "feeds.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("home", "fault"),
    [
        ("https://zmina-info.top/", "imitates zmina.info"),
        ("https://zmina.info.news.top/", "imitates zmina.info"),
        ("https://crimea-news.info/", "refused: an outlet of the occupation"),
    ],
)
def test_an_imitation_or_a_refused_host_is_a_named_fault(
    home: str, fault: str, tmp_path: Path
) -> None:
    with pytest.raises(sources.ConfigurationError) as raised:
        sources.load(write(tmp_path, home))
    said = str(raised.value)
    assert fault in said
    assert "sources[1].homepage" in said or "two" in said
    assert "Remedy" in said


def test_a_host_of_its_own_is_no_fault(tmp_path: Path) -> None:
    assert len(sources.load(write(tmp_path, "https://sample.example/")).sources) == 2
