"""How well a source is vetted, as its page tells it: letter, reasons, rules, log.

An odd row gives an odd line and no error: the file may have been written by another version.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from aggregator.site.languages import DEFAULT, Catalogue
from aggregator.site.text import Moment, as_line, as_list, as_moment, as_text
from aggregator.site.vetting_evidence import (
    Answer,
    Evidence,
    TieShown,
    Words,
    read_answers,
    read_incidents,
    read_reviews,
    read_suspensions,
    read_ties,
    read_vouchers,
)
from aggregator.site.words import ANSWERS, letter_sentence
from aggregator.sources.vetting import QUESTIONS

LOG_LINES = 50
"""Newest lines on the page; all of them stand in the table source_log."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that was tried: its number, what came of it, and its conditions."""

    title: str
    holds: bool
    every: bool  # all of its conditions, or one
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
class LogLine:
    """One line of the log."""

    at: Moment | None
    what: str
    before: Words
    after: Words
    who: str
    why: Words


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


def read_vetting(conn: sqlite3.Connection, source: sqlite3.Row, ui: Catalogue) -> Vetting:
    """The vetting of the source in that row of ``sources``, in the language of the page."""
    code = source["id"]
    day = conn.execute("select value from publication where name = 'letters_on'").fetchone()
    log = conn.execute(
        "select * from source_log where source = ? order by id desc limit ?", (code, LOG_LINES + 1)
    ).fetchall()
    return Vetting(
        letters=_letters(conn, code, as_line(source["status"]), ui),
        status=as_line(source["status"]),
        listed_on=as_moment(source["listed_on"], "day"),
        answers=read_answers(conn, code, "", ui),
        vouchers=read_vouchers(conn, code, as_line(day[0]) if day else "", ui),
        incidents=read_incidents(conn, code, ui),
        reviews=read_reviews(conn, code, ui),
        suspensions=read_suspensions(conn, code, ui),
        ties=read_ties(conn, code, ui),
        log=tuple(_line(row, ui) for row in log[:LOG_LINES]),
        log_more=len(log) > LOG_LINES,
    )


def _letters(
    conn: sqlite3.Connection, code: str, status: str, ui: Catalogue
) -> tuple[LetterShown, ...]:
    rows = conn.execute("select * from letters where source = ? order by scope", (code,))
    return tuple(_letter(conn, row, status, ui) for row in rows)


def _letter(conn: sqlite3.Connection, row: sqlite3.Row, status: str, ui: Catalogue) -> LetterShown:
    letter, scope = as_line(row["letter"]), as_line(row["scope"])
    words, rules = as_line(row["words"]), _rules(row["rules"])
    return LetterShown(
        scope=scope,
        letter=letter,
        words=words,
        sentence=ui.word(letter_sentence(letter, words, status)),
        why=ui.told(as_text(row["why"])),
        since=as_moment(row["since"], "day"),
        reviewed=as_moment(row["reviewed_on"], "day"),
        reviewed_how=as_line(row["reviewed"]),
        overdue=bool(row["overdue"]),
        reasons=_reasons(letter, rules, ui),
        next_letter=as_line(row["next_letter"]),
        missing=tuple(_question_words(as_line(each), ui) for each in as_list(row["missing"])),
        rules=rules,
        rule_version=as_line(row["rule_version"]),
        answers=read_answers(conn, row["source"], scope, ui) if scope else (),
    )


def _rules(value: object) -> tuple[Rule, ...]:
    found = []
    for rule in as_list(value):
        if not isinstance(rule, dict):
            continue
        stated = rule.get("conditions")
        conditions = tuple(
            (
                as_line(c.get("words")),
                bool(c.get("holds")),
                as_line(c.get("found")),
            )
            for c in (stated if isinstance(stated, list) else ())
            if isinstance(c, dict)
        )
        title = as_line(rule.get("number"))
        every = rule.get("needs") == "all"
        found.append(Rule(title, bool(rule.get("holds")), every, conditions))
    return tuple(found)


def _reasons(letter: str, rules: tuple[Rule, ...], ui: Catalogue) -> tuple[str, ...]:
    """Why it is this letter, without a number: what the deciding rule found; of a source that was
    not assessed, what the rule for C did not find."""
    if not rules:
        return ()
    decided = rules[-1]
    if letter in ("A", "B", "C"):
        return tuple(_now(words, found, ui) for words, _, found in decided.conditions)
    if decided.title.endswith("not assessed"):
        before = rules[-2].conditions if len(rules) > 1 else ()
        return tuple(_now(words, found, ui) for words, holds, found in before if not holds)
    return tuple(_now(words, found, ui) for words, holds, found in decided.conditions if holds)


def _now(words: str, found: str, ui: Catalogue) -> str:
    return _question_words(f"{words} ({found})" if found else words, ui)


_NUMBERED = re.compile(r"(V\d+) is (?:yes or partly|yes)(?: \((.*)\))?")


def _question_words(words: str, ui: Catalogue) -> str:
    """``V4 is yes (V4 is partly)`` as ``Does it say how …? Partly.``: a reader need not know the
    numbers, and what is asked for is what the question says."""
    numbered = _NUMBERED.fullmatch(words)
    question = QUESTIONS.get(numbered[1]) if numbered else None
    if not numbered or not question:
        return ui.told(words)
    now = numbered[2] or ""
    answer = ANSWERS.get(now.rpartition(" is ")[2])
    told = ui.word(answer) if answer else ui.told(now)
    asked = ui.word(question)
    return f"{asked} {told[:1].upper()}{told[1:]}." if told else asked


def _line(row: sqlite3.Row, ui: Catalogue) -> LogLine:
    what = ui.told(as_line(row["what"]))
    return LogLine(
        at=as_moment(row["at"]),
        what=f"{what} ({as_line(row['scope'])})" if row["scope"] else what,
        before=_told(row["before"], ui),
        after=_told(row["after"], ui),
        who=ui.told(as_line(row["who"])),
        why=_told(row["why"], ui),
    )


def _told(value: object, ui: Catalogue) -> Words:
    """A line of the log: what the program says in the language of the page, the rest as written."""
    text = as_text(value)
    ours = ui.known(text)
    return Words(text, DEFAULT) if ours is None else Words(ours)
