"""Addresses of our pages, below the base. They are a promise: see routes.py."""

from __future__ import annotations

from urllib.parse import quote


def page_path(kind: str, name: str) -> str:
    """The page of one article, story, source, region, topic, language, campaign or case."""
    return f"/{kind}/{quote(name, safe='')}"
