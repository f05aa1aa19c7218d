"""Stories brought up to date: after a round, and after a person has said something.

What has changed since last time is compared with what shares a key with it; only stories that
hang together with it are made anew. A round without changes reads one number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from time import process_time
from typing import Any

from aggregator.credibility.letters import letter
from aggregator.credibility.letters_record import general_records, status_on
from aggregator.credibility.ties import ties
from aggregator.model import Registry, Source
from aggregator.store.archive import Archive
from aggregator.store.opening import explained, open_archive
from aggregator.store.source_log import as_held
from aggregator.store.stories import Changed, Judged, StoryStore
from aggregator.store.story_said import decisions_of, rejections_of
from aggregator.story import judged_by
from aggregator.story.assess import Story, Surroundings, judge
from aggregator.story.claims import quoted_claims
from aggregator.story.edges import Tie
from aggregator.story.genre import GENRES
from aggregator.story.grouping import Constraints, constraints_of, grouped, pair
from aggregator.story.likeness import THRESHOLD, WINDOW, agree, differ, score
from aggregator.story.member import Bodies, Member, Told, member_of
from aggregator.story.number import RULE_VERSION
from aggregator.story.signals import Signals, signals_of
from aggregator.story.values import Standing

BATCH = 50
"""Articles in one transaction: the fetcher waits no longer than that for its turn to write."""
MEMBERS = 60
"""Articles read for their stories that are kept at hand, 20 kB each."""
REMEMBERED = 500
"""Signals that are kept at hand: two days of 200 articles a day, 2 MB."""


@dataclass(slots=True)
class Linked:
    """What bringing stories up to date has done."""

    articles: int = 0
    stories: int = 0
    cpu: float = 0.0  # seconds of this process


def bring_stories_up_to_date(folder: Path, registry: Registry, now: datetime) -> Linked:
    """Links what has changed, and judges again what other letters, ties or decisions touch.

    Opens the archive by itself: it runs in a worker, which has the tables of the tagger already.
    Raises :class:`~aggregator.store.opening.StoreError`.
    """
    began = process_time()
    registry = as_held(folder, registry)
    with explained(folder), closing(Archive(open_archive(folder))) as archive:
        linker = Linker(archive, surroundings_of(registry, now.date()), now)
        done = linker.run()
        archive.remember_judged_by(judged_by(registry, now.date()))
    done.cpu = process_time() - began
    return done


def bodies_of(sources: Iterable[Source]) -> Bodies:
    """Whose word is whose: from feeds.yaml and organisations.yaml."""
    from aggregator.tag.organisation_names import bodies  # noqa: PLC0415 — only where linked

    listed = list(sources)
    sides = {body.id: body.side for body in bodies().values()}
    parties = {s.id for s in listed if s.kind == "party" and "Ukrain" in (s.owner or "")}
    known = frozenset(s.id for s in listed)
    occupier = frozenset(b for b, side in sides.items() if side == "occupier")
    ukraine = frozenset(b for b, side in sides.items() if side == "ukraine") | parties
    return Bodies(known, ukraine, occupier, (known | sides.keys()) - occupier)


def standings_of(registry: Registry, bodies: Bodies, day: date) -> dict[str, Standing]:
    """Letter and status of every source on a day. An official body has no letter: F."""
    found = {}
    for source, record in general_records(registry).items():
        given = letter(record, day)
        side = "ukraine" if source in bodies.ukraine else ""
        status = status_on(record, day)
        method = given.counts and given.code == "F"
        found[source] = Standing(source, given.code or "F", status, side, method)  # type: ignore[arg-type]
    return found


def ties_of(registry: Registry, day: date) -> tuple[Tie, ...]:
    """The ties that hold on a day."""
    return tuple(
        Tie(tie.kind, frozenset({tie.a, tie.b}), tie.through)
        for tie in sorted(ties(registry), key=lambda t: (t.a, t.b, t.kind, t.through))
        if tie.holds_on(day)
    )


def surroundings_of(registry: Registry, day: date) -> Surroundings:
    """What stories are judged by on a day, as feeds.yaml has it."""
    bodies = bodies_of(registry.sources)
    return Surroundings(bodies, standings_of(registry, bodies, day), ties_of(registry, day))


class Linker:
    """One pass. Make a new one each time."""

    def __init__(self, archive: Archive, surroundings: Surroundings, now: datetime) -> None:
        self._archive, self._now = archive, now
        self._store: StoryStore = archive.stories
        self._said = self._store.said()
        self._known = replace(surroundings, rejections=rejections_of(self._said))
        self._constraints = constraints_of(decisions_of(self._said))
        self._together = self._as_numbers(self._constraints)
        self._recent: dict[int, Signals] = {}
        self._members: dict[int, Member] = {}
        self.done = Linked()

    def run(self) -> Linked:
        """Does the work, a transaction for each batch."""
        last = int(self._store.fact("linked") or 0)
        if self._store.outdated_signals():
            last = 0
        affected = self._judged_by_others()
        while True:
            batch, reached = self._store.changed(last, BATCH)
            if reached == last:
                break
            with self._archive.together():
                self._link(batch)
                self._store.remember("linked", str(reached))
            last = reached
        if affected:
            with self._archive.together():
                self._judge_again(affected)
                self._store.remember("story_standings", self._digest())
        return self.done

    # --- what stories are judged by ------------------------------------------------------

    def _as_numbers(self, known: Constraints) -> dict[int, set[int]]:
        ids = self._store.ids_of({key for both in known.together for key in both})
        found: dict[int, set[int]] = {}
        for one, two in known.together:
            if one in ids and two in ids:
                found.setdefault(ids[one], set()).add(ids[two])
                found.setdefault(ids[two], set()).add(ids[one])
        return found

    def _digest(self) -> str:
        """What every source's stories depend on beside their articles, source by source."""
        known = self._known
        lines: dict[str, Any] = {
            s.source: [s.letter, s.status, s.side, s.published_method]
            for s in known.standings.values()
        }
        for tie in known.ties:
            for source in sorted(tie.sources):
                lines.setdefault(source, []).append([tie.kind, tie.through])
        lines[""] = [RULE_VERSION, len(self._said)]
        return json.dumps(lines, sort_keys=True, ensure_ascii=False)

    def _judged_by_others(self) -> set[str]:
        """Stories that were judged with other letters, ties or rules than those of today."""
        then = self._store.fact("story_standings")
        today = self._digest()
        if then == today:
            return set()
        old, new = json.loads(then or "{}"), json.loads(today)
        if old.get("") != new[""]:
            return self._store.every_story() or {""}
        changed = {s for s in old.keys() | new.keys() if old.get(s) != new.get(s)}
        return self._store.stories_with(changed) or {""}

    # --- linking -------------------------------------------------------------------------

    def _link(self, batch: Iterable[Changed]) -> None:
        touched: set[int] = set()
        stories: set[str] = set()
        for each in batch:
            if each.shown:
                self._compare(each)
            else:
                self._store.forget(each.article)
                left = set(self._store.stories_of([each.article]).values())
                self._store.leave([each.article])
                stories |= left
                # Those that stay are judged anew: without it, they are another story.
                touched.update(*self._store.members(left).values())
            touched.add(each.article)
        self._make_stories(touched, stories)

    def _compare(self, each: Changed) -> None:
        own = signals_of(
            each.title, each.text, date.fromisoformat(each.day), each.language, each.source,
            each.regions, each.organisations,
        )  # fmt: skip
        self.done.articles += 1
        if not self._store.put_signals(each.article, each.key, own):
            return
        self._remember({each.article: own})
        candidates = self._store.candidates(each.article, own, WINDOW)
        self._remember(self._store.signals(c for c in candidates if c not in self._recent))
        scores = {
            other: likeness
            for other in candidates
            if other in self._recent and (likeness := score(own, self._recent[other])) > THRESHOLD
        }
        if scores:
            self._store.put_links(each.article, scores)

    def _remember(self, signals: Mapping[int, Signals]) -> None:
        if len(self._recent) > REMEMBERED:
            self._recent.clear()
        self._recent |= signals

    def _make_stories(self, touched: set[int], stories: set[str]) -> None:
        """Makes every story anew that hangs together with ``touched`` or was one of ``stories``."""
        before = {a for members in self._store.members(stories).values() for a in members}
        near, links = self._store.neighbourhood(touched | before, self._together)
        # An article that left takes those along that hung on it, and they may stand elsewhere.
        while True:
            stories |= set(self._store.stories_of(near).values())
            members = {a for listed in self._store.members(stories).values() for a in listed}
            if members <= near:
                break
            more, further = self._store.neighbourhood(members - near, self._together)
            near |= more
            links |= further
        keys = self._store.keys_of(near)
        ids = {key: article for article, key in keys.items()}
        named = {
            pair(keys[one], keys[two]): likeness
            for (one, two), likeness in links.items()
            if one in keys and two in keys
        }
        groups = grouped(sorted(ids), named, self._constraints, self._differing(ids))
        self._judge([[ids[key] for key in g] for g in groups], stories, touched)

    def _differing(self, ids: Mapping[str, int]) -> Callable[[str, str], bool]:
        """Whether two articles, by their keys, are visibly of different events."""

        def differs(one: str, two: str) -> bool:
            if not {ids[one], ids[two]} <= self._recent.keys():
                self._remember(self._store.signals((ids[one], ids[two])))
            first, second = self._recent.get(ids[one]), self._recent.get(ids[two])
            return first is not None and second is not None and differ(first, second)

        return differs

    def _judge_again(self, stories: set[str]) -> None:
        """Judges stories anew, in their groups as decisions now have them."""
        members = self._store.members(stories - {""})
        listed = sorted(a for articles in members.values() for a in articles)
        decided = self._store.ids_of(
            {key for each in self._said for key in (*each.articles, *each.others)}
        )
        for at in range(0, len(listed), BATCH):
            self._make_stories(set(listed[at : at + BATCH]) | set(decided.values()), set())

    # --- judging -------------------------------------------------------------------------

    def _judge(self, made: Iterable[list[int]], stories: set[str], touched: set[int]) -> None:
        """Judges the groups that are new or hold something new; of ``stories`` those end that are
        none any more."""
        standing = {frozenset(a): story for story, a in self._store.members(stories).items()}
        groups, kept = [], set()
        for articles in made:
            same = standing.get(frozenset(articles))
            if same is None or not touched.isdisjoint(articles):
                groups.append(articles)
            else:
                kept.add(same)
        known = self._known
        told = self._store.told(a for articles in groups for a in articles)
        for articles in groups:
            if not all(article in told for article in articles):
                continue
            members = [self._member(a, told[a], alone=len(articles) == 1) for a in articles]
            story = judge(members, known, self._agreement(articles, members))
            kept.add(story.id)
            self._store.put_story(stored(story, articles, members, known), self._now)
            self.done.stories += 1
        self._store.end_stories(sorted(stories - kept), self._now)

    def _agreement(self, articles: list[int], members: list[Member]) -> Callable[[str, str], bool]:
        """Whether two articles of a story agree on the core; what a person has merged does."""
        self._remember(self._store.signals(a for a in articles if a not in self._recent))
        by_key = {m.id: self._recent.get(a) for m, a in zip(members, articles, strict=True)}

        def agrees(one: str, two: str) -> bool:
            first, second = by_key[one], by_key[two]
            merged = pair(one, two) in self._constraints.together
            return merged or (first is not None and second is not None and agree(first, second))

        return agrees

    def _member(self, article: int, told: Told, *, alone: bool) -> Member:
        """An article read for its story. What its signals know already spares reading the
        sentences of many; a story that grows does not read its articles again and again."""
        signals = self._recent.get(article)
        if signals is not None:
            cued = bool(signals.cued) or not alone
            told = replace(told, genre=GENRES[signals.genre], cued=cued)
        known = self._members.get(article)
        if known is None or known.told != told:
            known = member_of(told, self._known.bodies)
            if len(self._members) > MEMBERS:
                self._members.clear()
            self._members[article] = known
        return known


