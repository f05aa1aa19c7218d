from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregator.identify import canonical_url, link_key


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Site.Example", "https://site.example/"),
        ("http://site.example:80/a", "http://site.example/a"),
        ("https://site.example:443/a", "https://site.example/a"),
        ("http://site.example:443/a", "http://site.example:443/a"),
        ("https://site.example./a", "https://site.example/a"),
        ("https://site.example/a#part", "https://site.example/a"),
        ("https://site.example/a?utm_source=x&b=1&fbclid=y", "https://site.example/a?b=1"),
        ("https://site.example/a?", "https://site.example/a"),
        ("https://site.example/?p=12", "https://site.example/?p=12"),
        ("https://site.example/%7Ea/%D0%B0", "https://site.example/~a/%D0%B0"),
        ("https://site.example/а б", "https://site.example/%D0%B0%20%D0%B1"),
        ("https://site.example/a%2Fb%3Fc", "https://site.example/a%2Fb%3Fc"),
        ("https://site.example/100%", "https://site.example/100%25"),
        ("https://site.example/%CA%F0", "https://site.example/%CA%F0"),
        ("https://site.example/?t=%CA%F0", "https://site.example/?t=%CA%F0"),
        ("https://site.example/?t=Крим", "https://site.example/?t=%D0%9A%D1%80%D0%B8%D0%BC"),
        ("https://сайт.укр/", "https://xn--80aswg.xn--j1amh/"),
        ("https://straße.example/", "https://straße.example/"),
        ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
        (" https://site.example/a\n", "https://site.example/a"),
    ],
)
def test_an_address_loses_what_does_not_matter_and_nothing_else(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    ["", "/a", "site.example/a", "ftp://site.example/a", "javascript:alert(1)",
     "mailto:a@site.example", "https://", "https:///a", "https://site.example:port/", "https://site.example:99999/",
     "https://[half/", "https://.../"],
)  # fmt: skip
def test_what_is_no_web_address_has_no_canonical_form(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical_url(url)
    assert link_key(url) is None


@pytest.mark.parametrize(
    "url",
    [None, "https://site.example", "https://www.site.example/", "http://site.example:80/#top",
     "https://site.example/?utm_source=rss", "https://site.example/uk/", "https://site.example/EN",
     "https://site.example/ua/index.html", "https://site.example/?lang=uk",
     "https://site.example/index.php?language=EN", "https://site.example/amp/"],
)  # fmt: skip
def test_a_home_page_is_no_key(url: str | None) -> None:
    assert link_key(url) is None


@pytest.mark.parametrize(
    "url",
    ["https://site.example/?p=1", "https://site.example/index.php?id=5", "https://site.example/ukr1",
     "https://site.example/uk/a", "https://site.example/?lang=5", "https://site.example/home"],
)  # fmt: skip
def test_a_page_below_the_home_page_is_a_key(url: str) -> None:
    assert link_key(url)


HOSTS = st.sampled_from(
    ["site.example", "uk.site.example", "сайт.укр", "site.example:8443", "[::1]"]
)
SEGMENT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"],
                                exclude_characters="/?#%\\"), min_size=1, max_size=8)  # fmt: skip
PATHS = st.lists(SEGMENT, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
NAMES = st.text("abcdefgh", min_size=4, max_size=6)
QUERIES = st.lists(st.tuples(NAMES, st.text("xyzабв12 +&=", max_size=6)), max_size=3)


@st.composite
def addresses(draw: st.DrawFn) -> str:
    query = draw(QUERIES)
    return f"https://{draw(HOSTS)}{draw(PATHS)}" + (f"?{urlencode(query)}" if query else "")


@given(addresses())
def test_canonical_form_is_reached_in_one_step(url: str) -> None:
    assume(_valid(url))
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_reaches_its_form_in_one_step(text: str) -> None:
    for url in (text, f"https://{text}", f"https://site.example/{text}"):
        if _valid(url):
            assert canonical_url(canonical_url(url)) == canonical_url(url)


@given(addresses())
def test_host_port_and_parameters_keep_their_meaning(url: str) -> None:
    assume(_valid(url))
    before, after = urlsplit(url), urlsplit(canonical_url(url))
    assert after.port == before.port
    assert parse_qsl(after.query, keep_blank_values=True) == parse_qsl(
        before.query, keep_blank_values=True
    )
    host = before.hostname or ""
    assert after.hostname in {host, host.encode("idna").decode() if ":" not in host else host}


@given(addresses(), st.data())
def test_a_key_is_the_same_under_every_listed_change(url: str, data: st.DataObject) -> None:
    assume(
        _valid(url) and url == url.strip()
    )  # a parameter would make a space at the end part of it
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    path, _, query = path.partition("?")
    pairs = query.split("&") if query else []
    tracking = data.draw(
        st.lists(st.sampled_from(["utm_source=rss", "fbclid=1", "gclid="]), max_size=2)
    )
    pairs = data.draw(st.permutations(pairs + tracking))
    if not host.startswith("["):
        host = data.draw(st.sampled_from(["", "www."])) + host
    if ":" not in host:
        host += data.draw(st.sampled_from(["", "."]))
        port = data.draw(st.sampled_from(["", f":{ {'http': 80, 'https': 443}[scheme] }"]))
        host += port
    slash = data.draw(st.sampled_from(["", "/", "/amp", "/amp/"]))
    fragment = data.draw(st.sampled_from(["", "#comments"]))
    changed = f"{scheme}://{host.upper()}/{path.rstrip('/')}{slash}" + (
        f"?{'&'.join(pairs)}" if pairs else ""
    )
    assume("ß" not in host)
    assert link_key(changed + fragment) == link_key(url)
    if "443" not in host.rpartition(":")[2]:
        assert link_key(changed.replace("https://", "http://", 1)) == link_key(url)


@given(addresses(), addresses())
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assume(_valid(one) and _valid(other))
    key = link_key(one)
    if key is not None and key == link_key(other):
        first, second = urlsplit(canonical_url(one)), urlsplit(canonical_url(other))
        assert first.netloc == second.netloc
        assert first.path.rstrip("/") == second.path.rstrip("/")
        assert sorted(first.query.split("&")) == sorted(second.query.split("&"))


def _valid(url: str) -> bool:
    try:
        canonical_url(url)
    except ValueError:
        return False
    return True
