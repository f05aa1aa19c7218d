"""The five sample sites: where each stands, how its pages look and what its feed is made of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Literal
from xml.sax.saxutils import quoteattr

from demo.articles import Sample

TEMPLATES = Path(__file__).parent / "templates"
_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "wordpress": "application/json; charset=utf-8",
    "listing": "text/html; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Site:
    """One sample source on the web. ``wordpress`` and ``listing`` have no feed, as most of the
    real monitors: they are read through their API and their list of articles."""

    source: str
    name: str
    host: str
    feed_path: str
    feed_kind: Literal["rss", "atom", "json", "wordpress", "listing"]
    template: Literal["blog", "newsroom", "plain"]
    article_path: str

    @property
    def feed_type(self) -> str:
        """The Content-Type of its feed."""
        return _TYPES[self.feed_kind]

    def path(self, sample: Sample) -> str:
        """Where an article stands on the site."""
        return self.article_path.format(slug=sample.slug, language=sample.language)

    def url(self, path: str, port: int) -> str:
        """The whole address of a path."""
        return f"http://{self.host}:{port}{path}"


SITES = (
    Site(
        "sample-crimea", "Sample Monitor of Crimea (SAMPLE)", "127.0.0.11",
        "/feed/", "rss", "blog", "/{language}/{slug}/",
    ),
    Site(
        "sample-kherson", "Sample Kherson Newsroom (SAMPLE)", "127.0.0.12",
        "/atom.xml", "atom", "newsroom", "/news/{slug}.html",
    ),
    Site(
        "sample-azov", "Sample Records of the Azov Coast (SAMPLE)", "127.0.0.13",
        "/feed.json", "json", "plain", "/records?id={slug}",
    ),
    Site(
        "sample-labour", "Sample Labour Network (SAMPLE)", "127.0.0.14",
        "/", "listing", "newsroom", "/{language}/{slug}",
    ),
    Site(
        "sample-digest", "Sample Digest of Reports (SAMPLE)", "127.0.0.15",
        "/wp-json/wp/v2/posts", "wordpress", "blog", "/{slug}",
    ),
)  # fmt: skip
BY_SOURCE = {site.source: site for site in SITES}


def iso(moment: datetime) -> str:
    """A moment as feeds and pages write it."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def page(site: Site, sample: Sample, others: Sequence[Sample], port: int) -> str:
    """The web page of an article, with the furniture that extraction has to see through."""
    url = site.url(site.path(sample), port)
    linked_data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sample.title,
        "datePublished": iso(sample.published),
        "dateModified": iso(sample.updated),
        "author": {"@type": "Organization", "name": sample.author},
        "mainEntityOfPage": url,
    }
    related = [
        f"<li><a href={quoteattr(site.path(other))}>{escape(other.title)}</a></li>"
        for other in others
        if other.slug != sample.slug
    ]
    template = Template((TEMPLATES / f"{site.template}.html").read_text(encoding="utf-8"))
    return template.substitute(
        language=sample.language,
        title=escape(sample.title),
        site=escape(site.name),
        author=escape(sample.author),
        url=escape(url),
        offer=_offer(site),
        published=iso(sample.published),
        updated=iso(sample.updated),
        day=f"{sample.published:%d.%m.%Y}",
        body=_body(sample, port),
        related="\n".join(related[:4]),
        json_ld=json.dumps(linked_data, ensure_ascii=False).replace("<", "\\u003c"),
    )


def _offer(site: Site) -> str:
    """What the head of a page says of how the site can be read; a site with a list says nothing."""
    if site.feed_kind == "listing":
        return ""
    if site.feed_kind == "wordpress":
        return '<link rel="https://api.w.org/" href="/wp-json/">'
    kind = site.feed_type.partition(";")[0]
    return f'<link rel="alternate" type="{kind}" href={quoteattr(site.feed_path)}>'


def _body(sample: Sample, port: int) -> str:
    paragraphs = [f"<p>{escape(paragraph)}</p>" for paragraph in sample.paragraphs]
    if sample.relay_of:
        source, slug = sample.relay_of.split("/")
        site = BY_SOURCE[source]
        original = site.url(site.article_path.format(slug=slug, language="en"), port)
        paragraphs.append(f"<p>Source: <a href={quoteattr(original)}>{escape(site.name)}</a></p>")
    return "\n".join(paragraphs)


