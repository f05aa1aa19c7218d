"""The sample sites on loopback, as they stand at the moment of each request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

from demo.articles import Sample, load_samples
from demo.sites import SITES, Site, feed, page
from tests.origin import faults
from tests.origin.server import Answer, Exchange, Origin, Page

HOSTS = tuple(site.host for site in SITES)


def _now() -> datetime:
    return datetime.now(UTC)


class SampleOrigin(Origin):
    """Serves every site of :data:`demo.sites.SITES`; ``started`` dates its articles.

    ``now`` decides whether the article that is edited after a minute has been edited.
    """

    def __init__(
        self, started: datetime, *, port: int = 0, now: Callable[[], datetime] = _now
    ) -> None:
        super().__init__(HOSTS, port=port)
        self.started = started
        self.now = now
        for site in SITES:
            self._play_site(site)
        self.answer("/urgent.xml", faults.challenge_deflect(), host="127.0.0.14")
        self.answer("/weekly.xml", faults.html_instead_of_feed(), host="127.0.0.15")

    def _samples(self, site: Site) -> list[Sample]:
        samples = load_samples(self.started, self.now())
        return [sample for sample in samples if sample.source == site.source]

    def _play_site(self, site: Site) -> None:
        async def play_feed(exchange: Exchange) -> None:
            body = feed(site, self._samples(site), self.port)
            await _with_etag(body, site.feed_type)(exchange)

        async def play_home(exchange: Exchange) -> None:
            links = "".join(
                f'<li><a href="{escape(site.path(sample))}">{escape(sample.title)}</a></li>'
                for sample in self._samples(site)
            )
            title = escape(site.name)
            await _with_etag(
                f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><ul>{links}</ul>"
            )(exchange)

        self.answer("/", play_home, host=site.host)
        self.answer(site.feed_path, play_feed, host=site.host)  # of a site with a list: its home
        for sample in self._samples(site):
            self.answer(site.path(sample), self._article(site, sample.slug), host=site.host)

    def _article(self, site: Site, slug: str) -> Answer:
        async def play(exchange: Exchange) -> None:
            samples = self._samples(site)
            sample = next(sample for sample in samples if sample.slug == slug)
            await _with_etag(page(site, sample, samples, self.port))(exchange)

        return play


def _with_etag(body: str, content_type: str = "text/html; charset=utf-8") -> Page:
    data = body.encode()
    return Page(data, content_type, etag=f'"{hashlib.sha256(data).hexdigest()[:16]}"')
