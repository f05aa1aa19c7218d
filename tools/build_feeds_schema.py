"""Writes what docs/ says about the keys of feeds.yaml, from the schema in aggregator/sources.

python -m tools.build_feeds_schema           # write docs/feeds.schema.json, docs/feeds-yaml.md
python -m tools.build_feeds_schema --check   # exit status 1 where one of them is stale
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from aggregator.sources.codes import LANGUAGES, REGIONS
from aggregator.sources.schema import FeedsYaml
from aggregator.sources.values import WORDS

DOCS = Path(__file__).parents[1] / "docs"
BEGIN = "<!-- reference: written by `python -m tools.build_feeds_schema`; do not edit -->"
END = "<!-- end of the reference -->"
_BLOCKS = {
    "FeedsYaml": "The file",
    "SiteKeys": "`site`",
    "FetchKeys": "`fetch`",
    "SourceKeys": "`sources[]`",
    "ReuseKeys": "`sources[].reuse`",
    "LegalKeys": "`sources[].legal`",
    "PermissionKeys": "`sources[].permission`",
    "VoucherKeys": "`sources[].vouchers[]`",
    "VettingKeys": "`sources[].vetting.V1` to `V12`",
    "IncidentKeys": "`sources[].incidents[]`",
    "ReviewKeys": "`sources[].reviews[]`",
    "SuspensionKeys": "`sources[].suspensions[]`",
    "ScopeKeys": "`sources[].scopes[]`",
    "TieKeys": "`sources[].ties[]`",
    "FeedKeys": "`sources[].feeds[]`",
    "LayoutKeys": "`sources[].feeds[].layout[]`",
}
"""Class of the schema -> heading of the reference, in the order of the reference."""


def main(arguments: list[str]) -> int:
    """Writes both files; with ``--check`` only says whether they are what would be written."""
    reference = DOCS / "feeds-yaml.md"
    wanted = {
        DOCS / "feeds.schema.json": schema_text(),
        reference: with_reference(reference.read_text(encoding="utf-8")),
    }
    stale = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.name} is stale: run python -m tools.build_feeds_schema")
        else:
            path.write_text(wanted[path], encoding="utf-8")
            print(f"wrote {path.name}")
    return 1 if stale and "--check" in arguments else 0


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) for editors."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "feeds.yaml",
        **_without(FeedsYaml.model_json_schema(), "title", WORDS),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def with_reference(text: str) -> str:
    """The page with the part between the markers written anew."""
    head, _, rest = text.partition(BEGIN)
    _, marker, tail = rest.partition(END)
    if not marker:
        raise SystemExit(f"docs/feeds-yaml.md has lost its markers: {BEGIN} and {END}")
    return f"{head}{BEGIN}\n\n{_reference()}\n{END}{tail}"


def _reference() -> str:
    schema = FeedsYaml.model_json_schema()
    blocks = {**schema["$defs"], "FeedsYaml": schema}
    parts = []
    for name, heading in _BLOCKS.items():
        block = blocks[name]
        parts += [f"### {heading}", "", block["description"], ""]
        parts += ["| key | value | default | what it says |", "| --- | --- | --- | --- |"]
        needed = block.get("required", [])
        parts += [_row(key, keys, key in needed) for key, keys in block["properties"].items()]
        parts.append("")
    parts += ["### Names of regions", "", ", ".join(f"`{name}`" for name in REGIONS) + "."]
    parts += ["", "### Codes of languages", ""]
    parts += [", ".join(f"`{code}` {name}" for code, name in LANGUAGES.items()) + ".", ""]
    return "\n".join(parts)


def _row(key: str, schema: dict[str, Any], needed: bool) -> str:
    default = schema.get("default")
    shown = "**needed**" if needed else ("" if default is None else f"`{json.dumps(default)}`")
    says = schema["description"]
    if examples := schema.get("examples"):
        says += f" Example: `{examples[0]}`."
    cells = [f"`{key}`", _value_words(schema), shown, says]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _value_words(schema: dict[str, Any]) -> str:
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    kind = schema.get("type")
    if WORDS in schema:
        words = str(schema[WORDS])
    elif len(kinds) == 1:
        words = _value_words(kinds[0])
    elif "$ref" in schema:
        words = "block: " + _BLOCKS[schema["$ref"].rpartition("/")[2]]
    elif "enum" in schema:
        words = ", ".join(f"`{each}`" for each in schema["enum"])
    elif kind == "array":
        words = f"list: {_value_words(schema['items']).removeprefix('block: ')}"
    elif kind == "object":
        keys = _value_words(schema["propertyNames"]) if "propertyNames" in schema else "text"
        words = f"block: {keys} → {_value_words(schema['additionalProperties'])}"
    elif kind == "boolean":
        words = "true or false"
    else:
        words = {"integer": "whole number", "number": "number"}[str(kind)] + _bounds(schema)
    return words


def _bounds(schema: dict[str, Any]) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    lower = f"from {low:,}" if low is not None else f"above {above:,}" if above is not None else ""
    upper = f"to {schema['maximum']:,}" if "maximum" in schema else ""
    span = " ".join(part for part in (lower, upper) if part)
    return f", {span}" if span else ""


def _without(value: Any, *names: str) -> Any:
    """The schema without annotations that say nothing new. Below ``properties`` a name is a key
    of feeds.yaml (``site.title``), not an annotation, and stays."""
    if isinstance(value, list):
        return [_without(each, *names) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: _without(each, *names) for name, each in inner.items()}
        if key in ("properties", "$defs")
        else _without(inner, *names)
        for key, inner in value.items()
        if key not in names
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
