"""The public tables of stories. Explained in docs/stories.md."""

from __future__ import annotations

from aggregator.store.public_table import Table, columns

STORIES = Table(
    name="stories",
    says="One event as articles tell it: how many separate origins stand behind it, and who only "
    "repeats. The number is computed by a public rule; it never says that something is true.",
    key=("id",),
    label="title",
    sort_desc="latest",
    facets=("number",),
    columns=columns("""
        id TEXT: Key of the story's first article, used in addresses.
        title TEXT: Title of its first origin, as published.
        earliest TEXT: Date of its first article, UTC.
        latest TEXT: Date of its last article, UTC.
        articles INTEGER: How many articles tell it.
        origins INTEGER: How many separate origins count.
        repeating INTEGER: How many articles only repeat others.
        number INTEGER: 1 to 6 by the rules of docs/stories.md; empty for statements, appeals, guides, analysis, lists and fact checks.
        words TEXT: The number in words.
        reason TEXT: Which rule gave the number.
        missing TEXT: What a better number would need.
        not_held TEXT: The body whose own report everybody repeats and we do not hold.
        rule_version TEXT: Version of the rules.
        updated TEXT: When it was last judged, UTC; after a take-down the round before.
    """),
    indexes=(("latest desc",), ("number", "latest desc"), ("origins",)),
)

STORY_ARTICLES = Table(
    name="story_articles",
    says="The role of one article in its story: an origin, or a relay of whom, with the sentence "
    "that says so.",
    key=("article",),
    facets=("role",),
    columns=columns("""
        article INTEGER -> articles.id: The article.
        story TEXT -> stories.id: Its story.
        role TEXT: origin, relay, copy, translation, review (a fact check), correction, retraction, doubt, statement, appeal, guide, analysis or list.
        of_article INTEGER: The article that it repeats.
        of_body TEXT: The body that it repeats, where we do not hold that body's own report.
        sentence TEXT: The sentence that says so; empty where the source's rule or precision hides it.
        access TEXT: How it says that it knows: court, field visit, imagery, register, document or interview; else empty.
        access_sentence TEXT: The sentence that says so.
        counts INTEGER: 1 where it counts as an origin.
        origins INTEGER: Copy of the story's origins.
        published TEXT: Copy of the article's sort_date, so that one index answers "newest of two or more origins".
    """),
    indexes=(("story", "article"),),
    partial=((("published desc", "article", "origins"), "origins >= 2"),),
)

STORY_EDGES = Table(
    name="story_edges",
    says="One dependence inside a story: who has it from whom (relay), or which two rest on one "
    "thing (same-origin), by rules I1 to I8.",
    key=("story", "number"),
    facets=("rule", "kind", "state"),
    columns=columns("""
        story TEXT -> stories.id: The story.
        number INTEGER: Which edge of the story it is, from 1.
        rule TEXT: I1 to I8, explained in docs/stories.md.
        kind TEXT: relay or same-origin.
        taker INTEGER -> articles.id: The article that depends.
        giver INTEGER -> articles.id: The article on which it depends.
        giver_body TEXT: The body instead, where we do not hold its own report.
        taker_source TEXT: Copy of the source of the article that depends, so that one index answers "who cites whom".
        giver_source TEXT: Copy of the source of the article on which it depends, or the body.
        state TEXT: automatic; suggested (counts until a person rejects it); or rejected (with the reason in the evidence).
        evidence TEXT: The sentence, the overlap, or the tie.
    """),
    indexes=(
        ("taker",),
        ("giver",),
        ("taker_source", "giver_source", "kind", "state"),
        ("giver_source", "taker_source", "kind", "state"),
    ),
)

STORY_NUMBERS = Table(
    name="story_numbers",
    says="Every number that a story ever had: what we showed, and when; not of one that went with "
    "its first article.",
    key=("id",),
    sort_desc="at",
    columns=columns("""
        id INTEGER: Row number.
        story TEXT: The story; it may have become part of another one since.
        at TEXT: When it was computed, UTC.
        number INTEGER: The number; empty for none.
        reason TEXT: Which rule gave it.
        rule_version TEXT: Version of the rules.
    """),
    indexes=(("story", "id"),),
)

STORY_CLAIMS = Table(
    name="story_claims",
    says="A claim that a fact check quotes in order to refute it. It is kept apart: it stands in no "
    "title, excerpt, tag or feed of ours. Never show it without its refutation.",
    key=("article", "number"),
    columns=columns("""
        article INTEGER -> articles.id: The fact check.
        number INTEGER: Which claim of the fact check it is, from 1.
        story TEXT -> stories.id: The story of the fact check.
        claimant TEXT: Short name of the body that claims it.
        rating INTEGER: The number of the claim; 5: refuted.
        reason TEXT: Which rule gave it.
        sentence TEXT: The sentence of the fact check in which the claim stands.
    """),
)

STORY_TABLES: tuple[Table, ...] = (
    STORIES, STORY_ARTICLES, STORY_EDGES, STORY_NUMBERS, STORY_CLAIMS,
)  # fmt: skip
