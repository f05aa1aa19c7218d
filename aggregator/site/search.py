"""Searching: words, any selection, two orders. ``explore.py`` is the page.

What a visitor types is folded as the index is and written into an expression of our own
(:mod:`aggregator.tag.folding`), so no input is a syntax error, and inflected words are found.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from aggregator.site.facets import MOST, UNCOUNTED, Counted, by_story, count, counted
from aggregator.site.languages import DEFAULT, said
from aggregator.site.pages import LIST_ARTICLES, Listing, read_listing
from aggregator.site.ranking import MOST_RANKED, Candidate, best_first, candidates, relevance
from aggregator.site.reading import read_site, with_tags
from aggregator.site.rows import Item
from aggregator.site.selection import (
    Cursor,
    Named,
    NotKnownError,
    Selection,
    from_pairs,
    has_stories,
    name_it,
    shown_as,
)
from aggregator.site.snippets import Why, why
from aggregator.site.story_rows import read_stories
from aggregator.site.story_search import first_of_each_story, newest_of_each_story, stories_of
from aggregator.tag.folding import Term, match_expression, parse_query
from aggregator.tag.place_forms import place_forms

MAX_CHARACTERS = 200
MOST_PAGES = 20
"""Pages of the order by relevance: who has read a thousand articles narrows the search."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the words, the selection, the order, where the page begins, and whether
    stories are to be listed or articles."""

    words: str
    selection: Selection
    best: bool
    page: int = 1
    before: Cursor | None = None
    stories: bool = False

    @property
    def expression(self) -> str:
        """The words as an expression for the index; empty where there is no word."""
        return match_expression(self.words, place_forms)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words as terms."""
        return parse_query(self.words, place_forms)

    @property
    def address(self) -> str:
        """The page that answers it, from its beginning."""
        pairs = {"q": self.words} if self.words else {}
        pairs |= self.selection.parameters()
        pairs |= {"order": "newest"} if self.words and not self.best else {}
        pairs |= {} if self.stories else {"show": "articles"}
        return "/explore" + (f"?{urlencode(pairs)}" if pairs else "")


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: a page of articles, why each was found, and whether the list was cut."""

    listing: Listing
    whys: dict[int, Why]
    ranked: bool = False
    cut: bool = False
    more: str = ""
    """What the address of the next page carries; empty on the last one."""
    counts: Counted = UNCOUNTED


def read_question(pairs: Sequence[tuple[str, str]]) -> Question:
    """Reads an address; raises :class:`NotKnownError` for a word that it may not carry."""
    own = ("q", "before", "order", "page", "show")
    given = {name: value for name, value in reversed(pairs) if name in own}
    asked = [(name, value) for name, value in pairs if name not in own]
    if not any(value for name, value in asked if name in ("region", "topic")):
        # The form of the first page sends a role whatever else is chosen.
        asked = [pair for pair in asked if pair[0] != "role"]
    selection = from_pairs(asked, beside=own)
    order, page = given.get("order", ""), given.get("page", "1")
    if order not in {"", "best", "newest"}:
        raise NotKnownError(said("The order is either best or newest."))
    show = shown_as(given.get("show", ""))
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1
    return Question(
        words=given.get("q", "")[:MAX_CHARACTERS],
        selection=selection,
        best=order != "newest",
        page=min(max(number, 1), MOST_PAGES),
        before=Cursor.read(given.get("before", "")),
        stories=show == "stories",
    )


def read_found(conn: sqlite3.Connection, question: Question, language: str = DEFAULT) -> Found:
    """One page of what matches, in the order asked for; without a word everything, newest first."""
    question = replace(question, stories=question.stories and has_stories(conn))
    if not question.expression:
        listing = read_listing(
            conn, question.selection, question.before, LIST_ARTICLES, language,
            stories=question.stories,
        )  # fmt: skip
        counts = _counts(conn, question, count(conn, listing.named))
        return Found(listing, {}, more=_before(listing.next), counts=counts)
    named = name_it(conn, question.selection, language)
    return (_best if question.best else _newest)(conn, question, named, language)


def _counts(conn: sqlite3.Connection, question: Question, counts: Counted) -> Counted:
    return by_story(conn, counts) if question.stories else counts


def _listing(
    conn: sqlite3.Connection,
    question: Question,
    found: tuple[Named, list[Item], Cursor | None],
    language: str,
    *,
    first_page: bool,
) -> Listing:
    told = read_stories(conn, found[1], language) if question.stories else {}
    return Listing(*found, first_page, question.stories, told)


def _before(cursor: Cursor | None) -> str:
    return urlencode({"before": str(cursor)}) if cursor else ""


def _newest(conn: sqlite3.Connection, question: Question, named: Named, language: str) -> Found:
    every = candidates(conn, question.expression, named, MOST + 1)
    wanted = (question.expression, named, LIST_ARTICLES + 1, question.before)
    if question.stories:
        found = newest_of_each_story(conn, *wanted)
    elif question.before is not None:
        found = candidates(conn, *wanted)
    else:
        found = every
    items = items_of(conn, found[:LIST_ARTICLES], language)
    following = Cursor(items[-1].listed, items[-1].id) if len(found) > LIST_ARTICLES else None
    first_page = question.before is None
    return Found(
        _listing(conn, question, (named, items, following), language, first_page=first_page),
        _whys(items, question.terms),
        more=_before(following),
        counts=_counts(conn, question, counted(every, more=False)),
    )


def _best(conn: sqlite3.Connection, question: Question, named: Named, language: str) -> Found:
    found = candidates(conn, question.expression, named, MOST_RANKED + 1)
    cut = len(found) > MOST_RANKED
    compared = found[:MOST_RANKED]
    scores = relevance(conn, question.terms, [number for number, _ in compared])
    changed = read_site(conn).changed
    today = changed.iso if changed else max((listed for _, listed in compared), default="")
    ordered = best_first(compared, scores, today)
    counts = counted(compared, more=cut)
    if question.stories:
        told = stories_of(conn, [number for number, _ in compared])
        ordered = first_of_each_story(ordered, told)
        counts = replace(counts, told=told)
    start = (question.page - 1) * LIST_ARTICLES
    items = items_of(conn, ordered[start : start + LIST_ARTICLES], language)
    last = start + LIST_ARTICLES >= len(ordered) or question.page == MOST_PAGES
    first_page = question.page == 1
    return Found(
        _listing(conn, question, (named, items, None), language, first_page=first_page),
        _whys(items, question.terms),
        ranked=True,
        cut=cut,
        more="" if last else urlencode({"page": question.page + 1}),
        counts=counts,
    )


def items_of(conn: sqlite3.Connection, chosen: Sequence[Candidate], language: str) -> list[Item]:
    """The chosen articles, in their order."""
    rows = conn.execute(
        "select a.*, a.sort_date as listed from json_each(?) j "
        "cross join articles a on a.id = j.value where a.state is not 'held' order by j.key",
        (json.dumps([number for number, _ in chosen]),),
    ).fetchall()
    return with_tags(conn, rows, language)


def _whys(items: Sequence[Item], terms: Sequence[Term]) -> dict[int, Why]:
    return {item.id: why(item, terms) for item in items}
