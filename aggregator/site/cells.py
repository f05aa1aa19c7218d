"""Cells of Datasette's own pages: links that say where they lead, text that stays in its cell."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from markupsafe import Markup, escape

from aggregator.site.text import as_line, host_of, shorten, web_link, without_direction_tricks

CELL_CHARACTERS = 600
"""A cell with more makes the table unreadable on a phone; the row's own page has it all."""


def render(
    value: object, column: str, table: str | None, path: Callable[[str], str]
) -> Markup | None:
    """The cell's HTML, or None where Datasette's own way will do."""
    if not isinstance(value, str):
        return None
    if table == "articles" and column == "key":
        address = path("/article/" + quote(value, safe=""))
        return Markup('<a href="{}">{}</a>').format(address, as_line(value))
    link = web_link(value)
    if link is not None:
        return Markup('<a href="{}" rel="noopener noreferrer">{}</a> ({})').format(
            link, shorten(value, CELL_CHARACTERS), host_of(link)
        )
    if value.startswith(("http://", "https://")):
        return escape(as_line(value))  # Datasette would make a link of it
    if without_direction_tricks(value) != value:
        return Markup("<bdi>{}</bdi>").format(shorten(as_line(value), CELL_CHARACTERS))
    return None
