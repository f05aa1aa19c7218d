"""``/source/<id>.jsonld``: what a source's record says, as schema.org (JSON-LD 1.1).

A document of its own rather than a script in the page: our policy lets no script element in.
Only what is known is said; a policy that was not found is left out, which means nothing of it.
"""

from __future__ import annotations

import json
import sqlite3

from datasette import Response

from aggregator.site.answers import Ask, NotHereError
from aggregator.site.conditional import weak_etag
from aggregator.site.languages import said
from aggregator.site.notice import NOTICES
from aggregator.site.reading import read_site
from aggregator.site.rows import Site
from aggregator.site.source_names import read_names
from aggregator.site.text import as_line, as_list, as_text, web_link

_TYPES = {"newsroom": "NewsMediaOrganization", "party": "GovernmentOrganization"}
_POLICIES = {
    "V2": "ownershipFundingInfo",
    "V4": "publishingPrinciples",
    "V7": "correctionsPolicy",
}
"""Vetting question -> schema.org property, where its answer is yes. Only questions whose
evidence is the policy itself; that of the others is a sample."""


async def source(ask: Ask) -> Response:
    """The record of one source."""
    code = ask.part("code")

    def question(conn: sqlite3.Connection) -> tuple[Site, dict[str, object]]:
        site = read_site(conn)
        row = conn.execute("select * from sources where id = ?", (code,)).fetchone()
        if row is None:
            raise NotHereError(said("There is no source with this name."))
        return site, describe(conn, site, row)

    _, described = await ask.read(question)
    return ask.xml(
        lambda: json.dumps(described, ensure_ascii=False, indent=1).encode("utf-8"),
        "application/ld+json; charset=utf-8",
        weak_etag("jsonld", sorted(described.items(), key=lambda it: it[0])),
        None,
    )


def describe(conn: sqlite3.Connection, site: Site, row: sqlite3.Row) -> dict[str, object]:
    """The organisation, with our page of it as ``subjectOf``."""
    languages, names = as_list(row["languages"]), read_names(row["names"])
    page = f"{site.url}/source/{as_line(row['id'])}"
    described: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(as_line(row["kind"]), "Organization"),
        "@id": page,
        "name": as_line(row["name"]),
        "alternateName": [{"@value": name, "@language": code} for code, name in names],
        "url": web_link(row["homepage"]),
        "description": as_text(row["mandate"]),
        "knowsLanguage": [as_line(it) for it in languages],
        "subjectOf": {
            "@type": "WebPage",
            "url": page,
            "publisher": site.title,
            "usageInfo": _safety(site),
        },
    }
    rows = conn.execute(
        "select question, evidence from vetting where source = ? and answer = 'yes'", (row["id"],)
    )
    for question, evidence in rows:
        link = web_link(evidence)
        if question in _POLICIES and link:
            described[_POLICIES[question]] = link
    described["review"] = _review(conn, site, row)
    return {name: value for name, value in described.items() if value}


def _safety(site: Site) -> dict[str, object]:
    """The notice for readers in occupied areas, as what is to be known before using our page."""
    return {
        "@type": "WebPage",
        "url": f"{site.url}/safety",
        "description": [{"@value": it.short, "@language": it.language} for it in NOTICES],
    }


def _review(conn: sqlite3.Connection, site: Site, row: sqlite3.Row) -> dict[str, object] | None:
    """The letter as a schema.org ``Review``, dated with the last full review; None for a body that
    gets no letter. It says how well the source is vetted, not whether one report is so."""
    letter = as_line(row["letter"])
    if not letter:
        return None
    reviewed = conn.execute(
        "select max(reviewed_on) from reviews where source = ? and kind = 'full' and scope = ''",
        (row["id"],),
    ).fetchone()[0]
    review: dict[str, object] = {
        "@type": "Review",
        "author": {"@type": "Organization", "name": site.title, "url": site.url},
        "reviewAspect": "how well the source is vetted",
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": letter,
            "bestRating": "A",
            "worstRating": "F",
            "ratingExplanation": as_line(row["letter_words"]),
        },
        "datePublished": as_line(reviewed),
        "url": f"{site.url}/source/{as_line(row['id'])}",
    }
    return {name: value for name, value in review.items() if value}
