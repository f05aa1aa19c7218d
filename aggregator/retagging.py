"""Tagging the archive again after the rules have changed: from the texts we hold, no network.

Only what can come out differently is done again. Each article knows by which version of each part
of the tagger it was tagged (:mod:`aggregator.rules.versions`); only the parts that have another
version now run again. Where cues or names have changed, and not the code that looks for them, they
run only for articles in whose text the words of the changed cues stand
(:mod:`aggregator.rules.changes`); of all others it is noted that they are up to date.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from aggregator.model import TAG_PARTS, Context, Registry, Tagged, TagPart, document
from aggregator.pipeline import Retagged, context_of
from aggregator.rules import changes
from aggregator.rules.changes import Reach, Rules
from aggregator.rules.names import aliases_of
from aggregator.rules.versions import Versions, code_of, names_version, rules_of, versions_for
from aggregator.store.archive import Archive
from aggregator.store.records import StoredText, TaggedBy
from aggregator.work import tag_again
from aggregator.workforce import WorkCrashedError, Workforce, WorkTimeoutError

log = logging.getLogger("aggregator")

_PARTS: dict[Rules, TagPart] = {
    "topics": "topics", "organisations": "claims", "figures": "claims", "names": "claims",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What an article needs that was tagged by some older tagger: parts that run again in any
    case, and parts that run again where a change of their rules can touch the text."""

    always: frozenset[TagPart] = frozenset()
    where: tuple[tuple[TagPart, Reach], ...] = ()

    def parts(self, title: str, text: str) -> frozenset[TagPart]:
        """The parts that run again for one text."""
        if not self.where:
            return self.always
        folded = changes.fold(document(title, text))
        return self.always.union(
            part for part, reach in self.where
            if part not in self.always and reach.touches(folded)
        )  # fmt: skip


async def bring_tags_up_to_date(
    registry: Registry, archive: Archive, workforce: Workforce
) -> Retagged:
    """Tags again what other rules, or other words about a source, can have changed.

    Articles whose tags come out the same are not published again. Interrupted, it goes on next
    time where it was. Articles whose tagging has failed are tried once more in each round, a few
    times, whether or not the rules have changed.
    """
    return await _Pass(registry, archive, workforce).run()


def remember_tagger(registry: Registry, archive: Archive) -> None:
    """Notes that there is nothing to tag again: called where no article is held yet."""
    current = _Current(registry)
    current.keep(archive)
    archive.tags.remember_tagger(current.fingerprint)


class _Current:
    """The tagger as it is now, for each feed of ``registry``."""

    def __init__(self, registry: Registry) -> None:
        self.sources = {source.id: source for source in registry.sources}
        self._feeds = {feed.id: feed for source in registry.sources for feed in source.feeds}

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """The names of all sources, each with its source."""
        return [(alias.organisation, alias.name) for alias in aliases_of(self.sources.values())]

    def context(self, source: str, feed: str) -> Context:
        """What reading the articles of a feed needs to know of where they came from."""
        return context_of(self.sources[source], self._feeds.get(feed))

    @cached_property
    def fingerprint(self) -> str:
        """Changes with everything that tags depend on: the rules as data and as code, and what
        feeds.yaml says of the sources."""
        digest = hashlib.sha256(str(versions_for("", Context())).encode())
        for source in self.sources.values():
            digest.update(repr((source.id, source.homepage, context_of(source, None))).encode())
        return digest.hexdigest()[:16]

    @cached_property
    def _named(self) -> str:
        return names_version(self.names)

    def versions(self, source: str, feed: str) -> Versions:
        """The tagger of the articles of a feed."""
        return versions_for(self._named, self.context(source, feed))

    def keep(self, archive: Archive) -> None:
        """Keeps the rules as they are, to be compared with later ones."""
        now = versions_for(self._named, Context())
        for kind in changes.RULES:
            archive.tags.keep_rules(kind, _rules(now, kind), partial(self.units, kind))

    def units(self, kind: Rules) -> list[str]:
        """The rules of one kind, unit by unit."""
        return changes.units(kind, self.names if kind == "names" else ())


def _rules(versions: Versions, kind: Rules) -> str:
    return rules_of(getattr(versions, kind))