def feed(site: Site, samples: Sequence[Sample], port: int) -> str:
    """The feed of a site, or what stands in for one; newest article first."""
    if site.feed_kind == "wordpress":
        return _posts(site, samples, port)
    if site.feed_kind == "listing":
        return _listing(site, samples)
    if site.feed_kind == "json":
        return _json_feed(site, samples, port)
    if site.feed_kind == "atom":
        return _atom(site, samples, port)
    return _rss(site, samples, port)


def _tag(site: Site, sample: Sample) -> str:
    return f"tag:demo.example.org,2026:{site.source}/{sample.slug}"


def _rss(site: Site, samples: Sequence[Sample], port: int) -> str:
    items = []
    for sample in samples:
        known = (
            f'<guid isPermaLink="false">{_tag(site, sample)}</guid>'
            f"<pubDate>{format_datetime(sample.published, usegmt=True)}</pubDate>"
            f"<dc:creator>{escape(sample.author)}</dc:creator>"
        )
        items.append(
            f"<item><title>{escape(sample.title)}</title>"
            f"<link>{escape(site.url(site.path(sample), port))}</link>"
            f"{known}"
            f"<description>{escape(sample.paragraphs[0])}</description></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(site.name)}</title><link>{site.url('/', port)}</link>"
        f"<description>Invented reports</description>\n{chr(10).join(items)}\n</channel></rss>"
    )


def _atom(site: Site, samples: Sequence[Sample], port: int) -> str:
    entries = [
        f'<entry xml:lang="{sample.language}"><id>{_tag(site, sample)}</id>'
        f"<title>{escape(sample.title)}</title>"
        f'<link rel="alternate" href={quoteattr(site.url(site.path(sample), port))}/>'
        f"<published>{iso(sample.published)}</published><updated>{iso(sample.updated)}</updated>"
        f"<author><name>{escape(sample.author)}</name></author>"
        f'<summary type="html">{escape("<p>" + escape(sample.paragraphs[0]) + "</p>")}</summary>'
        "</entry>"
        for sample in samples
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:demo.example.org,2026:{site.source}</id><title>{escape(site.name)}</title>"
        f"<updated>{iso(max(sample.updated for sample in samples))}</updated>"
        f'<link rel="self" href={quoteattr(site.url(site.feed_path, port))}/>\n'
        f"{chr(10).join(entries)}\n</feed>"
    )


def _json_feed(site: Site, samples: Sequence[Sample], port: int) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": site.url("/", port),
        "feed_url": site.url(site.feed_path, port),
        "items": [
            {
                "id": _tag(site, sample),
                "url": site.url(site.path(sample), port),
                "title": sample.title,
                "summary": sample.paragraphs[0],
                "language": sample.language,
                "date_published": iso(sample.published),
                "date_modified": iso(sample.updated),
                "authors": [{"name": sample.author}],
            }
            for sample in samples
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _posts(site: Site, samples: Sequence[Sample], port: int) -> str:
    """As the WordPress API gives posts: the last changed first, times in UTC without saying so."""
    posts = [
        {
            "guid": {"rendered": _tag(site, sample)},
            "link": site.url(site.path(sample), port),
            "date_gmt": iso(sample.published).removesuffix("Z"),
            "modified_gmt": iso(sample.updated).removesuffix("Z"),
            "title": {"rendered": escape(sample.title)},
            "excerpt": {"rendered": f"<p>{escape(sample.paragraphs[0])}</p>"},
            "content": {"rendered": _body(sample, port), "protected": False},
        }
        for sample in sorted(samples, key=lambda sample: sample.updated, reverse=True)
    ]
    return json.dumps(posts, ensure_ascii=False, indent=1)


def _listing(site: Site, samples: Sequence[Sample]) -> str:
    items = "\n".join(
        f'<li class="report"><h2><a href={quoteattr(site.path(sample))}>{escape(sample.title)}</a>'
        f'</h2><time datetime="{iso(sample.published)}">{sample.published:%d.%m.%Y}</time></li>'
        for sample in samples
    )
    title = escape(site.name)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<p>Invented reports, for the demonstration of sources without a feed.</p>\n"
        f"<ul>\n{items}\n</ul></body></html>"
    )
