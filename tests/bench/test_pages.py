import statistics
from pathlib import Path

import httpx
import pytest
from trafilatura import bare_extraction

from aggregator.health import State
from aggregator.parse import parse_feed
from bench.origin import FEEDS, HOSTS, build, path_of
from bench.pages import LAYOUTS, PAGES, make_page, make_report, read_pages
from tests.origin.server import Origin

REPORTS = [make_report(number) for number in range(60)]


def test_the_same_seed_makes_the_same_page_and_another_one_another() -> None:
    url = "http://sample.example/1"
    assert make_page(make_report(1), url) == make_page(make_report(1), url)
    assert make_page(make_report(1), url) != make_page(make_report(1, seed=1), url, seed=1)


def test_pages_have_the_size_that_they_are_said_to_have() -> None:
    sizes = [len(make_page(report, "http://sample.example/1")) for report in REPORTS]
    assert min(sizes) >= 89_000
    assert max(sizes) <= 95_000


def test_reports_have_300_to_1000_words_in_three_languages_and_titles_of_their_own() -> None:
    assert all(300 <= report.words <= 1000 for report in REPORTS)
    assert {report.language for report in REPORTS} == {"en", "uk", "ru"}
    assert len({report.title for report in REPORTS}) == len(REPORTS)


@pytest.mark.parametrize("number", range(len(LAYOUTS)))
def test_every_layout_hides_its_article_where_extraction_finds_it(number: int) -> None:
    report = make_report(number)
    page = make_page(report, "http://sample.example/1")
    document = bare_extraction(page, include_comments=False, with_metadata=True)
    text = getattr(document, "text", "")
    assert all(paragraph in text for paragraph in report.paragraphs)
    assert len(text) < 1.1 * sum(map(len, report.paragraphs)) + 100
    assert len(page) > 10 * len(text)


def test_the_site_serves_a_feed_for_each_host_and_every_page_that_it_lists(
    tmp_path: Path,
) -> None:
    with Origin(HOSTS) as origin, httpx.Client(trust_env=False) as client:
        build(origin, tmp_path, articles=100, size=20_000, seed=0)
        links = []
        for host in HOSTS:
            url = origin.url("/feed/", host)
            answer = client.get(url)
            feed = parse_feed(answer.content, answer.headers["content-type"], url)
            assert feed.state is State.WORKING
            assert {entry.link and httpx.URL(entry.link).host for entry in feed.entries} == {host}
            links += [entry.link for entry in feed.entries]
            again = client.get(url, headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
        pages = dict(read_pages(tmp_path / PAGES))
        assert len(HOSTS) == FEEDS
        assert set(links) == set(pages)
        assert len(pages) == 100
        url, body = next(iter(pages.items()))
        assert client.get(url).content == body


def test_most_feeds_name_the_author_and_some_do_not(tmp_path: Path) -> None:
    with Origin(HOSTS) as origin:
        build(origin, tmp_path, articles=50, size=20_000, seed=0)
        named = 0
        for host in HOSTS:
            url = origin.url("/feed/", host)
            answer = httpx.get(url, trust_env=False)
            feed = parse_feed(answer.content, answer.headers["content-type"], url)
            named += all(entry.author for entry in feed.entries)
    assert named == 30


def test_every_article_has_an_address_of_its_own() -> None:
    assert len({path_of(report) for report in REPORTS}) == len(REPORTS)
    assert statistics.mean(report.words for report in REPORTS) == pytest.approx(620, abs=80)
