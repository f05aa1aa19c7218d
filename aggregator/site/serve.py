"""Serves ``news.db`` with Datasette, built in Python.

The command line of Datasette cannot switch off uvicorn's access log, which would keep the
address of every reader; and the settings below are measured (docs/site.md), not optional.
"""

from __future__ import annotations

import inspect
import io
import json
import logging
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stderr
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

import uvicorn
from datasette.app import Datasette

from aggregator.site.connections import HEAD_BYTES, BoundedProtocol, WithoutVisitors
from aggregator.site.desk import Desk
from aggregator.site.desk_process import Limits, look_for_cycles_seldom
from aggregator.site.guard import search_words
from aggregator.site.headers import App
from aggregator.site.lanes import Lane, with_lanes
from aggregator.site.languages import catalogues
from aggregator.site.metadata import DATABASE
from aggregator.site.metadata import metadata as own_metadata
from aggregator.site.own_address import OwnAddress
from aggregator.site.reading import is_ours
from aggregator.store.public_schema import SCHEMA_VERSION

log = logging.getLogger(__name__)

SETTINGS: dict[str, int | bool] = {
    # 28 times faster table pages: suggestions ask three questions a column of the whole table.
    "suggest_facets": False,
    "sql_time_limit_ms": 500,
    "facet_time_limit_ms": 100,
    "max_returned_rows": 500,
    "default_page_size": 50,
    # 149 MB of CSV in one answer otherwise; files are published instead.
    "allow_csv_stream": False,
    "allow_download": False,
    # 0 would be twice as fast, and one slow query would freeze the site.
    "num_sql_threads": 3,
    "default_cache_ttl": 60,
    "truncate_cells_html": 600,
    "trace_debug": False,
    "template_debug": False,
}
MB = 1024 * 1024
HEAP_LIMIT = 64 * MB
"""Bytes that SQLite may take in the server's own process, for pages that nobody can make large."""
DESKS = {
    # The slowest of Datasette's own pages: five facets of 100 ms beside rows and counts.
    Lane.SQL: Limits(4, memory=80 * MB, heap=40 * MB, answer=4 * MB, grown=24 * MB, nice=19),
    # A page may take two seconds of the database (answers.py), then it is filled.
    Lane.QUESTIONS: Limits(6, memory=96 * MB, heap=48 * MB, answer=8 * MB, grown=32 * MB, nice=5),
}
"""The processes beside the server's own, and what each may take. ``make abuse`` measures it."""
WAIT = 2.0
"""Seconds between two looks for a database that does not exist yet."""
GRACE = 5
"""Seconds that answers under way have to finish when the server is told to stop."""


class NotReadyError(RuntimeError):
    """The database does not exist yet, has none of our tables yet, or those of an older version."""


class NewerSchemaError(RuntimeError):
    """The database was written by a newer version of this program."""


def build(database: Path, metadata: Mapping[str, Any], **settings: int) -> Datasette:
    """Datasette with our settings over one database; ``settings`` go before SETTINGS.

    Raises :class:`NotReadyError`, :class:`NewerSchemaError`, ``sqlite3.Error`` where the file
    cannot be read, and ``ValueError`` for a file that is not called ``news.db``: its name
    stands in every address of the data.
    """
    if database.stem != DATABASE:
        raise ValueError(f"the public database must be called {DATABASE}.db, not {database.name}")
    check(database)
    options: dict[str, Any] = {"metadata": dict(metadata), "settings": SETTINGS | settings}
    if "config" in inspect.signature(Datasette).parameters:
        # Datasette 1.0 silently drops queries and facets that stand in its metadata only.
        options["config"] = dict(metadata)
    return OwnAddress([str(database)], **options)


def check(database: Path) -> None:
    """Raises what :func:`build` raises where the file is not one that we can serve."""
    if not database.exists():
        raise NotReadyError(f"{database} does not exist yet")
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as conn:
        if not is_ours(conn):
            raise NotReadyError(f"{database} has none of our tables yet")
        row = conn.execute("select value from publication where name = 'schema_version'").fetchone()
    version = int(row[0]) if row and str(row[0]).isdigit() else SCHEMA_VERSION
    if version < SCHEMA_VERSION:
        raise NotReadyError(
            f"{database} was written by an older version (schema {version}; this program needs "
            f"{SCHEMA_VERSION}); aggregator publish brings it up to date"
        )
    if version > SCHEMA_VERSION:
        raise NewerSchemaError(
            f"{database} was written by a newer version (schema {version}; this program knows "
            f"{SCHEMA_VERSION}). Update the program, or run: aggregator publish --rebuild"
        )


