"""Datasette's labels in the language of the page.

Datasette speaks English only and its templates have no place for another language. So its labels
are found in what they make, each by the markup around it, which nothing from a table can imitate
(texts are escaped), and said again from the catalogue. What is not found stays English: a label
that a later Datasette words otherwise, names of tables and columns, descriptions, what a filter
says in a sentence ("where language = …") and SQLite's messages; all of it is marked as English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from aggregator.site.canned import QUERIES
from aggregator.site.languages import Catalogue, said
from aggregator.site.languages.address import DEFAULT
from aggregator.site.metadata import TITLES, metadata


@dataclass(frozen=True, slots=True)
class Label:
    """A text of Datasette's templates; ``before`` and ``after`` are patterns of its markup."""

    before: str
    text: str
    after: str = ""

    def said_in(self, html: str, ui: Catalogue) -> str:
        """The page with it in the language."""
        pattern = rf"({self.before}){re.escape(self.text)}(?={self.after})"
        return re.sub(pattern, lambda found: found[1] + ui.word(self.text), html)


# A visitor's filter stands in a hundred links of a table. Where the first ".json" of one is not
# followed by the label, the other thousands are not tried: each took as long as the whole link.
_TO_JSON = r'<a href="(?>[^"]*?\.json)[^"]*+">'
LABELS = (
    Label(r'<p class="crumbs">\s*<a href="[^"]*">\s*', said("home")),
    Label(r'<label for="_search">', said("Search:")),
    Label(r'<option value="">', said("- remove filter -")),
    Label(r'<option value="">', said("- column -")),
    Label(r'<option value="">', said("Sort...")),
    Label(r'<input type="checkbox" name="_sort_by_desc"[^>]*> ', said("descending")),
    Label(r'<input type="submit" value="', said("Apply"), '"'),
    Label(r'<input type="submit" value="', said("Export CSV"), '"'),
    Label(r'<input type="submit" value="', said("Run SQL"), '"'),
    Label(r'<span class="underlined">', said("View and edit SQL")),
    Label(r'<p(?: class="export-links")?>', said("This data as")),
    Label(r'\(<a href="#export">', said("advanced")),
    Label(r'<p class="suggested-facets">\s*', said("Suggested facets:")),
    Label(r'<p class="facets-timed-out">', said("These facets timed out:")),
    Label(r'<p><a href="[^"]*">', said("Next page"), "</a></p>"),
    Label(r"<h[23]>", said("Advanced export")),
    Label(r"<p>", said("JSON shape:")),
    Label(_TO_JSON, said("default"), "</a>"),
    Label(_TO_JSON, said("array"), "</a>"),
    Label(_TO_JSON, said("newline-delimited"), "</a>"),
    Label(_TO_JSON, said("object"), "</a>"),
    Label(r"<p>\s*", said("CSV options:")),
    Label(r'name="_dl"> ', said("download file")),
    Label(r'name="_labels"[^>]*> ', said("expand labels")),
    Label(r'name="_stream"> ', said("stream all rows")),
    Label(r'<p class="zero-results">', said("0 records")),
    Label(r'<p class="zero-results">', said("0 results")),
    Label(r"<h2>", said("Links from other tables")),
    Label(r"<h[23]>", said("Custom SQL query")),
    Label(r"<h[23]>", said("Query parameters")),
    Label(r'class="canned-query-edit-sql">', said("Edit SQL")),
    Label(r'<span class="show-hide-sql">\(<a href="[^"]*">', said("hide")),
    Label(r'<span class="show-hide-sql">\(<a href="[^"]*">', said("show")),
    Label(r'<h2 id="queries">', said("Queries")),
    Label(r'<h2 id="tables">', said("Tables")),
    Label(r"<p>", said("Many rows"), "</p>"),
)
COMPARISONS = (
    said("contains"), said("ends with"), said("starts with"), said("like"), said("not like"),
    said("in"), said("not in"), said("array contains"), said("array does not contain"),
    said("date"), said("is null"), said("is not null"), said("is blank"), said("is not blank"),
)  # fmt: skip
"""What Datasette's filters are called; ``=`` and its like need no words."""
_LICENSE = (said("Data license:"), said("Data source:"), said("About:"))
ENGLISH = (
    '<div class="metadata-description"', '<dl class="column-descriptions"',
    '<table class="rows-and-columns"', '<div class="facet-results"', '<p class="message-error"',
    '<div class="extra-wheres"',
)  # fmt: skip
"""Where nothing is ours to say in another language."""


