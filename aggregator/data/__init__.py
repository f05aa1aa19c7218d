"""Tables that the program reads."""

from datetime import date
from importlib import resources
from typing import Any, Final

OCCUPATION_LISTED: Final = date(2025, 5, 7)
"""The edition of the official list of occupied places that places.json.gz was made from. For later
days the answer is what stood on the list then: nobody has told us more."""


def read_yaml(name: str) -> Any:
    """One file of this folder. libyaml reads it a dozen times faster, where it is there."""
    import yaml  # noqa: PLC0415 — a poll that brings nothing reads no table

    text = (resources.files(__name__) / name).read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 — the safe one
