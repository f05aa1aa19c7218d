from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse.links import web_link

BASE = "https://site.example/news/feed.xml"


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("https://site.example/a", "https://site.example/a"),
        ("  https://site.example/a\n", "https://site.example/a"),
        ("https://site.example/\n   a", "https://site.example/a"),
        ("https://site.example/a b", "https://site.example/a%20b"),
        ("HTTPS://Site.Example/A", "https://Site.Example/A"),
        ("/a", "https://site.example/a"),
        ("a", "https://site.example/news/a"),
        ("?p=1", "https://site.example/news/feed.xml?p=1"),
        ("//other.example/a", "https://other.example/a"),
        ("https://сайт.укр/новини/крим", "https://сайт.укр/новини/крим"),
        ("https://site.example:8443/a", "https://site.example:8443/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ],
)
def test_a_web_address_is_made_absolute(link: str, absolute: str) -> None:
    assert web_link(link, BASE) == absolute


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://site.example/a",
        "mailto:a@site.example",
        "tel:+380441234567",
        "magnet:?xt=urn:x",
        "https://site.example@evil.example/",
        "https://user:secret@site.example/",
        "//site.example@evil.example/",
        "https://site.example\\@evil.example/",
        "https://evil.example\\.site.example/",
        "https://site%2eexample/",
        "https://...",
        "https:///a",
        "https://",
        "https://site.example:99999/",
        "https://site.example:port/",
        "https://[half/",
        "https://site.example/\u202egpj.exe",
        "https://site.example/\x00",
        "https://site.example/" + "a" * 2_000,
    ],
)
def test_what_is_no_plain_web_address_is_no_link(link: str | None) -> None:
    assert web_link(link, BASE) is None


@given(st.text(max_size=80), st.sampled_from([BASE, "", "x", "https://[", "http://a.example"]))
def test_a_link_is_absolute_and_of_the_web_or_there_is_none(link: str, base: str) -> None:
    found = web_link(link, base)
    if found is not None:
        parts = urlsplit(found)
        assert parts.scheme in {"http", "https"} and parts.hostname
        assert "@" not in parts.netloc and found.isprintable() and " " not in found


def test_an_address_of_any_length_takes_no_time() -> None:
    started = time.process_time()
    assert web_link("http://" + "a" * 1_000_000 + "!/", BASE) is None
    assert web_link("/a", "http://" + "a" * 1_000_000 + "!/") is None
    assert time.process_time() - started < 1
