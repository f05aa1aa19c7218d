"""The invented sources of the bench of the site, as ``feeds.yaml`` and as their rules for reuse."""

from __future__ import annotations

from aggregator.credibility.values import Reuse

SOURCES = 60
CONTACT = "https://bench.example.org/contact"
RULES = (
    {"rule": "unknown"},
    {"rule": "excerpt", "characters": 300, "evidence": "written by us"},
    {"rule": "unknown"},
    {"rule": "full", "evidence": "written by us"},
    {"rule": "excerpt", "characters": 600, "evidence": "written by us"},
    {"rule": "link", "evidence": "written by us"},
)
ANSWERS = ("yes", "partly", "yes", "unknown", "partly")


def source_id(number: int) -> str:
    """The short name of a source, from 0."""
    return f"bench-{number:02}"


def reuse_of(number: int) -> Reuse:
    """How much of a source's articles may be shown."""
    rule = RULES[number % len(RULES)]
    characters = rule.get("characters")
    return Reuse(rule["rule"], characters if isinstance(characters, int) else None)  # type: ignore[arg-type]


def feeds_yaml() -> dict[str, object]:
    """The configuration: records as full as those of real sources, with answers and vouchers."""
    return {
        "site": {
            "title": "Bench",
            "url": "http://127.0.0.1:8001",
            "tag_authority": "bench.example.org,2026",
            "contact": CONTACT,
        },
        "fetch": {"contact": CONTACT},
        "sources": [_source(number) for number in range(SOURCES)],
    }


def _source(number: int) -> dict[str, object]:
    return {
        "id": source_id(number),
        "name": f"Sample source {number}",
        "names": {"uk": f"Зразкове джерело {number}", "ru": f"Образец {number}"},
        "homepage": f"https://s{number}.bench.example.org/",
        "kind": ("monitor", "newsroom", "campaign")[number % 3],
        "mandate": "An invented organisation of a benchmark.",
        "languages": ["uk", "ru", "en"],
        "status": "probation",
        "listed_on": "2026-01-01",
        "reuse": dict(RULES[number % len(RULES)]),
        "vouchers": [
            {"by": f"Sample network {each}", "words": "reliable, we say, and so do others",
             "url": "https://network.example.org/", "valid_from": "2023-02"}
            for each in range(number % 3)
        ],
        "vetting": {
            f"V{question}": {
                "answer": ANSWERS[(number + question) % len(ANSWERS)],
                "evidence": "written by us", "assessed_on": "2026-10-01", "assessor": "bench",
                "note": "Invented for a benchmark.",
            }
            for question in range(1, 12)
        },
        "reviews": [{"reviewed_on": "2026-10-01", "kind": "desk"}],
        "feeds": [
            {"name": "main", "url": f"https://s{number}.bench.example.org/feed/",
             "found": "written by us", "grade": "P", "evidence": "bench/site_sources.py",
             "enabled": True}
        ],
    }  # fmt: skip
