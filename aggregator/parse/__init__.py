"""Bytes to entries. Pure: no network, no database, no clock; runs in a worker process."""

from aggregator.parse.feed import parse_feed
from aggregator.parse.source import parse_source

__all__ = ["parse_feed", "parse_source"]
