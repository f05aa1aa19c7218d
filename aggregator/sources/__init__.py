"""Who is vouched for: feeds.yaml, checked in full, as a :class:`aggregator.model.Registry`."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aggregator.model import Registry
from aggregator.sources.problem import ConfigurationError, Problem

__all__ = ["ConfigurationError", "Problem", "is_local", "load", "placeholder_contact"]


def load(path: Path, site_url: str | None = None) -> Registry:
    """Reads feeds.yaml and checks all of it; ``site_url`` takes the place of its ``site.url``.

    Raises :class:`ConfigurationError` with every fault that was found; a parser stops at the
    first fault of YAML's own syntax, so such a file shows that one alone. Nothing is returned
    from a file with a fault, so nothing can be fetched from one.
    """
    from pydantic import ValidationError  # noqa: PLC0415 — 0.2 s, for a file that has changed

    from aggregator.sources.document import read  # noqa: PLC0415
    from aggregator.sources.faults import faults  # noqa: PLC0415
    from aggregator.sources.registry import registry_of  # noqa: PLC0415
    from aggregator.sources.rules import broken_rules  # noqa: PLC0415
    from aggregator.sources.schema import FeedsYaml  # noqa: PLC0415

    document = read(path)
    problems = [*document.problems, *broken_rules(document)]
    try:
        checked = FeedsYaml.model_validate(document.value)
    except ValidationError as error:
        problems += faults(document, error)
        raise ConfigurationError(problems) from error
    if problems:
        raise ConfigurationError(problems)
    registry = registry_of(checked, document)
    if site_url is None:
        return registry
    return replace(registry, site=replace(registry.site, url=site_url))


def is_local(url: str) -> bool:
    """Whether only this machine can open ``url``."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def placeholder_contact(registry: Registry) -> bool:
    """Whether ``fetch.contact`` still names nobody: an address under a domain that RFC 2606 and
    RFC 6761 reserve for examples. Sites cannot reach whoever runs this fetcher."""
    contact = registry.fetch.contact
    host = (
        contact.rpartition("@")[2] if contact.startswith("mailto:") else urlsplit(contact).hostname
    )
    name = (host or "").lower().rstrip(".")
    reserved = ("example.org", "example.com", "example.net", "example", "invalid", "test")
    return any(name == each or name.endswith("." + each) for each in reserved)
