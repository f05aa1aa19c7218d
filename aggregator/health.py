"""One vocabulary for how a feed or a page is doing, with a remedy for each word.

The same words stand in the code, in the table ``feeds``, in ``aggregator health``, in the
docs and on the health page. "It answered" and "it brought something new" are different
facts and are kept apart: a state says how the last attempt ended, ``last_new_item`` says
when the feed last had news.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How the last attempt ended. ``State.X.remedy`` says what a person can do about it."""

    remedy: str
    failure: bool

    def __new__(cls, word: str, remedy: str, failure: bool) -> State:  # noqa: D102, FBT001
        member = str.__new__(cls, word)
        member._value_ = word
        member.remedy = remedy
        member.failure = failure
        return member

    NEVER = ("not fetched yet", "Wait for the next round, or run: aggregator fetch", False)
    DISABLED = ("disabled", "Run: aggregator sources check; then enable it in feeds.yaml", False)
    WORKING = ("working", "Nothing to do.", False)
    UNCHANGED = ("unchanged", "Nothing to do: the feed says it has nothing new.", False)
    EMPTY = ("empty", "The feed is valid but has no entries: look whether it has moved.", False)
    DNS = ("DNS failed", "Check the address in feeds.yaml and this machine's connection.", True)
    CONNECT = ("cannot connect", "The host does not answer: wait, then check the address.", True)
    TLS = ("TLS failed", "The certificate is wrong: tell the group; do not switch checks off.", True)
    TIMEOUT = ("timed out", "The host is slow or drips: it is tried again later.", True)
    HTTP = ("HTTP error", "The host refused: see the number; 404 and 5xx often heal.", True)
    GONE = ("gone", "The host says 410 Gone for good: look for the feed's new address.", True)
    CHALLENGED = (
        "challenged",
        "A protection page answered instead: write to the group and ask to be let through.",
        True,
    )
    REDIRECTS = ("redirect loop", "The address leads in a circle: look for the new one.", True)
    NOT_ALLOWED = (
        "address not allowed",
        "The host leads to a private address; only --allow-address may open one.",
        True,
    )
    TOO_LARGE = ("too large", "Bigger than fetch.max_bytes in feeds.yaml: ask for a shorter feed.", True)
    NOT_A_FEED = ("not a feed", "A page or a file answered, not a feed: look for the address.", True)
    BROKEN = ("broken feed", "The document cannot be read: tell the group, see the detail.", True)
    UNSAFE = ("unsafe document", "It declares XML entities (a bomb or a leak): tell the group.", True)
    PROTOCOL = ("bad answer", "The server broke the rules of HTTP: see the detail.", True)


class Extraction(StrEnum):
    """What became of an entry's page; every value but ``FULL`` names why there is less."""

    FULL = "full text"
    PENDING = "page not fetched yet"
    FEED_ONLY = "text from the feed"
    NO_LINK = "the entry has no link"
    NO_TEXT = "no text found on the page"
    NOT_HTML = "not a web page"
    PAGE_FAILED = "page could not be fetched"
    TOO_SLOW = "extraction took too long"
    CRASHED = "extraction failed"
