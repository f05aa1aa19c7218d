from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse.patterns import matcher, path_pattern

SITE = "https://www.monitor.example/news"


@pytest.mark.parametrize(
    ("patterns", "url", "fits"),
    [
        ((), "https://monitor.example/anything", True),
        ((), "https://other.example/anything", False),
        (("/en/[0-9]*",), "https://monitor.example/en/1608812068", True),
        (("/en/[0-9]*",), "https://monitor.example/en/about", False),
        (("/en/[0-9]*",), "https://monitor.example/en/page_2", False),
        (("/en/[0-9]*",), "https://other.example/en/1608812068", False),
        (("/news/*/*",), "https://monitor.example/news/2024/a", True),
        (("/news/*/*",), "https://monitor.example/news/2024", False),
        (("/News/*",), "https://MONITOR.example/news/a", True),
        (("/index.php[?]id=*",), "https://monitor.example/index.php?id=7", True),
        (("/index.php",), "https://monitor.example/index.php?id=7", False),
        (("/a/*", "!/a/tag/*"), "https://monitor.example/a/tag/x", False),
        (("/a/*", "!/a/tag/*"), "https://monitor.example/a/b", True),
        (("!/tag/*",), "https://monitor.example/tag/x", False),
        (("!/tag/*",), "https://monitor.example/b", True),
        (("//files.example/*.pdf",), "https://files.example/r/1.PDF", True),
        (("//*.example/*.pdf",), "https://cdn.example/r/1.pdf", True),
        (("//*.example/*.pdf",), "https://cdn.elsewhere.org/r/1.pdf", False),
        (("*.pdf",), "https://monitor.example/r/1.pdf", True),
    ],
)
def test_a_pattern_is_held_against_path_and_query(
    patterns: tuple[str, ...], url: str, fits: bool
) -> None:
    assert matcher(patterns, SITE)(url) is fits


def test_no_pattern_of_stars_makes_a_long_address_take_long() -> None:
    fits = matcher(("/" + "*a" * 60 + "b",), SITE)
    started = time.process_time()
    assert not fits("https://monitor.example/" + "a" * 1_900)
    assert time.process_time() - started < 1  # with backtracking: longer than the universe


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)),
        min_size=1,
        max_size=6,
    )
)
def test_the_pattern_that_is_offered_fits_the_addresses_it_was_made_of(
    rows: list[tuple[int, str]],
) -> None:
    paths = [f"/news/{month:02}/{slug}/" for month, slug in rows]
    fits = matcher((path_pattern(paths) + "/",), SITE)
    assert all(fits(f"https://monitor.example{path}") for path in paths)


def test_digits_and_common_words_stay_in_the_pattern_that_is_offered() -> None:
    assert path_pattern(["/en/1608", "/en/1609"]) == "/en/[0-9]*"
    assert path_pattern(["/news/2024/05/a", "/news/2023/11/b"]) == "/news/[0-9]*/[0-9]*/*"
    assert path_pattern(["/a/b", "/a/b/c"]) == "/a/b/*"
