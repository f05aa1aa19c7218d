"""The way to the W3C's validator: without it one line, and an error of it is one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import valid

SAMPLE_PACKAGE = {
    "__init__.py": "from . import compatibility, logging\n"
    "def validateString(text, firstOccurrenceOnly, base):\n"
    "    kind = logging.Error if 'wrong' in text else logging.Warning\n"
    "    return {'loggedEvents': [kind()]}\n",
    "logging.py": "class Event:\n    params = {'element': 'entry'}\n"
    "class Error(Event): pass\nclass Warning(Event): pass\n",
    "compatibility.py": "def AA(events):\n    return events\n",
}
"""A package of the same shape, written for this test."""


def test_without_it_one_line_says_so_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDVALIDATOR", str(tmp_path / "nowhere"))
    done = CliRunner().invoke(valid.main)
    assert done.exit_code == 0
    assert done.output.startswith("w3c validator: skipped, it is not at hand")
    assert len(done.output.splitlines()) == 1


def test_what_it_says_is_told_apart_by_address_and_weight(tmp_path: Path) -> None:
    package = tmp_path / "src" / "feedvalidator"
    package.mkdir(parents=True)
    for name, text in SAMPLE_PACKAGE.items():
        (package / name).write_text(text, encoding="utf-8")
    code = valid.sources_of(tmp_path, tmp_path)
    found = valid.judged([("a", "right"), ("b", "wrong")], code, tmp_path)
    assert [(address, weight, kind) for address, weight, kind, _ in found] == [
        ("a", "warning", "Warning"), ("b", "error", "Error"),
    ]  # fmt: skip


def test_every_kind_of_feed_is_handed_to_it(tmp_path: Path) -> None:
    from tests.site.every_feed import ATOM_FEEDS, OPML  # noqa: PLC0415

    texts = valid.documents(tmp_path)
    assert len(texts) == len(ATOM_FEEDS) + len(OPML)
    assert all(text.startswith("<?xml") for _, text in texts)
