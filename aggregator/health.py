"""One vocabulary for how a feed or a page is doing, with a remedy for each word.

The same words stand in the code, in the table ``feeds``, in ``aggregator health``, in the
docs and on the health page. "It answered" and "it brought something new" are different
facts and are kept apart: a state says how the last attempt ended, ``last_new_item`` says
when the feed last had news.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How the last attempt ended."""

    NEVER = "not fetched yet"
    DISABLED = "disabled"
    WORKING = "working"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    DNS = "DNS failed"
    CONNECT = "cannot connect"
    TLS = "TLS failed"
    TIMEOUT = "timed out"
    HTTP = "HTTP error"
    GONE = "gone"
    QUARANTINED = "quarantined"
    WAITING = "asked to wait"
    ROBOTS = "blocked by robots.txt"
    CHALLENGED = "challenged"
    REDIRECTS = "redirect loop"
    NOT_ALLOWED = "address not allowed"
    TOO_LARGE = "too large"
    NOT_A_FEED = "not a feed"
    BROKEN = "broken feed"
    UNSAFE = "unsafe document"
    LAYOUT = "layout has changed"
    PROTOCOL = "bad answer"

    @property
    def remedy(self) -> str:
        """What a person can do about it, in one line."""
        return _REMEDIES[self]

    @property
    def failure(self) -> bool:
        """Whether the attempt brought nothing that it should have brought."""
        return self not in _FINE

    @property
    def reached(self) -> bool:
        """Whether a document came back, of whatever kind; an error of HTTP is none."""
        return not self.failure or self in _CAME


_FINE = frozenset(
    {
        State.NEVER,
        State.DISABLED,
        State.WORKING,
        State.UNCHANGED,
        State.EMPTY,
        State.WAITING,
    }
)
_CAME = frozenset(
    {
        State.CHALLENGED,
        State.TOO_LARGE,
        State.NOT_A_FEED,
        State.BROKEN,
        State.UNSAFE,
        State.LAYOUT,
    }
)
_REMEDIES: dict[State, str] = {
    State.NEVER: "Wait for the next round, or run: aggregator fetch",
    State.DISABLED: "Run: aggregator sources check; then enable it in feeds.yaml",
    State.WORKING: "Nothing to do.",
    State.UNCHANGED: "Nothing to do: the feed says it has nothing new.",
    State.EMPTY: "The feed is valid but has no entries: look whether it has moved.",
    State.DNS: "Check the address in feeds.yaml and this machine's connection.",
    State.CONNECT: "The host does not answer: wait, then check the address.",
    State.TLS: "The certificate is wrong: tell the group; do not switch checks off.",
    State.TIMEOUT: "The host is slow or drips: it is tried again later.",
    State.HTTP: "The host refused: see the number; 404 and 5xx often heal.",
    State.QUARANTINED: "Ask the group by another channel; then: aggregator sources release ID.",
    State.GONE: "410 Gone: look for its new address. Asked a day later, then every 30 days.",
    State.WAITING: "The host asked for a pause: it is asked when that has passed.",
    State.ROBOTS: "robots.txt forbids it: ask the group; note its consent as `permission`.",
    State.CHALLENGED: "A protection page answered: write to the group, ask to be let through.",
    State.REDIRECTS: "The address leads in a circle: look for the new one.",
    State.NOT_ALLOWED: "The host leads to a private address; only --allow-address may open one.",
    State.TOO_LARGE: "Bigger than fetch.max_bytes in feeds.yaml: ask for a shorter feed.",
    State.NOT_A_FEED: "A page or a file answered, not a feed: look for the address.",
    State.BROKEN: "The document cannot be read: tell the group, see the detail.",
    State.UNSAFE: "Made to exhaust or to spy on its reader (see the detail): tell the group.",
    State.LAYOUT: "No rule fits the page: run aggregator sources discover, add a rule.",
    State.PROTOCOL: "The server broke the rules of HTTP: see the detail.",
}


class Extraction(StrEnum):
    """What became of an entry's page; every value but ``FULL`` names why there is less."""

    FULL = "full text"
    PENDING = "page not fetched yet"
    NO_LINK = "the entry has no link"
    NO_TEXT = "no text found on the page"
    NOT_HTML = "not a web page"
    PAGE_FAILED = "page could not be fetched"
    ROBOTS = "blocked by robots.txt"
    PDF_LOCKED = "PDF is locked"
    PDF_SCANNED = "PDF without text"
    PDF_BROKEN = "broken PDF"
    PDF_TOO_LARGE = "PDF too large to read"
    TOO_SLOW = "extraction took too long"
    CRASHED = "extraction failed"

    @property
    def remedy(self) -> str:
        """What a reader or an editor can do about an article with less than its full text."""
        return _PAGE_REMEDIES[self]


_PAGE_REMEDIES: dict[Extraction, str] = {
    Extraction.FULL: "Nothing is missing.",
    Extraction.PENDING: "Wait: the article is shown once its page was looked at.",
    Extraction.NO_LINK: "Only the group can add the link to its feed.",
    Extraction.NO_TEXT: "Open the page: it may need JavaScript, or hold only pictures.",
    Extraction.NOT_HTML: "A picture, a film or an archive: look at it at its source.",
    Extraction.PDF_LOCKED: "It asks for a password: read it at its source, or ask the group.",
    Extraction.PDF_SCANNED: "Its pages are pictures: read it at its source; ask for the text.",
    Extraction.PDF_BROKEN: "The file is damaged: try it at its source, and tell the group.",
    Extraction.PDF_TOO_LARGE: "It unpacks to more than is safe to read: read it at its source.",
    Extraction.PAGE_FAILED: "Six attempts in all: again after 10 minutes, 1, 6, 24 and 24 hours.",
    Extraction.ROBOTS: "Its site forbids it: ask the group; note its consent as `permission`.",
    Extraction.TOO_SLOW: "Raise fetch.page_timeout if this is common; report the address.",
    Extraction.CRASHED: "A fault of ours or of the parser: report the address.",
}


class Watch(StrEnum):
    """How an article's page is watched for edits after it was read."""

    OPEN = "looked at again"
    RESTLESS = "changes at every look"
    GONE = "gone from its site"

    @property
    def remedy(self) -> str:
        """What the word means for a reader or an editor."""
        return _WATCH_REMEDIES[self]


_WATCH_REMEDIES: dict[Watch, str] = {
    Watch.OPEN: "After 1 hour, 24 hours, 7 days, 30 days, then every quarter.",
    Watch.RESTLESS: "Only numbers change, or too often: no more versions until its words do.",
    Watch.GONE: "404 or 410 twice, 12 hours apart: what we hold stays; ask the group why.",
}
