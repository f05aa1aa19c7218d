import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from aggregator.model import FetchSettings, Source
from aggregator.sources import load
from aggregator.sources.codes import LANGUAGES, REGIONS
from aggregator.sources.keys import Keys
from aggregator.sources.schema import FeedsYaml, FetchKeys, SourceKeys
from aggregator.sources.schema_vetting import Question
from aggregator.sources.vetting import QUESTIONS
from tools.build_feeds_schema import main, schema_text, with_reference

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / "docs" / "feeds-yaml.md").read_text(encoding="utf-8")
SHARED = ROOT.parent / "shared" / "data" / "places" / "katottg-2025-05-16.csv"


class _CoreLoader(yaml.SafeLoader):
    """YAML as editors read it: only true and false are truth values, dates are text."""


_CoreLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in rules
        if not tag.endswith((":bool", ":timestamp", ":merge")) or first in "tTfF"
    ]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize(
    "block", [FeedsYaml, *Keys.__subclasses__()], ids=lambda each: each.__name__
)
def test_every_key_has_a_description_and_stands_in_the_reference(block: type[Keys]) -> None:
    for name, key in block.model_fields.items():
        assert key.description, f"{block.__name__}.{name}"
        assert len(key.description) > 15, f"{block.__name__}.{name}"
        assert f"| `{name}` | " in REFERENCE


def test_the_generated_docs_are_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_a_stale_reference_is_noticed() -> None:
    stale = REFERENCE.replace("| `id` | short name |", "| `id` | number |")
    assert stale != REFERENCE
    assert with_reference(stale) == REFERENCE


def test_the_json_schema_is_valid_and_accepts_the_real_file() -> None:
    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    content = yaml.load((ROOT / "feeds.yaml").read_text("utf-8"), _CoreLoader)  # noqa: S506
    assert not list(Draft202012Validator(schema).iter_errors(content))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "moniter"},
        {"languages": ["ua"]},
        {"homepage": "ftp://a.org"},
        {"legal": {"since": "2022-5"}},
        {"nam": "x"},
    ],
)
def test_the_json_schema_refuses_what_the_program_refuses(change: dict[str, Any]) -> None:
    source = {"id": "a", "name": "A", "kind": "monitor", "mandate": "M", "languages": []}
    schema = json.loads(schema_text())
    validator = Draft202012Validator({**schema["$defs"]["SourceKeys"], "$defs": schema["$defs"]})
    assert validator.is_valid(source)
    assert not validator.is_valid({**source, **change})


def test_the_first_line_of_feeds_yaml_points_editors_to_the_schema() -> None:
    first = (ROOT / "feeds.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=docs/feeds.schema.json"
    assert (ROOT / "docs" / "feeds.schema.json").exists()


def test_the_complete_example_of_the_docs_loads_and_uses_every_key(tmp_path: Path) -> None:
    example = re.search(r"## A complete example\n\n```yaml\n(.*?)```", REFERENCE, re.S)
    assert example
    path = tmp_path / "feeds.yaml"
    path.write_text(example[1], encoding="utf-8")
    assert load(path).sources[0].id == "sample_group"
    for block in (FeedsYaml, *Keys.__subclasses__()):
        for name in set(block.model_fields) - {"checked_on"} - {*FetchKeys.model_fields}:
            assert re.search(rf"(^|[\s{{]){name}:", example[1]), name


def test_keys_and_model_name_the_same_things() -> None:
    assert set(FetchKeys.model_fields) == set(FetchSettings.__slots__)
    assert set(SourceKeys.model_fields) == set(Source.__slots__)


def test_the_vetting_questions_stand_in_the_docs_word_for_word() -> None:
    docs = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert tuple(QUESTIONS) == get_args(Question)
    for question, words in QUESTIONS.items():
        assert f"| {question} | {words} |" in docs


@pytest.mark.shared
def test_regions_carry_the_first_level_codes_of_the_official_list() -> None:
    if not SHARED.exists():
        pytest.skip(f"the official list of places is not at hand: {SHARED.name}")
    rows = (line.split(";") for line in SHARED.read_text("utf-8-sig").splitlines())
    official = {row[0] for row in rows if row[5] in ("O", "K") and not row[1]}
    assert set(REGIONS.values()) == official
    assert len(REGIONS) == len(official)


def test_the_ten_languages_of_the_site_come_first() -> None:
    assert [*LANGUAGES][:10] == ["uk", "en", "ru", "crh", "fr", "es", "de", "it", "pt", "pl"]
