"""Tagging the archive again after the rules have changed: from the texts we hold, no network."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date
from pathlib import Path

from aggregator.model import Registry, Tagged
from aggregator.pipeline import context_of
from aggregator.store.archive import Archive
from aggregator.store.records import StoredText
from aggregator.work import tag_again
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError

_PACKAGE = Path(__file__).parent


def tagger_fingerprint(registry: Registry) -> str:
    """Changes with everything that tags depend on: the rules as data and as code, and what
    feeds.yaml says of the sources.

    Read as bytes, because loading the tagger takes a third of a second, and a round in which
    nothing has changed must not pay for it.
    """
    digest = hashlib.sha256()
    files = [*(_PACKAGE / "tag").rglob("*.py"), *(_PACKAGE / "data").rglob("*.*")]
    for path in sorted(f for f in files if f.suffix != ".pyc"):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    for source in registry.sources:
        digest.update(repr(context_of(source, None)).encode())
    return digest.hexdigest()[:16]


async def bring_tags_up_to_date(registry: Registry, archive: Archive, workforce: Workforce) -> int:
    """Tags every article again that another tagger has tagged; returns how many changed.

    Articles whose tags come out the same are not published again. Interrupted, it begins anew
    next time and skips what is done.
    """
    fingerprint = tagger_fingerprint(registry)
    if archive.tagger() == fingerprint:
        return 0
    sources = {source.id: source for source in registry.sources}
    feeds = {feed.id: feed for source in registry.sources for feed in source.feeds}
    changed, after = 0, 0
    current: dict[str, str] = {}  # the version that a feed's articles come out with
    while batch := archive.read_articles(sources, after):
        after = batch[-1].article
        stale = [each for each in batch if each.tag_version != current.get(each.feed)]
        contexts = [context_of(sources[each.source], feeds.get(each.feed)) for each in stale]
        tags = await asyncio.gather(
            *(_tag(workforce, *pair) for pair in zip(stale, contexts, strict=True))
        )
        done = [(each, tagged) for each, tagged in zip(stale, tags, strict=True) if tagged.version]
        current.update((each.feed, tagged.version) for each, tagged in done)
        changed += archive.store_tags((each.article, tagged) for each, tagged in done)
    archive.remember_tagger(fingerprint)
    return changed


async def _tag(workforce: Workforce, each: StoredText, context: object) -> Tagged:
    day = date.fromisoformat(each.published[:10]) if each.published else None
    try:
        return await workforce.run(tag_again, each.title, each.text, each.language, day, context)
    except (WorkTimeoutError, WorkCrashedError) as error:
        return Tagged(problem=str(error))  # it keeps the tags that it has
