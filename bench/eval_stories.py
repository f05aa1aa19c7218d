"""Stories, edges and numbers against the invented events of ``tests/story/gold``.

What is compared: pairs of articles in one story (precision, recall, F1), the number of each
event, and that no event is rated 1 that should not be. On the speeches in ../shared/data: the
partner in the other language among all of two days.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

from aggregator.clock import to_iso
from aggregator.story.assess import Story, Surroundings, judge
from aggregator.story.edges import Tie
from aggregator.story.grouping import grouped, pair
from aggregator.story.likeness import THRESHOLD, agree, differ, score, weigh
from aggregator.story.member import Bodies, Member, Told, member_of
from aggregator.story.signals import Signals, signals_of
from aggregator.story.values import Standing
from bench import story_gold
from bench.figures import SHARED, Figure, fingerprint, skipped, table
from bench.story_gold import GoldArticle, GoldEvent

FULL_TEXT = 1500
"""Characters from which on a speech has a text, and not only a headline."""
PARTNER_DAYS = 2


@cache
def bodies() -> Bodies:
    """Whose word is whose, from feeds.yaml and organisations.yaml."""
    from aggregator.tag.organisation_names import bodies as listed  # noqa: PLC0415

    sources = frozenset(s.id for s in story_gold.registry().sources)
    sides = {b.id: b.side for b in listed().values()}
    parties = {s.id for s in story_gold.registry().sources if s.kind == "party"}
    occupier = frozenset(b for b, side in sides.items() if side == "occupier")
    return Bodies(
        sources,
        frozenset(b for b, side in sides.items() if side == "ukraine") | parties,
        occupier,
        (sources | sides.keys()) - occupier,
    )


@cache
def surroundings() -> Surroundings:
    """Letters, statuses and ties as the evaluation set makes them up."""
    parties = {s.id for s in story_gold.registry().sources if s.kind == "party"}
    standings = {
        s.id: Standing(s.id, s.letter, s.status, "ukraine" if s.id in parties else "")  # type: ignore[arg-type]
        for s in story_gold.made_up_sources().values()
    }
    kinds = {"owner": "ownership"}
    ties = tuple(
        Tie(kinds.get(kind, kind), members, "what the evaluation set makes up")
        for kind, members in story_gold.made_up_ties()
    )
    return Surroundings(bodies(), standings, ties)


def told(article: GoldArticle) -> Told:
    """An article as the store would hand it over."""
    return Told(
        article.id, article.source, to_iso(article.published), article.language, article.author,
        article.title, article.text, None, "live",
        json.loads(story_gold.tagged(article).organisations),
    )  # fmt: skip


@cache
def member(article: GoldArticle) -> Member:
    """An article, read."""
    return member_of(told(article), bodies())


@cache
def signals(article: GoldArticle) -> Signals:
    """What an article is compared by."""
    tags = story_gold.tagged(article)
    return signals_of(
        article.title, article.text, article.published.date(), article.language, article.source,
        tags.regions, tags.organisations,
    )  # fmt: skip


def stories_of(articles: Iterable[GoldArticle]) -> tuple[tuple[str, ...], ...]:
    """The stories that the rules make of the articles."""
    listed = list(articles)
    links = {}
    for one, two in combinations(listed, 2):
        likeness = score(signals(one), signals(two))
        if likeness > THRESHOLD:
            links[pair(one.id, two.id)] = likeness
    by_id = {a.id: signals(a) for a in listed}
    return grouped(list(by_id), links, differ=lambda a, b: differ(by_id[a], by_id[b]))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an event came out: ``found`` is the number of the story with most of its articles."""

    event: GoldEvent
    found: int | None
    reason: str
    story: Story


def outcomes(events: Iterable[GoldEvent], stories: Iterable[tuple[str, ...]]) -> list[Outcome]:
    """Every event beside the story that most of its articles came into."""
    listed = list(events)
    articles = {a.id: a for e in listed for a in e.articles}
    story_of = {key: story for story in stories for key in story}
    judged: dict[tuple[str, ...], Story] = {}
    results = []
    for event in listed:
        keys = [a.id for a in event.articles]
        best = max((story_of[k] for k in keys), key=lambda s: len(set(s) & set(keys)))
        if best not in judged:
            judged[best] = judge(
                [member(articles[k]) for k in best], surroundings(),
                lambda a, b: agree(signals(articles[a]), signals(articles[b])),
            )  # fmt: skip
        story = judged[best]
        verdict = story.verdict
        results.append(
            Outcome(event, verdict.number if verdict else None,
                    verdict.reason if verdict else "no number", story)
        )  # fmt: skip
    return results


