from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from playwright.sync_api import Browser

from aggregator.site.metadata import metadata
from aggregator.site.serve import build
from tests.site.browsing import launched
from tests.site.sample import write_database
from tests.site.serving import serving


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("db") / "news.db"
    write_database(path, extra=120)
    return path


Get = Callable[..., httpx.Response]


def getter(datasette: Datasette) -> Get:
    """Asks the whole application, wrappers included, without a socket."""

    def get(path: str, method: str = "GET", **kwargs: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=datasette.client.app)
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.request(method, f"http://host.invalid{path}", **kwargs)

        return asyncio.run(ask())

    return get


def close(datasette: Datasette) -> None:
    """Ends the threads and connections that Datasette keeps."""
    datasette.executor.shutdown()
    for attached in datasette.databases.values():
        attached.close()


@pytest.fixture(scope="session")
def site(database: Path) -> Iterator[Datasette]:
    datasette = build(database, metadata())
    yield datasette
    close(datasette)


@pytest.fixture(scope="session")
def get(site: Datasette) -> Get:
    return getter(site)


Make = Callable[..., Datasette]


@pytest.fixture
def make() -> Iterator[Make]:
    """Builds Datasettes of other databases and closes them after the test."""
    built: list[Datasette] = []

    def make_one(path: Path, **options: Any) -> Datasette:
        datasette = build(path, metadata()) if not options else Datasette([str(path)], **options)
        built.append(datasette)
        return datasette

    yield make_one
    for datasette in built:
        close(datasette)


@pytest.fixture(scope="session")
def base(database: Path) -> Iterator[str]:
    """The address of the real server over the sample database."""
    with serving(database) as running:
        running.wait()
        yield running.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: playwright holds the event loop of the thread while it runs, and the
    tests without a browser want one of their own."""
    with launched() as browser:
        yield browser
