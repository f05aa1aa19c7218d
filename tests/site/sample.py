"""An invented public database, written with the product's own schema.

Every organisation, article and finding in it is made up and says so.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from aggregator.store.public_schema import FTS, SCHEMA_VERSION, schema_sql
from aggregator.tag.folding import fold
from tests.site.invented import (
    AUTHORITY,
    BIDI,
    CONTROL,
    CRIMEA,
    KHERSON,
    LONG,
    MELITOPOL,
    ODD,
    SCRIPT,
    URL,
    insert,
)
from tests.site.sample_sources import add_sources

ARTICLES: tuple[dict[str, Any], ...] = (
    {
        "key": "sample-en",
        "title": "Sample: teachers in Kherson were summoned",
        "language": "en",
        "excerpt": "Invented text. In Kherson, teachers were summoned to the school.\nSecond line.",
        "shown": "full",
        "tags": {KHERSON: ["Kherson", "Kherson"], "education": ["teachers", "school"]},
    },
    {
        "key": "sample-uk",
        "title": "Зразок: у Мелітополі перевіряли телефони",
        "language": "uk",
        "excerpt": "Вигаданий текст про перевірки у Мелітополі. П'ять людей зупинили.",
        "tags": {MELITOPOL: ["Мелітополі"], "repression": ["перевірки"]},
    },
    {
        "key": "sample-ru",
        "title": "Образец: суд в Симферополе",
        "language": "ru",
        "excerpt": "Выдуманный текст.",
        "published_precision": "day",
        "tags": {CRIMEA: ["Симферополе"], "repression": ["суд"]},
        "state": "edited",
        "updated": "2026-11-20T10:00:00Z",
    },
    {
        "key": "sample-fr",
        "title": "Exemple : des écoles de Crimée",
        "language": "fr",
        "excerpt": "Texte inventé.",
        "tags": {CRIMEA: ["Crimée"], "education": ["écoles"]},
        "published_precision": "month",
    },
    {"key": "odd-untitled", "title": None, "language": None, "excerpt": None, "link": None},
    {
        "key": "odd-undated",
        "title": "Odd: nobody dated this",
        "published": None,
        "published_raw": "yesterday-ish",
        "published_precision": None,
        "tags": {ODD: ["this"]},
    },
    {"key": "odd-script", "title": SCRIPT, "excerpt": SCRIPT, "author": SCRIPT},
    {
        "key": "odd-link",
        "title": "Odd: a link that runs",
        "link": "javascript:alert(document.domain)",
    },
    {"key": "odd-bidi", "title": BIDI, "excerpt": BIDI, "author": BIDI},
    {"key": "odd-control", "title": CONTROL, "excerpt": CONTROL},
    {"key": "odd-long", "title": LONG, "excerpt": LONG, "language": "uk"},
    {"key": "odd-future", "title": "Odd: dated 2099", "published": "2099-01-01T00:00:00Z"},
    {
        "key": "odd-values",
        "title": "Odd: wrong values everywhere",
        "language": "en; DROP",
        "published": "2026-13-45",
        "updated": "2026-11-20 10:00",
        "first_seen": "soon",
        "words": "many",
        "spans": "not json",
        "tags": {ODD: ["x"]},
    },
    {"key": "odd/key?&", "title": "Odd: a key with signs", "source": "gone-source"},
    {"key": "held-one", "title": "Held: must never be seen", "state": "held"},
)


def add_article(conn: sqlite3.Connection, number: int, given: dict[str, Any]) -> None:
    month = 11 if number < 100 else 10  # the plain ones are older than all that are looked at
    day = f"2026-{month}-{20 - number % 19:02d}T08:{number % 60:02d}:00Z"
    values: dict[str, Any] = {
        "id": number,
        "title": "",
        "link": f"https://www.monitor.example/{number}",
        "source": "sample-monitor",
        "feed": "sample-monitor/news",
        "language": "en",
        "published": day,
        "published_raw": day,
        "published_precision": "minute",
        "published_from": "feed",
        "first_seen": day,
        "sort_date": day,
        "state": "live",
        "shown": "unknown",
        "excerpt": "Invented text.",
        "words": 12,
        "extraction": "full text",
        "title_from": "feed",
        "text_from": "page",
        "language_from": "detected",
    }
    given = dict(given)
    tags, spans = given.pop("tags", {}), given.pop("spans", None)
    values |= given
    insert(conn, "articles", **values)
    add_tags(conn, values, tags, spans)
    conn.execute(
        f"insert into {FTS} (rowid, title, text, author) values (?, ?, ?, ?)",
        (number, *(fold(values.get(name) or "") for name in ("title", "excerpt", "author"))),
    )
    add_revisions(conn, values)


def add_tags(
    conn: sqlite3.Connection, values: dict[str, Any], tags: dict[str, list[str]], spans: str | None
) -> None:
    text = f"{values['title'] or ''}\n\n{values['excerpt'] or ''}"
    for code, words in tags.items():
        kind = "topic" if code in {"education", "repression"} else "region"
        found = [[text.find(w), text.find(w) + len(w), "name"] for w in words if w in text]
        insert(
            conn,
            f"article_{kind}s",
            article=values["id"],
            **{kind: code},
            role="about",
            words="; ".join(dict.fromkeys(words)),
            spans=spans or json.dumps(found),
            rule="name",
            weight=1.0,
            version="sample",
            published=values["sort_date"],
            **({"occupied": 1} if code == MELITOPOL else {}),
        )


def add_revisions(conn: sqlite3.Connection, values: dict[str, Any]) -> None:
    for version in (1, 2) if values["state"] == "edited" else (1,):
        insert(
            conn,
            "revisions",
            article=values["id"],
            number=version,
            seen=values["first_seen"] if version == 1 else values["updated"],
            title=values["title"],
            words=12,
            text_sha256="0" * 64,
            changed="first seen" if version == 1 else "text",
        )


def add_stories(conn: sqlite3.Connection) -> None:
    ids = dict(conn.execute("select key, id from articles").fetchall())
    insert(conn, "stories", id="sample-en", title=ARTICLES[0]["title"], articles=2, origins=1,
           repeating=1, number=3, words="One original source; not separately confirmed yet",
           earliest="2026-11-20T08:00:00Z", latest="2026-11-20T08:00:00Z", reason="N3",
           missing=SCRIPT, not_held="", rule_version="1")  # fmt: skip
    insert(conn, "story_articles", article=ids["sample-en"], story="sample-en", role="origin",
           origins=1, published="2026-11-19T08:01:00Z", counts=1, access="interview",
           access_sentence=SCRIPT)  # fmt: skip
    insert(conn, "story_articles", article=ids["sample-uk"], story="sample-en", role="relay",
           origins=1, published="2026-11-18T08:02:00Z", of_article=ids["sample-en"],
           sentence="Про це повідомляє ЗРАЗОК.")  # fmt: skip
    insert(conn, "story_edges", story="sample-en", number=1, rule="I2", kind="relay",
           taker=ids["sample-uk"], giver=ids["sample-en"], giver_body="", state="automatic",
           taker_source="sample-monitor", giver_source="sample-monitor",
           evidence=SCRIPT)  # fmt: skip
    insert(conn, "story_numbers", story="sample-en", at="2026-11-20T09:00:00Z", number=3,
           reason="N3", rule_version="1")  # fmt: skip
    insert(conn, "figures", article=ids["sample-en"], number=1, value=12, kind="floor",
           what="teachers", words="12 teachers", claimed=0, sentence="At least 12 teachers.",
           flag="", source="sample-monitor", published="2026-11-20T08:00:00Z")  # fmt: skip


def write_database(path: Path, extra: int = 0) -> None:
    """The sample database, with ``extra`` plain articles of Kherson more."""
    conn = sqlite3.connect(path)
    for statement in schema_sql():
        conn.execute(statement)
    for name, value in {
        "schema_version": SCHEMA_VERSION,
        "updated": "2026-11-21T09:30:00Z",
        "occupation_list": "2025-05-07",
        "letters_on": "2026-11-21",
        "site_title": "Sample news",
        "site_url": URL,
        "site_tag_authority": AUTHORITY,
        "site_contact": "mailto:editors@news.example",
    }.items():
        insert(conn, "publication", name=name, value=str(value))
    add_codes(conn, extra)
    insert(conn, "removed", key="taken-down", removed="2026-11-19", rank=1)
    insert(conn, "removed", key="long-gone", removed="2026-09-01", rank=1)
    add_efforts(conn)
    add_figures(conn)
    add_sources(conn)
    for number, article in enumerate(ARTICLES, 1):
        add_article(conn, number, article)
    for number in range(100, 100 + extra):
        plain = {"key": f"plain-{number}", "title": f"Plain {number}", "tags": {KHERSON: ["Plain"]}}
        add_article(conn, number, plain)
    add_stories(conn)
    conn.commit()
    conn.close()


def add_figures(conn: sqlite3.Connection) -> None:
    """Two counters of the same thing, one of them four times, and hostile words."""
    for article, (counter, value, what) in enumerate(
        (("sample-monitor", 120, "prisoners"), ("sample-monitor", 100, "prisoners"),
         ("sample-monitor", 90, "prisoners"), ("sample-body", 500, "prisoners"),
         ("odd", 1, SCRIPT)), 1,
    ):  # fmt: skip
        insert(conn, "figures", article=article, number=9, value=value, upper=value,
               kind="floor", what=what, words=f"{value} {what}", counter=counter,
               counter_words=f"{counter} (invented)", attributed_by="sentence", claimed=0,
               sentence=f"At least {value} {what} were counted.", source="sample-monitor",
               published=f"2026-11-{20 - article:02d}T08:00:00Z")  # fmt: skip


def add_efforts(conn: sqlite3.Connection) -> None:
    insert(conn, "campaigns", id="sample-letters", name="Sample: write a letter",
           name_uk="Зразок: напишіть листа", by="Sample Network", by_uk="Зразкова мережа",
           state="open", since="2026-01",
           checked="2026-11", what="Invented.", what_uk="Вигадано.", act="Write.",
           act_uk="Пишіть.", link="https://network.example/",
           words='["teachers in Kherson", "Мелітополь"]')  # fmt: skip
    insert(conn, "campaigns", id="sample-over", name=f"Sample: over {SCRIPT}", by="Nobody",
           state="closed", ended="2026-02", what="Invented.", act="Nothing.", words="not json",
           link="javascript:alert(1)")  # fmt: skip
    insert(conn, "cases", id="sample-case", name="Sample Person (invented)", by="Sample Network",
           state="unchecked", checked="2026-11", who="Invented.", who_uk="Вигадано.",
           spellings='["Sample Person", "Симферополе"]',
           evidence="https://network.example/")  # fmt: skip


def add_codes(conn: sqlite3.Connection, extra: int) -> None:
    regions = (
        ("UA", "Ukraine", "Україна", "country", None, None),
        (KHERSON, "Kherson oblast", "Херсонська область", "oblast", "UA-65", "UA"),
        (CRIMEA, "Crimea", "Крим", "autonomous republic", "UA-43", "UA"),
        (MELITOPOL, "Melitopol", "Мелітополь", "city", None, "UA23"),
        ("UA23", "Zaporizhzhia oblast", "Запорізька область", "oblast", "UA-23", "UA"),
        (ODD, f"Odd {SCRIPT}", "Дивне", "settlement", None, KHERSON),
    )
    for code, name, name_uk, kind, iso, parent in regions:
        insert(conn, "regions", code=code, name=name, name_uk=name_uk, kind=kind, iso=iso,
               parent=parent, articles=1 + extra * (code == KHERSON),
               occupied_from="2022-03-02" if kind == "city" else None)  # fmt: skip
    for topic, name, name_uk in (
        ("education", "Schools and children", "Школи і діти"),
        ("repression", "Arrests and trials", "Арешти і суди"),
        ("empty", "Nothing yet", "Поки нічого"),
    ):
        insert(conn, "topics", id=topic, name=name, name_uk=name_uk, scope="Invented scope.",
               law="Rome Statute, Art. 8", articles=0 if topic == "empty" else 2,
               latest=None if topic == "empty" else "2026-11-20T08:00:00Z")  # fmt: skip