@cache
def titles() -> frozenset[str]:
    """Titles of tables and queries, and the other words of our metadata that Datasette shows."""
    whole = metadata()
    shown = {str(whole[name]) for name in ("license", "source", "about")}
    queries = {query.title for query in QUERIES}
    return frozenset({*TITLES.values(), *queries, *shown, whole["databases"]["news"]["title"]})


def in_language(html: str, ui: Catalogue) -> str:
    """The content of one of Datasette's pages with its labels in the language of the page."""
    if ui.code == DEFAULT:
        return html
    for start in ENGLISH:
        html = html.replace(start, f'{start} lang="{DEFAULT}"')
    html = html.replace("<p><em>", f'<p lang="{DEFAULT}"><em>')  # the columns of each table
    html = html.replace('class="cross"', f'class="cross" lang="{ui.code}"')  # among facets
    for label in LABELS:
        html = label.said_in(html, ui)
    for pattern, say in _RULES:
        html = pattern.sub(_with(say, ui), html)
    return html


Say = Callable[["re.Match[str]", Catalogue], str]


def _with(say: Say, ui: Catalogue) -> Callable[[re.Match[str]], str]:
    return lambda found: say(found, ui)


def _rows(number: str, ui: Catalogue) -> str:
    return ui.word(said("rows: {n}"), n=ui.number(int(number.replace(",", ""))))


def _comparison(found: re.Match[str], ui: Catalogue) -> str:
    return found[1] + (ui.word(found[2]) if found[2] in COMPARISONS else found[2])


def _sort_by(found: re.Match[str], ui: Catalogue) -> str:
    return found[1] + ui.word(said("Sort by {column}"), column=found[2])


def _heading(found: re.Match[str], ui: Catalogue) -> str:
    """``12 rows where language = "uk"``."""
    number, words = found[2], (found[3] or "").strip()
    told = [_rows(number, ui)] if number else []
    told += [f'<span lang="{DEFAULT}">{words}</span>'] if words else []
    return f"{found[1]}{' '.join(told)}{found[4]}" if told else found[0]


def _returning(found: re.Match[str], ui: Catalogue) -> str:
    number = _rows(found[3], ui)
    return f"{found[1]}, " + (ui.word(said("more than {n}"), n=number) if found[2] else number)


def _from(found: re.Match[str], ui: Catalogue) -> str:
    begin, number, end, column, table = found.groups()
    said_from = ui.word(said("from {column} in {table}"), column=column, table=table)
    return f"{begin}{_rows(number, ui)}{end}{said_from}"


def _hidden(found: re.Match[str], ui: Catalogue) -> str:
    return found[1] + ui.word(said("hidden tables: {n}"), n=found[2])


def _title(found: re.Match[str], ui: Catalogue) -> str:
    return _named(found[1], found[2], ui)


def _license(found: re.Match[str], ui: Catalogue) -> str:
    return ui.word(found[1]) + _named(found[2], found[3], ui)


def _named(opened: str, text: str, ui: Catalogue) -> str:
    """A title that is one of ours; another, such as the name of a row, says that it is English."""
    if text.strip() in titles():
        return f"{opened}>{ui.word(text.strip())}"
    return f'{opened} lang="{DEFAULT}">{text}'


_RULES: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r'(<option value="\w+"(?: selected)?>)([a-z ]+)(?=</option>)'), _comparison),
    (re.compile(r'(<option value="[^"]*"(?: selected)?>)Sort by ([^<]*)(?=</option>)'), _sort_by),
    (
        re.compile(r"(<h[23]>)\s*(?:([\d,]+) rows?)?\s*((?:where|sorted) [^<]*)?(</h[23]>)"),
        _heading,
    ),
    (re.compile(r"(<h[23]>[^<]*?) returning (more than )?([\d,]+) rows?(?=\s*<)"), _returning),
    (re.compile(r"(<p>)([\d,]+) rows?(</p>)"), lambda it, ui: it[1] + _rows(it[2], ui) + it[3]),
    (re.compile(r'(<a href="[^"]*">\s*)([\d,]+) rows?(</a>\s*)from (\S+) in (\S+)'), _from),
    (re.compile(r'\.\.\. and (<a href="[^"]*_show_hidden=1">)([\d,]+) hidden tables?'), _hidden),
    (re.compile(r"(<h1[^>]*)>([^<]*)"), _title),
    (re.compile(r'(<li><a href="[^"]*" title="[^"]*")>([^<]*)'), _title),
    (re.compile(rf'({"|".join(_LICENSE)})(\s*<a href="[^"]*")>([^<]*)'), _license),
)
"""What has a number or a name in it."""
