"""The pages that the browser tests look at: an example of every route, and the odd ones."""

from __future__ import annotations

import re

from tests.site.addresses import OURS
from tests.site.sample import KHERSON, MELITOPOL

_FILE = re.compile(r"\.(css|xml|txt|atom|json|jsonld|csv|opml)(\?|$)")
_EXAMPLES = tuple(path for paths in OURS.values() for path in paths)
ODD = (
    f"/explore?region={KHERSON}&q=Plain", "/explore?q=nothingatall", f"/region/{MELITOPOL}",
    f"/region/{KHERSON}?show=articles", "/topic/empty", "/article/sample-ru", "/article/odd-long",
    "/article/odd-untitled", "/campaign/sample-letters", f"/subscribe?region={KHERSON}",
    "/nowhere",
)  # fmt: skip
"""Found nothing, nothing to show, hardly anything known, very long, not there."""
FILES = tuple(path for path in _EXAMPLES if _FILE.search(path))
"""What is for programs. A test asserts that none of them is HTML."""
PAGES = (*(path for path in _EXAMPLES if path not in FILES), *ODD)
DATA_PAGES = (
    "/news", "/news/articles?_size=5", "/news/articles?_search=school", "/news/articles/1",
    "/news/regions", "/news/article_regions?_facet=region&_size=5",
    "/news/source_log", "/news/latest",
    "/news?sql=select+key,+title+from+articles", "/news?sql=select+wrong+from+nothing",
    "/news/articles?language=none", "/uk/news", "/uk/news/articles?_facet=source&_size=5",
    "/uk/news/articles/1", "/uk/news/latest",
)  # fmt: skip
"""Datasette's own pages of the data: lists, rows, queries, an error, nothing found."""
IN_UKRAINIAN = tuple(f"/uk{path}" for path in _EXAMPLES if path in PAGES and "odd-" not in path)
