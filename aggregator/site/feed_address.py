"""The address of a feed: which view it asks for, which entries, and where the document begins."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from aggregator.site.answers import Ask
from aggregator.site.search import MAX_CHARACTERS
from aggregator.site.selection import Cursor, Selection, from_pairs
from aggregator.site.text import as_line
from aggregator.tag.folding import match_expression
from aggregator.tag.place_forms import place_forms


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a feed asks for: a selection, words, articles or stories, and where the
    document begins."""

    selection: Selection
    words: str = ""
    before: Cursor | None = None
    archive: str = ""  # the span of an archive document
    stories: bool = False

    @property
    def by_words(self) -> bool:
        """Whether it is a feed of what matches words."""
        return bool(self.words)

    @property
    def expression(self) -> str:
        """The words as an expression for the full-text index; empty where there are none."""
        return match_expression(self.words, place_forms) if self.words else ""

    @property
    def called(self) -> str:
        """What the words add to the title of the feed."""
        return f"“{self.words}”" if self.words else ""

    @property
    def canonical(self) -> str:
        """The same for every address that asks the same; what the id of the feed is made of."""
        words = f"q={quote(self.words, safe='')}" if self.words else ""
        return "&".join(part for part in (words, self.selection.canonical()) if part)

    def path(self, kind: str, before: Cursor | None = None, archive: str = "") -> str:
        """The preferred address, that of the page that begins after ``before``, or that of an
        archive document. ``kind`` is how it ends: ``atom``, ``json`` or ``csv``."""
        path = self.root(kind)
        more = {"q": self.words} if self.words else {}
        more |= {"before": str(before)} if before else {}
        more |= {"archive": archive} if archive else {}
        if not more:
            return path
        return path + ("&" if "?" in path else "?") + urlencode(more)

    def root(self, kind: str) -> str:
        """The address of the feed but for its words."""
        selection = self.selection
        return selection.stories_path(kind) if self.stories else selection.feed_path(kind)

    @property
    def how(self) -> str:
        """The page that says how to follow it."""
        show = "" if self.stories else "show=articles"
        words = "&".join(part for part in (self.canonical, show) if part)
        return "/subscribe" + (f"?{words}" if words else "")

    def page(self) -> str:
        """The page that shows the same, newest first."""
        asked = self.selection.parameters()
        if self.words:
            show = {} if self.stories else {"show": "articles"}
            return "/explore?" + urlencode({"q": self.words, **asked, "order": "newest", **show})
        if not self.stories:
            return self.selection.page_path()
        return self.selection.explore_path() if asked else "/"


def read_asked(ask: Ask, *without: str, archived: bool = False, stories: bool = False) -> Asked:
    """Reads the address of a feed, apart from the words in ``without``; raises ``NotKnownError``
    for what it may not carry.

    ``archived``: whether it may ask for an archive document. ``stories``: whether it is one of
    stories.
    """
    start = Selection()
    if "kind" in ask.request.url_vars:
        start = from_pairs([(ask.part("kind"), ask.part("code"))])
    names = ("q", "before", "archive") if archived else ("q", "before")
    own = {name: value for name, value in reversed(ask.pairs()) if name in names}
    others = [pair for pair in ask.pairs() if pair[0] not in own and pair[0] not in without]
    selection = from_pairs(others, start, (*names, *without))
    # They stand in the title and id of the feed, and XML forbids controls even where escaped.
    words = as_line(own.get("q", "")[:MAX_CHARACTERS])
    words = words if match_expression(words, place_forms) else ""
    archive = own.get("archive", "")
    before = None if archive else Cursor.read(own.get("before", ""))
    return Asked(selection, words, before, archive, stories)
