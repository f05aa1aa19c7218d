from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from aggregator import sources
from aggregator.sources import remembered
from tests.docs.documents import ROOT

FEEDS = ROOT / "feeds.yaml"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(FEEDS.read_bytes())
    return path


def test_what_is_remembered_is_what_was_checked(copy: Path, tmp_path: Path) -> None:
    first = remembered.load(copy, tmp_path)
    kept = tmp_path / remembered.NAME
    assert kept.stat().st_mode & 0o777 == 0o600
    stamp = kept.stat().st_mtime_ns
    assert remembered.load(copy, tmp_path) == first == sources.load(copy)
    assert kept.stat().st_mtime_ns == stamp, "it was recalled, not made anew"
    other = remembered.load(copy, tmp_path, "https://sample.example")
    assert other.site.url == "https://sample.example"


def test_a_file_that_has_changed_is_checked_again(copy: Path, tmp_path: Path) -> None:
    remembered.load(copy, tmp_path)
    copy.write_text(copy.read_text() + "\nunknown_key: 1\n")
    with pytest.raises(sources.ConfigurationError, match="unknown_key"):
        remembered.load(copy, tmp_path)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch /tmp/never",)


@pytest.mark.parametrize("content", ["damaged", "evil", "no registry", "open to others"])
def test_a_kept_file_that_is_not_ours_is_never_believed(
    content: str, copy: Path, tmp_path: Path
) -> None:
    wanted = remembered.load(copy, tmp_path)
    kept = tmp_path / remembered.NAME
    key = kept.read_bytes()[:32]
    if content == "damaged":
        kept.write_bytes(key + kept.read_bytes()[32:500])
    elif content == "evil":
        kept.write_bytes(key + pickle.dumps(Evil()))
    elif content == "no registry":
        kept.write_bytes(key + pickle.dumps({1, 2}))
    else:
        kept.chmod(0o644)
    assert remembered._recall(kept, key) is None
    assert remembered.load(copy, tmp_path) == wanted


def test_only_values_of_ours_are_made(tmp_path: Path) -> None:
    for evil in (Evil(), print, Path("/"), sources.load):
        path = tmp_path / "kept"
        path.write_bytes(b"k" * 32 + pickle.dumps(evil))
        path.chmod(0o600)
        assert remembered._recall(path, b"k" * 32) is None
