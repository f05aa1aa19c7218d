"""Tables that lay a page out, made plain blocks before its text is taken. Pure.

trafilatura writes every table as rows of ``|``, which is right for a table of data. Of a page that
is laid out with one, as pages were until about 2005 and some groups' still are, it makes the
article a single row among those of the navigation: its paragraphs are run together, and the names
of sections stand before its first words.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "col"})
_PARAGRAPHS = 2
"""Paragraphs of a cell from which on it is no datum. Editors that wrap each datum in one, as word
processors do, give a cell one."""
_HALF = 2


def without_layout_tables(tree: HtmlElement) -> HtmlElement:
    """``tree``, in which the tables that lay it out are ``div`` elements, and their rows and cells
    too. It is changed in place."""
    for table in list(tree.iter("table")):
        if _lays_out(table):
            for part in [table, *_own_parts(table)]:
                part.tag = "div"
    return tree


def _own_parts(table: HtmlElement) -> Iterator[HtmlElement]:
    """Rows and cells of the table itself, not those of tables inside it."""
    for child in table:
        if child.tag in _PARTS:
            yield child
            if child.tag not in {"td", "th"}:
                yield from _own_parts(child)


def _lays_out(table: HtmlElement) -> bool:
    """Whether it says so itself, or a cell holds the heading of the page, or
    several paragraphs that are more than half of the whole."""
    if (table.get("role") or "").lower() in {"presentation", "none"}:
        return True
    cells = [part for part in _own_parts(table) if part.tag in {"td", "th"}]
    if any(cell.find(".//h1") is not None for cell in cells):
        return True
    prose = [cell for cell in cells if _paragraphs(cell) >= _PARAGRAPHS]
    if not prose:
        return False
    whole = len(table.text_content())
    return any(len(cell.text_content()) * _HALF > whole for cell in prose)


def _paragraphs(cell: HtmlElement) -> int:
    """Paragraphs with words: elements, or what is parted by two breaks, as it was done then."""
    written = sum(1 for each in cell.iter("p") if len((each.text_content() or "").split()) > 1)
    breaks = sum(
        1
        for each in cell.iter("br")
        if not (each.tail or "").strip() and (following := each.getnext()) is not None
        and following.tag == "br"
    )  # fmt: skip
    return max(written, breaks + 1 if breaks else 0)
