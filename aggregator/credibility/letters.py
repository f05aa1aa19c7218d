"""The letter A to F of a record: a pure function of its answers (credibility notes, 1.3).

A letter says how well a source was vetted. It says nothing about one report, it is never turned
into a number, and no condition here reads a tie: ties decide what is independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from aggregator.credibility.letters_record import Record, status_on
from aggregator.credibility.letters_standing import Standing, standing

RULE_VERSION = "2026-11-21"
"""Stored with every letter. Changed with every change of a rule, so that a letter of last year can
be read with the rule of last year."""

Code = Literal["A", "B", "C", "D", "E", "F"]

HELD, UNASSESSED = "1.3 F, cannot be judged now", "1.3 F, not assessed"
"""The two halves of rule F: one is tried early, the other takes what is left."""

WORDS: dict[Code | None, str] = {
    "A": "vetted, full record",
    "B": "vetted, gaps listed",
    "C": "on probation or partly checked",
    "D": "caution: open problem",
    "E": "not used as a source",
    "F": "not assessed",
    None: "official statement",
}
"""The words on the page (1.6). None is for ``party``: a side in the war, or a body of a state, is
shown for what it is and gets no letter (1.4, officials)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a rule asks, in words, and whether it is so. ``found`` says what is;
    ``short`` is for tables."""

    words: str
    holds: bool
    found: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of 1.3 applied to one record."""

    number: str  # "1.3 B"
    letter: Code | None
    all_of: bool  # False: one condition is enough
    conditions: tuple[Condition, ...]

    @property
    def holds(self) -> bool:
        """Whether the record meets the rule."""
        test = all if self.all_of else any
        return test(each.holds for each in self.conditions)

    @property
    def open(self) -> tuple[Condition, ...]:
        """What does not hold."""
        return tuple(each for each in self.conditions if not each.holds)


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter of a record on a day, and why. ``code`` is None for an official body."""

    source: str
    scope: str
    code: Code | None
    words: str
    rules: tuple[Rule, ...]  # in the order in which they are tried, up to the one that decides
    reviewed_on: date | None  # the last full review; where there is none, the last desk review
    reviewed: Literal["full", "desk", ""]
    overdue: bool  # the last review is 12 months old or older
    published_method: bool = False  # sent by states, and its method is published (V4 yes)
    rule_version: str = RULE_VERSION

    @property
    def why(self) -> str:
        """The reason in one or two sentences."""
        return _why(self)

    @property
    def counts(self) -> bool:
        """Whether a source may count as an origin, as far as its vetting goes (1.4): A to C; and
        of those not assessed, UN bodies and their like with a published method."""
        unassessed = self.rules[-1].number == UNASSESSED
        return self.code in ("A", "B", "C") or (unassessed and self.published_method)

    @property
    def vetted(self) -> bool:
        """Whether it is one of the two that a "confirmed" needs one of (1.4: A or B)."""
        return self.code in ("A", "B")


def letter(record: Record, now: datetime | date) -> Letter:
    """The letter of ``record`` at ``now`` (1.3; the first rule that holds decides).

    The order is E, official, F (suspended or held), D, A, B, C, F. E comes first, so that an
    organ of the occupying power is never more than a claimant, whatever else is known of it.
    """
    day = now.date() if isinstance(now, datetime) else now
    facts = standing(record, day)
    tried: list[Rule] = []
    for rule in _RULES:
        tried.append(rule(record, facts, day))
        if tried[-1].holds:
            break
    code = tried[-1].letter
    return Letter(
        record.source, record.scope, code, WORDS[code], tuple(tried),
        facts.reviewed_on, "full" if facts.last_full else "desk" if facts.reviewed_on else "",
        facts.overdue,
        record.kind == "intergovernmental" and facts.answer("V4") == "yes",
    )  # fmt: skip


def missing(record: Record, now: datetime | date) -> tuple[Code, tuple[Condition, ...]] | None:
    """The next better letter and what is missing for it; None where there is none to reach:
    A, E, official bodies, and what is held or suspended."""
    given = letter(record, now)
    day = now.date() if isinstance(now, datetime) else now
    facts = standing(record, day)
    if given.code == "D":
        problem = rule_d(record, facts, day)
        open_ = tuple(
            Condition(f"no longer: {each.words}", False, each.found, "the open problem")
            for each in problem.conditions
            if each.holds
        )
        return "C", (*open_, *rule_c(record, facts, day).open)
    if given.code not in _NEXT or rule_f(record, facts, day).holds:
        return None
    better, rule = _NEXT[given.code]
    return better, rule(record, facts, day).open


def rule_e(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 E: V3 is no because it is an organ of the occupying power or its media, or fabrication
    was shown twice. Never ingested; may appear only as claimant."""
    return Rule("1.3 E", "E", False, (
        Condition(
            "it is an organ of the occupying power or of its media (V3)",
            facts.answer("V3") == "no" and facts.organ_of == "occupying power",
        ),
        Condition(
            "fabrication was shown twice", facts.fabrications >= 2,
            f"{facts.fabrications} on record",
        ),
    ))  # fmt: skip


