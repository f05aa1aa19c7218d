"""One page, read: text, metadata, language, places, topics. Runs in a worker process.

Importing this module loads everything that reading needs, so that worker processes forked
from a server that has imported it share that memory.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Sequence
from dataclasses import replace

from aggregator.extract import extract
from aggregator.identify import content_hash
from aggregator.model import Article, Context, Entry, Page, Reading, Tag, Tags
from aggregator.tag import tag_article


def _warm() -> None:
    # The gazetteer and the rules load on first use. Used here, they are loaded once, in the
    # process that workers are forked from; frozen, no collection ever touches their pages.
    tag_article("", "Херсон, Kherson: насильницька мобілізація")
    gc.freeze()


_warm()


def read(entry: Entry, page: Page, context: Context) -> Reading:
    """Extracts and tags one article. Pure: the same arguments give the same reading."""
    article = extract(entry, page, context.language)
    try:
        tags = tag_article(
            article.title,
            article.text,
            language=article.language,
            published=article.published.date() if article.published else None,
            focus=context.focus,
            own_names=context.own_names,
        )
    except Exception as error:
        # A text that trips a tagging rule must not cost the article. It is stored untagged,
        # with the reason; its empty tag versions bring it back when the rules have changed.
        tags = Tags(None)
        reason = f"tagging failed: {type(error).__name__}: {str(error)[:200]}"
        article = replace(article, detail=reason)
    article = _in_its_language(article, tags.language)
    return Reading(
        article,
        _packed(tags.regions),
        _packed(tags.topics),
        f"{tags.gazetteer_version}/{tags.topics_version}" if tags.topics_version else "",
        content_hash(article.title, article.text),
        len(article.text.split()),
    )


def _packed(tags: Sequence[Tag]) -> str:
    """Tags in the form that :class:`~aggregator.model.Reading` describes."""
    values = [
        [t.code, t.role, t.weight, [[s.start, s.end, s.form, s.rule] for s in t.spans]]
        for t in tags
    ]
    return json.dumps(values, ensure_ascii=False)


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
