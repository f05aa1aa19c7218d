"""When to ask, and when to leave be. Pure: what was known, what came, the moment and the limits
in; the next moment out. docs/politeness.md is this room in words."""

from aggregator.schedule.feeds import Limits, next_check
from aggregator.schedule.pages import MOST_PAGE_ATTEMPTS, next_look, next_page_attempt

__all__ = ["MOST_PAGE_ATTEMPTS", "Limits", "next_check", "next_look", "next_page_attempt"]
