"""One page, read: text, metadata, language, places, topics. Runs in a worker process.

Importing this module loads everything that reading needs, so that worker processes forked
from a server that has imported it share that memory.
"""

from __future__ import annotations

import gc
import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from aggregator.extract import extract
from aggregator.identify import content_hash
from aggregator.model import (
    TAG_PARTS,
    Article,
    Context,
    Entry,
    Page,
    Reading,
    Tag,
    Tagged,
    TagPart,
    document,
)
from aggregator.rules.names import Alias
from aggregator.rules.versions import names_version, versions_for
from aggregator.tag.claims import find_claims
from aggregator.tag.figures import FigureClaim
from aggregator.tag.language import detect
from aggregator.tag.organisations import Mention
from aggregator.tag.places import capped, find_places
from aggregator.tag.topics import find_topics

_aliases: tuple[Alias, ...] = ()
_names: str = names_version(())


def equip(aliases: tuple[Alias, ...]) -> None:
    """Called once in each worker: the names under which texts cite the vetted sources. They are
    many, and the table made from them is built once per process."""
    global _aliases, _names  # what a process is equipped with is its own
    names = names_version((alias.organisation, alias.name) for alias in aliases)
    _aliases, _names = aliases, names


def _warm() -> None:
    # The gazetteer and the rules load on first use. Used here, they are loaded once, in the
    # process that workers are forked from; frozen, no collection ever touches their pages.
    tag_text("", "Херсон, Kherson: насильницька мобілізація, 12 people", None, None, Context())
    gc.freeze()


def read(entry: Entry, page: Page, context: Context) -> Reading:
    """Extracts and tags one article. The same arguments give the same reading."""
    article = extract(entry, page, context.language)
    day = article.published.date() if article.published else None
    tagged = tag_text(article.title, article.text, article.language, day, context)
    if tagged.problem:
        article = replace(article, detail=tagged.problem)
    article = _in_its_language(article, tagged.language)
    digest = content_hash(article.title, article.text)
    return Reading(article, tagged, digest, len(article.text.split()))


def tag_text(
    title: str,
    text: str,
    language: str | None,
    published: date | None,
    context: Context,
    parts: frozenset[TagPart] = TAG_PARTS,
) -> Tagged:
    """What the words of an article say: its language, places, topics, who is cited, and attributed
    counts; or only ``parts`` of that, and then nothing else in the answer counts.

    A text that trips a rule must not cost the article: it comes back untagged, with the reason
    and without a version, so that it is tried again.
    """
    try:
        return _tagged(title, text, language, published, context, parts)
    except Exception as error:
        return Tagged(problem=f"tagging failed: {type(error).__name__}: {str(error)[:200]}")


def _tagged(
    title: str,
    text: str,
    language: str | None,
    published: date | None,
    context: Context,
    parts: frozenset[TagPart],
) -> Tagged:
    whole = document(title, text)
    found = {"version": _version(_names, context), "language": language}
    if "language" in parts:
        found["language"] = language = detect(whole, language)
    if "places" in parts:
        regions = find_places(
            title, text, published=published, focus=context.focus, own_names=context.own_names
        )
        if context.precision:
            regions = capped(regions, context.precision)
        found["regions"] = _json([_tag(tag) for tag in regions])
    if "topics" in parts:
        found["topics"] = _json([_tag(tag) for tag in find_topics(title, text, language)])
    if "claims" in parts:
        claims = find_claims(title, text, language, _aliases)
        found["organisations"] = _json([_mention(mention) for mention in claims.organisations])
        found["figures"] = _json([_figure(figure, whole) for figure in claims.figures])
    return Tagged(**found)  # type: ignore[arg-type]  # all are texts


@cache
def _version(names: str, context: Context) -> str:
    return str(versions_for(names, context))


def _json(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _tag(tag: Tag) -> list[Any]:
    spans = [[s.start, s.end, s.form, s.rule] for s in tag.spans]
    return [tag.code, tag.role, tag.weight, spans]


def _mention(mention: Mention) -> list[Any]:
    span = mention.span
    return [mention.organisation, mention.role, span.start, span.end, span.form, span.rule,
            mention.cue, list(mention.sentence)]  # fmt: skip


def _figure(figure: FigureClaim, whole: str) -> dict[str, Any]:
    period = figure.period
    return {
        "value": figure.value,
        "upper": figure.upper,
        "kind": figure.kind,
        "what": figure.what,
        "words": figure.span.form,
        "period_from": period.start if period else None,
        "period_to": period.end if period else None,
        "period_words": period.form if period else None,
        "counter": figure.organisation,
        "counter_words": figure.as_named or None,
        "attributed_by": figure.attributed_by or None,
        "claimed": int(figure.claimed),
        "sentence": whole[figure.sentence[0] : figure.sentence[1]].strip(),
    }


def _in_its_language(article: Article, found: str | None) -> Article:
    """The text decides over what feed and page declare: sites label translations wrongly."""
    if found is None:
        return replace(article, language=None, language_from="")
    stated = (article.language or "").partition("-")[0].lower()
    # "ua" is how Ukrainian sites call Ukrainian; the standard's code is "uk".
    same = found == {"ua": "uk"}.get(stated, stated)
    return replace(
        article, language=found, language_from=article.language_from if same else "detected"
    )


_warm()