def read_metadata(path: Path) -> dict[str, Any]:
    """The file's metadata; our own where there is no file (installed away from the repository).

    Raises ``ValueError`` with the file's name where it is not a JSON object.
    """
    if not path.exists():
        return own_metadata()
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise ValueError(f"{path} must be a JSON object")
    return value


def serve(database: Path, metadata: Path, host: str, port: int) -> None:
    """Serves until SIGINT or SIGTERM; returns normally then.

    Waits for a database that does not exist yet. Raises what :func:`build` and
    :func:`read_metadata` raise, and ``SystemExit`` where the port cannot be had (uvicorn says
    why).
    """
    with _stop_signals() as stop:
        if not _wait_for(database, stop):
            return
        _limit_heap()
        made = read_metadata(metadata)
        app = build(database, made).app()
        logging.getLogger("uvicorn.error").addFilter(WithoutVisitors())
        look_for_cycles_seldom()
        with _desks(database, made) as desks, redirect_stderr(WithoutQueries()):
            languages = catalogues().keys()
            uvicorn.Server(
                server_config(with_lanes(app, desks, DATABASE, languages), host, port)
            ).run()


def server_config(
    app: App, host: str, port: int, protocol: type[BoundedProtocol] = BoundedProtocol
) -> uvicorn.Config:
    """uvicorn as readers need it: no log of them, and an end to every waiting."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        h11_max_incomplete_event_size=HEAD_BYTES,
        access_log=False,
        proxy_headers=False,  # nobody's address is looked at
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )


@contextmanager
def _desks(database: Path, metadata: dict[str, Any]) -> Iterator[dict[Lane, Desk]]:
    """The processes that answer questions, ended with the block."""
    make = partial(desk_application, database.resolve(), metadata)
    desks = {
        lane: Desk(lane.value, make, limits, "aggregator.site.preloaded")
        for lane, limits in DESKS.items()
    }
    try:
        for desk in desks.values():
            desk.open()
        yield desks
    finally:
        for desk in desks.values():
            desk.close()


def desk_application(database: Path, metadata: dict[str, Any]) -> App:
    """The whole site, as a desk answers for it: one thread is enough for one request."""
    sys.stderr = WithoutQueries()
    search_words("Kherson")  # reads the names of places before somebody waits for them
    app: App = build(database, metadata, num_sql_threads=1).app()
    return app


class WithoutQueries(io.TextIOBase):
    """The error stream without what visitors asked: Datasette writes the SQL of every query
    that fails to it (``Database.execute``), and a search is nobody's business."""

    def write(self, text: str) -> int:
        """Passes everything else on to the process's own stream."""
        if not text.startswith("ERROR: conn="):
            _stderr().write(text)
        return len(text)

    def flush(self) -> None:
        """Passes on."""
        _stderr().flush()


def _stderr() -> TextIO:
    return sys.__stderr__ or sys.stdout


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """Turns SIGINT and SIGTERM into an event. uvicorn puts its own handlers in front and, once
    it has ended, raises the signal again for the handler before it: this one."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, on_signal) for number in _STOPS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_STOPS = (signal.SIGINT, signal.SIGTERM)


def _wait_for(database: Path, stop: threading.Event) -> bool:
    """Waits until the database is there; False where a signal came first."""
    told = False
    while not stop.is_set():
        try:
            check(database)
        except NotReadyError as error:
            if not told:
                log.warning("%s: waiting for the first round of fetching.", error)
                told = True
            stop.wait(WAIT)
        else:
            if told:  # at the same level: whoever read that it waits is waiting too
                log.warning("%s is there: the site answers now.", database)
            return True
    return False


def _limit_heap() -> None:
    """SQLite's limit holds for the whole process, so it is set here and not by the plugin."""
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.execute(f"pragma hard_heap_limit = {HEAP_LIMIT}")
