"""The public tables of ``news.db``: their columns, what each column says, their indexes.

This is the promise that campaigners write SQL against, so it stands in one place as data: schema,
``metadata.json`` and ``docs/tables.md`` are generated from it. Additive changes only.
"""

from __future__ import annotations

from aggregator.store.public_schema_campaigns import CAMPAIGNS, CASES
from aggregator.store.public_schema_sources import (
    INCIDENTS,
    LETTERS,
    REVIEWS,
    SOURCE_LOG,
    SOURCE_TIES,
    SOURCES,
    SUSPENSIONS,
    VETTING,
    VOUCHERS,
)
from aggregator.store.public_schema_stories import STORY_TABLES
from aggregator.store.public_table import Table, columns

FEEDS = Table(
    name="feeds",
    says="One address of a source, and how it is doing: the state in words, its remedy, since when.",
    key=("id",),
    label="id",
    facets=("state", "grade", "enabled"),
    columns=columns("""
        id TEXT: Source and name of the feed.
        source TEXT -> sources.id: Whose feed it is.
        url TEXT: Its address.
        found TEXT: How the address was found.
        grade TEXT: How well the address is known: P probed, L listed somewhere, I inferred.
        evidence TEXT: Where it was seen.
        enabled INTEGER: 1 where we fetch it.
        reason TEXT: Why it is not fetched.
        state TEXT: How the last attempt ended; the words are explained in docs/health.md.
        remedy TEXT: What a person can do about it.
        status INTEGER: The HTTP number of the last answer.
        detail TEXT: What exactly went wrong last time.
        since TEXT: Since when it has been answering, or failing, UTC.
        failures INTEGER: Failed attempts in a row.
        last_success TEXT: When it last answered with a valid feed, UTC.
        last_new_item TEXT: When it last brought an article that we did not have, UTC.
        quiet_from TEXT: From when on its silence is unusual: after three times its longest usual pause, UTC.
        next_check TEXT: When we shall ask again, UTC.
    """),
    indexes=(("source",), ("state",)),
)

ARTICLES = Table(
    name="articles",
    says="One article of a source, with as much of its text as the source's rule for reuse allows. "
    "The full text can be searched even where it is not shown.",
    key=("id",),
    label="title",
    sort_desc="sort_date",
    facets=("source", "language"),
    columns=columns("""
        id INTEGER: Row number, used by the full-text index.
        key TEXT: Lasting name of the article, used in addresses and Atom ids.
        title TEXT: Title as published.
        link TEXT: Where it was published.
        source TEXT -> sources.id: Who published it.
        feed TEXT -> feeds.id: Which feed brought it.
        author TEXT: Author as published.
        language TEXT: Language of the text (ISO 639).
        published TEXT: When it was published, UTC; empty where nobody says.
        published_raw TEXT: The date exactly as the source wrote it.
        published_precision TEXT: minute, day or month.
        published_from TEXT: Where the date was found: feed, page, or empty.
        first_seen TEXT: When we first saw it, UTC.
        sort_date TEXT: The earlier of published and first_seen; lists are sorted by it.
        updated TEXT: When its text or title last changed, or its page was found gone, as far as we saw, UTC.
        state TEXT: live, edited, gone, retracted or held.
        shown TEXT: How much is shown: full, excerpt, link, or unknown (title and 200 characters).
        excerpt TEXT: The part of the text that we may show.
        words INTEGER: Length of the whole text in words.
        extraction TEXT: full text, or why there is less.
        watch TEXT: Whether its page is looked at again for edits, changes at every look, or is gone.
        title_from TEXT: Where the title was found: feed or page.
        text_from TEXT: Where the text was found: page or feed.
        author_from TEXT: Where the author was found: feed or page.
        language_from TEXT: Where the language was found: detected, feed, page or source.
    """),
    indexes=(
        ("key",),
        ("sort_date desc",),
        ("source", "sort_date desc"),
        ("language", "sort_date desc"),
        ("language", "source"),
        ("updated desc",),
        ("feed",),
        ("state", "sort_date desc"),
    ),
)

ARTICLE_REGIONS = Table(
    name="article_regions",
    says="One region of one article, with the words that caused the tag.",
    key=("article", "region"),
    facets=("region", "role", "occupied"),
    sort_desc="published",
    columns=columns("""
        article INTEGER -> articles.id: The article.
        region TEXT -> regions.code: The region.
        role TEXT: about, or mentions.
        words TEXT: The words that caused the tag, as they stand in the text.
        spans TEXT: JSON list of [from, to, rule]: characters in the title, a blank line and the text.
        rule TEXT: The rules that fired; within: it follows from a place inside the region.
        weight REAL: How much of the article speaks of it.
        version TEXT: Version of the list of places.
        published TEXT: Copy of the article's sort_date, so that one index answers "newest of a region".
        occupied INTEGER: Whether the place was occupied on the day of published, by the official Ukrainian list: 1 yes, 0 no. Empty where the list does not say it of the whole unit (an oblast says nothing of its parts; most raions, groups, places abroad), or where only the month is known and it changed in that month. The row occupation_list of publication has the day of the list; later days are answered as it stood then.
    """),
    indexes=(("region", "published desc", "article", "role"),),
)

