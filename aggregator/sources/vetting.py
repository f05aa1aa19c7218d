"""The twelve vetting questions that feeds.yaml answers under ``vetting``."""

from __future__ import annotations

QUESTIONS: dict[str, str] = {
    "V1": "Is it a named organisation that can be reached?",
    "V2": "Does it disclose its owners and funders?",
    "V3": "Is it free of any state, party, army or occupation authority?",
    "V4": "Does it say how it collects and checks?",
    "V5": "Does it collect itself (a monitor), or is thirty per cent its own news (a newsroom)?",
    "V6": "Does it say where each claim comes from?",
    "V7": "Has it a corrections policy, and was a correction seen in use?",
    "V8": "Does it keep report and opinion apart, and do headlines match their texts?",
    "V9": "Does it protect children, survivors and witnesses?",
    "V10": "Did its claims hold up when checked against later findings of others?",
    "V11": "Do two vouch for it, at least one from outside its own coalition?",
    "V12": "Were its domain, feed and a human contact confirmed by another channel?",
}
"""Question -> its words, V1 to V12 in order. A question without an answer counts as unknown."""
