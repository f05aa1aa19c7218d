from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.model import Context, Page
from aggregator.reading import read
from aggregator.store.records import Look
from tests.identify.case import entry
from tests.identify.test_identity import NOW, open_stage

SHORT, LONG = "https://site.example/?p=12", "https://site.example/news/search/"


def _page(canonical: str) -> Page:
    body = (
        f'<html><head><link rel="canonical" href="{canonical}"></head><p>Обшук у Ялті.</p></html>'
    )
    return Page(SHORT, body.encode(), "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("canonical", "articles"),
    [(LONG, 1), ("/news/search/?utm_source=x", 1), ("https://site.example/", 2), ("", 2)],
)
def test_a_short_link_and_the_canonical_one_of_its_page_are_one_article(
    canonical: str, articles: int, tmp_path: Path
) -> None:
    stage = open_stage(tmp_path)
    first = entry(None, SHORT, "Обшук", "2024-08-26", "Двох.")
    stage.store([first], 0)
    reading = read(first, _page(canonical), Context())
    stage.archive.store_looks([Look(1, "page", reading)], NOW)
    stage.store([entry(None, LONG, "Обшуки", "2024-08-27", "Трьох.")], 1)
    assert stage.articles() == articles
    stage.archive.close()
