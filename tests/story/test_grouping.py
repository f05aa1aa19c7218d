"""Which articles become one story, in whatever order they come, and what a person says of it."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.story.assess import judge
from aggregator.story.grouping import Decision, constraints_of, grouped, pair
from bench import eval_stories, story_gold

KEYS = [f"a{i}" for i in range(8)]
LINKS = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS))
    .filter(lambda p: p[0] < p[1]),
    st.floats(0.1, 9, allow_nan=False),
    max_size=14,
)  # fmt: skip
DECISIONS = st.lists(
    st.builds(
        Decision,
        st.integers(1, 9),
        st.sampled_from(["merge", "split", "pin"]),
        st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).map(tuple),
        st.lists(st.sampled_from(KEYS), max_size=3, unique=True).map(tuple),
    ),
    max_size=3,
    unique_by=lambda d: d.number,
)


@given(LINKS, st.permutations(KEYS), DECISIONS)
def test_the_order_of_arrival_makes_no_difference(
    links: dict[tuple[str, str], float], order: list[str], decisions: list[Decision]
) -> None:
    known = constraints_of(decisions)
    shuffled = dict(random.Random(len(links)).sample(list(links.items()), len(links)))  # noqa: S311
    assert grouped(KEYS, links, known) == grouped(order, shuffled, known)


@given(LINKS, DECISIONS)
def test_every_article_is_in_one_story_and_none_is_lost(
    links: dict[tuple[str, str], float], decisions: list[Decision]
) -> None:
    found = [key for story in grouped(KEYS, links, constraints_of(decisions)) for key in story]
    assert sorted(found) == KEYS


def test_a_chain_of_half_likenesses_glues_nothing() -> None:
    chain = {pair(a, b): 1.0 for a, b in pairwise(KEYS)}
    assert all(len(story) <= 3 for story in grouped(KEYS, chain))


def test_a_merge_stays_although_nothing_is_alike() -> None:
    known = constraints_of([Decision(1, "merge", ("a1", "a5"))])
    assert ("a1", "a5") in grouped(KEYS, {}, known)


def test_a_split_stays_although_everything_is_alike() -> None:
    links = {pair(a, b): 5.0 for a, b in combinations(KEYS, 2)}
    known = constraints_of([Decision(1, "split", ("a1",), tuple(k for k in KEYS if k != "a1"))])
    assert ("a1",) in grouped(KEYS, links, known)


def test_a_pinned_story_takes_nothing_more() -> None:
    links = {pair(a, b): 5.0 for a, b in combinations(KEYS, 2)}
    known = constraints_of([Decision(1, "pin", ("a1", "a2"))])
    assert ("a1", "a2") in grouped(KEYS, links, known)


def test_the_last_word_about_a_pair_holds() -> None:
    known = constraints_of(
        [Decision(1, "split", ("a1",), ("a2",)), Decision(2, "merge", ("a1", "a2"))]
    )
    assert ("a1", "a2") in grouped(KEYS, {}, known)


@pytest.mark.parametrize("seed", range(3))
def test_the_stories_of_the_evaluation_set_do_not_depend_on_the_order(seed: int) -> None:
    events = story_gold.events(story_gold.files()[0])
    articles = [a for e in events for a in e.articles]
    wanted = eval_stories.stories_of(articles)
    random.Random(seed).shuffle(articles)  # noqa: S311
    assert eval_stories.stories_of(articles) == wanted
    by_id = {a.id: a for a in articles}
    for story in wanted:
        members = [eval_stories.member(by_id[key]) for key in story]
        there = judge(members, eval_stories.surroundings())
        assert judge(members[::-1], eval_stories.surroundings()) == there


def test_the_evaluation_set_is_large_enough_and_each_label_is_known() -> None:
    events = [e for path in story_gold.files() for e in story_gold.events(path)]
    articles = [a for e in events for a in e.articles]
    assert len(events) >= 60
    assert len(articles) >= 250
    assert {a.language for a in articles} == {"en", "uk", "ru"}
    assert len({a.id for a in articles}) == len(articles)
    sources = {s.id for s in story_gold.registry().sources}
    assert {a.source for a in articles} | story_gold.made_up_sources().keys() <= sources
    for event in events:
        known = {a.id for a in event.articles}
        for article in event.articles:
            for kind, of in article.roles:
                assert not of or of.startswith("~") or of in known, (article.id, kind, of)


def test_the_figures_of_the_evaluation_do_not_fall() -> None:
    for figure in eval_stories.invented():
        assert figure.reached, figure
