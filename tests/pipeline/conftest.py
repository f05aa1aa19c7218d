from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.origin.server import Origin
from tests.pipeline.lines import SampleLine


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    with Origin() as origin:
        yield SampleLine(origin, tmp_path)
