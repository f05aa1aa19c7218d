from __future__ import annotations

import asyncio
from urllib.parse import quote

import httpx
import pytest
from datasette import Response
from datasette.app import Datasette
from datasette.utils.asgi import Request

from aggregator.site.answers import Ask, handler
from aggregator.site.sql_queue import WAITING, asks_own_sql
from tests.site.conftest import Get

SLOW = "with recursive t(x) as (select 1 union all select x + 1 from t) select count(*) from t"


@pytest.mark.parametrize(
    ("query", "own"),
    [(b"sql=select+1", True), (b"_shape=array&sql=x", True), (b"_where=1", True),
     (b"_facet=source&_facet=language", True), (b"_facet=source", False), (b"_search=x", False),
     (b"%73ql=x", True), (b"_wher%65=1", True), (b"_facet=a&%5Ffacet=b", True),
     (b"q=%26sql=", False),
     (b"", False), (b"q=sql", False), (b"region=UA&topic=x", False)],
)  # fmt: skip
def test_what_counts_as_a_query_of_ones_own(query: bytes, own: bool) -> None:
    assert asks_own_sql(query) is own


def test_slow_queries_wait_for_each_other_and_pages_do_not(site: Datasette) -> None:
    async def ask() -> list[int]:
        transport = httpx.ASGITransport(app=site.client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            slow = [
                asyncio.create_task(client.get("/news.json?sql=" + quote(SLOW))) for _ in range(8)
            ]
            await asyncio.sleep(0.2)
            for _ in range(5):
                assert (await client.get("/about")).status_code == 200
            # The five slow queries take 2.5 seconds one after another, a page 3 ms.
            assert not all(task.done() for task in slow), "no page waited for the last of them"
            answers = await asyncio.gather(*slow)
            busy = [answer for answer in answers if answer.status_code == 503]
            assert all(answer.headers["retry-after"] == "5" for answer in busy)
            assert all("content-security-policy" in answer.headers for answer in busy)
            return [answer.status_code for answer in answers]

    statuses = asyncio.run(ask())
    assert statuses.count(503) == 8 - 1 - WAITING
    assert statuses.count(400) == 1 + WAITING  # each was stopped by the time limit


def test_a_page_that_asks_too_much_is_stopped_and_says_so(site: Datasette) -> None:
    async def view(ask: Ask) -> Response:
        return Response.text(str(await ask.read(lambda conn: conn.execute(SLOW).fetchall())))

    async def ask() -> Response:
        request = Request.fake("/feeds/all.atom")
        return await handler(view, "news")(request=request, datasette=site)

    answer = asyncio.run(ask())
    assert answer.status == 503
    assert "This took too long." in answer.body


def test_more_facets_than_a_page_can_count_are_refused_in_words(get: Get) -> None:
    five = "&".join(["_facet=source"] * 5)
    assert get(f"/news/articles?{five}").status_code == 200
    answer = get(f"/news/articles?{five}&_facet_date=published")
    assert answer.status_code == 400
    assert "five at most" in answer.text