ARTICLE_TOPICS = Table(
    name="article_topics",
    says="One topic of one article, with the words that caused the tag.",
    key=("article", "topic"),
    facets=("topic", "role"),
    sort_desc="published",
    columns=columns("""
        article INTEGER -> articles.id: The article.
        topic TEXT -> topics.id: The topic.
        role TEXT: about, or mentions.
        words TEXT: The words that caused the tag, as they stand in the text.
        spans TEXT: JSON list of [from, to, rule]: characters in the title, a blank line and the text.
        rule TEXT: The rules that fired.
        weight REAL: How much of the article speaks of it.
        version TEXT: Version of the topic rules.
        published TEXT: Copy of the article's sort_date, so that one index answers "newest of a topic".
    """),
    indexes=(("topic", "published desc", "article", "role"),),
)

REGIONS = Table(
    name="regions",
    says="A place: oblast, raion, hromada, town or village, a named group of them, or an "
    "institution that is a place. Only places that an article names, their parents and all oblasts.",
    key=("code",),
    label="name",
    facets=("kind",),
    columns=columns("""
        code TEXT: KATOTTG code, the Ukrainian state codifier; our own code for groups and institutions.
        name TEXT: Name in English.
        name_uk TEXT: Name in Ukrainian.
        name_ru TEXT: Name in Russian.
        name_crh TEXT: Name in Crimean Tatar.
        name_fr TEXT: Name in French.
        name_es TEXT: Name in Spanish.
        name_de TEXT: Name in German.
        name_it TEXT: Name in Italian.
        name_pt TEXT: Name in Portuguese.
        name_pl TEXT: Name in Polish.
        kind TEXT: country; autonomous republic (Crimea), oblast or city with special status (Kyiv, Sevastopol), which have an iso; raion, hromada, city, settlement, district; group; institution.
        iso TEXT: ISO 3166-2 code; only units of the first level have one.
        parent TEXT -> regions.code: The region that it lies in.
        latitude REAL: Degrees north.
        longitude REAL: Degrees east.
        occupied_from TEXT: Since when it has been occupied, by the official Ukrainian list; empty says nothing about its parts.
        occupied_to TEXT: Until when it was occupied.
        articles INTEGER: How many articles carry it.
        latest TEXT: Date of the newest of them, UTC.
    """),
    indexes=(("kind", "name"), ("parent",)),
)

TOPICS = Table(
    name="topics",
    says="A subject matter, with the codes that others use for it. The law is named as subject "
    "matter, not as a finding.",
    key=("id",),
    label="name",
    columns=columns("""
        id TEXT: Short name, used in addresses and never changed.
        name TEXT: Name in English.
        name_uk TEXT: Name in Ukrainian.
        scope TEXT: What belongs to it and what does not, in English.
        scope_uk TEXT: The same in Ukrainian.
        law TEXT: The articles of law that deal with the matter.
        huridocs TEXT: HURIDOCS micro-thesaurus codes.
        iptc TEXT: IPTC Media Topic codes.
        sdg TEXT: Sustainable Development Goal targets.
        articles INTEGER: How many articles carry it.
        latest TEXT: Date of the newest of them, UTC.
    """),
)

FIGURES = Table(
    name="figures",
    says="One attributed count in an article: how many of what, in which period, who counted. "
    "A figure is a claim with its sentence, never a fact of ours; figures of different counters "
    "are never to be added up.",
    key=("article", "number"),
    label="words",
    sort_desc="published",
    facets=("counter", "kind"),
    columns=columns("""
        article INTEGER -> articles.id: The article.
        number INTEGER: Which figure of the article it is, from 1.
        value INTEGER: The number; the lower one of a range.
        upper INTEGER: The upper end of a range.
        kind TEXT: exact, floor (at least), ceiling (at most) or estimate.
        what TEXT: What is counted, as it is called in the text.
        words TEXT: The words from the number to what is counted.
        period_from TEXT: Beginning of the period, as precise as said.
        period_to TEXT: End of the period, as precise as said.
        period_words TEXT: The period in the words of the text.
        counter TEXT: Short name of the body that counted; empty where the text names none.
        counter_words TEXT: The counter as the text names it.
        attributed_by TEXT: How the counter was found: sentence, subject, unnamed, same body or pointing back.
        claimed INTEGER: 1 where the text distances itself from the counter.
        sentence TEXT: The sentence that it stands in. Never quote the number without it.
        flag TEXT: Why to check the original before quoting: described in two ways, or differs from the original; else empty.
        source TEXT -> sources.id: Who published the article.
        published TEXT: Copy of the article's sort_date.
    """),
    indexes=(("counter", "published desc"), ("published desc",)),
)

