"""How well a source is vetted, as its page tells it: letter, reasons, answers, ties, log.

An odd row gives an odd line and no error: the file may have been written by another version.
"""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from aggregator.site.text import Moment, as_line, as_moment, as_text, host_of, web_link
from aggregator.site.words import ANSWERS, letter_sentence, tie_words
from aggregator.sources.vetting import QUESTIONS

LOG_LINES = 50
"""Newest lines on the page; all of them stand in the table source_log."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that somebody said about a source: words, date, and where it stands."""

    what: str
    note: str
    when: str
    link: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question. ``evidence`` is its words where it is no link."""

    number: str
    question: str
    answer: str
    note: str
    when: str
    evidence: str
    link: str | None
    host: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that was tried: its number, what came of it, and its conditions."""

    title: str
    holds: bool
    needs: str
    conditions: tuple[tuple[str, bool, str], ...]


@dataclass(frozen=True, slots=True)
class LetterShown:
    """The letter of one scope."""

    scope: str
    letter: str
    words: str
    sentence: str
    why: str
    since: Moment | None
    reviewed: Moment | None
    reviewed_how: str
    overdue: bool
    reasons: tuple[str, ...]
    next_letter: str
    missing: tuple[str, ...]
    rules: tuple[Rule, ...]
    rule_version: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class TieShown:
    """What ties the source to another one."""

    path: str
    name: str
    words: str
    through: str
    when: str
    evidence: str  # where it is no link
    link: str | None
    host: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log."""

    at: Moment | None
    what: str
    before: str
    after: str
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Vetting:
    """Everything about the vetting of one source."""

    letters: tuple[LetterShown, ...]  # the first is that of the source as a whole
    status: str
    listed_on: Moment | None
    answers: tuple[Answer, ...]
    vouchers: tuple[Evidence, ...]
    incidents: tuple[Evidence, ...]
    reviews: tuple[Evidence, ...]
    suspensions: tuple[Evidence, ...]
    ties: tuple[TieShown, ...]
    log: tuple[LogLine, ...]
    log_more: bool


def host_or_nothing(link: str | None) -> str:
    """The host of a link, to be shown beside it."""
    return (host_of(link) or "") if link else ""


def read_vetting(conn: sqlite3.Connection, source: sqlite3.Row) -> Vetting:
    """The vetting of the source in that row of ``sources``."""
    code = source["id"]
    day = conn.execute("select value from publication where name = 'letters_on'").fetchone()
    log = conn.execute(
        "select * from source_log where source = ? order by id desc limit ?", (code, LOG_LINES + 1)
    ).fetchall()
    return Vetting(
        letters=_letters(conn, code, as_line(source["status"])),
        status=as_line(source["status"]),
        listed_on=as_moment(source["listed_on"], "day"),
        answers=_answers(conn, code, ""),
        vouchers=_vouchers(conn, code, as_line(day[0]) if day else ""),
        incidents=_incidents(conn, code),
        reviews=_reviews(conn, code),
        suspensions=_suspensions(conn, code),
        ties=_ties(conn, code),
        log=tuple(_line(row) for row in log[:LOG_LINES]),
        log_more=len(log) > LOG_LINES,
    )


def _letters(conn: sqlite3.Connection, code: str, status: str) -> tuple[LetterShown, ...]:
    rows = conn.execute("select * from letters where source = ? order by scope", (code,))
    return tuple(_letter(conn, row, status) for row in rows)


def _letter(conn: sqlite3.Connection, row: sqlite3.Row, status: str) -> LetterShown:
    letter, scope = as_line(row["letter"]), as_line(row["scope"])
    words, rules = as_line(row["words"]), _rules(row["rules"])
    return LetterShown(
        scope=scope,
        letter=letter,
        words=words,
        sentence=letter_sentence(letter, words, status),
        why=as_text(row["why"]),
        since=as_moment(row["since"], "day"),
        reviewed=as_moment(row["reviewed_on"], "day"),
        reviewed_how=as_line(row["reviewed"]),
        overdue=bool(row["overdue"]),
        reasons=_reasons(letter, rules),
        next_letter=as_line(row["next_letter"]),
        missing=tuple(_question_words(as_line(each)) for each in _list(row["missing"])),
        rules=rules,
        rule_version=as_line(row["rule_version"]),
        answers=_answers(conn, row["source"], scope) if scope else (),
    )


def _list(value: object) -> list[object]:
    try:
        found = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _rules(value: object) -> tuple[Rule, ...]:
    found = []
    for rule in _list(value):
        if not isinstance(rule, dict):
            continue
        listed = rule.get("conditions")
        conditions = tuple(
            (
                as_line(c.get("words")),
                bool(c.get("holds")),
                as_line(c.get("found")),
            )
            for c in (listed if isinstance(listed, list) else ())
            if isinstance(c, dict)
        )
        needs = "everything of this" if rule.get("needs") == "all" else "one of these"
        title = as_line(rule.get("number"))
        found.append(Rule(title, bool(rule.get("holds")), needs, conditions))
    return tuple(found)


def _reasons(letter: str, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Why it is this letter, without a number: what the deciding rule found; of a source that was
    not assessed, what the rule for C did not find."""
    if not rules:
        return ()
    decided = rules[-1]
    if letter in ("A", "B", "C"):
        return tuple(_now(words, found) for words, _, found in decided.conditions)
    if decided.title.endswith("not assessed"):
        before = rules[-2].conditions if len(rules) > 1 else ()
        return tuple(_now(words, found) for words, holds, found in before if not holds)
    return tuple(_now(words, found) for words, holds, found in decided.conditions if holds)


