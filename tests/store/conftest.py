from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.origin.server import Origin
from tests.pipeline.lines import PARAGRAPH, SampleLine, article_page
from tests.store.items import HIDDEN, ITEMS


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SampleLine]:
    """The sample source after a round; deep inside the page of one article stands ``HIDDEN``."""
    with Origin() as origin:
        line = SampleLine(origin, tmp_path)
        line.publish_feed(ITEMS)
        origin.page("/two", article_page(ITEMS[1].title, PARAGRAPH * 3 + f"The {HIDDEN} witness."))
        line.round()
        yield line
