"""One round: ``feeds`` asks, ``pages`` reads, ``line`` joins the two."""

from aggregator.pipeline.feeds import due, feed_state_after
from aggregator.pipeline.line import Line
from aggregator.pipeline.pages import context_of
from aggregator.pipeline.round import FeedResult, Reporter, Retagged, Round, Summary

__all__ = [
    "FeedResult",
    "Line",
    "Reporter",
    "Retagged",
    "Round",
    "Summary",
    "context_of",
    "due",
    "feed_state_after",
]