def _now(words: str, found: str) -> str:
    return _question_words(f"{words} ({found})" if found else words)


def _question_words(words: str) -> str:
    """``V4 is yes (V4 is partly)`` as ``Does it say how …? Partly.``: a reader need not know the
    numbers, and what is asked for is what the question says."""
    numbered = re.fullmatch(r"(V\d+) is (yes or partly|yes)(?: \((?:V\d+ (?:is )?)?(.*)\))?", words)
    question = QUESTIONS.get(numbered[1]) if numbered else None
    if not numbered or not question:
        return words
    said = ANSWERS.get(numbered[3], numbered[3]) if numbered[3] else ""
    return f"{question} {said[:1].upper()}{said[1:]}." if said else question


def _evidence(what: object, note: object, when: str, link: object) -> Evidence:
    address = web_link(link)
    return Evidence(as_text(what), as_text(note), when, address, host_or_nothing(address))


def _vouchers(conn: sqlite3.Connection, code: str, day: str) -> tuple[Evidence, ...]:
    rows = conn.execute("select * from vouchers where source = ? order by valid_from", (code,))
    found = []
    for row in rows:
        begin, end = as_line(row["valid_from"]), as_line(row["valid_to"])
        when = " ".join(
            part for part in (f"from {begin}" if begin else "", f"to {end}" if end else "") if part
        )
        notes = [f"“{as_line(row['words'])}”" if row["words"] else "", as_line(row["reason"])]
        if row["speaks_for"]:
            notes.append(f"It speaks for {as_line(row['speaks_for'])}.")
        if row["coalition"]:
            notes.append("It sits in the same coalition, so it is not an outside voice.")
        if day and end and day[: len(end)] > end:
            notes.append("It has ended and no longer counts.")
        note = " ".join(note for note in notes if note)
        found.append(_evidence(row["by"], note, when, row["url"]))
    return tuple(found)


def _answers(conn: sqlite3.Connection, code: str, scope: str) -> tuple[Answer, ...]:
    """All twelve for the source as a whole; of a scope only what it answers itself."""
    rows = conn.execute(
        "select * from vetting where source = ? and scope = ?", (code, scope)
    ).fetchall()
    answers = {as_line(row["question"]): row for row in rows}
    return tuple(
        _answer(number, text, answers.get(number))
        for number, text in QUESTIONS.items()
        if not scope or number in answers
    )


