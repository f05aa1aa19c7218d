"""The public tables about sources: rows made from feeds.yaml, letters, and the log. Called inside
the transaction of a publication; what is not put into a row here does not reach the public file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from aggregator.credibility.letters import Condition, Rule, letter, missing
from aggregator.credibility.letters_record import Record, records, status_on
from aggregator.credibility.ties import ties
from aggregator.model import Registry, Source
from aggregator.store.source_log import quarantine_reasons, with_quarantine

Row = dict[str, Any]


def source_row(
    source: Source, record: Record, given: Row, counts: tuple[int, str | None], day: date
) -> Row:
    """One row of ``sources``. ``given`` is the row of ``letters`` of its general record."""
    articles, latest = counts
    legal, reuse = source.legal, source.reuse
    return {
        "id": source.id,
        "name": source.name,
        "names": _json(source.names),
        "homepage": source.homepage,
        "kind": source.kind,
        "mandate": source.mandate,
        "languages": _json(source.languages),
        "regions": _json(source.regions),
        "owner": source.owner,
        "funding": source.funding,
        "memberships": _json(source.memberships),
        "method": source.method,
        "caution": source.caution,
        "reuse": reuse.rule,
        "reuse_characters": reuse.characters,
        "reuse_evidence": reuse.evidence,
        "precision": source.precision,
        "legal_status": legal.status,
        "legal_since": legal.since,
        "legal_list_number": legal.list_number,
        "legal_evidence": legal.evidence,
        "legal_note": legal.note,
        "status": status_on(record, day),
        "listed_on": _iso(source.listed_on),
        "letter": given["letter"],
        "letter_words": given["words"],
        "letter_why": given["why"],
        "letter_since": given["since"],
        "rule_version": given["rule_version"],
        "articles": articles,
        "latest": latest,
    }


def voucher_rows(sources: Sequence[Source]) -> list[Row]:
    """All rows of ``vouchers``, numbered in the order of feeds.yaml."""
    found = [(source.id, voucher) for source in sources for voucher in source.vouchers]
    return [
        {
            "id": number,
            "source": source,
            "by": voucher.by,
            "words": voucher.words,
            "url": voucher.url,
            "valid_from": voucher.valid_from,
            "valid_to": voucher.valid_to,
            "reason": voucher.reason,
            "coalition": int(voucher.coalition),
            "by_source": voucher.by_source,
            "speaks_for": voucher.speaks_for,
        }
        for number, (source, voucher) in enumerate(found, 1)
    ]


def vetting_rows(sources: Sequence[Source]) -> list[Row]:
    """All rows of ``vetting``. A question without an answer has no row: nobody has looked."""
    return [
        {
            "source": source.id,
            "scope": scope,
            "question": answer.question,
            "answer": answer.answer,
            "evidence": answer.evidence,
            "assessed_on": _iso(answer.assessed_on),
            "assessor": answer.assessor,
            "note": answer.note,
            "archived": answer.archived,
            "organ_of": answer.organ_of,
            "covers_months": answer.covers_months,
        }
        for source in sources
        for scope, vetting in (("", source.vetting), *((s.scope, s.vetting) for s in source.scopes))
        for answer in vetting
    ]


def incident_rows(sources: Sequence[Source]) -> list[Row]:
    """All rows of ``incidents``, numbered in the order of feeds.yaml."""
    found = [(source.id, incident) for source in sources for incident in source.incidents]
    return [
        {
            "id": number,
            "source": source,
            "happened_on": incident.happened_on,
            "what": incident.what,
            "evidence": incident.evidence,
            "outcome": incident.outcome,
            "kind": incident.kind,
            "noticed_on": _iso(incident.noticed_on),
            "corrected_on": _iso(incident.corrected_on),
        }
        for number, (source, incident) in enumerate(found, 1)
    ]


def review_rows(sources: Sequence[Source]) -> list[Row]:
    """All rows of ``reviews``, numbered in the order of feeds.yaml."""
    found = [
        (source.id, scope, review)
        for source in sources
        for scope, reviews in (("", source.reviews), *((s.scope, s.reviews) for s in source.scopes))
        for review in reviews
    ]
    return [
        {
            "id": number,
            "source": source,
            "scope": scope,
            "reviewed_on": _iso(review.reviewed_on),
            "kind": review.kind,
            "assessors": _json(review.assessors),
            "note": review.note,
        }
        for number, (source, scope, review) in enumerate(found, 1)
    ]


def suspension_rows(sources: Sequence[Source]) -> list[Row]:
    """All rows of ``suspensions``, numbered in the order of feeds.yaml."""
    found = [(source.id, each) for source in sources for each in source.suspensions]
    return [
        {
            "id": number,
            "source": source,
            "valid_from": _iso(each.valid_from),
            "valid_to": _iso(each.valid_to),
            "reason": each.reason,
            "evidence": each.evidence,
        }
        for number, (source, each) in enumerate(found, 1)
    ]


def tie_rows(registry: Registry) -> list[Row]:
    """All rows of ``source_ties``, in the order of the names."""
    found = sorted(ties(registry), key=lambda tie: (tie.a, tie.b, tie.kind, tie.through))
    return [
        {
            "id": number,
            "a": tie.a,
            "b": tie.b,
            "kind": tie.kind,
            "through": tie.through,
            "valid_from": tie.valid_from,
            "valid_to": tie.valid_to,
            "evidence": tie.evidence,
        }
        for number, tie in enumerate(found, 1)
    ]


def letter_row(record: Record, day: date, since: str | None) -> Row:
    """One row of ``letters``: the letter of ``record`` on ``day``, and every rule tried."""
    given = letter(record, day)
    better = missing(record, day)
    return {
        "source": record.source,
        "scope": record.scope,
        "topics": _json(record.topics),
        "letter": given.code,
        "words": given.words,
        "why": given.why,
        "since": since,
        "rules": _json([_rule(rule) for rule in given.rules]),
        "reviewed_on": _iso(given.reviewed_on),
        "reviewed": given.reviewed,
        "overdue": int(given.overdue),
        "next_letter": better[0] if better else None,
        "missing": _json([_gap(each) for each in better[1]] if better else []),
        "rule_version": given.rule_version,
        "as_of": day.isoformat(),
    }


def _gap(condition: Condition) -> str:
    return condition.words + (f" ({condition.found})" if condition.found else "")


def _rule(rule: Rule) -> Row:
    conditions = [
        {"words": each.words, "holds": each.holds, "found": each.found} for each in rule.conditions
    ]
    needs = "all" if rule.all_of else "one"
    return {
        "number": rule.number,
        "letter": rule.letter,
        "needs": needs,
        "holds": rule.holds,
        "conditions": conditions,
    }


def write(
    archive: sqlite3.Connection,
    news: sqlite3.Connection,
    replace: Callable[..., None],
    registry: Registry,
    day: date,
) -> None:
    """Brings every table about sources up to date with the registry, ``day`` and the log.
    ``replace`` makes a table hold exactly the given rows."""
    counts = {
        row["id"]: (row["articles"], row["latest"])
        for row in news.execute("SELECT id, articles, latest FROM sources")
    }
    since = _letters_since(archive)
    registry = with_quarantine(registry, quarantine_reasons(archive))
    sources = registry.sources
    all_records = records(registry)
    letters = {
        (r.source, r.scope): letter_row(r, day, since.get((r.source, r.scope))) for r in all_records
    }
    general = {record.source: record for record in all_records if not record.scope}
    rows = [
        source_row(s, general[s.id], letters[s.id, ""], counts.get(s.id, (0, None)), day)
        for s in sources
    ]
    replace("sources", rows, "id")
    replace("letters", letters.values(), "source", "scope")
    replace("vouchers", voucher_rows(sources), "id")
    replace("vetting", vetting_rows(sources), "source", "scope", "question")
    replace("incidents", incident_rows(sources), "id")
    replace("reviews", review_rows(sources), "id")
    replace("suspensions", suspension_rows(sources), "id")
    replace("source_ties", tie_rows(registry), "id")
    _append_log(archive, news)


def _letters_since(archive: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """When each letter was given, by source and scope."""
    rows = archive.execute(
        "SELECT source, scope, max(at) FROM record_log WHERE what = 'letter' GROUP BY 1, 2"
    )
    return {(source, scope): at for source, scope, at in rows}


def _append_log(archive: sqlite3.Connection, news: sqlite3.Connection) -> None:
    """The log only grows, so what stands there already is not looked at again."""
    last = news.execute("SELECT coalesce(max(id), 0) FROM source_log").fetchone()[0]
    news.executemany(
        "INSERT INTO source_log (id, at, source, scope, what, before, after, who, why, "
        "rule_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        archive.execute(
            "SELECT id, at, source, scope, what, before, after, who, why, rule_version "
            "FROM record_log WHERE id > ? ORDER BY id",
            [last],
        ),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
