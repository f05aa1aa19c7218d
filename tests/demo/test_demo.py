import html
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from aggregator.extract import extract
from aggregator.health import Extraction, State
from aggregator.model import Document, Page
from aggregator.parse import parse_source
from aggregator.sources import load
from bench.child import free_port
from demo.__main__ import first_start, write_feeds
from demo.articles import Sample, load_samples
from demo.origin import SampleOrigin
from demo.sites import BY_SOURCE, SITES

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "demo", "serve-origin")
STARTED = datetime(2026, 3, 1, 12, tzinfo=UTC)
SAMPLES = load_samples(STARTED, STARTED)
MARKS = {"en": "SAMPLE", "uk": "ЗРАЗОК", "ru": "ОБРАЗЕЦ", "fr": "EXEMPLE", "de": "MUSTER"}
INVENTED = {"en": "invented", "uk": "вигадан", "ru": "вымышлен", "fr": "inventé", "de": "erfunden"}


def name(sample: Sample) -> str:
    return sample.slug


def test_the_feeds_file_is_valid_and_every_source_calls_itself_a_sample(tmp_path: Path) -> None:
    registry = load(write_feeds(tmp_path, 8077, "http://127.0.0.1:9"))
    assert {source.id for source in registry.sources} == set(BY_SOURCE)
    assert all("(SAMPLE)" in source.name for source in registry.sources)
    assert registry.site.url == "http://127.0.0.1:9"
    feeds = {feed.url for source in registry.sources for feed in source.feeds}
    assert {site.url(site.feed_path, 8077) for site in SITES} < feeds


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_every_article_says_at_both_ends_that_it_is_a_sample(sample: Sample) -> None:
    assert sample.title.startswith(MARKS[sample.language])
    assert INVENTED[sample.language] in sample.paragraphs[-1]


def test_there_are_two_dozen_articles_and_more_in_five_languages() -> None:
    assert len(SAMPLES) >= 24
    assert {sample.language for sample in SAMPLES} == set(MARKS)


def test_one_article_is_edited_a_minute_after_the_first_start_and_the_rest_stay() -> None:
    before = load_samples(STARTED, STARTED + timedelta(seconds=59))
    after = load_samples(STARTED, STARTED + timedelta(days=9))
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [(old.slug, new.updated) for old, new in changed] == [
        ("prisoners-transferred", STARTED + timedelta(minutes=1))
    ]
    assert "Correction" in " ".join(changed[0][1].paragraphs)


def test_a_relay_names_an_article_that_exists() -> None:
    known = {f"{sample.source}/{sample.slug}" for sample in SAMPLES}
    relays = [sample for sample in SAMPLES if sample.relay_of]
    assert relays
    assert all(relay.relay_of in known for relay in relays)


def test_every_feed_gives_its_articles_and_every_page_its_paragraphs(tmp_path: Path) -> None:
    seen = 0
    main = {
        source.id: source.feeds[0].retrieval
        for source in load(write_feeds(tmp_path, 8077, "http://127.0.0.1:9")).sources
    }
    assert {each.kind for each in main.values()} == {"feed", "listing", "wordpress"}
    with SampleOrigin(STARTED, now=lambda: STARTED) as origin, httpx.Client() as client:
        for site in SITES:
            url = origin.url(site.feed_path, site.host)
            answer = client.get(url)
            kind = answer.headers["content-type"]
            document = Document(answer.content, kind, url, STARTED.date(), 1)
            feed = parse_source(main[site.source], document, 500)
            assert feed.state is State.WORKING
            by_title = {sample.title: sample for sample in SAMPLES}
            for entry in feed.entries:
                assert entry.link is not None
                page = client.get(entry.link)
                article = extract(
                    entry, Page(str(page.url), page.content, page.headers["content-type"])
                )
                sample = by_title[article.title]
                assert article.extraction is Extraction.FULL
                assert article.published == sample.published
                # The API of WordPress names no language: it is found from the text.
                assert article.language == (None if entry.complete else sample.language)
                for paragraph in sample.paragraphs:
                    assert re.sub(r"\s+", " ", paragraph) in article.text
                seen += 1
    assert seen == len(SAMPLES)


def test_an_unchanged_page_and_feed_answer_304() -> None:
    with SampleOrigin(STARTED) as origin, httpx.Client() as client:
        for path in (
            SITES[0].feed_path,
            SITES[0].path(next(s for s in SAMPLES if s.source == SITES[0].source)),
        ):
            url = origin.url(path, SITES[0].host)
            etag = client.get(url).headers["etag"]
            assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_the_first_start_is_remembered(tmp_path: Path) -> None:
    assert first_start(tmp_path) == first_start(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_the_sample_sites_ends_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    command = [*SERVE, "--origin-port", "0", "--db", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.get(url).status_code == 200
        process.send_signal(number)
        assert process.wait(timeout=10) == 0


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with SampleOrigin(STARTED) as origin:
        ended = subprocess.run(
            [*SERVE, "--origin-port", str(origin.port), "--db", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert "choose another --origin-port" in ended.stderr


def wait_for_articles(site: str, count: int, patience: float = 60) -> None:
    """Until the feed of all articles holds ``count`` of them."""
    end = time.monotonic() + patience
    while True:
        try:
            answer = httpx.get(f"{site}/feeds/all.atom", trust_env=False, timeout=10)
            if answer.status_code == 200 and answer.text.count("<entry") == count:
                return
        except httpx.TransportError:
            pass  # not listening yet
        assert time.monotonic() < end, f"never {count} articles at {site}"
        time.sleep(0.3)


def test_the_demonstration_fetches_shows_and_ends_without_an_error(tmp_path: Path) -> None:
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "demo", "up", "--port", str(port), "--origin-port", "0"]
    log = tmp_path / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [*command, "--db", str(tmp_path / "db")], cwd=ROOT, stdout=output, stderr=output
        )
    try:
        wait_for_articles(site, len(SAMPLES))
        home = httpx.get(f"{site}/", trust_env=False).text
        assert any(html.escape(sample.title) in home for sample in SAMPLES[:3])  # of a story, one
        links = sorted(set(re.findall(r'href="(/[^"#]*)"', home)))
        assert len(links) >= 10
        for link in links:
            answer = httpx.get(site + html.unescape(link), trust_env=False, timeout=10)
            assert answer.status_code == 200, link
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)
    assert "Traceback" not in log.read_text()
