"""Every key of feeds.yaml: its type, whether it must stand there, and what it says. The blocks of
a vetting record stand in :mod:`~aggregator.sources.schema_vetting`.

The descriptions are the only ones: docs/feeds.schema.json (for editors) and the reference in
docs/feeds-yaml.md are written from them by ``python -m tools.build_feeds_schema``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from aggregator.credibility.values import Status
from aggregator.model import FeedKind, FetchSettings, Grade, Retrieval, SourceKind
from aggregator.sources.keys import Keys
from aggregator.sources.schema_retrieval import LayoutKeys
from aggregator.sources.schema_vetting import (
    IncidentKeys,
    Question,
    ReviewKeys,
    ScopeKeys,
    SuspensionKeys,
    TieKeys,
    VettingKeys,
    VoucherKeys,
)
from aggregator.sources.values import (
    AddressPattern,
    Authority,
    Contact,
    Day,
    Identifier,
    Language,
    Onion,
    PartialDate,
    Region,
    SiteAddress,
    Text,
    WebAddress,
)

_FETCH = FetchSettings(contact="")


class SiteKeys(Keys):
    """How the site calls itself."""

    title: Text = Field(description="Name of the site, shown on every page and in every feed.")
    url: SiteAddress = Field(
        description="Public address of the site. Links and feeds are built from it, never from "
        "what a request claims. A trailing slash is dropped.",
        examples=["https://news.example.org"],
    )
    tag_authority: Authority = Field(
        description="A domain or mail address of yours, a comma, and a date on which it was yours "
        "(RFC 4151). It stands in the id of every Atom entry: never change it once people "
        "subscribe, or they see every entry anew.",
        examples=["example.org,2026"],
    )
    contact: Contact = Field(
        description="Where readers and sources can write to: a web address or mailto:.",
        examples=["mailto:desk@example.org"],
    )
    onion: Onion = Field(
        default="",
        description="Address of the same site as an onion service (version 3). Every page then "
        "tells Tor Browser so (`Onion-Location`). Restart the site after changing it.",
        examples=["http://" + "a" * 55 + "d.onion"],
    )


def _setting(name: str, description: str, **bounds: Any) -> Any:
    return Field(default=getattr(_FETCH, name), description=description, **bounds)


class FetchKeys(Keys):
    """Limits and manners of the fetcher."""

    contact: Contact = Field(
        description="A web address or mailto: that stands in the User-Agent, so that a site's "
        "administrator can reach you. Set your own before you go public: sites block "
        "fetchers that nobody answers for."
    )
    interval: int = _setting(
        "interval",
        "Seconds between two looks at a feed, until its own pace is known (docs/politeness.md).",
        ge=1,
        le=2_592_000,
    )
    shortest_interval: int = _setting(
        "shortest_interval",
        "Seconds; however much a feed publishes, it is asked no more often. Below 900 only with "
        "the consent of the site.",
        ge=1,
        le=2_592_000,
    )
    longest_interval: int = _setting(
        "longest_interval",
        "Seconds; however little a feed publishes, it is asked no less often.",
        ge=1,
        le=2_592_000,
    )
    timeout: float = _setting(
        "timeout", "Seconds to wait for a connection, and for the next byte.", gt=0, le=600
    )
    total_timeout: float = _setting(
        "total_timeout", "Seconds for a whole request, redirects included.", gt=0, le=3600
    )
    max_bytes: int = _setting(
        "max_bytes",
        "Largest answer in bytes, after decompression.",
        ge=10_000,
        le=200_000_000,
    )
    max_entries: int = _setting(
        "max_entries", "Entries taken from one feed in one round, newest first.", ge=1, le=100_000
    )
    concurrency: int = _setting(
        "concurrency", "Requests under way at once, all hosts together.", ge=1, le=1000
    )
    per_host: int = _setting("per_host", "Requests under way at once to one host.", ge=1, le=16)
    per_host_delay: float = _setting(
        "per_host_delay",
        "Seconds between an answer and the next request to its host; a `Crawl-delay` in its "
        "robots.txt may ask for more.",
        ge=0,
        le=600,
    )
    max_redirects: int = _setting(
        "max_redirects", "Redirects followed before giving up.", ge=0, le=20
    )
    workers: int = _setting(
        "workers", "Processes that extract text from pages; 0 means one per core.", ge=0, le=256
    )
    page_timeout: float = _setting(
        "page_timeout", "Seconds of extraction allowed per page.", gt=0, le=600
    )
    telegram: bool = _setting(
        "telegram",
        "Whether feeds of the kind `telegram` may be enabled. Off unless you decide otherwise: "
        "asking t.me tells Telegram what you read, and channels are easily forged.",
    )


class ReuseKeys(Keys):
    """How much of an article may be shown. The full text can be searched in any case."""

    rule: Literal["full", "excerpt", "link", "unknown"] = Field(
        default="unknown",
        description="`full`: the whole text. `excerpt`: its first `characters`. `link`: title and "
        "link only. `unknown`: title and up to 200 characters.",
    )
    characters: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        default=None, description="How many characters may be shown; goes with `rule: excerpt`."
    )
    evidence: Text | None = Field(
        default=None,
        description="Where the source says so; needed unless the rule is `unknown`.",
    )
    checked_on: Day | None = Field(
        default=None, description="When somebody last read the source's terms."
    )


class LegalKeys(Keys):
    """What Russian law calls the source. `unknown` is never shown as safe."""

    status: Literal["undesirable", "foreign-agent", "extremist", "blocked", "unknown"] = Field(
        default="unknown",
        description="The gravest status known: `undesirable`, `foreign-agent`, `extremist`, "
        "`blocked` (only its site is filtered) or `unknown` (which does not mean none).",
    )
    since: PartialDate | None = Field(
        default=None, description="Since when, as precise as known: 2022, 2022-05 or 2022-05-06."
    )
    list_number: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Its number on the Russian list."
    )
    evidence: Text | None = Field(
        default=None,
        description="Where the status is reported; needed unless the status is `unknown`.",
    )
    note: Text | None = Field(default=None, description="What else is known about the status.")


class FeedKeys(Keys):
    """One address of the source that brings entries: a feed, or what stands in for one."""

    name: Identifier = Field(
        description="Short name, unique within the source. The feed's id is `<source id>/<name>`: "
        "never change it."
    )
    kind: FeedKind = Field(
        default=Retrieval().kind,
        description="What answers there. `feed`: RSS, RDF, Atom or JSON Feed. `wordpress`: the "
        "REST API of a WordPress site. `sitemap`: a sitemap, or an index of them. `listing`: a "
        "page with links to articles. `pdf`: a page with links to PDF documents. `telegram`: the "
        "public view of a channel (see `fetch.telegram`).",
    )
    url: WebAddress = Field(
        description="Its address: of the feed, of `/wp-json/wp/v2/posts`, of the sitemap, of the "
        "page, or `https://t.me/s/NAME`."
    )
    articles: list[AddressPattern] = Field(
        default_factory=list,
        description="Which addresses are articles: patterns of paths, with `*` for any text, `?` "
        "for one character, `[0-9]` for a digit; `//host/path` for another host; `!` before what "
        "is to be left out. Needed for `sitemap`, and for `listing` without `layout`; `pdf` takes "
        "every link to a .pdf of the same host unless told otherwise.",
        examples=['["/en/[0-9]*", "!/en/tag/*"]'],
    )
    sitemaps: list[AddressPattern] = Field(
        default_factory=list,
        description="For `sitemap`: which sitemaps of an index are read; left out: all.",
        examples=['["/post-sitemap*"]'],
    )
    layout: list[LayoutKeys] = Field(
        default_factory=list,
        description="For `listing` and `pdf`: how the page is built, the oldest layout first. "
        "Without one, every link that fits `articles` is an entry.",
    )
    pages: Annotated[int, Field(ge=1, le=50)] | None = Field(
        default=None,
        description="Pages or sitemaps read in one round, at most; 3 if left out. Older pages are "
        "asked for only as long as they bring something unknown. Not for `feed`.",
    )
    found: Text = Field(
        description="How the address was found: a link on the site, a public list, a convention."
    )
    grade: Grade = Field(
        description="How well the address is known. `P`: a document records that it answered with "
        "a valid feed. `L`: it is listed somewhere, and nobody says that it works. `I`: "
        "inferred from a convention, not seen."
    )
    evidence: Text | None = Field(
        default=None, description="The document or list in which the address stands, with its date."
    )
    enabled: bool = Field(
        description="Whether the feed is fetched. With grade `L` or `I` it needs `checked_on`."
    )
    checked_on: Day | None = Field(
        default=None,
        description="The day on which `aggregator sources check` saw the feed answer. Only then "
        "may a feed of grade `L` or `I` be enabled.",
    )
    reason: Text | None = Field(
        default=None, description="Why the feed is disabled; needed with `enabled: false`."
    )
    language: Language | None = Field(
        default=None,
        description="Language of the feed, where it has one. The language of each article is "
        "still detected from its text.",
    )
    interval: Annotated[int, Field(ge=1, le=2_592_000)] | None = Field(
        default=None,
        description="Seconds between two looks, always; left out, the feed's own pace decides.",
    )


class PermissionKeys(Keys):
    """The group's word that its pages may be fetched whatever its robots.txt says."""

    given_on: Day = Field(description="When the group gave it.")
    contact: Text = Field(
        description="Who gave it: a role or an address of the group that may be public, never a "
        "private person."
    )
    evidence: Text = Field(description="Where it is written down: a letter with its date, a page.")