def _answer(number: str, question: str, row: sqlite3.Row | None) -> Answer:
    if row is None:
        return Answer(number, question, "not asked yet", "", "", "", None, "")
    answer, evidence = as_line(row["answer"]), as_text(row["evidence"])
    link = web_link(row["evidence"])
    notes = [as_text(row["note"])]
    if row["organ_of"]:
        notes.insert(0, f"It is an organ of: {as_line(row['organ_of'])}.")
    if row["covers_months"]:
        notes.append(f"{row['covers_months']} months of its reports were checked.")
    when = " by ".join(p for p in (as_line(row["assessed_on"]), as_line(row["assessor"])) if p)
    return Answer(
        number, question, ANSWERS.get(answer, answer), " ".join(n for n in notes if n), when,
        "" if link else evidence, link, host_or_nothing(link),
    )  # fmt: skip


def _incidents(conn: sqlite3.Connection, code: str) -> tuple[Evidence, ...]:
    rows = conn.execute("select * from incidents where source = ? order by happened_on", (code,))
    return tuple(
        _evidence(row["what"], _outcome(row), as_line(row["happened_on"]), row["evidence"])
        for row in rows
    )


def _outcome(row: sqlite3.Row) -> str:
    parts = (
        f"({as_line(row['kind'])})" if as_line(row["kind"]) not in ("", "other") else "",
        as_text(row["outcome"]),
        f"Told on {as_line(row['noticed_on'])}." if row["noticed_on"] else "",
        f"Corrected on {as_line(row['corrected_on'])}." if row["corrected_on"] else "",
    )
    return " ".join(part for part in parts if part)


def _reviews(conn: sqlite3.Connection, code: str) -> tuple[Evidence, ...]:
    rows = conn.execute("select * from reviews where source = ? order by reviewed_on", (code,))
    found = []
    for row in rows:
        kind = as_line(row["kind"])
        who = ", ".join(as_line(each) for each in _list(row["assessors"]))
        what = {
            "full": "Full review: two assessors without ties to it asked all twelve questions.",
            "desk": "Desk review: archived pages were read, nobody was asked.",
        }.get(kind, kind)
        notes = (f"For {as_line(row['scope'])}." if row["scope"] else "", as_text(row["note"]),
                 f"By {who}." if who else "")  # fmt: skip
        note = " ".join(part for part in notes if part)
        found.append(Evidence(what, note, as_line(row["reviewed_on"]), None, ""))
    return tuple(found)


def _suspensions(conn: sqlite3.Connection, code: str) -> tuple[Evidence, ...]:
    rows = conn.execute("select * from suspensions where source = ? order by valid_from", (code,))
    return tuple(
        _evidence(
            row["reason"], "",
            f"from {as_line(row['valid_from'])}"
            + (f" to {as_line(row['valid_to'])}" if row["valid_to"] else ", not lifted"),
            row["evidence"],
        )
        for row in rows
    )  # fmt: skip


def _ties(conn: sqlite3.Connection, code: str) -> tuple[TieShown, ...]:
    rows = conn.execute(
        "select t.*, o.id as other, o.name as other_name from source_ties t "
        "join sources o on o.id = case when t.a = :code then t.b else t.a end "
        "where t.a = :code or t.b = :code order by t.kind desc, o.name, t.through",
        {"code": code},
    )
    found = []
    for row in rows:
        begin, end = as_line(row["valid_from"]), as_line(row["valid_to"])
        when = " ".join(p for p in (f"from {begin}" * bool(begin), f"to {end}" * bool(end)) if p)
        link = web_link(row["evidence"])
        found.append(
            TieShown(
                f"/source/{quote(row['other'], safe='')}", as_line(row["other_name"]),
                tie_words(as_line(row["kind"])), as_line(row["through"]), when,
                "" if link else as_text(row["evidence"]), link,
                host_or_nothing(link),
            )
        )  # fmt: skip
    return tuple(found)


def _line(row: sqlite3.Row) -> LogLine:
    what = as_line(row["what"])
    return LogLine(
        at=as_moment(row["at"]),
        what=f"{what} ({as_line(row['scope'])})" if row["scope"] else what,
        before=as_text(row["before"]),
        after=as_text(row["after"]),
        who=as_line(row["who"]),
        why=as_text(row["why"]),
    )
