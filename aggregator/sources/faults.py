"""What pydantic finds wrong, said in the words of feeds.yaml and with a remedy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aggregator.sources.document import Document, Place
from aggregator.sources.problem import Problem
from aggregator.sources.schema import FeedsYaml
from aggregator.sources.values import FAULT, suggestion

_WANTED = {
    "string_type": ("text", "put it in quotes"),
    "bool_type": ("true or false", "write true or false, without quotes"),
    "int_type": ("a whole number", "write digits only, without quotes or a unit"),
    "float_type": ("a number", "write digits only, without quotes or a unit"),
    "list_type": ("a list", "write one item a line, each after a dash, or [a, b]"),
    "dict_type": ("a block of keys", "write `key: value` lines below it, indented"),
    "model_type": ("a block of keys", "write `key: value` lines below it, indented"),
}
_BOUNDS = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def faults(document: Document, error: ValidationError) -> Iterator[Problem]:
    """One problem for each fault that pydantic found."""
    for detail in error.errors(include_url=False):
        place = tuple(step for step in detail["loc"] if step != "[key]")
        message, remedy = _words(detail, place)
        yield document.problem(place, message, remedy)


def _words(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    kind, value = detail["type"], detail["input"]
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == FAULT:
        return context["message"], context["remedy"]
    if kind in _WANTED:
        wanted, remedy = _WANTED[kind]
        if value is None:
            remedy = "write it, or delete the key"
        return f"must be {wanted}, found {_found(value)}", remedy
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{value!r} is out of range", f"write a number {words} {context[key]}"
    return _about_the_key(kind, place) or _about_the_choice(detail, context)


def _about_the_key(kind: str, place: Place) -> tuple[str, str] | None:
    if kind == "extra_forbidden":
        known = list(_block(place[:-1]).model_fields)
        hint = suggestion(str(place[-1]), known)
        return "unknown key", f"{hint}Known here: {', '.join(known)}"
    if kind == "missing":
        return "missing", f"add it: {_describe(place)}"
    if kind == "too_short":
        return "the list is empty", f"add at least one: {_describe(place)}"
    return None


def _about_the_choice(detail: ErrorDetails, context: dict[str, Any]) -> tuple[str, str]:
    value = detail["input"]
    if detail["type"] == "literal_error":
        known = _choices(context["expected"])
        hint = suggestion(str(value), known)
        return f"{value!r} is not allowed here", f"{hint}Use one of: {', '.join(known)}"
    return detail["msg"], "see docs/feeds-yaml.md for what may stand here"


def _choices(expected: str) -> list[str]:
    """pydantic's ``'a', 'b' or 'c'`` as a list."""
    return [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]


def _found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the word {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    return "a list" if isinstance(value, list) else "a block of keys"


def _block(place: Place) -> type[BaseModel]:
    """The block of the schema that stands at ``place``."""
    block: type[BaseModel] = FeedsYaml
    for step in place:
        if isinstance(step, str) and step in block.model_fields:
            block = _blocks_in(block.model_fields[step].annotation) or block
    return block


def _blocks_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_blocks_in, get_args(annotation))), None)


def _describe(place: Place) -> str:
    field = _block(place[:-1]).model_fields.get(str(place[-1]))
    return (field.description or "").split(". ")[0].rstrip(".") if field else ""
