"""Whether a search finds exactly the articles that it must: sixty questions, by the site itself.

Data: ``tests/tag/gold_search.py``. The articles are tagged, stored and published as a round does
it, and each question is asked of the page ``/search`` over that database, so that the gazetteer's
own names of places stand behind it and not those of the table.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
from datasette.app import Datasette
from lxml import html

from aggregator.site.metadata import metadata
from aggregator.site.serve import build
from aggregator.store.opening import NEWS
from aggregator.store.publication import publish
from bench.figures import Figure, fingerprint, table
from bench.held import REGISTRY, hold

GOLD = Path(__file__).resolve().parents[1] / "tests" / "tag" / "gold_search.py"


@contextmanager
def site(articles: dict[str, tuple[str, str]]) -> Iterator[Datasette]:
    """The site over a published database that holds these articles."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hold(folder, [(key, title, text) for key, (title, text) in articles.items()])
        publish(folder, REGISTRY)
        served = build(folder / NEWS, metadata())
        with closing(_Closing(served)):
            yield served


class _Closing:
    """Ends the threads and connections that Datasette keeps."""

    def __init__(self, served: Datasette) -> None:
        self._served = served

    def close(self) -> None:
        """Called at the end."""
        self._served.executor.shutdown()
        for attached in self._served.databases.values():
            attached.close()


async def _found(served: Datasette, question: str, names: dict[str, str]) -> set[str]:
    transport = httpx.ASGITransport(app=served.client.app)
    async with httpx.AsyncClient(transport=transport) as client:
        page = await client.get("http://host.invalid/search?" + urlencode({"q": question}))
    page.raise_for_status()
    links = html.fromstring(page.content).xpath("//ol[@class='articles']/li/h3/a/@href")
    return {names[str(link).rpartition("/")[2]] for link in links}


def wrong() -> list[tuple[str, set[str], set[str]]]:
    """Every question that is not answered exactly: its words, what it must find, what it found."""
    from tests.tag.gold_search import ARTICLES, QUERIES  # noqa: PLC0415 — beside the product

    async def ask(served: Datasette) -> list[set[str]]:
        rows = await served.get_database("news").execute("select key, link from articles")
        names = {row["key"]: row["link"].rpartition("/")[2] for row in rows.rows}
        return [await _found(served, question, names) for question, _ in QUERIES]

    with site(ARTICLES) as served:
        answers = asyncio.run(ask(served))
    return [
        (question, must, found)
        for (question, must), found in zip(QUERIES, answers, strict=True)
        if found != must
    ]


def evaluate() -> list[Figure]:
    """The share of questions that find what they must and nothing else."""
    from tests.tag.gold_search import QUERIES  # noqa: PLC0415

    missed, total = wrong(), len(QUERIES)
    return [
        Figure(
            "search: questions that find exactly what they must",
            1 - len(missed) / total,
            1.0,
            fingerprint(GOLD),
            f"{total - len(missed)} of {total}, on the site's page",
        )
    ]


if __name__ == "__main__":
    measured = evaluate()
    print(table(measured))
    if "-v" in sys.argv:
        for question, must, found in wrong():
            print(f"\n{question}\n  missing {must - found}\n  too much {found - must}")
    sys.exit(not all(figure.reached for figure in measured))
