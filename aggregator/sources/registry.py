"""The checked keys of feeds.yaml as the values that travel (aggregator/model.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aggregator import model
from aggregator.credibility import values
from aggregator.sources.document import Document
from aggregator.sources.schema import FeedKeys, FeedsYaml, SourceKeys
from aggregator.sources.schema_vetting import Question, ReviewKeys, ScopeKeys, VettingKeys


def registry_of(checked: FeedsYaml, document: Document) -> model.Registry:
    """Settings and sources; each feed knows the line on which its ``enabled`` stands."""
    return model.Registry(
        site=model.SiteSettings(**checked.site.model_dump()),
        fetch=model.FetchSettings(**checked.fetch.model_dump()),
        sources=tuple(_source(each, at, document) for at, each in enumerate(checked.sources)),
    )


def _source(keys: SourceKeys, at: int, document: Document) -> model.Source:
    lines = (
        [document.line(("sources", at, "feeds", number, key)) for key in ("enabled", "url")]
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
        reuse=values.Reuse(**keys.reuse.model_dump()),
        legal=values.LegalStatus(**keys.legal.model_dump()),
        permission=values.Permission(**keys.permission.model_dump()) if keys.permission else None,
        vouchers=tuple(values.Voucher(**each.model_dump()) for each in keys.vouchers),
        vetting=_vetting(keys.vetting),
        incidents=tuple(values.Incident(**each.model_dump()) for each in keys.incidents),
        status=keys.status,
        listed_on=keys.listed_on,
        suspensions=tuple(values.Suspension(**each.model_dump()) for each in keys.suspensions),
        reviews=_reviews(keys.reviews),
        scopes=tuple(_scope(each) for each in keys.scopes),
        ties=tuple(values.StatedTie(**each.model_dump()) for each in keys.ties),
        feeds=tuple(_feed(keys, each, *line) for each, line in zip(keys.feeds, lines, strict=True)),
    )


def _scope(keys: ScopeKeys) -> values.Scope:
    return values.Scope(
        scope=keys.scope,
        topics=tuple(keys.topics),
        vetting=_vetting(keys.vetting),
        reviews=_reviews(keys.reviews),
    )


def _vetting(answers: Mapping[Question, VettingKeys]) -> tuple[values.VettingAnswer, ...]:
    """In the order of the questions, V2 before V10."""
    rows = sorted(answers.items(), key=lambda row: int(row[0][1:]))
    return tuple(
        values.VettingAnswer(question=question, **answer.model_dump()) for question, answer in rows
    )


def _reviews(reviews: Sequence[ReviewKeys]) -> tuple[values.Review, ...]:
    """The oldest first."""
    rows = sorted(reviews, key=lambda each: each.reviewed_on)
    return tuple(
        values.Review(each.reviewed_on, each.kind, tuple(each.assessors), each.note)
        for each in rows
    )


def _feed(source: SourceKeys, keys: FeedKeys, line: int | None, url_line: int | None) -> model.Feed:
    return model.Feed(
        id=f"{source.id}/{keys.name}",
        source=source.id,
        url=keys.url,
        found=keys.found,
        grade=keys.grade,
        enabled=keys.enabled,
        evidence=keys.evidence,
        reason=None if keys.enabled else keys.reason,
        language=keys.language,
        interval=keys.interval,
        line=line,
        url_line=url_line,
        permitted=source.permission is not None,
        retrieval=_retrieval(keys),
    )


def _retrieval(keys: FeedKeys) -> model.Retrieval:
    return model.Retrieval(
        kind=keys.kind,
        articles=tuple(keys.articles),
        sitemaps=tuple(keys.sitemaps),
        layouts=tuple(
            model.Layout(
                item=each.item,
                link=each.link,
                title=each.title,
                published=each.date,
                older=each.next,
                valid_until=each.valid_until,
            )
            for each in keys.layout
        ),
        pages=model.Retrieval().pages if keys.pages is None else keys.pages,
    )
