from __future__ import annotations

import pytest

from aggregator.site.headers import DATASETTE_POLICY, OUR_POLICY, hardened, is_hidden
from tests.site import addresses
from tests.site.conftest import Get

OURS = [*(path for paths in addresses.OURS.values() for path in paths), "/article/none"]
DATASETTES = [*addresses.DATA, "/news/nothing", "/news?sql=broken", "/-/static/app.css"]


@pytest.mark.parametrize("path", [*addresses.everything(), "/-/static/app.css"])
def test_every_answer_carries_the_safety_headers(get: Get, path: str) -> None:
    headers = get(path).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert len(headers.get_list("content-security-policy")) == 1
    assert "set-cookie" not in headers


def test_a_cookie_that_datasette_sets_does_not_go_out() -> None:
    sent = [(b"Set-Cookie", b"ds_actor=x"), (b"Vary", b"Cookie"), (b"content-type", b"text/html")]
    kept = {name for name, _ in hardened(sent, ours=False)}
    assert b"content-type" in kept
    assert not kept & {b"set-cookie", b"vary"}


@pytest.mark.parametrize("path", OURS)
def test_our_pages_allow_no_script_and_no_inline_style(get: Get, path: str) -> None:
    policy = get(path).headers["content-security-policy"]
    assert policy == OUR_POLICY
    assert "script-src" not in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("path", DATASETTES)
def test_datasettes_pages_allow_no_inline_script(get: Get, path: str) -> None:
    policy = get(path).headers["content-security-policy"]
    assert policy == DATASETTE_POLICY
    assert "script-src 'self';" in policy


@pytest.mark.parametrize(
    "name",
    ["messages", "threads", "threads.json", "databases", "databases.json", "plugins", "versions",
     "versions.json", "permissions", "allow-debug", "patterns", "logout", "actor", "auth-token",
     "settings", "config", "jump", "static-else"],
)  # fmt: skip
def test_pages_that_show_the_machine_are_not_there(get: Get, name: str) -> None:
    answer = get(f"/-/{name}")
    assert answer.status_code == 404
    assert answer.text == "There is no such page.\n"


def test_what_pages_need_is_not_hidden() -> None:
    assert not is_hidden("/-/static/app.css")
    assert not is_hidden("/-/static-plugins/aggregator/site.css")
    assert not is_hidden("/-/metadata.json")
    assert not is_hidden("/news")


def test_no_answer_depends_on_a_cookie_or_credentials(get: Get) -> None:
    for path in ("/", "/news/articles"):
        plain = get(path)
        assert "cookie" not in plain.headers.get("vary", "").lower()
        other = get(path, headers={"cookie": "ds_actor=x; ds_messages=y", "authorization": "a b"})
        assert other.headers.get("cache-control") == plain.headers.get("cache-control")
        assert other.status_code == 200


def test_no_page_shows_a_path_of_the_machine(get: Get, database: object) -> None:
    folder = str(database).rsplit("/", 1)[0]
    for path in [*OURS, *DATASETTES, "/news?sql=select+*+from+pragma_database_list"]:
        assert folder not in get(path).text


@pytest.mark.parametrize(
    "path",
    ["/search?q=x", "/feeds/all.atom?q=x", "/feeds/all.csv?q=x", "/feeds/stories.json?q=x",
     "/subscribe?q=x", "/news?sql=select+1", "/news.json?%73ql=select+1", "/news/search?words=x",
     "/news/articles?_search=x", "/news/articles?title__contains=x", "/news/articles?%5Fsearch=x"],
)  # fmt: skip
def test_what_a_visitor_typed_is_stored_nowhere(get: Get, path: str) -> None:
    assert get(path).headers["cache-control"] == "no-store"


def test_what_everybody_reads_may_be_stored(get: Get) -> None:
    for path in ("/", "/news/articles", "/feeds/all.atom?language=uk"):
        assert get(path).headers["cache-control"].startswith("max-age=")


def test_a_post_is_not_answered_with_a_form_or_a_cookie(get: Get) -> None:
    answer = get("/search", method="POST", content=b"q=x")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/", "/news", "/news/articles/1", "/feeds/all.atom", "/nowhere"])
def test_what_can_only_be_read_is_only_read(get: Get, method: str, path: str) -> None:
    answer = get(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