class _Pass:
    """One pass over the archive."""

    def __init__(self, registry: Registry, archive: Archive, workforce: Workforce) -> None:
        self._tags, self._archive, self._workforce = archive.tags, archive, workforce
        self._now = _Current(registry)
        self._reaches: dict[tuple[str, str, str], Reach | None] = {}
        self._done = Retagged()

    async def run(self) -> Retagged:
        same = self._tags.tagger() == self._now.fingerprint
        if not same:
            self._now.keep(self._archive)
            self._tags.forgive_failures()
        await self._try_failures_again()
        if not same:
            await self._bring_up()
            self._tags.remember_tagger(self._now.fingerprint)
            done = (self._done.looked_at, self._done.tagged, self._done.changed)
            log.info("other rules: %d texts looked at, %d tagged again, %d changed", *done)
        return self._done

    async def _try_failures_again(self) -> None:
        after = 0
        while batch := self._tags.failing(self._now.sources, after):
            after = batch[-1].article
            await self._tag([(each, TAG_PARTS) for each in batch])

    async def _bring_up(self) -> None:
        for group in self._tags.tagged_by(self._now.sources):
            target = self._now.versions(group.source, group.feed)
            if str(target) != group.version:
                await self._bring_group_up(group, target)
        used = [
            v for g in self._tags.tagged_by(self._now.sources) if (v := Versions.read(g.version))
        ]
        for kind in changes.RULES:
            self._tags.drop_rules(kind, {_rules(each, kind) for each in used})

    async def _bring_group_up(self, group: TaggedBy, target: Versions) -> None:
        plan, after = self._plan(Versions.read(group.version), target), 0
        if not plan.always and not plan.where:
            self._tags.bring_group_up(group, str(target))
            return
        while batch := self._tags.texts_of(group, after):
            after = batch[-1].article
            wanted = [(each, plan.parts(each.title, each.text)) for each in batch]
            self._done.looked_at += len(batch)
            self._tags.bring_up((e.article for e, parts in wanted if not parts), str(target))
            await self._tag([(each, parts) for each, parts in wanted if parts])

    # --- what an older tagger needs ----------------------------------------------------

    def _plan(self, old: Versions | None, new: Versions) -> Plan:
        if old is None or old.language != new.language:
            return Plan(TAG_PARTS)
        always: set[TagPart] = set()
        if (old.places, old.context) != (new.places, new.context):
            always.add("places")
        if code_of(old.topics) != code_of(new.topics):
            always.add("topics")
        if any(code_of(getattr(old, room)) != code_of(getattr(new, room))
               for room in ("organisations", "figures")):  # fmt: skip
            always.add("claims")
        where = []
        for kind, part in _PARTS.items():
            if part in always:
                continue
            reach = self._reach(kind, _rules(old, kind), _rules(new, kind))
            if reach is None:
                always.add(part)
            elif reach:
                where.append((part, reach))
        return Plan(frozenset(always), tuple(where))

    def _reach(self, kind: Rules, old: str, new: str) -> Reach | None:
        """What the change between two versions can touch; None where it is everything, or where
        the older rules are not known any more."""
        if (kind, old, new) not in self._reaches:
            before = self._tags.rules(kind, old) if old != new else []
            after = self._now.units(kind) if old != new else []
            reach = None if before is None else Reach(before, after)
            self._reaches[kind, old, new] = None if reach and reach.everything else reach
        return self._reaches[kind, old, new]

    # --- tagging -----------------------------------------------------------------------

    async def _tag(self, wanted: Sequence[tuple[StoredText, frozenset[TagPart]]]) -> None:
        tags = await asyncio.gather(*(self._tag_one(each, parts) for each, parts in wanted))
        made = list(zip(wanted, tags, strict=True))
        self._done.tagged += len(made)
        self._done.changed += self._tags.store_again(
            (each.article, tagged, parts) for (each, parts), tagged in made if tagged.version
        )
        self._tags.count_failures(each.article for (each, _), tagged in made if not tagged.version)

    async def _tag_one(self, each: StoredText, parts: frozenset[TagPart]) -> Tagged:
        day = date.fromisoformat(each.published[:10]) if each.published else None
        context = self._now.context(each.source, each.feed)
        try:
            return await self._workforce.run(
                tag_again, each.title, each.text, each.language, day, context, parts
            )
        except (WorkTimeoutError, WorkCrashedError) as error:
            return Tagged(problem=str(error))  # it keeps the tags that it has
