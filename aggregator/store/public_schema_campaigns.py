"""The public tables of campaigns, and of prisoners whose supporters campaign in public."""

from __future__ import annotations

from aggregator.store.public_table import Table, columns

CAMPAIGNS = Table(
    name="campaigns",
    says="A public campaign: what somebody outside the occupied areas can do, and whether it is "
    "still open. Written by hand in aggregator/data/campaigns.yaml.",
    key=("id",),
    label="name",
    facets=("state",),
    columns=columns("""
        id TEXT: Short name, used in addresses and never changed.
        name TEXT: Name in English.
        name_uk TEXT: Name in Ukrainian.
        by TEXT: Who campaigns, in English.
        by_uk TEXT: The same in Ukrainian.
        state TEXT: open, closed, or unchecked: seen on that day, but not known whether it goes on.
        since TEXT: Since when, as precise as known.
        ended TEXT: When it ended, as precise as known.
        checked TEXT: When it was last seen, as precise as known.
        what TEXT: What it is about, in English.
        what_uk TEXT: The same in Ukrainian.
        act TEXT: What one can do, in English.
        act_uk TEXT: The same in Ukrainian.
        link TEXT: Its own page, or the report of it.
        words TEXT: JSON list of the phrases by which articles about it are found.
    """),
)

CASES = Table(
    name="cases",
    says="A prisoner whose own supporters campaign for them in public; nobody else. Written by "
    "hand in aggregator/data/cases.yaml, with who campaigns and where that was seen.",
    key=("id",),
    label="name",
    facets=("state",),
    columns=columns("""
        id TEXT: Short name, used in addresses and never changed.
        name TEXT: Name in English, as the campaign writes it.
        name_uk TEXT: Name in Ukrainian, where it was seen.
        name_crh TEXT: Name in Crimean Tatar, where it was seen.
        spellings TEXT: JSON list of the spellings by which articles are found.
        who TEXT: Who it is, in English.
        who_uk TEXT: The same in Ukrainian.
        state TEXT: held, freed, or unchecked: not known which.
        since TEXT: Held since when, as precise as known.
        until TEXT: When freed, as precise as known.
        checked TEXT: As of when the state was seen, as precise as known.
        by TEXT: Who campaigns, in English.
        by_uk TEXT: The same in Ukrainian.
        evidence TEXT: Where that was seen.
    """),
)
