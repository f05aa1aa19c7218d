from collections.abc import Callable

import pytest

FaultsOf = Callable[..., list[tuple[str, str]]]
SECOND = """\
  - {id: two, name: Two, kind: monitor, mandate: Made up., languages: [uk], memberships: [House]}
"""


@pytest.mark.parametrize(
    ("lines", "key", "message"),
    [
        ("vetting: {V3: {answer: no, evidence: e}}", "vetting.V3", "whose organ"),
        (
            "vetting: {V3: {answer: yes, evidence: e, organ_of: army}}",
            "vetting.V3.organ_of",
            "goes only with `no` to V3",
        ),
        (
            "vetting: {V4: {answer: yes, evidence: e, covers_months: 24}}",
            "vetting.V4.covers_months",
            "belong to V10",
        ),
        ("vetting: {V4: {answer: yes}}", "vetting.V4", "has no evidence"),
        (
            "scopes: [{scope: s, vetting: {V4: {answer: yes}}}]",
            "scopes[0].vetting.V4",
            "has no evidence",
        ),
        ("scopes: [{scope: s}, {scope: S}]", "scopes[1].scope", "the scope stands twice"),
        ("scopes: [{scope: s, topics: [pows]}]", "scopes[0].topics[0]", "there is no topic 'pows'"),
        (
            "scopes: [{scope: s, reviews: [{reviewed_on: 2026-01-01, kind: full}]}]",
            "scopes[0].reviews[0].kind",
            "needs two assessors, found 0",
        ),
        (
            "reviews: [{reviewed_on: 2026-01-01, kind: full, assessors: [a, a]}]",
            "reviews[0].kind",
            "needs two assessors, found 1",
        ),
        ("vouchers: [{by: b, by_source: one}]", "vouchers[0].by_source", "vouch for itself"),
        ("vouchers: [{by: b, by_source: three}]", "vouchers[0].by_source", "no source 'three'"),
        (
            "memberships: [House]\n    vouchers: [{by: House}]",
            "vouchers[0].by",
            "does not say so",
        ),
        (
            "memberships: [House]\n    vouchers: [{by: Two, by_source: two}]",
            "vouchers[0].by",
            "does not say so",
        ),
        (
            "vouchers: [{by: b, valid_from: 2025-07, valid_to: 2025-06}]",
            "vouchers[0].valid_to",
            "lies before `valid_from`",
        ),
        (
            "suspensions: [{valid_from: 2026-02-01, valid_to: 2026-01-01, reason: r}]",
            "suspensions[0].valid_to",
            "lies before `valid_from`",
        ),
        (
            "incidents: [{happened_on: 2026, what: w, kind: fabrication}]",
            "incidents[0].kind",
            "a fabrication without evidence",
        ),
        (
            "incidents: [{happened_on: 2026, what: w, noticed_on: 2026-01-01}]",
            "incidents[0].noticed_on",
            "only with a material error",
        ),
        ("ties: [{to: one, kind: ownership}]", "ties[0].to", "not tied to itself"),
    ],
)
def test_a_record_that_contradicts_itself_is_named_with_its_key(
    faults_of: FaultsOf, lines: str, key: str, message: str
) -> None:
    found = faults_of(f"    {lines}\n{SECOND}")
    assert [each[0] for each in found] == [key]
    assert message in found[0][1]


def test_a_span_may_begin_and_end_in_the_same_year(faults_of: FaultsOf) -> None:
    with pytest.raises(pytest.fail.Exception):
        faults_of("    vouchers: [{by: b, valid_from: 2025-07, valid_to: 2025}]\n")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            "vetting: {V3: {answer: no, evidence: e, organ_of: occupying power}}",
            "an organ of the occupying power",
        ),
        (
            "incidents: [{happened_on: 2025, what: w, evidence: e, kind: fabrication},"
            " {happened_on: 2026, what: w, evidence: e, kind: fabrication}]",
            "shown twice to fabricate",
        ),
        ("status: rejected", "a rejected source"),
    ],
)
def test_what_gets_an_e_or_was_rejected_is_never_collected(
    faults_of: FaultsOf, lines: str, reason: str
) -> None:
    feeds = "    feeds: [{name: n, url: 'https://a.example/', found: f, grade: P, enabled: true}]"
    ((key, message),) = faults_of(f"    {lines}\n{feeds}\n")
    assert key == "feeds[0].enabled"
    assert reason in message
