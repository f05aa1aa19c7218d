"""Cells of Datasette's own pages: links that say where they lead, text that stays in its cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from aggregator.site.text import (
    as_line,
    direction,
    host_of,
    shorten,
    web_link,
    without_direction_tricks,
)

_LANGUAGE = re.compile(r"[a-z]{2,3}")
CELL_CHARACTERS = 600
"""A cell with more makes the table unreadable on a phone; the row's own page has it all."""


def render(
    value: object, column: str, table: str | None, path: Callable[[str], str], language: str = ""
) -> Markup | None:
    """The cell's HTML, or None where Datasette's own way will do. ``language`` is that of the row,
    if it says one: titles are in many languages."""
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
    named = column == "title" and _LANGUAGE.fullmatch(language)
    if not named and without_direction_tricks(value) == value:
        return None
    opened = Markup('<bdi lang="{}" dir="{}">').format(language, direction(language))
    text = shorten(as_line(value), CELL_CHARACTERS)
    return (opened if named else Markup("<bdi>")) + Markup("{}</bdi>").format(text)


def language_of_row(row: Any) -> str:
    """What stands in the column ``language``; empty where the row has none."""
    try:
        return str(row["language"] or "")
    except (KeyError, IndexError, TypeError):
        return ""
