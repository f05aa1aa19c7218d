"""What every view has in common: reading in one transaction, answering, refusing plainly."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote

from datasette import Response
from datasette.utils import sqlite_timelimit

from aggregator.site.conditional import http_date, is_not_modified, weak_etag
from aggregator.site.languages import Catalogue, catalogue, said
from aggregator.site.languages.address import Links, asked_for, language_of
from aggregator.site.reading import NotSetError, read_site
from aggregator.site.rendering import render
from aggregator.site.rows import Site
from aggregator.site.selection import NotKnownError

log = logging.getLogger(__name__)
Value = TypeVar("Value")
PAGE_SECONDS = 60
"""How long a proxy may keep a page. The same as ``default_cache_ttl`` in serve.py."""
FEED_SECONDS = 300
"""How long a proxy may keep a feed; readers ask every half hour at most."""
READ_MILLISECONDS = 2_000
"""What one page may take from the database. The slowest, a search for a very common word, took
65 ms on 100,000 articles; the beginning of a word of one letter is what this is against."""
MAX_QUERY = 2_000
"""Characters of an address after the question mark; the longest of ours has 200."""


class NotHereError(LookupError):
    """There is no such page; the text says it in plain words (a key of the catalogues)."""


class GoneError(LookupError):
    """There was such a page and there is none any more; the text as of :class:`NotHereError`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to one of our pages."""

    datasette: Any
    request: Any
    database: str

    @property
    def ui(self) -> Catalogue:
        """The language of the page."""
        return catalogue(self.language)

    @property
    def language(self) -> str:
        """Its code."""
        return language_of(self.request)

    def part(self, name: str) -> str:
        """A named part of the path, decoded."""
        return unquote(self.request.url_vars[name])

    def pairs(self) -> list[tuple[str, str]]:
        """The words of the address; raises :class:`NotKnownError` where there are far too many."""
        text = self.request.query_string
        if len(text) > MAX_QUERY:
            raise NotKnownError(said("The address is too long."))
        return parse_qsl(text, keep_blank_values=True)

    def word(self, name: str) -> str:
        """The first value of one word of the address, or empty."""
        return next((value for key, value in self.pairs() if key == name), "")

    async def read(self, question: Callable[[sqlite3.Connection], Value]) -> Value:
        """Asks the database in a reading thread; every SELECT sees the same state of it."""

        def in_one_transaction(conn: sqlite3.Connection) -> Value:
            conn.execute("begin")
            lenient, conn.text_factory = conn.text_factory, str
            try:
                with sqlite_timelimit(conn, READ_MILLISECONDS):
                    return question(conn)
            finally:
                conn.rollback()
                conn.text_factory = lenient

        value: Value = await self.datasette.get_database(self.database).execute_fn(
            in_one_transaction
        )
        return value

    async def page(
        self,
        template: str,
        site: Site,
        context: Mapping[str, object],
        *,
        status: int = 200,
        cache: str | None = None,
    ) -> Response:
        """Renders one of our templates; an unchanged page answers 304."""
        body = render(
            self.datasette,
            self.request,
            f"aggregator_{template}.html",
            {"site": site, "data_path": self.data_path(), "here": self.here(), **context},
        )
        cache = cache or f"max-age={PAGE_SECONDS}"
        headers = {"cache-control": cache}
        if status == 200 and cache != "no-store":
            headers["etag"] = weak_etag(body)
            if is_not_modified(self.request.headers, headers["etag"]):
                return Response.html("", status=304, headers=headers)
        return Response.html(body, status=status, headers=headers)

    def here(self) -> str:
        """The address of this page without its language, with what was asked for."""
        return asked_for(self.request, str(self.datasette.setting("base_url")))

    def data_path(self) -> str:
        """Where Datasette's own pages of the database are."""
        return Links(self.datasette.urls, self.language).database(self.database)

    def xml(
        self, make: Callable[[], bytes], kind: str, etag: str, changed: datetime | None
    ) -> Response:
        """An XML answer, or 304 without making the document. What asks for words is nobody's to
        keep but the reader's own."""
        kept = "no-store" if self.word("q") else f"max-age={FEED_SECONDS}"
        headers = {"etag": etag, "cache-control": kept}
        if changed is not None:
            headers["last-modified"] = http_date(changed)
        if is_not_modified(self.request.headers, etag, changed):
            return Response(b"", status=304, headers=headers, content_type=kind)
        return Response(make(), headers=headers, content_type=kind)

    def wants_words(self) -> bool:
        """Whether a plain sentence is the better refusal: in feeds, where no page is shown."""
        return str(self.request.path).endswith(
            (".atom", ".json", ".csv", ".opml", ".xml", ".jsonld")
        )


View = Callable[[Ask], Awaitable[Response]]
Handler = Callable[..., Awaitable[Response]]


def handler(view: View, database: str) -> Handler:
    """Makes a Datasette route of a view: turns every refusal into plain words.

    A database that cannot be read (locked, damaged, swapped) makes this one answer 503; the
    server and the other pages go on.
    """

    async def answer(request: Any, datasette: Any) -> Response:
        ask = Ask(datasette, request, database)
        try:
            return await view(ask)
        except (NotKnownError, NotHereError) as error:
            return await _refuse(ask, 404, _in_words(ask, error))
        except GoneError as error:
            return await _refuse(ask, 410, _in_words(ask, error))
        except NotSetError as error:
            return await _refuse(ask, 503, str(error))
        except sqlite3.Error as error:
            if error.args == ("interrupted",):
                slow = said("This took too long. Ask for less, or longer words.")
                return await _refuse(ask, 503, ask.ui.word(slow))
            # The text of the error only: no address, no query and no visitor goes into a log.
            log.error("news.db cannot be read: %s: %s", type(error).__name__, error)
            broken = said("The database cannot be read just now. Try again later.")
            return await _refuse(ask, 503, ask.ui.word(broken))

    return answer


def _in_words(ask: Ask, error: Exception) -> str:
    values = error.values if isinstance(error, NotKnownError) else {}
    return ask.ui.word(error.args[0] if error.args else "", **values)


async def _refuse(ask: Ask, status: int, words: str) -> Response:
    headers = {"cache-control": "no-store"} | ({"retry-after": "60"} if status == 503 else {})
    if ask.wants_words():
        return Response.text(words + "\n", status=status, headers=headers)
    try:
        site = await ask.read(read_site)
    except (sqlite3.Error, NotSetError):
        return Response.text(words + "\n", status=status, headers=headers)
    answer = await ask.page(
        "refusal", site, {"words": words, "status": status}, status=status, cache="no-store"
    )
    answer.headers |= headers
    return answer


def without_change(site: Site) -> Site:
    """The site for an ETag: being brought up to date alone changes no feed."""
    return replace(site, changed=None)
