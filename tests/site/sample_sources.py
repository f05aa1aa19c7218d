"""Invented sources: what is known of them, how they were vetted, what was logged."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from aggregator.health import State
from tests.site.invented import KHERSON, SCRIPT, insert

OFFICIAL = "Rule 1.4 officials: it is a body of a state or a party to the war."
NO_VOUCHER = "somebody vouches for it (nobody vouches for it at present)"
SOURCES: tuple[dict[str, object], ...] = (
    {
        "id": "sample-monitor",
        "name": "Sample Monitor (invented)",
        "names": '{"uk": "Зразковий монітор", "ru": "Образцовый монитор"}',
        "homepage": "https://www.monitor.example/",
        "kind": "monitor",
        "mandate": "Invented for tests.",
        "languages": '["en", "uk"]',
        "regions": json.dumps([KHERSON]),
        "caution": "It does not exist.",
        "reuse": "excerpt",
        "reuse_characters": 300,
        "legal_status": "undesirable",
        "legal_since": "2022-05-06",
        "legal_list_number": 55,
        "legal_evidence": "https://evidence.example/list",
        "status": "probation",
        "listed_on": "2026-11-01",
        "letter": "C",
        "letter_words": "on probation or partly checked",
        "letter_why": "Rule 1.3 C: V1 is yes; V3 is partly; separate voices: 1.",
        "letter_since": "2026-11-20T09:30:00Z",
        "rule_version": "2026-11-21",
        "articles": 13,
        "latest": "2026-11-20T08:00:00Z",
    },
    {
        "id": "sample-newsroom",
        "name": f"Sample Newsroom {SCRIPT}",
        "homepage": "javascript:alert(1)",
        "kind": "newsroom",
        "languages": "not json",
        "legal_status": "unknown",
        "letter": "F",
        "letter_words": "not assessed",
        "articles": 0,
    },
    {
        "id": "sample-ministry",
        "name": "Sample Ministry (invented)",
        "kind": "party",
        "legal_status": "unknown",
        "articles": 0,
        "letter_words": "official statement",
        "letter_why": OFFICIAL,
    },
)


def add_sources(conn: sqlite3.Connection) -> None:
    for source in SOURCES:
        insert(conn, "sources", **source)
    add_evidence(conn)
    add_letters(conn)
    add_history(conn)


def add_evidence(conn: sqlite3.Connection) -> None:
    insert(conn, "vouchers", source="sample-monitor", by="Sample Network", words="reliable",
           url="https://network.example/", valid_from="2022-07-04", coalition=1)  # fmt: skip
    insert(conn, "vetting", source="sample-monitor", scope="", question="V1", answer="yes",
           evidence="https://evidence.example/v1", assessed_on="2026-10-01",
           assessor="A. B.")  # fmt: skip
    insert(conn, "vetting", source="sample-monitor", scope="", question="V2",
           answer="withheld-for-safety", assessed_on="2026-10-01")  # fmt: skip
    insert(conn, "incidents", source="sample-monitor", happened_on="2024", what="A wrong date.",
           outcome="Corrected the same day.")  # fmt: skip
    feeds = (
        ("sample-monitor/news", "https://www.monitor.example/feed/", 1, "working", 0),
        ("sample-monitor/broken", "https://www.monitor.example/old/", 1, "HTTP error", 7),
        ("sample-newsroom/off", "https://newsroom.example/feed/", 0, "disabled", 0),
    )
    for name, url, enabled, state, failures in feeds:
        insert(conn, "feeds", id=name, source=name.split("/")[0], url=url, found="sample",
               grade="P" if enabled else "I", enabled=enabled, state=state,
               reason=None if enabled else "address not seen to answer",
               remedy=(State.HTTP if failures else State.WORKING).remedy,
               status=404 if failures else 200, detail="404 Not Found" if failures else None,
               since="2026-11-01T00:00:00Z", failures=failures)  # fmt: skip


def rule(number: str, letter: str | None, needs: str, *conditions: tuple[str, bool, str]) -> Any:
    """A rule as it was tried for a letter."""
    listed = [{"words": w, "holds": h, "found": f} for w, h, f in conditions]
    holds = (all if needs == "all" else any)(h for _, h, _ in conditions)
    return {"number": number, "letter": letter, "needs": needs, "holds": holds,
            "conditions": listed}  # fmt: skip


def add_letters(conn: sqlite3.Connection) -> None:
    tried = [
        rule("1.3 D", "D", "one", ("V6 is no", False, ""), (SCRIPT, False, SCRIPT)),
        rule("1.3 B", "B", "all", ("V4 is yes", False, "V4 is partly"), ("V3 is yes", True, "")),
        rule("1.3 C", "C", "all", ("V1 is yes or partly", True, "V1 is yes")),
    ]
    why = "Rule 1.3 C: V1 is yes."
    for scope in ("", "trials in Crimea"):
        insert(conn, "letters", source="sample-monitor", scope=scope, topics="[]", letter="C",
               words="on probation or partly checked", why=why, since="2026-11-20T09:30:00Z",
               rules=json.dumps(tried), reviewed_on="2025-10-01", reviewed="full",
               overdue=1, next_letter="B",
               missing=json.dumps(["V4 is yes (V4 is partly)", NO_VOUCHER]),
               rule_version="2026-11-21", as_of="2026-11-21")  # fmt: skip
    insert(conn, "letters", source="sample-newsroom", scope="", topics="not json", letter="F",
           words="not assessed", why="Not assessed far enough for a letter: V1 is unknown.",
           rules="not json", reviewed="", overdue=0, next_letter="C", missing="{}",
           rule_version="2026-11-21", as_of="2026-11-21")  # fmt: skip
    insert(conn, "letters", source="sample-ministry", scope="", topics="[]",
           words="official statement", why=OFFICIAL, rules="[]",
           overdue=0, missing="[]", rule_version="2026-11-21", as_of="2026-11-21")  # fmt: skip


def add_history(conn: sqlite3.Connection) -> None:
    insert(conn, "reviews", source="sample-monitor", scope="", reviewed_on="2025-10-01",
           kind="full", assessors='["A. B.", "C. D."]')  # fmt: skip
    insert(conn, "suspensions", source="sample-monitor", valid_from="2025-01-01",
           valid_to="2025-01-14", reason="Its domain was taken over.")  # fmt: skip
    insert(conn, "source_ties", a="sample-monitor", b="sample-newsroom", kind="pipeline",
           through="Sample database", evidence="https://evidence.example/tie")  # fmt: skip
    for what, before, after, who in (
        ("record", None, "in the file: answers to vetting questions: 2", ""),
        ("letter", None, "C: on probation or partly checked", "computed"),
        ("V1", "partly; a page", f"yes; {SCRIPT}", "A. B."),
        ("voucher: Sample Network", "reliable", None, ""),
    ):
        insert(conn, "source_log", at="2026-11-20T09:30:00Z", source="sample-monitor", scope="",
               what=what, before=before, after=after, who=who, rule_version="x")  # fmt: skip
