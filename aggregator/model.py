"""The values that travel between the rooms. All frozen, all plain, none knows a database.

Order of the file is the order of travel: a :class:`Feed` of a :class:`Source` is asked for,
a :class:`Response` comes back, it parses to a :class:`ParsedFeed` of :class:`Entry` values,
the page of each entry becomes an :class:`Article`, and reading it yields :class:`Tags`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from aggregator.credibility.values import (
    Incident,
    LegalStatus,
    Permission,
    Reuse,
    Review,
    Scope,
    StatedTie,
    Status,
    Suspension,
    VettingAnswer,
    Voucher,
)
from aggregator.health import Extraction, State

UNTITLED = "(no title)"
"""Stands where neither feed nor page gives an article a title."""

SourceKind = Literal[
    "monitor", "newsroom", "fact-checker", "campaign", "intergovernmental", "party"
]
Grade = Literal["P", "L", "I"]
"""How well a feed's address is known: **P**robed (a document records a valid answer),
**L**isted (stands in some public configuration), **I**nferred (by convention, not seen)."""

Precision = Literal["minute", "day", "month"]
DateFrom = Literal["feed", "page"]
Origin = Literal["feed", "page", "detected", "source", ""]
"""Where a field of an article came from; empty where nobody gave it."""
Role = Literal["about", "mentions"]
TagPart = Literal["language", "places", "topics", "claims"]
"""What can be tagged apart from the rest; claims are organisations and the figures they give."""
TAG_PARTS: frozenset[TagPart] = frozenset({"language", "places", "topics", "claims"})
FeedKind = Literal["feed", "wordpress", "sitemap", "listing", "pdf", "telegram"]
"""What answers at a feed's address: a feed (RSS, RDF, Atom, JSON Feed), the WordPress REST API,
a sitemap, a page that lists articles, one that lists PDF documents, or a channel on t.me/s/."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a listing page is built, as CSS selectors, until the day on which it was rebuilt.

    ``link``, ``title`` and ``published`` are looked for within each ``item``; ``older`` in the
    whole page: the link to the page before this one in time.
    """

    item: str
    link: str | None = None
    title: str | None = None
    published: str | None = None
    older: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How entries are found at a feed's address. Patterns are those of
    :mod:`aggregator.parse.patterns`."""

    kind: FeedKind = "feed"
    articles: tuple[str, ...] = ()  # patterns of the addresses of articles
    sitemaps: tuple[str, ...] = ()  # patterns of the parts of a sitemap index; none: all
    layouts: tuple[Layout, ...] = ()  # in order of time, the one in force last
    pages: int = 3  # documents read in one round, at most, beside the first sitemap


@dataclass(frozen=True, slots=True)
class Feed:
    """One address of a source. ``id`` is ``<source id>/<name>`` and never changes."""

    id: str
    source: str
    url: str
    found: str
    grade: Grade
    enabled: bool
    evidence: str | None = None
    reason: str | None = None  # why it is disabled
    language: str | None = None
    interval: int | None = None  # seconds; None: the configured default
    line: int | None = None  # where in feeds.yaml its `enabled` stands
    url_line: int | None = None  # where its `url` stands
    permitted: bool = False  # its source has allowed us to fetch its pages
    retrieval: Retrieval = Retrieval()


@dataclass(frozen=True, slots=True)
class Source:
    """An organisation that was vetted, or is being vetted."""

    id: str
    name: str
    homepage: str | None
    kind: SourceKind
    mandate: str
    languages: tuple[str, ...]
    names: dict[str, str] = field(default_factory=dict)  # language code -> own name
    aliases: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    focus: bool = True  # writes about Ukraine only: opens the gate of the place tagger
    precision: Literal["oblast", "raion"] | None = None  # no finer place may be published
    owner: str | None = None
    funding: str | None = None
    memberships: tuple[str, ...] = ()
    method: str | None = None
    caution: str | None = None
    reuse: Reuse = field(default_factory=Reuse)
    legal: LegalStatus = field(default_factory=LegalStatus)
    permission: Permission | None = None  # None: robots.txt is obeyed
    vouchers: tuple[Voucher, ...] = ()
    vetting: tuple[VettingAnswer, ...] = ()
    incidents: tuple[Incident, ...] = ()
    status: Status = "proposed"
    listed_on: date | None = None  # since when it has been in the file
    suspensions: tuple[Suspension, ...] = ()
    reviews: tuple[Review, ...] = ()
    scopes: tuple[Scope, ...] = ()
    ties: tuple[StatedTie, ...] = ()
    feeds: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the site calls itself. ``url`` is never taken from a request."""

    title: str
    url: str  # no trailing slash
    tag_authority: str  # the part of tag: URIs before the path (RFC 4151), e.g. example.org,2026
    contact: str
    onion: str = ""  # http://<56 characters>.onion, no trailing slash; empty where there is none


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits and manners of the fetcher; every key is documented in docs/feeds-yaml.md."""

    contact: str  # a URL or mailto: that stands in the User-Agent
    interval: int = 3600  # seconds between two looks at a feed, until its own pace is known
    shortest_interval: int = 900  # seconds; a busy feed is asked no more often
    longest_interval: int = 21_600  # seconds; a quiet feed is asked no less often
    timeout: float = 20.0  # seconds for connect and between bytes
    total_timeout: float = 60.0  # seconds for a whole request, redirects included
    max_bytes: int = 10_000_000  # after decompression
    max_entries: int = 500  # per feed and round, newest first
    concurrency: int = 64  # requests under way, all hosts together
    per_host: int = 1  # requests under way to one host
    per_host_delay: float = 1.0  # seconds between an answer and the next request to its host
    max_redirects: int = 5
    workers: int = 0  # extraction processes; 0: one per core
    page_timeout: float = 30.0  # seconds of extraction per page
    telegram: bool = False  # whether sources of the kind `telegram` may be enabled


