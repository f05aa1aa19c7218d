"""Plain words for the codes that stand in the tables. Unknown codes are shown as they are."""

from __future__ import annotations

from aggregator.sources.codes import LANGUAGES

KINDS = {
    "monitor": "human-rights monitor",
    "newsroom": "newsroom",
    "fact-checker": "fact-checker",
    "campaign": "campaign",
    "intergovernmental": "intergovernmental body",
    "party": "official body of a state or of a party to the war: official statements, "
    "not independent monitoring",
}

LEGAL = {
    "undesirable": "declared “undesirable” in Russia",
    "foreign-agent": "listed as a “foreign agent” in Russia",
    "extremist": "listed as “extremist” in Russia",
    "blocked": "blocked in Russia",
    "unknown": "unknown; that does not mean safe",
}

STATES = {
    "live": "as we first saw it",
    "edited": "edited since we first saw it",
    "gone": "no longer at its address",
    "retracted": "retracted by its source",
}

SHOWN = {
    "full": "The source allows its whole text to be shown.",
    "excerpt": "The source allows an excerpt to be shown.",
    "link": "The source allows only a link.",
    "unknown": "The source's rule for reuse is not known, so only the beginning is shown.",
}

GRADES = {
    "P": "seen to answer",
    "L": "listed by others, not yet seen to answer",
    "I": "inferred, not yet seen to answer",
}

ANSWERS = {
    "yes": "yes",
    "partly": "partly",
    "no": "no",
    "unknown": "not known",
    "withheld-for-safety": "withheld for people's safety",
    "n.a.": "does not apply",
}


TIES = {
    "ownership": "one owner or controller",
    "membership": "members of one coalition",
    "pipeline": "one documentation pipeline",
}

ROLES = {
    "origin": "original report",
    "relay": "repeats",
    "copy": "copies",
    "translation": "translates",
    "review": "fact check",
    "correction": "correction",
    "retraction": "retraction",
    "doubt": "notice of doubt",
    "statement": "statement",
    "appeal": "appeal",
    "guide": "guide",
    "analysis": "analysis",
    "list": "list",
}

RULES = {
    "I1": "one publisher or owner",
    "I2": "it names or links where it has it from",
    "I3": "the same words",
    "I4": "a translation",
    "I5": "they document together, or belong to one coalition",
    "I6": "both rest on the same third party",
    "I7": "one author",
    "I8": "the same unusual figure",
}

_LETTERS = {
    "A": "Vetted, full record",
    "B": "Vetted, gaps listed",
    "C": "On probation or partly checked",
    "D": "Caution: open problem",
    "E": "Not used as a source",
    "F": "Not yet assessed",
    "": "Official statement",
}


HELD = {
    "suspended": "Cannot be judged now: it is suspended",
    "quarantine": "Cannot be judged now: it may have been taken over, which is looked into",
}


def letter_sentence(letter: str, words: str, status: str = "") -> str:
    """Words before codes: ``On probation or partly checked (letter C)``. A new source is normal and
    says "not yet"; an official body has no letter."""
    if letter == "F" and status in HELD:
        return f"{HELD[status]} (letter F)"
    sentence = _LETTERS.get(letter, words) if words else _LETTERS["F"]
    return f"{sentence} (letter {letter})" if letter else sentence


def body_name(code: str) -> str:
    """A body that is no source of ours, as people call it; an unknown code without its signs."""
    from aggregator.tag.organisation_names import bodies  # noqa: PLC0415 — few pages need it

    known = bodies().get(code)
    return known.name if known else code.replace("-", " ").replace("_", " ")


def tie_words(kind: str) -> str:
    """The kind of a tie in words; an unknown one as it is."""
    return TIES.get(kind, kind)


def language_name(code: str) -> str:
    """``uk`` gives ``Ukrainian``; an unknown code is shown as it is."""
    return LANGUAGES.get(code.split("-", maxsplit=1)[0], code)
