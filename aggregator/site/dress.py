"""Datasette's own pages mended: names for what has none, no script, links to pages of ours.

Its templates are not ours to copy (two versions are served), so what they make is changed in a
few places that both share. A place that a later Datasette has changed stays as it made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from aggregator.site.data_labels import in_language
from aggregator.site.languages import Catalogue, said
from aggregator.site.languages.address import DEFAULT, PLAIN
from aggregator.site.paths import page_path

_MENDED: tuple[tuple[str, str, str], ...] = (
    # WCAG 4.1.2: controls without a name.
    ('<select name="_filter_column', "<select", said("Column")),
    ('<select name="_filter_op', "<select", said("Comparison")),
    ('<input type="text" name="_filter_value', '<input type="text"', said("Value")),
    ('<select name="_sort"', "<select", said("Sort by")),
    ('class="cross">', 'class="cross"', said("Take away")),
    # WCAG 2.1.1: what scrolls can be reached with the keyboard.
    ('<div class="table-wrapper">', '<div class="table-wrapper" tabindex="0" role="region"',
     said("Rows")),
)  # fmt: skip
"""What Datasette makes, after which part of it a name goes, and the name."""
_KEYBOARD = ('<pre id="sql-query"', '<pre class="wrapped-sql"')
_EDITOR = '<textarea id="sql-editor"'
_DESCRIPTIONS = '<dl class="column-descriptions">'
_OWN_LINK = re.compile(r'\b(href|action)="(/[^"]*)"')
_NEXT = re.compile(r'(<p><a href=")https?://[^/"]+(/[^"]*">Next page</a></p>)')
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_HEADING = re.compile(r"<(/?)h3\b")


def dressed(content: str, ui: Catalogue, database: str) -> Markup:
    """The content of one of Datasette's pages, as its template made it, mended, in the language of
    the page. ``database`` is the address of its first page without a language."""
    html = _SCRIPT.sub("", str(content))
    for made, begin, name in _MENDED:
        rest = made.removeprefix(begin) if made.startswith(begin) else ">"
        html = html.replace(made, f'{begin} aria-label="{ui.word(name)}"{rest}')
    html = html.replace(_EDITOR, f'{_EDITOR} aria-label="SQL" spellcheck="false"')
    for made in _KEYBOARD:
        html = html.replace(made, f'{made} tabindex="0"')
    if _DESCRIPTIONS in html:  # thirty of them would stand before the first row
        summary = f"<details><summary>{ui.word(said('What the columns mean'))}</summary>"
        html = html.replace(_DESCRIPTIONS, summary + _DESCRIPTIONS)
        html = html.replace("</dl>", "</dl></details>", 1)
    first, mark, rest = html.partition('<h2 id="queries">')
    # Before the lists of a database the next level below its h1 is h2; below "Tables" it is h3.
    html = _HEADING.sub(r"<\1h2", first) + mark + rest
    return Markup(in_language(linked(html, ui, database), ui))  # noqa: S704 — Datasette's own HTML


def linked(html: str, ui: Catalogue, database: str) -> str:
    """The same with links that stay in the language, as Datasette knows of none. What is taken away
    (JSON, CSV) has one address for all."""
    if ui.code == DEFAULT:
        return html
    base = database.rpartition("/")[0]

    def stays(found: re.Match[str]) -> str:
        path = found[2].removeprefix(base)
        if path.startswith(PLAIN) or path.partition("?")[0].endswith((".json", ".csv", ".db")):
            return found[0]
        return f'{found[1]}="{base}/{ui.code}{path}"'

    # Datasette gives its next page a whole address, made of the visitor's Host.
    return _OWN_LINK.sub(stays, _NEXT.sub(r"\1\2", html))


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
    return page_path(kind, str(value)) if value else None