@dataclass(frozen=True, slots=True)
class Registry:
    """feeds.yaml, checked: the settings and every source."""

    site: SiteSettings
    fetch: FetchSettings
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified byte for byte as the server sent them (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What came of one request. ``body`` is empty unless ``state`` is WORKING."""

    requested: str
    url: str  # after redirects
    state: State
    status: int | None = None  # the HTTP number, where there was one
    body: bytes = b""
    content_type: str = ""
    validators: Validators = Validators()
    detail: str = ""
    permanent_url: str | None = None  # where an unbroken chain of 301/308 led
    address: str = ""  # the IP address that answered, where one did
    retry_after: float | None = None  # seconds that the host asks to be left alone
    fresh: float | None = None  # seconds for which Cache-Control or Expires calls it fresh
    total_pages: int | None = None  # X-WP-TotalPages, where a WordPress said it


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed as received. Text is plain, NFC, without markup or controls."""

    id: str | None
    link: str | None
    title: str | None
    summary: str = ""
    content: str = ""
    author: str | None = None
    language: str | None = None
    published_raw: str | None = None
    published: datetime | None = None
    published_precision: Precision | None = None
    updated_raw: str | None = None
    revised: str | None = None  # when the site says it changed; a move makes the page due again
    complete: bool = False  # `content` is the whole text: its page need not be fetched


@dataclass(frozen=True, slots=True)
class Document:
    """What came back from one address of a source, to be parsed. ``day`` decides which of
    several layouts was in force."""

    body: bytes
    content_type: str
    url: str
    day: date
    total_pages: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One sitemap of a sitemap index. ``lastmod`` as it stands there."""

    url: str
    lastmod: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed's document says about being asked: RSS ``ttl``, ``skipHours``, ``skipDays``,
    and the syndication module's ``updatePeriod`` and ``updateFrequency``."""

    every: float | None = None  # seconds
    skip_hours: frozenset[int] = frozenset()  # 0 to 23, UTC
    skip_days: frozenset[int] = frozenset()  # 0 is Monday


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document of a source read: its entries in the order of the document, or the reason why
    not; and where there is more, in ``parts`` or on an ``older`` page."""

    state: State
    entries: tuple[Entry, ...] = ()
    title: str | None = None
    language: str | None = None
    detail: str = ""
    generator: str | None = None  # the software that says it made the document
    hints: Hints = NO_HINTS
    parts: tuple[Part, ...] = ()
    older: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What we know of one article after its page was read. ``*_from`` says who said so."""

    title: str
    text: str
    author: str | None
    language: str | None
    published: datetime | None
    published_raw: str | None
    published_precision: Precision | None
    published_from: DateFrom | None
    canonical: str | None
    extraction: Extraction
    title_from: Origin = ""
    text_from: Origin = ""
    author_from: Origin = ""
    language_from: Origin = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back for an entry's link; where nothing did, ``failure`` says why."""

    url: str
    body: bytes = b""
    content_type: str = ""
    failure: Extraction | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a source, as far as reading its pages needs it."""

    focus: bool = True
    precision: Literal["oblast", "raion"] | None = None
    own_names: tuple[str, ...] = ()
    language: str | None = None  # the feed's, or the only one of the source


def document(title: str, text: str) -> str:
    """The one string that tag spans count characters in: title, blank line, text."""
    return f"{title}\n\n{text}"


class Span(NamedTuple):
    """Where a tag's words stand: ``document(title, text)[start:end] == form``.

    A tuple, because an article has seventy, and a frozen object takes three times as long to make.
    """

    start: int
    end: int
    form: str
    rule: str  # which rule fired, a name from docs/tagging.md


@dataclass(frozen=True, slots=True)
class Tag:
    """One region or topic of an article, with the words that caused it.

    ``code`` is a KATOTTG code (regions) or a topic id. A tag for a wider region that follows
    from a narrower one (Melitopol -> Zaporizhzhia oblast) carries the same spans and the rule
    ``within``.
    """

    code: str
    role: Role
    spans: tuple[Span, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Tags:
    """Everything that reading one article yields. Versions allow re-tagging what is old."""

    language: str | None
    regions: tuple[Tag, ...] = ()
    topics: tuple[Tag, ...] = ()
    gazetteer_version: str = ""
    topics_version: str = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What tagging found, as JSON: a process that receives sixty spans as objects spends longer
    on them than on storing the page.

    Regions and topics: ``[code, role, weight, [[from, to, form, rule], ...]]`` each.
    Organisations: ``[id, role, from, to, form, rule, cue, [sentence from, to]]`` each.
    Figures: one object each, with the keys of the public table ``figures``.
    """

    regions: str = "[]"
    topics: str = "[]"
    organisations: str = "[]"
    figures: str = "[]"
    version: str = ""  # aggregator.rules.versions.Versions as text, "" where tagging failed
    language: str | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with its tags, ready to be stored."""

    article: Article
    tagged: Tagged
    content_hash: str
    words: int
