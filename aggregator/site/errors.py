"""What a visitor reads, and what the log keeps, when one of Datasette's own pages fails."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePath
from typing import Any

from datasette import Response
from datasette.views.base import DatasetteError

from aggregator.site.languages import catalogue, said
from aggregator.site.languages.address import language_of
from aggregator.site.rendering import render

log = logging.getLogger(__name__)

_MISREAD = (ValueError, LookupError, TypeError, AttributeError, sqlite3.ProgrammingError)
"""What Datasette lets through where an address is not as it expects: JSON, keys, lists."""
_BADLY_PUT = said("This question is not written as Datasette reads it. See its documentation.")
_OURS = Path(__file__).parents[1]


def plain_error(
    datasette: Any,
    request: Any,
    exception: Exception,
    read_frame: Callable[[], Awaitable[object]],
    data_path: str,
) -> Callable[[], Awaitable[Response]]:
    """An answer in plain words. Logs where our code or Datasette's broke, never the request.
    ``read_frame`` reads the site's title and date for the frame, or gives None. A question in SQL
    is given back to be mended: whoever wrote it has it nowhere else."""
    status = 400 if _misread(request, exception) else _status(exception)
    if status >= 500:
        log.error("a page failed: %s at %s", type(exception).__name__, _place(exception))
    ui = catalogue(language_of(request))
    words = ui.word(_words(exception, status))

    async def answer() -> Response:
        headers = {"cache-control": "no-store"}
        if request.path.endswith(".json"):
            body = {"ok": False, "error": words, "status": status, "title": None}
            return Response.json(body, status=status, headers=headers)
        told = {
            "site": await read_frame(),
            "words": words,
            "status": status,
            "data_path": data_path,
            "sql": request.args.get("sql"),
        }
        page = render(datasette, request, "aggregator_refusal.html", told)
        return Response.html(page, status=status, headers=headers)

    return answer


def _status(exception: Exception) -> int:
    """Of what was asked, 4xx; of what broke, 500."""
    # SQLite says so where a query meets its heap limit, Python where the process meets its own.
    if isinstance(exception, MemoryError):
        return 400
    status = int(getattr(exception, "status", 500))
    # Datasette gives 500 to wishes that it only refuses ("Cannot sort table by ...").
    return 400 if status == 500 and isinstance(exception, DatasetteError) else status


def _misread(request: Any, exception: Exception) -> bool:
    """Whether Datasette fell over a question that it takes for granted to be well formed
    (``_through=x`` is no JSON). Not a fault of the site, and a line in the log for each would let
    anybody fill the disk. Where our code broke, it is one."""
    return (
        bool(request.query_string)
        and isinstance(exception, _MISREAD)
        and not any(Path(frame.filename).is_relative_to(_OURS) for frame in _frames(exception))
    )


def _words(exception: Exception, status: int) -> str:
    if status == 404:
        return said("There is no such page.")
    if isinstance(exception, MemoryError):
        return said("This takes too much memory. Ask for less: fewer rows, shorter texts.")
    if isinstance(exception, DatasetteError):
        if exception.message_is_html:  # only its time limit says its message in HTML
            return said("The query took too long. Ask for less: a shorter period, or fewer rows.")
        return str(exception.message)
    if status < 500 and exception.args:
        misread = isinstance(exception, _MISREAD)
        return _BADLY_PUT if misread else str(exception.args[0])
    return said("This page cannot be shown just now. Try again later.")


def _frames(exception: Exception) -> list[traceback.FrameSummary]:
    return traceback.extract_tb(exception.__traceback__)


def _place(exception: Exception) -> str:
    frames = _frames(exception)
    if not frames:
        return "an unknown place"
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}"
