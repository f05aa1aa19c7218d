"""What was said about a source, as its page tells it: vouchers, answers, incidents, reviews, ties.

Our own words are in the language of the page; what the editors wrote in ``feeds.yaml`` is in
English, and the page says so with ``lang``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from aggregator.site.languages import DEFAULT, Catalogue, said
from aggregator.site.paths import page_path
from aggregator.site.text import as_line, as_list, as_moment, as_text, web_link
from aggregator.site.words import ANSWERS, tie_words
from aggregator.sources.vetting import QUESTIONS


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a line. ``language`` is empty for our own words, in the language of the page."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that somebody said about a source: words, date, and where it stands."""

    words: tuple[Words, ...]
    when: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one question. ``evidence`` is its words where it is no link."""

    number: str
    question: str
    answer: str
    notes: tuple[Words, ...]
    when: str
    evidence: str
    link: str | None


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


def written(value: object) -> Words:
    """What the editors wrote, in English as all of ``feeds.yaml``."""
    return Words(as_text(value), DEFAULT)


def day_words(ui: Catalogue, value: object) -> str:
    """A day as the language writes it; a year or a month alone as it is."""
    moment = as_moment(value, "day")
    return ui.day(moment) if moment else as_line(value)


def span_words(ui: Catalogue, begin: object, end: object) -> str:
    """``from 1 May 2024 to 3 June 2025``, or one half of it."""
    first = ui.word(said("from {day}"), day=day_words(ui, begin)) if begin else ""
    last = ui.word(said("to {day}"), day=day_words(ui, end)) if end else ""
    return " ".join(part for part in (first, last) if part)


def _evidence(words: Iterable[Words], when: str, link: object) -> Evidence:
    return Evidence(tuple(each for each in words if each.text), when, web_link(link))


def read_vouchers(
    conn: sqlite3.Connection, code: str, day: str, ui: Catalogue
) -> tuple[Evidence, ...]:
    """Who vouches, in what words; ``day`` is that of the letters."""
    rows = conn.execute("select * from vouchers where source = ? order by valid_from", (code,))
    found = []
    for row in rows:
        begin, end = as_line(row["valid_from"]), as_line(row["valid_to"])
        words = [Words(as_line(row["by"]))]
        if row["words"]:
            words.append(Words(f"“{as_line(row['words'])}”", DEFAULT))
        words.append(written(row["reason"]))
        if row["speaks_for"]:
            speaks = ui.word(said("It speaks for {who}."), who=as_line(row["speaks_for"]))
            words.append(Words(speaks))
        if row["coalition"]:
            same = said("It sits in the same coalition, so it is not an outside voice.")
            words.append(Words(ui.word(same)))
        if day and end and day[: len(end)] > end:
            words.append(Words(ui.word(said("It has ended and no longer counts."))))
        found.append(_evidence(words, span_words(ui, begin, end), row["url"]))
    return tuple(found)


def read_answers(
    conn: sqlite3.Connection, code: str, scope: str, ui: Catalogue
) -> tuple[Answer, ...]:
    """All twelve for the source as a whole; of a scope only what it answers itself."""
    rows = conn.execute(
        "select * from vetting where source = ? and scope = ?", (code, scope)
    ).fetchall()
    answers = {as_line(row["question"]): row for row in rows}
    return tuple(
        _answer(number, ui.word(text), answers.get(number), ui)
        for number, text in QUESTIONS.items()
        if not scope or number in answers
    )


def _answer(number: str, question: str, row: sqlite3.Row | None, ui: Catalogue) -> Answer:
    if row is None:
        return Answer(number, question, ui.word(said("not asked yet")), (), "", "", None)
    answer, evidence = as_line(row["answer"]), as_text(row["evidence"])
    link = web_link(row["evidence"])
    notes = []
    if row["organ_of"]:
        organ = ui.word(as_line(row["organ_of"]))
        notes.append(Words(ui.word(said("It is an organ of: {who}."), who=organ)))
    notes.append(written(row["note"]))
    if row["covers_months"]:
        months = said("Months of its reports that were checked: {n}.")
        notes.append(Words(ui.word(months, n=row["covers_months"])))
    day = day_words(ui, row["assessed_on"])
    who = ui.word(said("by {who}"), who=as_line(row["assessor"])) if row["assessor"] else ""
    return Answer(
        number, question, ui.word(ANSWERS.get(answer, answer)),
        tuple(note for note in notes if note.text),
        " ".join(part for part in (day, who) if part),
        "" if link else evidence, link,
    )  # fmt: skip


def read_incidents(conn: sqlite3.Connection, code: str, ui: Catalogue) -> tuple[Evidence, ...]:
    """What went wrong, the first first."""
    rows = conn.execute("select * from incidents where source = ? order by happened_on", (code,))
    found = []
    for row in rows:
        kind = as_line(row["kind"])
        words = [written(row["what"])]
        if kind not in ("", "other"):
            words.append(Words(f"({ui.word(kind)})"))
        words.append(written(row["outcome"]))
        for column, text in (
            ("noticed_on", said("Told on {day}.")),
            ("corrected_on", said("Corrected on {day}.")),
        ):
            if row[column]:
                words.append(Words(ui.word(text, day=day_words(ui, row[column]))))
        found.append(_evidence(words, day_words(ui, row["happened_on"]), row["evidence"]))
    return tuple(found)


REVIEWS = {
    "full": said("Full review: two assessors without ties to it asked all twelve questions."),
    "desk": said("Desk review: archived pages were read, nobody was asked."),
}


def read_reviews(conn: sqlite3.Connection, code: str, ui: Catalogue) -> tuple[Evidence, ...]:
    """Every review, the first first."""
    rows = conn.execute("select * from reviews where source = ? order by reviewed_on", (code,))
    found = []
    for row in rows:
        kind = as_line(row["kind"])
        words = [Words(ui.word(REVIEWS.get(kind, kind)))]
        if row["scope"]:
            words.append(Words(ui.word(said("For {scope}."), scope=as_line(row["scope"]))))
        words.append(written(row["note"]))
        who = ", ".join(as_line(each) for each in as_list(row["assessors"]))
        if who:
            words.append(Words(ui.word(said("By {who}."), who=who)))
        found.append(_evidence(words, day_words(ui, row["reviewed_on"]), None))
    return tuple(found)


def read_suspensions(conn: sqlite3.Connection, code: str, ui: Catalogue) -> tuple[Evidence, ...]:
    """Times in which the source did not count."""
    rows = conn.execute("select * from suspensions where source = ? order by valid_from", (code,))
    found = []
    for row in rows:
        when = span_words(ui, row["valid_from"], row["valid_to"])
        if not row["valid_to"]:
            when = ", ".join(part for part in (when, ui.word(said("not lifted"))) if part)
        found.append(_evidence([written(row["reason"])], when, row["evidence"]))
    return tuple(found)


def read_ties(conn: sqlite3.Connection, code: str, ui: Catalogue) -> tuple[TieShown, ...]:
    """Ties to other sources, from whichever side they were stated."""
    rows = conn.execute(
        "select t.*, o.id as other, o.name as other_name from source_ties t "
        "join sources o on o.id = case when t.a = :code then t.b else t.a end "
        "where t.a = :code or t.b = :code order by t.kind desc, o.name, t.through",
        {"code": code},
    )
    found = []
    for row in rows:
        link = web_link(row["evidence"])
        found.append(
            TieShown(
                page_path("source", row["other"]), as_line(row["other_name"]),
                ui.word(tie_words(as_line(row["kind"]))), as_line(row["through"]),
                span_words(ui, row["valid_from"], row["valid_to"]),
                "" if link else as_text(row["evidence"]), link,
            )
        )  # fmt: skip
    return tuple(found)
