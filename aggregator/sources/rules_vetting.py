"""What one key of a vetting record demands of another (docs/credibility.md).

Like the other rules these read plain values, so that a wrong type elsewhere hides none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from aggregator.sources.document import Document, Place
from aggregator.sources.problem import Problem
from aggregator.sources.values import suggestion

Row = dict[str, Any]


def vetting_rules(
    document: Document, place: Place, source: Row, memberships: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """Every rule that the record of one source breaks. ``memberships`` are the coalitions of
    every source in the file, by its id."""
    yield from _answers(document, place, source)
    for each in _rows(source, "scopes"):
        yield from _answers(document, (*place, *each[0]), each[1])
        yield from _reviews(document, (*place, *each[0]), each[1])
    yield from _scopes(document, place, source)
    yield from _vouchers(document, place, source, memberships)
    yield from _incidents(document, place, source)
    yield from _reviews(document, place, source)
    yield from _spans(document, place, source)
    yield from _never_collected(document, place, source)
    for at, tie in _rows(source, "ties"):
        if tie.get("to") == source.get("id"):
            message, remedy = "a source is not tied to itself", "name the other body, or delete it"
            yield document.problem((*place, *at, "to"), message, remedy)


def _never_collected(document: Document, place: Place, source: Row) -> Iterator[Problem]:
    """1.3 E: an organ of the occupying power, and whoever was shown twice to fabricate, is never
    ingested; nor is a source that was rejected."""
    vetting = source.get("vetting")
    v3 = vetting.get("V3") if isinstance(vetting, dict) else None
    reason = ""
    if isinstance(v3, dict) and v3.get("organ_of") == "occupying power":
        reason = "an organ of the occupying power"
    elif sum(row.get("kind") == "fabrication" for _, row in _rows(source, "incidents")) >= 2:
        reason = "a source that was shown twice to fabricate"
    elif source.get("status") == "rejected":
        reason = "a rejected source"
    for at, feed in _rows(source, "feeds"):
        if reason and feed.get("enabled") is True:
            message = f"{reason} is never collected"
            remedy = "write `enabled: false` with the reason"
            yield document.problem((*place, *at, "enabled"), message, remedy)


def _rows(value: Row, key: str) -> Iterator[tuple[Place, Row]]:
    rows = value.get(key)
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield (key, at), row


def _answers(document: Document, place: Place, block: Row) -> Iterator[Problem]:
    vetting = block.get("vetting")
    for question, row in vetting.items() if isinstance(vetting, dict) else ():
        if not isinstance(row, dict):
            continue
        here: Place = (*place, "vetting", question)
        answer = row.get("answer")
        if answer not in (None, "unknown") and row.get("evidence") is None:
            message = f"the answer {answer!r} has no evidence"
            remedy = "add `evidence:`, or leave the question out: it then counts as unknown"
            yield document.problem(here, message, remedy)
        yield from _whose_organ(document, here, question, row)
        if row.get("covers_months") is not None and question != "V10":
            message, remedy = "months of back catalogue belong to V10", "move the key, or delete it"
            yield document.problem((*here, "covers_months"), message, remedy)


def _whose_organ(document: Document, here: Place, question: str, row: Row) -> Iterator[Problem]:
    organ, is_no = row.get("organ_of"), question == "V3" and row.get("answer") == "no"
    if is_no and organ is None:
        message = "V3 is no, and whose organ the source is stands nowhere"
        remedy = "add `organ_of:` with occupying power (which means E), state, party or army"
        yield document.problem(here, message, remedy)
    if organ is not None and not is_no:
        remedy = "delete `organ_of:`, or answer V3 with no"
        yield document.problem((*here, "organ_of"), "goes only with `no` to V3", remedy)


def _scopes(document: Document, place: Place, source: Row) -> Iterator[Problem]:
    seen: set[str] = set()
    for at, row in _rows(source, "scopes"):
        name = row.get("scope")
        if not isinstance(name, str):
            continue
        if name.casefold() in seen:
            message, remedy = "the scope stands twice", "put the answers of both under one"
            yield document.problem((*place, *at, "scope"), message, remedy)
        seen.add(name.casefold())
        topics = row.get("topics")
        for number, topic in enumerate(topics if isinstance(topics, list) else ()):
            if isinstance(topic, str) and topic not in _topics():
                hint = suggestion(topic, sorted(_topics()))
                remedy = f"{hint}`/topics` on the site lists them, docs/topics.md too"
                where: Place = (*place, *at, "topics", number)
                yield document.problem(where, f"there is no topic {topic!r}", remedy)


@cache
def _topics() -> frozenset[str]:
    names = (each.name for each in (files("aggregator.data") / "topics").iterdir())
    return frozenset(n.removesuffix(".yaml") for n in names if n.endswith(".yaml")) - {"_words"}


def _vouchers(
    document: Document, place: Place, source: Row, memberships: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    own = memberships.get(str(source.get("id")), frozenset())
    for at, row in _rows(source, "vouchers"):
        here: Place = (*place, *at)
        giver = row.get("by_source")
        if isinstance(giver, str):
            if giver == source.get("id"):
                message, remedy = "a source cannot vouch for itself", "delete the voucher"
                yield document.problem((*here, "by_source"), message, remedy)
            elif giver not in memberships:
                message, remedy = f"there is no source {giver!r}", "correct the id, or delete it"
                yield document.problem((*here, "by_source"), message, remedy)
        of_giver = memberships.get(giver, frozenset()) if isinstance(giver, str) else frozenset()
        shared = own & of_giver
        if (row.get("by") in own or shared) and row.get("coalition") is not True:
            message = "the voucher sits in a coalition of the source, and the entry does not say so"
            remedy = "add `coalition: true`: such vouchers together count once"
            yield document.problem((*here, "by"), message, remedy)


def _incidents(document: Document, place: Place, source: Row) -> Iterator[Problem]:
    for at, row in _rows(source, "incidents"):
        here: Place = (*place, *at)
        kind = row.get("kind")
        if kind in ("fabrication", "material error") and row.get("evidence") is None:
            message = f"a {kind} without evidence"
            remedy = "add `evidence:`, or write `kind: other`, which moves no letter"
            yield document.problem((*here, "kind"), message, remedy)
        for key in ("noticed_on", "corrected_on"):
            if row.get(key) is not None and kind != "material error":
                remedy = "write `kind: material error`, or delete the date"
                yield document.problem((*here, key), "goes only with a material error", remedy)
        yield from _order(document, here, row, "noticed_on", "corrected_on")


def _reviews(document: Document, place: Place, block: Row) -> Iterator[Problem]:
    for at, row in _rows(block, "reviews"):
        named = row.get("assessors")
        count = len({str(each) for each in named}) if isinstance(named, list) else 0
        if row.get("kind") == "full" and count < 2:
            message = f"a full review needs two assessors, found {count}"
            remedy = "name both under `assessors:`, or write `kind: desk`"
            yield document.problem((*place, *at, "kind"), message, remedy)


def _spans(document: Document, place: Place, source: Row) -> Iterator[Problem]:
    for key in ("vouchers", "suspensions", "ties"):
        for at, row in _rows(source, key):
            yield from _order(document, (*place, *at), row, "valid_from", "valid_to")


def _order(document: Document, place: Place, row: Row, first: str, last: str) -> Iterator[Problem]:
    begin, end = str(row.get(first) or ""), str(row.get(last) or "")
    if begin and end and begin[: len(end)] > end[: len(begin)]:
        message, remedy = f"lies before `{first}`", "exchange the two dates, or correct one"
        yield document.problem((*place, last), message, remedy)