def pairs(stories: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """Every pair of articles of one story."""
    return {pair(a, b) for story in stories for a, b in combinations(sorted(story), 2)}


def f1(wanted: set[tuple[str, str]], got: set[tuple[str, str]]) -> float:
    """F1 of the pairs."""
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def edges_right(results: Iterable[Outcome]) -> tuple[int, int]:
    """How many of the gold relays, copies and translations have an edge to the right one."""
    right = wanted = 0
    for result in results:
        found: Mapping[str, set[str]] = {}
        for edge in result.story.edges:
            found.setdefault(edge.taker, set()).add(edge.giver)  # type: ignore[attr-defined]
        for article in result.event.articles:
            for kind, of in article.roles:
                if kind in {"relay", "copy", "translation"}:
                    wanted += 1
                    giver = of.lstrip("~")
                    edges = found.get(article.id, set()) | {
                        e.taker for e in result.story.edges if e.giver == article.id
                    }
                    right += giver in edges or any(giver in each for each in edges)
    return right, wanted


def partners(path: Path) -> tuple[int, int]:
    """Of the speeches in two languages how many have their partner as the likest among all
    within two days, and how many there are. What has no text of its own is left out."""
    from aggregator.model import Context  # noqa: PLC0415 — loads the tagger
    from aggregator.reading import tag_text  # noqa: PLC0415

    read = []
    for each in json.loads(path.read_text(encoding="utf-8")):
        if len(each["text"]) < FULL_TEXT:
            continue
        day = date.fromisoformat(each["date"][:10])
        tags = tag_text(each["name"], each["text"], each["lang"], day, Context())
        found = signals_of(
            each["name"], each["text"], day, tags.language, f"{each['id']}-{each['lang']}",
            tags.regions, tags.organisations,
        )  # fmt: skip
        read.append((each["id"], each["lang"], found))
    english = [(name, found) for name, language, found in read if language == "en"]
    right = count = 0
    for name, language, own in read:
        near = [each for each in english if abs(each[1].day - own.day) <= PARTNER_DAYS]
        if language != "uk" or name not in {each[0] for each in near}:
            continue
        count += 1
        right += max(near, key=lambda each, own=own: weigh(own, each[1]))[0] == name  # type: ignore[misc]
    return right, count


def speeches() -> list[Figure]:
    """The figure of the speeches, where ../shared is at hand."""
    path = SHARED / "data" / "tagging" / "speeches-dev.json"
    if not path.exists():
        skipped("stories: partner of a speech", f"{path} is not here")
        return []
    right, count = partners(path)
    return [Figure("stories: partner of a speech within two days", right / count, 0.97,
                   fingerprint(path), f"{right} of {count}")]  # fmt: skip


def evaluate() -> list[Figure]:
    """The figures with their floors."""
    return [*invented(), *speeches()]


def invented() -> list[Figure]:
    """The figures of the invented events."""
    print_ = fingerprint(*story_gold.files(), story_gold.GOLD / "sources.txt")
    events = [e for path in story_gold.files() for e in story_gold.events(path)]
    stories = stories_of(a for e in events for a in e.articles)
    wanted = pairs([[a.id for a in e.articles] for e in events])
    results = outcomes(events, stories)
    right = sum(r.found == r.event.number for r in results)
    false_one = sum(r.found == 1 and r.event.number != 1 for r in results)
    edged, all_edges = edges_right(results)
    count = len(events)
    return [
        Figure("stories: pairs of one event, F1", f1(wanted, pairs(stories)), 0.95, print_,
               f"{count} events, {sum(len(e.articles) for e in events)} articles"),
        Figure("stories: number exactly right", right / count, 0.95, print_, f"{right} of {count}"),
        Figure("stories: not rated 1 without reason", 1 - false_one / count, 1.0, print_,
               f"{false_one} falsely confirmed"),
        Figure("stories: relays, copies, translations with their edge", edged / all_edges, 0.90,
               print_, f"{edged} of {all_edges}"),
    ]  # fmt: skip


if __name__ == "__main__":
    if "-v" in sys.argv:
        events = [e for path in story_gold.files() for e in story_gold.events(path)]
        every = stories_of(a for e in events for a in e.articles)
        for each in outcomes(events, every):
            if each.found != each.event.number:
                print(each.event.name, each.event.number, "came out as", each.found, each.reason)
                for placed in each.story.articles:
                    print("   ", placed)
                for edge in each.story.edges:
                    print("       ", edge)
    print(table(evaluate()))
