"""Datasette's own pages mended: names for what has none, no script, links to pages of ours.

Its templates are not ours to copy (two versions are served), so what they make is changed in a
few places that both share. A place that a later Datasette has changed stays as it made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from markupsafe import Markup

_MENDED: tuple[tuple[str, str], ...] = (
    # WCAG 4.1.2: controls without a name.
    ('<select name="_filter_column', '<select aria-label="Column" name="_filter_column'),
    ('<select name="_filter_op', '<select aria-label="Comparison" name="_filter_op'),
    (
        '<input type="text" name="_filter_value',
        '<input type="text" aria-label="Value" name="_filter_value',
    ),
    ('<select name="_sort"', '<select aria-label="Sort by" name="_sort"'),
    ('<textarea id="sql-editor"', '<textarea id="sql-editor" aria-label="SQL" spellcheck="false"'),
    ('class="cross">', 'class="cross" aria-label="Take away">'),
    # WCAG 2.1.1: what scrolls can be reached with the keyboard.
    (
        '<div class="table-wrapper">',
        '<div class="table-wrapper" tabindex="0" role="region" aria-label="Rows">',
    ),
    ('<pre id="sql-query">', '<pre id="sql-query" tabindex="0">'),
    ('<pre class="wrapped-sql">', '<pre class="wrapped-sql" tabindex="0">'),
    # Thirty descriptions would stand before the first row.
    ('<dl class="column-descriptions">', "<details><summary>What the columns mean</summary>"
     '<dl class="column-descriptions">'),
)  # fmt: skip
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_HEADING = re.compile(r"<(/?)h3\b")


def dressed(content: str) -> Markup:
    """The content of one of Datasette's pages, as its template made it, mended."""
    html = _SCRIPT.sub("", str(content))
    for made, better in _MENDED:
        html = html.replace(made, better)
    if "column-descriptions" in html:
        html = html.replace("</dl>", "</dl></details>", 1)
    first, mark, rest = html.partition('<h2 id="queries">')
    # Before the lists of a database the next level below its h1 is h2; below "Tables" it is h3.
    return Markup(_HEADING.sub(r"<\1h2", first) + mark + rest)  # noqa: S704 — Datasette's own HTML


def column_labels(names: Iterable[str], *, everywhere: bool = False) -> Markup:
    """What stands before each cell where a row is a list, on a telephone or ``everywhere``: the
    name of its column."""
    rules = "".join(
        f'.rows-and-columns td:nth-of-type({number}):before {{ content: "{_css_string(name)}"; }}\n'
        for number, name in enumerate(names, 1)
    )
    if not rules:
        return Markup()
    media = "all" if everywhere else "(max-width: 36rem)"
    return Markup(f"<style>@media {media} {{\n{rules}}}</style>")  # noqa: S704


def _css_string(text: str) -> str:
    """Escaped for a string of CSS inside a style element: a visitor's SQL may name a column."""
    return "".join(c if c.isalnum() or c in " _-" else f"\\{ord(c):06x}" for c in text)


PAGES: Mapping[str, tuple[str, str]] = {
    "articles": ("article", "key"),
    "stories": ("story", "id"),
    "regions": ("region", "code"),
    "topics": ("topic", "id"),
    "sources": ("source", "id"),
    "campaigns": ("campaign", "id"),
    "cases": ("case", "id"),
}
"""Table -> the kind of page that shows its rows, and the column with the page's name."""


def page_of(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str | None:
    """The page of ours for the row of a row page, or None where there is none."""
    kind, column = PAGES.get(table, ("", ""))
    if not kind or column not in columns or len(rows) != 1:
        return None
    value = rows[0][list(columns).index(column)]
    return f"/{kind}/{quote(str(value), safe='')}" if value else None
