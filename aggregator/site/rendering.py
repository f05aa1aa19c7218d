"""Filling our templates: Datasette's environment and folders, rendered without asyncio.

Datasette renders every template as a coroutine, because a template of its own may ask the database.
Ours ask nothing: everything was read before. Awaiting each macro and filter took half of the time
that a page took to render.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment

from aggregator.site.languages import Links, catalogue, catalogues
from aggregator.site.languages.address import language_of
from aggregator.site.notice import NOTICES
from aggregator.site.stylesheets import SITE
from aggregator.site.text import as_moment, direction, host_of

_environments: WeakKeyDictionary[Any, Environment] = WeakKeyDictionary()


def render(datasette: Any, request: Any, template: str, context: Mapping[str, object]) -> str:
    """One of our templates as HTML, in the language of the request."""
    own = words(datasette, request) | {"style": SITE.version}
    return _environment(datasette).get_template(template).render({**context, **own})


def words(datasette: Any, request: Any) -> dict[str, object]:
    """The language of the page, and its addresses: what every template needs that we fill, and our
    frame around Datasette's."""
    ui = catalogue(language_of(request))
    return {
        "notices": sorted(NOTICES, key=lambda notice: notice.language != ui.code),
        "ui": ui,
        "interface_languages": list(catalogues().values()),
        "urls": Links(datasette.urls, ui.code),
        "_": ui.text,
        "many": ui.many,
        "word": ui.word,
        "told": ui.told,
        "known": ui.known,
        "number": ui.number,
        "moment": as_moment,
        "direction": direction,
        "host_of": host_of,
    }


def _environment(datasette: Any) -> Environment:
    """Datasette's environment with its loaders and filters, but not asynchronous."""
    if datasette not in _environments:
        of_1_0 = getattr(datasette, "get_jinja_environment", None)
        shared: Environment = of_1_0() if of_1_0 else datasette.jinja_env
        _environments[datasette] = shared.overlay(enable_async=False)
    return _environments[datasette]