def stored(story: Story, articles: list[int], members: list[Member], known: Surroundings) -> Judged:
    """A story as the store keeps it.

    ``body`` is a JSON object: ``placed`` and ``edges`` are those of
    :class:`~aggregator.story.assess.Story`, ``groups`` the articles that count, one list for each
    separate origin, ``claims`` what a fact check refutes.
    """
    verdict = story.verdict
    by_key = {member.id: article for member, article in zip(members, articles, strict=True)}
    body = {
        "placed": [[by_key[p.article], *asdict(p).values()] for p in story.articles],
        "edges": [list(asdict(e).values()) for e in story.edges],
        "groups": [list(group) for group in verdict.groups] if verdict else [],
        "missing": verdict.missing if verdict else "",
        "not_held": verdict.not_held if verdict else "",
        "admissions": [list(asdict(a).values()) for a in story.claim.admissions],
        "claims": [list(asdict(c).values()) for c in quoted_claims(members, known)],
        "first": min(m.told.published for m in members),
        "last": max(m.told.published for m in members),
    }
    inputs = {
        "tellings": [
            [t.id, t.standing.source, t.standing.letter, t.standing.status, t.relation, t.access]
            for t in story.claim.tellings
        ],
        "edges": [[e.rule, e.kind, e.taker, e.giver, e.state] for e in story.claim.edges],
        "admissions": [a.body for a in story.claim.admissions],
    }
    return Judged(
        story.id,
        tuple(articles),
        json.dumps(body, ensure_ascii=False),
        verdict.number if verdict else None,
        verdict.reason if verdict else "no number",
        RULE_VERSION,
        json.dumps(inputs, ensure_ascii=False),
    )
