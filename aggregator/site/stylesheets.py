"""The two stylesheets: of our pages, and of Datasette's own in our dress."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from aggregator.site.conditional import weak_etag


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """One sheet; ``version`` stands in its address, so that it may be kept for ever."""

    body: bytes
    etag: str

    @property
    def version(self) -> str:
        """A part of the ETag."""
        return self.etag[3:15]


def _sheet(name: str) -> Stylesheet:
    """What every page has, and what the pages of one kind alone have."""
    static = files("aggregator.site") / "static"
    body = b"".join((static / part).read_bytes() for part in ("frame.css", name))
    return Stylesheet(body, weak_etag(body))


SITE = _sheet("site.css")
DATA = _sheet("data.css")
