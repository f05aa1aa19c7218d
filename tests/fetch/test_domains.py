from __future__ import annotations

import pytest

from aggregator.fetch.domains import is_same_site, registrable_domain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("example.org", "example.org"),
        ("www.example.org", "example.org"),
        ("a.b.example.org.", "example.org"),
        ("News.Example.COM.UA", "example.com.ua"),
        ("one.github.io", "one.github.io"),
        ("feeds.one.github.io", "one.github.io"),
        ("com.ua", "com.ua"),
        ("a.sample.wordpress.com", "sample.wordpress.com"),
        ("www.wordpress.com", "wordpress.com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("новини.зразок.укр", "xn--80anbmtj.xn--j1amh"),
    ],
)
def test_a_host_belongs_to_what_somebody_has_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("http://example.org/feed", "https://www.example.org/rss", True),
        ("https://example.org/feed", "https://feeds.example.org:8443/", True),
        ("https://EXAMPLE.org./feed", "https://example.org/feed", True),
        ("https://зразок.укр/", "https://www.xn--80anbmtj.xn--j1amh/", True),
        ("https://example.org/feed", "https://example.com/feed", False),
        ("https://example.org/feed", "https://example.org.evil.example/feed", False),
        ("https://one.com.ua/", "https://two.com.ua/", False),
        ("https://one.github.io/", "https://two.github.io/", False),
        ("https://one.wordpress.com/", "https://two.wordpress.com/", False),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:9000/", True),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("https://example.org/", "https://example.org@evil.example/", False),
        ("https://example.org/", "not an address", False),
        ("", "", False),
        ("http://[::1", "http://[::1", False),
    ],
)
def test_a_move_within_a_domain_is_told_from_a_move_to_another(
    old: str, new: str, same: bool
) -> None:
    assert is_same_site(old, new) is same
    assert is_same_site(new, old) is same
