"""What ``make eval`` says at its end, and that what it skips is as much as it would measure."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import eval_language, eval_places, eval_search, eval_topics, figures
from bench.figures import Unmeasured, measured


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> list[Unmeasured]:
    found: list[Unmeasured] = []
    monkeypatch.setattr(figures, "UNMEASURED", found)
    return found


def test_the_last_line_names_what_was_not_measured_and_why() -> None:
    left_out = [Unmeasured("language", "no package", 4), Unmeasured("places", "no data", 2)]
    assert measured(20, left_out).splitlines() == [
        "20 of 26 figures measured",
        "not measured: language (4): no package",
        "not measured: places (2): no data",
    ]
    assert measured(26, []) == "26 of 26 figures measured"


def test_without_the_data_of_others_their_figures_are_counted_as_not_measured(
    unmeasured: list[Unmeasured], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    absent = tmp_path / "absent" / "data.json"
    monkeypatch.setattr(eval_places, "HEADLINES", absent)
    monkeypatch.setattr(eval_places, "SPEECHES", absent)
    monkeypatch.setattr(eval_places, "HRDSATTACK", (absent,))
    monkeypatch.setattr(eval_topics, "HRDSATTACK", (absent,))
    assert eval_places.evaluate() == []
    assert all("HRDsAttack" not in figure.what for figure in eval_topics.evaluate())
    (own,) = eval_language.evaluate(str(tmp_path))
    assert "two languages" in own.what
    assert [(it.what, it.figures) for it in unmeasured] == [
        ("places in headlines", 2),
        ("places in speeches", 2),
        ("false places in foreign articles", 2),
        ("topics on HRDsAttack", 4),
        ("language", 4),
    ]


def test_every_question_finds_exactly_what_it_must_on_the_published_site() -> None:
    assert eval_search.wrong() == []
