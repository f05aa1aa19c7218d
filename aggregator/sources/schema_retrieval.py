"""The keys that say how a page without a feed is read."""

from __future__ import annotations

from pydantic import Field

from aggregator.sources.keys import Keys
from aggregator.sources.values import Day, Selector


class LayoutKeys(Keys):
    """How a listing page is built, until it is rebuilt. Selectors are those of CSS; `link`,
    `title` and `date` are looked for within each item."""

    item: Selector = Field(
        description="What surrounds one entry, or the link itself.", examples=["article.news"]
    )
    link: Selector | None = Field(
        default=None, description="The link to the article. Left out: the first link of the item."
    )
    title: Selector | None = Field(
        default=None, description="The headline. Left out: the longest text of a link."
    )
    date: Selector | None = Field(
        default=None,
        description="Where the date stands, as `datetime` of a `time` or as text. Left out: the "
        "first `time`. Where none can be read, the article's own page is asked.",
    )
    next: Selector | None = Field(
        default=None, description="The link to the next page, with older entries."
    )
    valid_until: Day | None = Field(
        default=None,
        description="The last day on which the site looked like this. When a site is rebuilt, set "
        "it and write the new layout below: pages kept from before still parse. Only the last "
        "layout may lack it.",
    )
