"""Five real texts of the field, read line by line by one of us. Only ids stand here, no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.tag.topics import find_topics, topics

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
EVERY = {topic.id for topic in topics()}
NO_TITLE = ("1-", "2-")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.exists(), reason="../shared/seeds is absent"),
]

READ = {
    "0-": (
        {"expression"},
        {"political-prosecution", "assembly-association"},
    ),
    "1-": (
        {"forced-mobilisation"},
        {"political-prosecution", "pow"},
    ),
    "2-": (
        {"indigenous", "political-prosecution", "forced-mobilisation"},
        {"enforced-disappearance", "torture", "expression", "pow"},
    ),
    "3-": (
        {
            "killing",
            "torture",
            "enforced-disappearance",
            "political-prosecution",
            "detention-conditions",
            "health-denial",
            "education-militarisation",
            "language-identity",
            "property-seizure",
            "movement",
            "filtration",
            "child-transfer",
        },
        EVERY - {"nuclear", "environment", "heritage", "labour-unions", "lgbt", "pow", "settlers"},
    ),
    "4-": (
        {"labour-unions", "child-transfer", "pow", "education-militarisation", "lgbt"},
        EVERY - {"heritage", "torture", "filtration", "health-denial", "property-seizure"},
    ),
}
"""By the beginning of the file's name: what it is about at least, and what else may be tagged."""


@pytest.mark.parametrize("seed", sorted(READ))
def test_a_real_text_has_the_topics_that_a_reader_expects_and_no_other(seed: str) -> None:
    (path,) = SEEDS.glob(f"{seed}*.txt")
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    if seed in NO_TITLE:
        title, text = "", f"{title}\n{text}"
    tags = find_topics(title, text.strip(), "en")
    about, besides = READ[seed]
    assert about <= {tag.code for tag in tags if tag.role == "about"}
    assert {tag.code for tag in tags} <= about | besides


def test_a_claim_that_a_text_refutes_is_about_the_people_it_names() -> None:
    (path,) = SEEDS.glob("2-*.txt")
    tags = find_topics("", path.read_text(encoding="utf-8"), "en")
    assert tags[0].code == "indigenous"
