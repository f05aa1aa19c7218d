"""The five real texts of ../shared/seeds, served as ordinary web pages with a feed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.pipeline.lines import Item, SampleLine, article_page

pytestmark = pytest.mark.shared

EXPECTED_REGIONS = {
    "0-crimeasos-safe-communication": {"Crimea"},
    "1-zmina-forced-mobilisation": {"Crimea"},
    "2-fact-check-crimean-tatars": {"Crimea"},
    "3-territories-are-people": {"Kharkiv", "Donetsk"},
    "4-ensu-occupied-areas": {"Donbas", "Kherson", "Crimea"},
}
EXPECTED_TOPICS = {
    "0-crimeasos-safe-communication": {"expression"},
    "1-zmina-forced-mobilisation": {"forced-mobilisation"},
    "2-fact-check-crimean-tatars": {"indigenous", "political-prosecution"},
    "3-territories-are-people": {"torture", "child-transfer", "language-identity"},
    "4-ensu-occupied-areas": {"labour-unions", "child-transfer"},
}


def test_the_seeds_come_out_whole_and_tagged_twice_in_a_row_without_change(
    line: SampleLine, shared: Path
) -> None:
    line.reuse = {"rule": "full", "evidence": "https://sample.example/reuse"}
    texts = {
        path.stem: path.read_text(encoding="utf-8") for path in (shared / "seeds").glob("*.txt")
    }
    assert texts.keys() == EXPECTED_REGIONS.keys()
    items = [Item(name, f"Seed {name[0]}", guid=name) for name in sorted(texts)]
    for name, text in texts.items():
        line.origin.page(f"/{name}", article_page(f"Seed {name[0]}", text))
    line.publish_feed_only(items)
    line.round()
    # From the archive: what a fact check quotes in order to refute it is not shown.
    rows = line.query(
        "SELECT a.id, a.link, a.extraction, t.text FROM articles a JOIN texts t USING "
        "(content_hash) ORDER BY a.id"
    )
    assert [row[2] for row in rows] == ["full text"] * 5
    for article, link, _, kept in rows:
        name = str(link).rpartition("/")[2]
        lost = [
            part
            for part in texts[name].split("\n")
            if len(part) > 60 and squeezed(part) not in squeezed(str(kept))
        ]
        assert lost == [], name
        check_tags(line, int(str(article)), name)
    before = line.dump("archive.db", ["feed_state"])
    line.now += timedelta(minutes=50)  # no page is to be looked at again yet
    line.round()
    assert line.dump("archive.db", ["feed_state"]) == before


def squeezed(text: str) -> str:
    return "".join(text.split())


def check_tags(line: SampleLine, article: int, name: str) -> None:
    regions = {
        str(row[0])
        for row in line.query(
            "SELECT r.name FROM article_regions a JOIN regions r ON r.code = a.region "
            "WHERE a.article = ? AND a.role = 'about'", article, db="news.db",
        )
    }  # fmt: skip
    topics = {
        str(row[0])
        for row in line.query(
            "SELECT topic FROM article_topics WHERE article = ? AND role = 'about'",
            article, db="news.db",
        )
    }  # fmt: skip
    assert all(any(word in region for region in regions) for word in EXPECTED_REGIONS[name])
    assert topics >= EXPECTED_TOPICS[name]
