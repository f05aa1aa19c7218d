from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aggregator.sources import Problem, load

Problems = Callable[[str | bytes], tuple[Problem, ...]]

HEAD = """site: {title: S, url: "https://s.example", tag_authority: "s.example,2026", contact: "https://s.example/c"}
fetch: {contact: "https://s.example/c"TELEGRAM}
sources:
  - id: a
    name: A
    kind: monitor
    mandate: M.
    languages: []
    feeds:
      - name: f
        found: here
        grade: P
        enabled: true
"""


def feed(keys: str, telegram: str = "") -> str:
    body = "".join(f"        {line}\n" for line in keys.strip().split("\n"))
    return HEAD.replace("TELEGRAM", telegram) + body


URL = "url: https://a.example/x\n"
LAYOUT = URL + "kind: listing\nlayout:\n"


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        (URL + "kind: rss", "kind", "'rss' is not allowed here"),
        (URL + "kind: sitemap", "kind", "a sitemap lists every page of a site, and nothing says"),
        (URL + "kind: listing", "kind", "nothing says which links of the page are articles"),
        (URL + "articles: [/a/*]", "articles", "means nothing for the kind `feed`"),
        (URL + "pages: 2", "pages", "means nothing for the kind `feed`"),
        (URL + "kind: pdf\nsitemaps: [/a/*]", "sitemaps", "means nothing for the kind `pdf`"),
        (URL + "kind: wordpress", "url", "not the address of posts in the WordPress API"),
        (URL + "kind: pdf\npages: 51", "pages", "51 is out of range"),
        (URL + "kind: pdf\narticles: [a*]", "articles[0]", "'a*' is not a pattern of addresses"),
        (URL + "kind: pdf\narticles: ['!x']", "articles[0]", "'!x' is not a pattern of addresses"),
        (LAYOUT + "  - link: a", "layout[0].item", "missing"),
        (LAYOUT + "  - item: 'a[['", "layout[0].item", "not a CSS selector: Expected"),
        (LAYOUT + "  - item: 'a::before'", "layout[0].item", "Pseudo-elements are not supported"),
        (LAYOUT + "  - item: a\n    nxet: b", "layout[0].nxet", "unknown key"),
        (LAYOUT + "  - item: a\n  - item: b", "layout[0]", "a layout without an end stands before"),
        (
            LAYOUT + "  - item: a\n    valid_until: 2026-02-01\n"
            "  - item: b\n    valid_until: 2026-01-01",
            "layout[1].valid_until",
            "the layouts are not in the order of their days",
        ),
        (
            "url: https://t.me/s/name_x\nkind: telegram",
            "enabled",
            "Telegram is switched off",
        ),
        (
            "url: https://t.me/name_x\nkind: telegram\nenabled_: 1",
            "url",
            "not the public view of a channel",
        ),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_its_place_and_a_remedy(
    problems: Problems, keys: str, key: str, message: str
) -> None:
    found = [each for each in problems(feed(keys)) if message in each.message]
    assert found, problems(feed(keys))
    assert found[0].key.endswith(key)
    assert found[0].remedy
    assert found[0].line


@pytest.mark.parametrize(
    ("keys", "telegram"),
    [
        ("url: https://a.example/wp-json/wp/v2/posts?lang=uk\nkind: wordpress\npages: 2", ""),
        ("url: https://a.example/?rest_route=/wp/v2/posts\nkind: wordpress", ""),
        (URL + "kind: sitemap\narticles: ['/a/*']\nsitemaps: ['/post*']", ""),
        (URL + "kind: listing\narticles: ['/en/[0-9]*', '!/en/1']", ""),
        (URL + "kind: pdf", ""),
        (URL + "kind: feed", ""),
        ("url: https://t.me/s/name_x\nkind: telegram", ", telegram: true"),
        (
            LAYOUT + "  - item: a\n    valid_until: 2026-02-01\n  - item: 'li:has(a) > h2'\n"
            "    next: a[rel=next]",
            "",
        ),
    ],
)  # fmt: skip
def test_each_kind_loads_with_what_it_needs(tmp_path: Path, keys: str, telegram: str) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(feed(keys, telegram), encoding="utf-8")
    (loaded,) = load(path).sources[0].feeds
    assert loaded.retrieval.kind in keys or loaded.retrieval.kind == "feed"
