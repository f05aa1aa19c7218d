"""Tables that the program reads."""

from datetime import date
from importlib import resources
from typing import Any, Final

OCCUPATION_LISTED: Final = date(2025, 5, 7)
"""The edition of the official list of occupied places that places.json.gz was made from. For later
days the answer is what stood on the list then: nobody has told us more."""


def yaml_loader() -> Any:
    """The safe loader of PyYAML: that of libyaml, which reads organisations.yaml in 6 ms and not in
    100, or the one in Python where a build has no libyaml."""
    import yaml  # noqa: PLC0415 — a poll that brings nothing reads no table

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(name: str) -> Any:
    """One file of this folder."""
    import yaml  # noqa: PLC0415

    text = (resources.files(__name__) / name).read_text(encoding="utf-8")
    return yaml.load(text, yaml_loader())  # noqa: S506 — the safe one