def rule_official(record: Record, facts: Standing, day: date) -> Rule:
    """1.4 officials: a party to the war or a body of a state is of the kind ``party``, not D, and
    shown as an official statement."""
    return Rule("1.4 officials", None, False, (
        Condition("it is a body of a state or a party to the war", record.kind == "party"),
    ))  # fmt: skip


def rule_f(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 F, second half: cannot be judged now, because it is suspended or a possible hijack is
    being looked into."""
    status = status_on(record, day)
    return Rule(HELD, "F", False, (
        Condition("it is suspended", status == "suspended"),
        Condition("it is held while a possible hijack is looked into", status == "quarantine"),
    ))  # fmt: skip


def rule_d(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 D: V3 is no otherwise, or V6 is no, or a material error stayed uncorrected 30 days
    after notice, within the last 12 months. An error that still stands has not ended."""
    article = "an" if facts.organ_of in {"army", "occupying power"} else "a"
    organ = f"an organ of {article} {facts.organ_of}" if facts.organ_of else ""
    return Rule("1.3 D", "D", False, (
        Condition("it is an organ of a state, party or army (V3)",
                  facts.answer("V3") == "no", organ),
        Condition("it does not say where its claims come from (V6)", facts.answer("V6") == "no"),
        Condition(
            "a material error stayed uncorrected for more than 30 days after it was told, "
            "within the last 12 months",
            facts.neglected_error,
        ),
    ))  # fmt: skip


def rule_c(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 C: otherwise, if V1 and V3 are yes or partly and there is at least one voucher."""
    return Rule("1.3 C", "C", True, (
        *(
            Condition(f"{each} is yes or partly", facts.answer(each) in ("yes", "partly"),
                      f"{each} is {facts.answer(each)}", each)
            for each in ("V1", "V3")
        ),
        Condition("somebody vouches for it", facts.voices >= 1, _vouchers(facts), "a voucher"),
    ))  # fmt: skip


NEEDED: dict[Code, tuple[str, ...]] = {
    "A": ("V3", "V4", "V6", "V7", "V10", "V11", "V12"),
    "B": ("V3", "V4", "V6", "V11", "V12"),
}
"""The questions that must be yes for the letter (1.3 A and B)."""
LEAST: dict[Code, int] = {"A": 10, "B": 7}
"""How many must be yes in all. For A, and by the text only for A, withheld for safety and not
applicable count as if they were."""


def _vetted(code: Literal["A", "B"], record: Record, facts: Standing, day: date) -> Rule:
    """1.3 A or B: see :func:`rule_a` and :func:`rule_b`."""
    needed = [
        Condition(f"{each} is yes", facts.answer(each) == "yes", _found(each, facts), each)
        for each in NEEDED[code]
    ]
    excused = facts.excused if code == "A" else 0
    count = Condition(
        f"at least {LEAST[code]} of the twelve are yes"
        + (" (withheld for safety and not applicable do not count against it)" * (code == "A")),
        facts.yes + excused >= LEAST[code],
        f"yes so far: {facts.yes}" + (f", {excused} withheld or not applicable" if excused else ""),
        f"{LEAST[code]} yes (now {facts.yes})",
    )
    allowed = 0 if code == "A" else 2
    noes = Condition(
        "none is no" if code == "A" else "at most two are no", facts.no <= allowed,
        f"no so far: {facts.no}", "fewer no",
    )  # fmt: skip
    reviews = [
        Condition("two full reviews stand at least 12 months apart", facts.reviewed_twice,
                  f"full reviews so far: {facts.full_reviews}", "a second full review")
    ] * (code == "A")  # fmt: skip
    return Rule(
        f"1.3 {code}", code, True,
        (*needed, count, noes, *reviews, _recent(facts), _not_new(facts)),
    )  # fmt: skip


def rule_a(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 A: no "no"; V3, V4, V6, V7, V10, V11, V12 yes; at least 10 yes in all, where withheld
    for safety and n.a. do not count against it; two full reviews at least 12 months apart; and
    what B asks of the last review and of a new source."""
    return _vetted("A", record, facts, day)


def rule_b(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 B: V3, V4, V6, V11, V12 yes; at least 7 yes; at most two "no" elsewhere; the last
    review holds (1.3 lapse); not capped as a new source (1.3 C)."""
    return _vetted("B", record, facts, day)


def _recent(facts: Standing) -> Condition:
    """1.3 A, B and lapse: a full review holds for 12 months; from then to 15 months the page says
    that it is overdue; after that the letter is capped at C."""
    last = facts.last_full
    return Condition(
        "the last full review is not older than 12 months, or 15 while a new one is overdue",
        last is not None and not facts.lapsed,
        f"last full review: {last}" if last else "no full review yet",
        "a full review",
    )


def _not_new(facts: Standing) -> Condition:
    """1.3 C, second half: a new source is capped at C until 90 days have passed, or until V10 has
    been done on at least 24 months of its back catalogue."""
    since = f"listed since {facts.listed_on}" if facts.listed_on else "no date of listing"
    return Condition(
        "it has been listed for 90 days, or its claims of at least 24 months were checked (V10)",
        not facts.new,
        since,
        "90 days or V10",
    )


def rule_unassessed(record: Record, facts: Standing, day: date) -> Rule:
    """1.3 F, first half: not assessed. What no other rule has taken; nothing speaks against it."""
    return Rule(UNASSESSED, "F", True, (Condition("no other letter is reached", True),))


_Apply = Callable[[Record, Standing, date], Rule]
_NEXT: dict[Code, tuple[Code, _Apply]] = {
    "F": ("C", rule_c),
    "C": ("B", rule_b),
    "B": ("A", rule_a),
}
_RULES: tuple[_Apply, ...] = (
    rule_e, rule_official, rule_f, rule_d, rule_a, rule_b, rule_c, rule_unassessed,
)  # fmt: skip


def _found(question: str, facts: Standing) -> str:
    given = facts.given.get(question, "unknown")
    if question == "V11" and given != facts.answer("V11"):
        return f"V11 was answered {given}, but {_vouchers(facts)}"
    return f"{question} is {facts.answer(question)}"


def _vouchers(facts: Standing) -> str:
    if not facts.voices:
        return "nobody vouches for it at present"
    return f"separate voices: {facts.voices}, of them outside its coalition: {facts.outside}"


def _why(given: Letter) -> str:
    rule = given.rules[-1]
    if given.code in ("A", "B", "C"):
        said = "; ".join(each.found or each.words for each in rule.conditions)
        return f"Rule {rule.number}: {said}."
    met = [each.words for each in rule.conditions if each.holds]
    if rule.number == UNASSESSED:
        short = [each.found or each.words for each in given.rules[-2].open]
        return f"Not assessed far enough for a letter: {'; '.join(short)}."
    return f"Rule {rule.number}: {'; '.join(met)}."
