"""The page of one source: what we know, and how we know it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from datasette import Response

from aggregator.site.answers import Ask, NotHereError
from aggregator.site.citing import Citing, read_citing
from aggregator.site.languages import Catalogue, said
from aggregator.site.lists import FeedHealth, read_feeds
from aggregator.site.pages import LIST_ARTICLES, Listing, read_listing
from aggregator.site.paths import page_path
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.selection import Cursor, Selection, name_in
from aggregator.site.source_names import named_here, read_names
from aggregator.site.text import as_line, as_list, as_text, web_link
from aggregator.site.vetting import Vetting, read_vetting
from aggregator.site.vetting_evidence import day_words
from aggregator.site.words import KINDS, LEGAL, SHOWN, language_name


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Everything that the page of a source says."""

    id: str
    name: str
    names: tuple[tuple[str, str], ...]
    homepage: str | None
    kind: str
    mandate: str
    languages: tuple[str, ...]
    regions: tuple[tuple[str, str], ...]  # (path, name)
    facts: tuple[tuple[str, str], ...]  # (label, text)
    reuse: str
    reuse_link: str | None
    legal: str
    legal_link: str | None
    legal_note: str
    vetting: Vetting
    citing: Citing
    feeds: tuple[FeedHealth, ...]
    articles: int


async def source(ask: Ask) -> Response:
    """``/source/<id>``."""
    code = ask.part("code")
    cursor = Cursor.read(ask.word("before"))

    def question(conn: sqlite3.Connection) -> tuple[Site, SourceRecord, Listing]:
        row = conn.execute("select * from sources where id = ?", (code,)).fetchone()
        if row is None:
            raise NotHereError(said("There is no source with this name."))
        listing = read_listing(conn, Selection(source=code), cursor, LIST_ARTICLES, ask.language)
        return read_site(conn), _source(conn, row, ask.ui), listing

    site, record, listing = await ask.read(question)
    return await ask.page("source", site, {"record": record, "listing": listing})


def _source(conn: sqlite3.Connection, row: sqlite3.Row, ui: Catalogue) -> SourceRecord:
    code = row["id"]
    own = read_names(row["names"])
    name, names = named_here(as_line(row["name"]) or as_line(code), own, ui.code)
    status = as_line(row["legal_status"]) or "unknown"
    return SourceRecord(
        id=as_line(code),
        name=name,
        names=names,
        homepage=web_link(row["homepage"]),
        kind=ui.word(KINDS.get(as_line(row["kind"]), as_line(row["kind"]))),
        mandate=as_text(row["mandate"]),
        languages=tuple(ui.word(language_name(as_line(it))) for it in as_list(row["languages"])),
        regions=_regions(conn, row["regions"], ui),
        facts=_facts(row),
        reuse=_reuse(row, ui),
        reuse_link=web_link(row["reuse_evidence"]),
        legal=_legal(row, status, ui),
        legal_link=web_link(row["legal_evidence"]),
        legal_note=as_text(row["legal_note"]),
        vetting=read_vetting(conn, row, ui),
        citing=read_citing(conn, code, ui.code),
        feeds=tuple(read_feeds(conn, code)),
        articles=row["articles"] or 0,
    )


def _regions(conn: sqlite3.Connection, value: object, ui: Catalogue) -> tuple[tuple[str, str], ...]:
    rows = conn.execute(
        f"select r.code, {name_in(ui.code, 'region', 'r.')} from json_each(?) j "  # noqa: S608
        "cross join regions r on r.code = j.value order by j.key",
        (json.dumps(as_list(value)),),
    )
    return tuple((page_path("region", row[0]), as_line(row[1])) for row in rows)


def _facts(row: sqlite3.Row) -> tuple[tuple[str, str], ...]:
    members = "; ".join(as_line(it) for it in as_list(row["memberships"]))
    facts = (
        (said("Owner"), as_text(row["owner"])),
        (said("Funding"), as_text(row["funding"])),
        (said("Member of"), members),
        (said("How it collects and checks"), as_text(row["method"])),
        (said("Before quoting it"), as_text(row["caution"])),
    )
    return tuple((label, text) for label, text in facts if text)


def _reuse(row: sqlite3.Row, ui: Catalogue) -> str:
    rule = as_line(row["reuse"]) or "unknown"
    if rule == "excerpt" and row["reuse_characters"]:
        most = said("An excerpt may be shown. Its most characters: {n}.")
        return ui.word(most, n=row["reuse_characters"])
    return ui.word(SHOWN.get(rule, rule))


def _legal(row: sqlite3.Row, status: str, ui: Catalogue) -> str:
    words = ui.word(LEGAL.get(status, status))
    words = words[:1].upper() + words[1:]
    if status == "unknown":
        return words
    since, number = as_line(row["legal_since"]), row["legal_list_number"]
    if since:
        words += " " + ui.word(said("since {when}"), when=day_words(ui, since))
    else:
        words += ", " + ui.word(said("date not known"))
    return words + (f" ({ui.word(said('no. {n} on the list'), n=number)})" if number else "")
