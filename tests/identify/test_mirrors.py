from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import sources
from aggregator.identify import canonical_url, link_key
from aggregator.mirrors import look_alike_of, refused, unmirrored
from tests.docs.documents import ROOT

VETTED = ("zmina.info", "www.krymr.com", "crimeahrg.org", "meduza.io", "hrw.org")


@pytest.mark.parametrize(
    ("mirror", "own"),
    [
        ("https://d1hj6fnp0zimwo.cloudfront.net/a/1.html", "https://ua.krymr.com/a/1.html"),
        ("https://krym.gitlab.io/ua/a/1.html", "https://ua.krymr.com/a/1.html"),
        ("https://krym.gitlab.io/a/1.html", "https://ru.krymr.com/a/1.html"),
        ("https://krym.gitlab.io/uazik.html", "https://ru.krymr.com/uazik.html"),
        ("https://rfe.pangea-cms.com/preview/uk-CRI/a/1.html", "https://ua.krymr.com/a/1.html"),
    ],
)
def test_the_same_text_at_a_mirror_is_the_same_article(mirror: str, own: str) -> None:
    assert canonical_url(mirror) == own
    assert link_key(mirror) == link_key(own)
    assert canonical_url(canonical_url(mirror)) == own


def test_a_host_that_shares_a_mirrors_host_is_itself() -> None:
    assert unmirrored("rfe.pangea-cms.com", "/preview/xx/1") == (
        "rfe.pangea-cms.com", "/preview/xx/1",
    )  # fmt: skip
    assert canonical_url("https://example.org/ua/1") == "https://example.org/ua/1"


@pytest.mark.parametrize(
    ("host", "imitated"),
    [
        ("zmina.info", None),
        ("en.zmina.info", None),
        ("zmina.top", "zmina.info"),
        ("zmina.info.news.top", "zmina.info"),
        ("zmina-info.top", "zmina.info"),
        ("krymr.com", None),
        ("krуmr.com", "krymr.com"),  # a Cyrillic letter
        ("krуmr.com".encode("idna").decode(), "krymr.com"),  # the same, as the wire has it
        ("crimeahrq.org", "crimeahrg.org"),
        ("crimeahgr.org", "crimeahrg.org"),
        ("crirneahrg.org", "crimeahrg.org"),
        ("crimeahrg.com", "crimeahrg.org"),
        ("crimea-hrg.org", "crimeahrg.org"),
        ("rneduza.io", "meduza.io"),
        ("hrw.com", None),  # three letters are anybody's
        ("crimea.example.org", None),
        ("zmi.info", None),
    ],
)
def test_an_imitation_is_told_from_a_name_of_its_own(host: str, imitated: str | None) -> None:
    assert look_alike_of(host, VETTED) == imitated


def test_hosts_that_must_never_be_a_source_are_refused_with_the_reason() -> None:
    assert "occupation" in (refused("www.crimea-news.info") or "")
    assert refused("zmina.info") is None
    assert refused("ria.ru") is None


def test_no_source_of_ours_is_refused_or_imitates_another() -> None:
    listed = sources.load(ROOT / "feeds.yaml").sources
    hosts = [s.homepage.split("/")[2] for s in listed if s.homepage]
    assert [host for host in hosts if refused(host)] == []
    assert [h for h in hosts if look_alike_of(h, set(hosts) - {h}, other_endings=False)] == []


@given(st.text(max_size=40))
def test_no_host_is_an_error(host: str) -> None:
    look_alike_of(host, VETTED)
    refused(host)
