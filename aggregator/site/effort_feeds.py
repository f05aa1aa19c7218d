"""Feeds for each campaign and case, in Atom and JSON: the articles in which its phrases stand, and
the stories of these.

Paged and archived as every other feed.
"""

from __future__ import annotations

from dataclasses import dataclass

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.campaigns import Effort, read_effort
from aggregator.site.feed_address import Asked
from aggregator.site.feeds import answer_atom, answer_json
from aggregator.site.languages import said
from aggregator.site.selection import Cursor, NotKnownError, Selection, not_a_word

_WORDS = ("before", "archive")


@dataclass(frozen=True, slots=True)
class AskedOf(Asked):
    """What the address of such a feed asks for."""

    effort: Effort | None = None

    @property
    def by_words(self) -> bool:
        """Also where it has no phrase: then it has no article, rather than all."""
        return True

    @property
    def expression(self) -> str:
        """Any of its phrases."""
        return self.effort.expression if self.effort else ""

    @property
    def called(self) -> str:
        """Its name."""
        return self.effort.name if self.effort else ""

    @property
    def canonical(self) -> str:
        """What the id of the feed is made of."""
        return f"{self.effort.kind}={self.effort.id}" if self.effort else ""

    def root(self, kind: str) -> str:
        """The address of the feed."""
        return self.effort.feed_path(kind, stories=self.stories) if self.effort else ""

    def page(self) -> str:
        """Its page."""
        show = "" if self.stories else "?show=articles"
        return f"{self.effort.path}{show}" if self.effort else ""


async def atom(ask: Ask) -> Response:
    """``/feeds/campaign/<id>.atom`` and ``/feeds/case/<id>.atom``."""
    return await answer_atom(ask, await _asked(ask))


async def json_feed(ask: Ask) -> Response:
    """The same as JSON Feed 1.1."""
    return await answer_json(ask, await _asked(ask))


async def stories_atom(ask: Ask) -> Response:
    """``/feeds/stories/campaign/<id>.atom`` and ``/feeds/stories/case/<id>.atom``."""
    return await answer_atom(ask, await _asked(ask, stories=True))


async def stories_json_feed(ask: Ask) -> Response:
    """The same as JSON Feed 1.1."""
    return await answer_json(ask, await _asked(ask, stories=True))


async def _asked(ask: Ask, *, stories: bool = False) -> AskedOf:
    kind, code = ask.part("kind"), ask.part("code")
    effort = await ask.read(lambda conn: read_effort(conn, kind, code))
    given = dict(reversed(ask.pairs()))
    for name in given:
        if name not in _WORDS:
            raise not_a_word(name, _WORDS)
    archive = given.get("archive", "")
    if archive and not effort.expression:
        raise NotKnownError(said("This archive is not closed yet."))
    before = None if archive else Cursor.read(given.get("before", ""))
    return AskedOf(Selection(), before=before, archive=archive, stories=stories, effort=effort)