class SourceKeys(Keys):
    """An organisation that was vetted, or is being vetted."""

    id: Identifier = Field(description="Short name, used in addresses: never change it.")
    name: Text = Field(description="Its exact name in English.")
    names: dict[Language, Text] = Field(
        default_factory=dict, description="Its own names by language code: `uk: Кримська ...`."
    )
    aliases: list[Text] = Field(
        default_factory=list,
        description="Other names under which it is quoted: abbreviations, earlier names, common "
        "wrong translations.",
    )
    homepage: WebAddress | None = Field(
        default=None, description="Its web site. Leave it out where none is confirmed."
    )
    kind: SourceKind = Field(
        description="`monitor` (documents violations itself), `newsroom`, `fact-checker`, "
        "`campaign`, `intergovernmental`, or `party` (a body of a state or party to the war: "
        "shown as an official statement, never as an independent monitor)."
    )
    mandate: Text = Field(description="What it does, in one or two sentences.")
    languages: list[Language] = Field(
        description="Codes of the languages in which it publishes; empty where none is confirmed."
    )
    regions: list[Region] = Field(
        default_factory=list,
        description="Regions that it covers, by name (`crimea`, `kherson`) or KATOTTG code; "
        "empty means all of Ukraine.",
    )
    focus: bool = Field(
        default=True,
        description="true where it writes about Ukraine only. The place tagger then need not "
        "look for a hint that a Kherson or a Crimea is the Ukrainian one.",
    )
    precision: Literal["oblast", "raion"] | None = Field(
        None,
        description="The finest place that may be published of its articles, where naming a "
        "village could endanger people: `oblast` or `raion`. Left out: no limit.",
    )
    owner: Text | None = Field(
        default=None, description="Who owns or controls it, as far as known."
    )
    funding: Text | None = Field(default=None, description="Who pays for it, as far as known.")
    memberships: list[Text] = Field(
        default_factory=list,
        description="Coalitions it belongs to. Two members of one coalition that share a "
        "database are not two separate origins.",
    )
    method: Text | None = Field(
        default=None, description="How it says that it collects and checks."
    )
    caution: Text | None = Field(
        default=None, description="What a reader should know before quoting it."
    )
    reuse: ReuseKeys = Field(
        default_factory=ReuseKeys, description="How much of its articles may be shown."
    )
    permission: PermissionKeys | None = Field(
        default=None,
        description="Where the group has allowed us to fetch its pages: its robots.txt is then not "
        "asked for. Left out, robots.txt is obeyed.",
    )
    legal: LegalKeys = Field(default_factory=LegalKeys, description="What Russian law calls it.")
    vouchers: list[VoucherKeys] = Field(
        default_factory=list, description="Who vouches for it, where and since when."
    )
    vetting: dict[Question, VettingKeys] = Field(
        default_factory=dict,
        description="Answers to the vetting questions V1 to V12; one left out is unknown.",
    )
    incidents: list[IncidentKeys] = Field(
        default_factory=list, description="What went wrong, and how it was handled."
    )
    status: Status = Field(
        default="proposed",
        description="`proposed`, `probation`, `active`, `watch`, `retired`, `rejected`, or "
        "`quarantine` (a possible hijack is being looked into). A suspension has dates and "
        "stands under `suspensions`.",
    )
    listed_on: Day | None = Field(
        default=None,
        description="The day on which the source came into this file. A new source gets no "
        "better letter than C for 90 days.",
    )
    suspensions: list[SuspensionKeys] = Field(
        default_factory=list, description="Times in which the source does not count."
    )
    reviews: list[ReviewKeys] = Field(
        default_factory=list, description="The rounds of vetting that were done."
    )
    scopes: list[ScopeKeys] = Field(
        default_factory=list,
        description="Subjects for which the source was vetted separately, such as one desk of a "
        "newsroom.",
    )
    ties: list[TieKeys] = Field(
        default_factory=list, description="Owners and pipelines that it shares with others."
    )
    feeds: list[FeedKeys] = Field(
        default_factory=list, description="Its feeds; empty where none is known."
    )


class FeedsYaml(Keys):
    """The whole file."""

    site: SiteKeys = Field(description="Name, address and contact of the site.")
    fetch: FetchKeys = Field(description="How often feeds are asked for, and within which limits.")
    sources: list[SourceKeys] = Field(
        min_length=1, description="The organisations, in the order in which they are listed."
    )
