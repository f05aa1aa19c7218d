"""``/feeds/stories``: a view as a feed of its stories, in Atom, JSON Feed and CSV.

The feeds of articles stay what they are; these have one entry for each story. An entry keeps its id
as long as the story stands, and ``updated`` moves when an article joins it, when its number changes
and when a source corrects or retracts.
"""

from __future__ import annotations

from datasette import Response

from aggregator.site.answers import Ask
from aggregator.site.feed_address import read_asked
from aggregator.site.feeds import CSV, answer, answer_atom, answer_json
from aggregator.site.story_documents import csv_document
from aggregator.site.table import ROWS


async def atom(ask: Ask) -> Response:
    """``/feeds/stories.atom``, with any words of a selection."""
    return await answer_atom(ask, read_asked(ask, archived=True, stories=True))


async def json_feed(ask: Ask) -> Response:
    """The same as JSON Feed 1.1."""
    return await answer_json(ask, read_asked(ask, archived=True, stories=True))


async def table(ask: Ask) -> Response:
    """The newest thousand as CSV with a row of HXL hashtags."""
    asked = read_asked(ask, stories=True)
    made = await answer(ask, asked, CSV, lambda feed: csv_document(feed.site, feed.listing), ROWS)
    made.headers["content-disposition"] = 'attachment; filename="stories.csv"'
    return made
