"""The public tables about sources: who they are, how they were vetted, what ties them."""

from __future__ import annotations

from aggregator.store.public_table import Table, columns

SOURCES = Table(
    name="sources",
    says="An organisation whose reports we collect, and why: who it is, who vouches for it, "
    "what may be reused, and what Russian law calls it.",
    key=("id",),
    label="name",
    facets=("kind", "letter_words", "status", "legal_status"),
    columns=columns("""
        id TEXT: Short name, used in addresses and never changed.
        name TEXT: Name in English.
        names TEXT: JSON object: the organisation's own names by language code.
        homepage TEXT: Its web site.
        kind TEXT: monitor, newsroom, fact-checker, campaign, intergovernmental, or party (a body of a state or party to the war: shown as an official statement, never as an independent monitor).
        mandate TEXT: What it does, in one or two sentences.
        languages TEXT: JSON list of the language codes it publishes in.
        regions TEXT: JSON list of region codes it covers; empty means all of Ukraine.
        owner TEXT: Who owns or controls it, as far as known.
        funding TEXT: Who pays for it, as far as known.
        memberships TEXT: JSON list of the coalitions it belongs to.
        method TEXT: How it says that it collects and checks.
        caution TEXT: What a reader should know before quoting it.
        reuse TEXT: full, excerpt, link or unknown (title and 200 characters).
        reuse_characters INTEGER: How many characters we show under the rule excerpt.
        reuse_evidence TEXT: Where the rule for reuse is stated.
        precision TEXT: oblast or raion where we name no finer place from its texts; empty: no limit.
        legal_status TEXT: Status under Russian law: undesirable, foreign-agent, extremist, blocked or unknown. Unknown does not mean safe.
        legal_since TEXT: Since when (as precise as known).
        legal_list_number INTEGER: Its number on the Russian list.
        legal_evidence TEXT: Where the status is reported.
        legal_note TEXT: What else is known about the status.
        status TEXT: proposed, probation, active, watch, suspended, retired, rejected or quarantine (a possible hijack is looked into), on the day of publication.
        listed_on TEXT: Since when it has been in feeds.yaml.
        letter TEXT: How well it is vetted: A to F, on the day of publication; empty for an official body, which gets none. Explained on /credibility.
        letter_words TEXT: The letter in words.
        letter_why TEXT: Why it is this letter, by the rule that decides.
        letter_since TEXT: Since when, UTC, by our log.
        rule_version TEXT: Version of the rules that gave it.
        articles INTEGER: How many of its articles stand in this database.
        latest TEXT: Date of its newest article, UTC.
    """),
)

VOUCHERS = Table(
    name="vouchers",
    says="Somebody who says that a source is reliable: who, where, in what words, from when to when.",
    key=("id",),
    label="by",
    columns=columns("""
        id INTEGER: Row number.
        source TEXT -> sources.id: The source vouched for.
        by TEXT: Who vouches.
        words TEXT: In what words.
        url TEXT: Where it is stated.
        valid_from TEXT: From when.
        valid_to TEXT: Until when; empty where it still holds.
        reason TEXT: Why it ended.
        coalition INTEGER: 1 where the voucher sits in the same coalition as the source; such vouchers together count once.
        by_source TEXT: Short name of the voucher, where it is a source itself. Two that vouch for each other do not count for each other.
        speaks_for TEXT: The coalition that the voucher belongs to, another than the source's; vouchers of one coalition count once.
    """),
    indexes=(("source",),),
)

VETTING = Table(
    name="vetting",
    says="One answer to one of the twelve vetting questions (V1 to V12), with its evidence.",
    key=("source", "scope", "question"),
    facets=("question", "answer"),
    columns=columns("""
        source TEXT -> sources.id: The source that the answer is about.
        scope TEXT: The subject for which the answer was given; empty for everything that the source reports.
        question TEXT: V1 to V12, explained on /credibility.
        answer TEXT: yes, partly, no, unknown, withheld-for-safety or n.a.
        evidence TEXT: Address of the evidence.
        assessed_on TEXT: Day of the assessment.
        assessor TEXT: Who assessed it.
        note TEXT: What the evidence shows.
        archived TEXT: Where our own copy of the evidence lies.
        organ_of TEXT: With no to V3, whose organ it is: occupying power, state, party or army.
        covers_months INTEGER: With V10, over how many months of back catalogue claims were checked.
    """),
)

