"""The Datasette plugin: pages, feeds and headers for ``news.db``, nothing for other databases.

Registered by entry point, so it is active in every Datasette of the environment; each hook
first asks whether the database is ours. Only hooks that Datasette 0.65 and 1.0 share.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import Any
from weakref import WeakKeyDictionary

from pluggy import HookimplMarker

from aggregator.site.bodies import with_clean_bodies
from aggregator.site.cells import language_of_row, render
from aggregator.site.dress import column_labels, dressed, page_of
from aggregator.site.errors import plain_error
from aggregator.site.guard import add_functions, guard
from aggregator.site.headers import App, with_headers
from aggregator.site.languages import Links, catalogues, with_language
from aggregator.site.languages.address import asked_for, language_of
from aggregator.site.onion import onion_of, with_onion
from aggregator.site.reading import NotSetError, is_ours, read_site
from aggregator.site.rendering import words as words_of_templates  # "words" is a module here
from aggregator.site.routes import patterns, routes
from aggregator.site.sql_queue import one_at_a_time
from aggregator.site.stylesheets import DATA

hookimpl = HookimplMarker("datasette")  # what datasette.hookimpl is, with types
_names: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()


def our_database(datasette: Any) -> str | None:
    """The name of the first database that has our tables; None where there is none.

    Looked up once for each Datasette: its routes are fixed when it starts, too.
    """
    if datasette not in _names:
        _names[datasette] = next(
            (name for name, database in datasette.databases.items() if _is_file_of_ours(database)),
            None,
        )
    return _names[datasette]


def _is_file_of_ours(database: Any) -> bool:
    if database.is_memory or not database.path:
        return False
    try:
        conn = sqlite3.connect(f"file:{database.path}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        return is_ours(conn)
    except sqlite3.Error:
        return False
    finally:
        conn.close()


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    """Our addresses, matched before Datasette's own, so that ``/`` is ours."""
    name = our_database(datasette)
    return [] if name is None else list(routes(name))


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Headers for every answer, clean bodies, and a queue for visitors' own queries."""
    name = our_database(datasette)
    if name is None:
        return lambda app: app
    base = datasette.setting("base_url")
    onion = onion_of(datasette.databases[name].path)
    return lambda app: with_onion(
        with_language(
            with_headers(with_clean_bodies(one_at_a_time(app)), patterns(), base),
            catalogues().keys(),
            base,
        ),
        onion,
    )


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str | None, datasette: Any) -> None:
    """Search words and limits for connections to our database, after other plugins."""
    if database is not None and database == our_database(datasette):
        add_functions(conn)
        guard(conn)


@hookimpl
def extra_template_vars(request: Any, datasette: Any) -> Callable[[], Awaitable[dict[str, object]]]:
    """What our frame around Datasette's own templates needs; ours are filled by rendering.py."""

    async def variables() -> dict[str, object]:
        name = our_database(datasette)
        if name is None:
            return {"aggregator_links": False}
        own = words_of_templates(datasette, request)
        return own | {
            "urls": datasette.urls,  # Datasette's templates ask it for tables and files
            "our_urls": own["urls"],
            "aggregator_links": True,
            "data_style": DATA.version,
            "data_path": Links(datasette.urls, language_of(request)).database(name),
            "plain_path": str(datasette.urls.database(name)),
            "here": asked_for(request, datasette.setting("base_url")) if request else "",
            "site": await _site(datasette, name),
            "dressed": dressed,
            "column_labels": column_labels,
            "page_of": page_of,
        }

    return variables


async def _site(datasette: Any, name: str) -> object:
    """Title and date for the frame; None where the file cannot be read or lacks them, so that a
    page which says just that is shown all the same."""
    try:
        return await datasette.get_database(name).execute_fn(read_site)
    except (sqlite3.Error, NotSetError):
        return None


@hookimpl
def render_cell(
    row: Any, value: object, column: str, table: str | None, database: str | None, datasette: Any
) -> Any:
    """Cells of Datasette's own table and row pages."""
    if database is None or database != our_database(datasette):
        return None
    return render(value, column, table, datasette.urls.path, language_of_row(row))


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Generator[None, list[Any], list[Any]]:
    """Plain words in place of Datasette's handler, which prints every local variable of a
    failed request (the visitor's address and query among them) to the log."""
    answers = yield
    name = our_database(datasette)
    if name is None:
        return answers
    data_path = Links(datasette.urls, language_of(request)).database(name)
    return [plain_error(datasette, request, exception, lambda: _site(datasette, name), data_path)]
