from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.model import FetchSettings, Registry, Reuse, SiteSettings
from aggregator.sources import ConfigurationError, load, placeholder_contact

Write = Callable[..., Path]

FULL = """\
    names: {uk: Один, crh: Bir}
    aliases: [Odyn]
    homepage: https://one.example.org/
    regions: [crimea, UA85000000000065278]
    focus: false
    owner: Itself
    funding: Fees
    memberships: [Coalition]
    method: Counts
    caution: Careful
    reuse: {rule: excerpt, characters: 300, evidence: its footer, checked_on: 2026-03-31}
    legal: {status: undesirable, since: 2022, list_number: 7, evidence: a page, note: n}
    vouchers:
      - {by: Coalition, url: "https://c.example.org/", words: w, valid_from: 2022-05,
         valid_to: 2023-01-31, reason: r, coalition: true}
    vetting:
      V10: {answer: no, evidence: e}
      V2: {answer: yes, evidence: e, assessed_on: 2026-11-21, assessor: a, note: n}
    incidents:
      - {happened_on: 2022-08-04, what: w, evidence: e, outcome: o}
    feeds:
      - name: all
        url: https://one.example.org/feed/
        found: a link
        grade: I
        checked_on: 2026-11-20
        enabled: true
        reason: was not seen before
        language: uk
        interval: 900
"""


def test_every_key_of_a_source_arrives_in_the_registry(write: Write) -> None:
    source = load(write(FULL)).sources[0]
    assert source.names == {"uk": "Один", "crh": "Bir"}
    assert source.regions == ("UA01000000000013043", "UA85000000000065278")
    assert source.focus is False
    assert source.reuse == Reuse("excerpt", 300, "its footer", date(2026, 3, 31))
    assert (source.legal.since, source.legal.list_number) == ("2022", 7)
    assert source.vouchers[0].valid_from == "2022-05"
    assert source.vouchers[0].coalition
    assert [each.question for each in source.vetting] == ["V2", "V10"]
    assert [each.answer for each in source.vetting] == ["yes", "no"]
    assert source.vetting[0].assessed_on == date(2026, 11, 21)
    assert source.incidents[0].happened_on == "2022-08-04"
    words = (source.owner, source.funding, source.method, source.caution)
    assert words == ("Itself", "Fees", "Counts", "Careful")
    assert (source.aliases, source.memberships) == (("Odyn",), ("Coalition",))


def test_a_feed_knows_its_id_and_the_line_of_its_enabled_value(write: Write) -> None:
    path = write(FULL)
    feed = load(path).sources[0].feeds[0]
    assert feed.id == "one/all"
    assert feed.line is not None
    assert path.read_text(encoding="utf-8").splitlines()[feed.line - 1].strip() == "enabled: true"
    assert (feed.interval, feed.language, feed.grade) == (900, "uk", "I")


def test_the_reason_for_disabling_is_dropped_while_a_feed_is_enabled(write: Write) -> None:
    assert load(write(FULL)).sources[0].feeds[0].reason is None


def test_settings_that_are_left_out_take_the_defaults_of_the_model(write: Write) -> None:
    registry = load(write())
    assert registry.fetch == FetchSettings(contact="https://news.example.org/about")
    assert registry.site == SiteSettings(
        "T", "https://news.example.org", "example.org,2026", "mailto:desk@example.org"
    )


def test_text_arrives_in_nfc(write: Write) -> None:
    source = load(write("    owner: Бои\u0306ко\n")).sources[0]
    assert source.owner == "Бойко"


def test_a_byte_order_mark_is_no_fault(write: Write) -> None:
    path = write()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(path).sources[0].id == "one"


@pytest.mark.parametrize(
    ("contact", "placeholder"),
    [
        ("https://example.org/aggregator-contact", True),
        ("https://www.EXAMPLE.com/", True),
        ("mailto:desk@example.net", True),
        ("mailto:desk@sub.example.invalid", True),
        ("https://news.khpg.org/contact", False),
        ("https://notexample.org/", False),
        ("mailto:desk@group.org.ua", False),
    ],
)
def test_a_contact_under_a_reserved_name_is_a_placeholder(
    write: Write, contact: str, placeholder: bool
) -> None:
    registry = load(write())
    registry = replace(registry, fetch=replace(registry.fetch, contact=contact))
    assert placeholder_contact(registry) is placeholder


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_give_a_registry_or_named_problems(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    assert caught.value.problems
    assert all(each.message and each.remedy for each in caught.value.problems)


def _shapes() -> st.SearchStrategy[Any]:
    keys = st.sampled_from(
        "site fetch sources id feeds url grade enabled vetting V1 answer reuse rule legal status "
        "regions names ?".split()
    )
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8))
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
        max_leaves=20,
    )


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(site=_shapes(), fetch=_shapes(), sources=st.lists(_shapes(), max_size=3))
def test_any_shape_of_the_file_gives_problems_with_a_place(
    tmp_path: Path, site: Any, fetch: Any, sources: list[Any]
) -> None:
    path = tmp_path / "any.yaml"
    whole = {"site": site, "fetch": fetch, "sources": sources}
    path.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    try:
        assert isinstance(load(path), Registry)
    except ConfigurationError as error:
        assert all(each.remedy for each in error.problems)