REVISIONS = Table(
    name="revisions",
    says="One version of an article as we saw it: when, and what had changed, as far as "
    "it may be shown.",
    key=("id",),
    sort_desc="seen",
    columns=columns("""
        id INTEGER: Row number.
        article INTEGER -> articles.id: The article.
        number INTEGER: 1 for the version that we saw first.
        seen TEXT: When we saw it, UTC.
        title TEXT: Its title then; "…" in place of a word that may name a person and that the present version has no more.
        words INTEGER: Its length then, in words.
        text_sha256 TEXT: SHA-256 of title and text, so that a copy can be compared.
        changed TEXT: first seen; title, text, or title and text where the source edited it; page read where we only read more of it.
        difference TEXT: How the part that may be shown differs from the version before: JSON list of [sign, words], sign = stayed, - went, + came. A number in place of words: so many, not told, because they may name a person or are too many. Empty list: the change lies in the rest of the text. NULL: not compared.
    """),
    indexes=(("article", "number"), ("seen desc",)),
)

REMOVED = Table(
    name="removed",
    says="An article that stood here and does so no longer: only its opaque key and since which "
    "day, so that those who hold a copy can drop it too. Neither title nor source is told, nor why, "
    "nor the moment, which would be that of other rows.",
    key=("key",),
    sort_desc="removed",
    columns=columns("""
        key TEXT: Lasting name that the article had, used in addresses and Atom ids.
        removed TEXT: The day on which it was taken out, UTC: YYYY-MM-DD.
        rank INTEGER: Feeds tell a hundred at most, lower numbers first. Where many went at once, the newest of them has 1.
    """),
    indexes=(("removed desc",), ("rank", "removed desc", "key")),
)

CHANGES = Table(
    name="changes",
    says="When something last changed for a region, topic, source or language: an article that "
    "carries it came, was changed or judged anew; all of them when one is taken out, so that it is "
    "not told what that was about. The site answers from it whether a feed is as it was.",
    key=("kind", "code"),
    sort_desc="number",
    columns=columns("""
        kind TEXT: region, topic, source or language; any: anything at all; site: what sources, regions or the site are called, letters, or what was taken out.
        code TEXT: Its code; empty for any and site.
        number INTEGER: Number of the publication that changed it; higher is later, nothing else is promised.
    """),
)

PUBLICATION = Table(
    name="publication",
    says="About this database: its version, when it was brought up to date, up to which change.",
    key=("name",),
    columns=columns("""
        name TEXT: What the value is.
        value TEXT: The value.
    """),
)

TABLES: tuple[Table, ...] = (
    ARTICLES,
    *STORY_TABLES,
    ARTICLE_REGIONS,
    ARTICLE_TOPICS,
    FIGURES,
    REGIONS,
    TOPICS,
    SOURCES,
    FEEDS,
    LETTERS,
    VETTING,
    VOUCHERS,
    INCIDENTS,
    REVIEWS,
    SUSPENSIONS,
    SOURCE_TIES,
    SOURCE_LOG,
    REVISIONS,
    REMOVED,
    CHANGES,
    CAMPAIGNS,
    CASES,
    PUBLICATION,
)

FTS = "articles_fts"
FTS_SQL = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(title, text, author, content='', "
    'tokenize="unicode61 remove_diacritics 2")'
)
"""Contentless: the text can be found but does not stand in the file. ``rowid`` is ``articles.id``."""

SCHEMA_VERSION = 15


def create_sql(table: Table) -> list[str]:
    """The statements that make one table and its indexes."""
    lines = [
        f"{c.name} {c.type}"
        + (f" REFERENCES {c.references.replace('.', '(')})" if c.references else "")
        for c in table.columns
    ]
    lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    statements = [f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"]
    for index in table.indexes:
        name = f"idx_{table.name}_" + "_".join(c.split()[0] for c in index)
        unique = "UNIQUE " if table is ARTICLES and index == ("key",) else ""
        statements.append(f"CREATE {unique}INDEX {name} ON {table.name} ({', '.join(index)})")
    for index, condition in table.partial:
        name = f"idx_{table.name}_" + "_".join(c.split()[0] for c in index)
        statements.append(
            f"CREATE INDEX {name} ON {table.name} ({', '.join(index)}) WHERE {condition}"
        )
    return statements


def schema_sql() -> list[str]:
    """The statements that make an empty public file: tables, indexes, and the index for words."""
    return [*(statement for table in TABLES for statement in create_sql(table)), FTS_SQL]
