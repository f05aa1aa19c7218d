import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_small_run_measures_every_figure_and_keeps_every_text(tmp_path: Path) -> None:
    out = tmp_path / "line.json"
    options = ["--articles", "20", "--rounds", "1", "--latency", "0.05", "--out", str(out)]
    ended = subprocess.run(
        [sys.executable, "-m", "bench.line", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    figures = {figure["what"]: figure for figure in json.loads(out.read_text())["figures"]}
    # Costs at this size are those of starting up; the texts and the second pull hold at any size.
    for what in (
        "articles without the text of their page",
        "stored texts trafilatura's, or better",
        "F1 of the stored texts",
        "second pull: pages asked for",
        "second pulls that changed a row",
    ):
        assert figures[what]["reached"], figures[what]
    assert figures["first pull: CPU"]["value"] > 0.3
    assert figures["first pull: peak memory, all processes"]["value"] > 30
    assert all(what in ended.stdout for what in figures)
