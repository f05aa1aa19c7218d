"""The checked keys of feeds.yaml as the values that travel (aggregator/model.py)."""

from __future__ import annotations

from aggregator import model
from aggregator.sources.document import Document
from aggregator.sources.schema import FeedKeys, FeedsYaml, SourceKeys


def registry_of(checked: FeedsYaml, document: Document) -> model.Registry:
    """Settings and sources; each feed knows the line on which its ``enabled`` stands."""
    return model.Registry(
        site=model.SiteSettings(**checked.site.model_dump()),
        fetch=model.FetchSettings(**checked.fetch.model_dump()),
        sources=tuple(_source(each, at, document) for at, each in enumerate(checked.sources)),
    )


def _source(keys: SourceKeys, at: int, document: Document) -> model.Source:
    lines = (
        document.line(("sources", at, "feeds", number, "enabled"))
        for number in range(len(keys.feeds))
    )
    return model.Source(
        id=keys.id,
        name=keys.name,
        homepage=keys.homepage,
        kind=keys.kind,
        mandate=keys.mandate,
        languages=tuple(keys.languages),
        names=dict(keys.names),
        aliases=tuple(keys.aliases),
        regions=tuple(keys.regions),
        focus=keys.focus,
        precision=keys.precision,
        owner=keys.owner,
        funding=keys.funding,
        memberships=tuple(keys.memberships),
        method=keys.method,
        caution=keys.caution,
        reuse=model.Reuse(**keys.reuse.model_dump()),
        legal=model.LegalStatus(**keys.legal.model_dump()),
        vouchers=tuple(model.Voucher(**each.model_dump()) for each in keys.vouchers),
        vetting=_vetting(keys),
        incidents=tuple(model.Incident(**each.model_dump()) for each in keys.incidents),
        feeds=tuple(
            _feed(keys.id, each, line) for each, line in zip(keys.feeds, lines, strict=True)
        ),
    )


def _vetting(keys: SourceKeys) -> tuple[model.VettingAnswer, ...]:
    """In the order of the questions, V2 before V10."""
    rows = sorted(keys.vetting.items(), key=lambda row: int(row[0][1:]))
    return tuple(
        model.VettingAnswer(question=question, **answer.model_dump()) for question, answer in rows
    )


def _feed(source: str, keys: FeedKeys, line: int | None) -> model.Feed:
    return model.Feed(
        id=f"{source}/{keys.name}",
        source=source,
        url=keys.url,
        found=keys.found,
        grade=keys.grade,
        enabled=keys.enabled,
        evidence=keys.evidence,
        reason=None if keys.enabled else keys.reason,
        language=keys.language,
        interval=keys.interval,
        line=line,
    )
