"""Plain words for the codes that stand in the tables. Unknown codes are shown as they are."""

from __future__ import annotations

LANGUAGES = {
    "en": "English", "uk": "Ukrainian", "ru": "Russian", "crh": "Crimean Tatar",
    "fr": "French", "es": "Spanish", "de": "German", "it": "Italian", "pt": "Portuguese",
    "pl": "Polish", "be": "Belarusian", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "el": "Greek", "fi": "Finnish", "ka": "Georgian", "nb": "Norwegian",
    "nl": "Dutch", "no": "Norwegian", "ro": "Romanian", "sv": "Swedish", "tr": "Turkish",
}  # fmt: skip

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

QUESTIONS = {
    "V1": "Is it a named organisation that can be reached?",
    "V2": "Does it say who owns it and who pays for it?",
    "V3": "Is it independent of any state, party, army or occupation authority?",
    "V4": "Does it say how it collects and checks?",
    "V5": "Does it collect reports itself?",
    "V6": "Does it say where each claim comes from?",
    "V7": "Does it correct errors, and has it been seen to?",
    "V8": "Does it keep report and opinion apart?",
    "V9": "Does it protect children, survivors and witnesses?",
    "V10": "Have its older claims held up?",
    "V11": "Do at least two others vouch for it, one from outside its own coalition?",
    "V12": "Were its address and a human contact confirmed by another channel?",
}

ROLES = {"about": "is about", "mentions": "mentions"}


def language_name(code: str) -> str:
    """``uk`` gives ``Ukrainian``; an unknown code is shown as it is."""
    return LANGUAGES.get(code.split("-", maxsplit=1)[0], code)


def count_of(number: int, one: str, many: str) -> str:
    """``1 article``, ``2,345 articles``."""
    return f"{number:,} {one if number == 1 else many}"