INCIDENTS = Table(
    name="incidents",
    says="What went wrong at a source, and how it was handled.",
    key=("id",),
    label="what",
    columns=columns("""
        id INTEGER: Row number.
        source TEXT -> sources.id: The source concerned.
        happened_on TEXT: When, as precise as known.
        what TEXT: What went wrong.
        evidence TEXT: Where it is reported.
        outcome TEXT: How it was handled.
        kind TEXT: fabrication, material error or other. The first two can move the letter.
        noticed_on TEXT: When the source was told of a material error.
        corrected_on TEXT: When it corrected it.
    """),
    indexes=(("source",),),
)

LETTERS = Table(
    name="letters",
    says="The letter of each record on the day of publication: one row for each source and each "
    "scope that was vetted separately, with every rule that was tried. The canned query "
    "letters_recomputed computes them again from the other tables.",
    key=("source", "scope"),
    facets=("words",),
    columns=columns("""
        source TEXT -> sources.id: The source.
        scope TEXT: The subject; empty for everything that the source reports.
        topics TEXT: JSON list of the topics that the scope covers.
        letter TEXT: A to F; empty for an official body.
        words TEXT: The letter in words.
        why TEXT: Why, by the rule that decides.
        since TEXT: Since when, UTC, by our log.
        rules TEXT: JSON list of the rules in the order in which they were tried: number, whether all conditions or one are needed, whether it holds, and each condition with what was found.
        reviewed_on TEXT: Day of the last full review; where there was none, of the last desk review.
        reviewed TEXT: full or desk: which of the two that was.
        overdue INTEGER: 1 where that day is 12 months ago or longer.
        next_letter TEXT: The next better letter; empty where none can be reached.
        missing TEXT: JSON list of what is missing for it.
        rule_version TEXT: Version of the rules.
        as_of TEXT: The day for which it was computed.
    """),
)

REVIEWS = Table(
    name="reviews",
    says="One round of vetting of a source. Letters A and B rest on full reviews and lapse without.",
    key=("id",),
    columns=columns("""
        id INTEGER: Row number.
        source TEXT -> sources.id: The source.
        scope TEXT: The subject; empty for the source as a whole. A scope without reviews of its own rests on those of the source.
        reviewed_on TEXT: The day on which it ended.
        kind TEXT: full (two assessors without ties to the source asked all twelve questions) or desk (archived pages were read, nobody was asked).
        assessors TEXT: JSON list of who did it.
        note TEXT: What a reader should know.
    """),
    indexes=(("source",),),
)

SUSPENSIONS = Table(
    name="suspensions",
    says="A time in which a source does not count. Nothing is deleted, and it may be back-dated.",
    key=("id",),
    label="reason",
    columns=columns("""
        id INTEGER: Row number.
        source TEXT -> sources.id: The source.
        valid_from TEXT: The first day.
        valid_to TEXT: The last day; empty while it lasts.
        reason TEXT: Why.
        evidence TEXT: Where the reason is documented.
    """),
    indexes=(("source",),),
)

SOURCE_TIES = Table(
    name="source_ties",
    says="What ties two sources: one owner, one coalition, one documentation pipeline. Used to "
    "decide which reports are independent; it never counts for or against a source.",
    key=("id",),
    label="through",
    facets=("kind",),
    columns=columns("""
        id INTEGER: Row number.
        a TEXT -> sources.id: One source, the first of the two by short name.
        b TEXT -> sources.id: The other.
        kind TEXT: ownership, membership (which alone makes dependence only possible) or pipeline (shared database, joint mission or report).
        through TEXT: The body or the work that ties them.
        valid_from TEXT: Since when, as precise as known.
        valid_to TEXT: Until when.
        evidence TEXT: What the tie rests on.
    """),
    indexes=(("a",), ("b",)),
)

SOURCE_LOG = Table(
    name="source_log",
    says="Every change of a source's record or letter that we have seen, since we keep the log. "
    "Rows are added and never changed or deleted.",
    key=("id",),
    sort_desc="id",
    facets=("what",),
    columns=columns("""
        id INTEGER: Row number, in the order of time.
        at TEXT: When the program saw the change, UTC.
        source TEXT: Short name of the source; it may have left feeds.yaml since.
        scope TEXT: With a letter, the subject; empty for the source as a whole.
        what TEXT: record (it came into the file or left it), letter, or the part of the record that changed, such as V4 or voucher: and a name.
        before TEXT: What stood there before, in words; empty where it is new.
        after TEXT: What stands there since; empty where it is gone.
        who TEXT: The assessor of an answer, or computed for a letter; empty where the editors of feeds.yaml changed it.
        why TEXT: With a letter, the reason by the rule that decides.
        rule_version TEXT: Version of the rules at that time.
    """),
    indexes=(("source", "id"),),
)
