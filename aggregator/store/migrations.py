"""The private archive's schema, as a row of migrations. A published one is never edited."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

archive_migrations = Migrations("archive")


@archive_migrations()
def first_tables(db: Database) -> None:
    """Feeds as they are doing; articles, how to recognise them, their texts, versions, tags."""
    db.execute("""
        CREATE TABLE feed_state (
          feed TEXT PRIMARY KEY, url TEXT NOT NULL, state TEXT NOT NULL, status INTEGER,
          detail TEXT NOT NULL DEFAULT '', since TEXT NOT NULL, failures INTEGER NOT NULL,
          last_attempt TEXT NOT NULL, last_success TEXT, last_new_item TEXT,
          next_check TEXT NOT NULL, etag TEXT, last_modified TEXT, body_sha256 TEXT)
    """)
    db.execute("""
        CREATE TABLE articles (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
          feed TEXT NOT NULL, link TEXT, link_key TEXT, title_key TEXT NOT NULL,
          entry TEXT NOT NULL, entry_hash TEXT NOT NULL,
          title TEXT NOT NULL, author TEXT, language TEXT,
          published TEXT, published_raw TEXT, published_precision TEXT, published_from TEXT,
          first_seen TEXT NOT NULL, sort_date TEXT NOT NULL, updated TEXT NOT NULL,
          state TEXT NOT NULL, extraction TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '',
          title_from TEXT NOT NULL DEFAULT '', text_from TEXT NOT NULL DEFAULT '',
          author_from TEXT NOT NULL DEFAULT '', language_from TEXT NOT NULL DEFAULT '',
          content_hash TEXT, words INTEGER NOT NULL DEFAULT 0,
          page_attempts INTEGER NOT NULL DEFAULT 0, page_next TEXT, page_fetched TEXT,
          canonical TEXT, tag_version TEXT NOT NULL DEFAULT '',
          seq INTEGER NOT NULL)
    """)
    db.execute("CREATE INDEX articles_seq ON articles (seq)")
    db.execute(
        "CREATE INDEX articles_page_next ON articles (page_next) WHERE page_next IS NOT NULL"
    )
    db.execute("""
        CREATE TABLE article_keys (
          source TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
          article INTEGER NOT NULL REFERENCES articles(id),
          PRIMARY KEY (source, kind, value)) WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE other_feeds (
          article INTEGER NOT NULL REFERENCES articles(id), feed TEXT NOT NULL,
          entry_hash TEXT NOT NULL, PRIMARY KEY (article, feed)) WITHOUT ROWID
    """)
    db.execute("CREATE TABLE texts (content_hash TEXT PRIMARY KEY, text TEXT NOT NULL)")
    db.execute("""
        CREATE TABLE revisions (
          id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles(id),
          number INTEGER NOT NULL, seen TEXT NOT NULL, title TEXT NOT NULL,
          content_hash TEXT NOT NULL, words INTEGER NOT NULL, changed TEXT NOT NULL,
          UNIQUE (article, number))
    """)
    # One row per article, not per tag: twenty-five rows cost more than storing the article.
    db.execute("""
        CREATE TABLE tags (
          article INTEGER PRIMARY KEY REFERENCES articles(id), regions TEXT NOT NULL,
          topics TEXT NOT NULL, organisations TEXT NOT NULL, figures TEXT NOT NULL,
          version TEXT NOT NULL)
    """)
    db.execute("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


@archive_migrations()
def tagging_again(db: Database) -> None:
    """What tagging again needs: how often tagging an article has failed, the articles of one
    version of the tagger, and the rules by which older tags were made."""
    db.execute("ALTER TABLE articles ADD COLUMN tag_attempts INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "UPDATE articles SET tag_attempts = 1 WHERE tag_version = '' AND content_hash IS NOT NULL"
    )
    db.execute("CREATE INDEX articles_tag_version ON articles (tag_version, source, feed, id)")
    db.execute(
        "CREATE INDEX articles_tag_attempts ON articles (tag_attempts) WHERE tag_attempts > 0"
    )
    db.execute("""
        CREATE TABLE rules (
          kind TEXT NOT NULL, version TEXT NOT NULL, units BLOB NOT NULL,
          PRIMARY KEY (kind, version)) WITHOUT ROWID
    """)


@archive_migrations()
def takeovers(db: Database) -> None:
    """What feeds have always done, and an append-only log of doubts about sources."""
    db.execute("CREATE TABLE feed_habits (feed TEXT PRIMARY KEY, habits TEXT NOT NULL)")
    db.execute("""
        CREATE TABLE source_log (
          id INTEGER PRIMARY KEY, source TEXT NOT NULL, feed TEXT NOT NULL DEFAULT '',
          at TEXT NOT NULL,
          what TEXT NOT NULL CHECK (what IN ('signal', 'quarantined', 'released')),
          name TEXT NOT NULL, hard INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL,
          value TEXT NOT NULL DEFAULT '', confirmed_by TEXT NOT NULL DEFAULT '',
          how TEXT NOT NULL DEFAULT '')
    """)
    db.execute("CREATE INDEX source_log_source ON source_log (source, what, id)")
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER source_log_no_{event.lower()} BEFORE {event} ON source_log "
            "BEGIN SELECT raise(ABORT, 'source_log only grows'); END"
        )
    db.execute("""
        CREATE VIEW quarantined AS
        SELECT source, at AS since, detail AS reason FROM source_log l
        WHERE what = 'quarantined' AND NOT EXISTS (
          SELECT 1 FROM source_log r
          WHERE r.source = l.source AND r.what = 'released' AND r.id > l.id)
    """)


@archive_migrations()
def pace_and_moves_of_feeds(db: Database) -> None:
    """How often a feed is worth asking, how badly it fails, where it has been moving to."""
    for column in (
        "score REAL NOT NULL DEFAULT 0", "pace REAL", "weekly REAL", "streak INTEGER",
        "measured TEXT", "hints TEXT", "moved_to TEXT", "moved_since TEXT",
        "moved_seen INTEGER NOT NULL DEFAULT 0", "address TEXT",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE feed_state ADD COLUMN {column}")


@archive_migrations()
def log_of_sources(db: Database) -> None:
    """What was known of each source and which letter it had, when. Nothing in it ever changes."""
    db.execute("""
        CREATE TABLE source_records (
          id INTEGER PRIMARY KEY, at TEXT NOT NULL, source TEXT NOT NULL, record TEXT,
          letters TEXT NOT NULL, rule_version TEXT NOT NULL)
    """)
    db.execute("CREATE INDEX source_records_source ON source_records (source, id)")
    db.execute("""
        CREATE TABLE record_log (
          id INTEGER PRIMARY KEY, at TEXT NOT NULL, source TEXT NOT NULL,
          scope TEXT NOT NULL DEFAULT '', what TEXT NOT NULL, before TEXT, after TEXT,
          who TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '', rule_version TEXT NOT NULL)
    """)
    for table in ("source_records", "record_log"):
        for verb in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes a row without asking the trigger for deletions.
        db.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT raise(ABORT, '{table} is append-only'); END"
        )


@archive_migrations()
def documents_of_sources_without_a_feed(db: Database) -> None:
    """Sitemaps of an index with their validators, and pages that wait for the next round."""
    db.execute("CREATE TABLE feed_documents (feed TEXT PRIMARY KEY, documents TEXT NOT NULL)")


@archive_migrations()
def stories(db: Database) -> None:
    """Stories: what articles are compared by, which are alike, what they were judged to be, and
    what persons have said of them."""
    db.execute("""
        CREATE TABLE story_signals (
          article INTEGER PRIMARY KEY REFERENCES articles(id), key TEXT NOT NULL,
          day INTEGER NOT NULL, signals BLOB NOT NULL)
    """)
    db.execute("CREATE UNIQUE INDEX story_signals_key ON story_signals (key)")
    # One index of small integers answers "who shares this name, this number, in these days".
    db.execute("""
        CREATE TABLE story_keys (
          key INTEGER NOT NULL, day INTEGER NOT NULL, article INTEGER NOT NULL,
          weight INTEGER NOT NULL, PRIMARY KEY (key, day, article)) WITHOUT ROWID
    """)
    db.execute("""
        CREATE TABLE story_links (
          one INTEGER NOT NULL, two INTEGER NOT NULL, score REAL NOT NULL,
          PRIMARY KEY (one, two)) WITHOUT ROWID
    """)
    db.execute("CREATE INDEX story_links_two ON story_links (two, one)")
    db.execute("""
        CREATE TABLE stories (
          id TEXT PRIMARY KEY, seq INTEGER NOT NULL, articles INTEGER NOT NULL,
          judged TEXT NOT NULL, number INTEGER, reason TEXT NOT NULL DEFAULT '',
          updated TEXT NOT NULL)
    """)
    db.execute("CREATE INDEX stories_seq ON stories (seq)")
    db.execute("""
        CREATE TABLE story_articles (
          article INTEGER PRIMARY KEY REFERENCES articles(id), story TEXT NOT NULL)
    """)
    db.execute("CREATE INDEX story_articles_story ON story_articles (story)")
    db.execute("""
        CREATE TABLE story_numbers (
          id INTEGER PRIMARY KEY, story TEXT NOT NULL, at TEXT NOT NULL, number INTEGER,
          reason TEXT NOT NULL, rule_version TEXT NOT NULL, inputs TEXT NOT NULL)
    """)
    db.execute("CREATE INDEX story_numbers_story ON story_numbers (story, id)")
    db.execute("""
        CREATE TABLE story_decisions (
          id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL,
          what TEXT NOT NULL CHECK (what IN ('merge', 'split', 'pin', 'reject-edge')),
          articles TEXT NOT NULL, others TEXT NOT NULL DEFAULT '[]',
          rule TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL)
    """)
    for table in ("story_numbers", "story_decisions"):
        for event in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT raise(ABORT, '{table} only grows'); END"
            )


@archive_migrations()
def what_hosts_ask(db: Database) -> None:
    """Pauses that hosts have asked for, and their robots.txt as last read."""
    db.execute("CREATE TABLE quiet_hosts (host TEXT PRIMARY KEY, until TEXT NOT NULL)")
    db.execute("""
        CREATE TABLE robots (
          origin TEXT PRIMARY KEY, verdict TEXT NOT NULL, asked TEXT NOT NULL,
          again TEXT NOT NULL, text TEXT NOT NULL, delay REAL NOT NULL, detail TEXT NOT NULL,
          failing_since TEXT)
    """)


@archive_migrations()
def pages_looked_at_again(db: Database) -> None:
    """What a second look at a page needs, and what its looks have come to."""
    for column in (
        "page_etag TEXT", "page_last_modified TEXT", "page_sha256 TEXT", "missing_since TEXT",
        "watch TEXT NOT NULL DEFAULT 'looked at again'",
        "edits_trivial INTEGER NOT NULL DEFAULT 0", "edits_today INTEGER NOT NULL DEFAULT 0",
        "edits_day TEXT", "told_trivial INTEGER NOT NULL DEFAULT 0",
        "told_today INTEGER NOT NULL DEFAULT 0", "told_day TEXT",
    ):  # fmt: skip
        db.execute(f"ALTER TABLE articles ADD COLUMN {column}")


@archive_migrations()
def pages_by_source(db: Database) -> None:
    """Which pages of a source are due, without a look at every article."""
    db.execute(
        "CREATE INDEX articles_pages ON articles (source, page_next, page_sha256) "
        "WHERE page_next IS NOT NULL"
    )


@archive_migrations()
def articles_taken_down(db: Database) -> None:
    """Articles that a person has taken down for good: a line that says so, and keyed hashes by
    which they are refused when a feed brings them again. Nothing of it can be read back."""
    db.execute("""
        CREATE TABLE takedowns (
          id INTEGER PRIMARY KEY, at TEXT NOT NULL, key TEXT NOT NULL, who TEXT NOT NULL,
          why TEXT NOT NULL)
    """)
    db.execute("CREATE TABLE refused (mark BLOB PRIMARY KEY) WITHOUT ROWID")
    for table in ("takedowns", "refused"):
        for event in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT raise(ABORT, '{table} only grows'); END"
            )


@archive_migrations()
def what_a_number_came_from_can_be_taken_down(db: Database) -> None:
    """The history of numbers only grows. What one came from may be emptied, and nothing else of
    it changed: it names articles, their sources and who repeats whom."""
    db.execute("DROP TRIGGER story_numbers_no_update")
    db.execute("""
        CREATE TRIGGER story_numbers_no_update BEFORE UPDATE ON story_numbers
        WHEN new.inputs <> '{}' OR (new.id, new.story, new.at, new.number, new.reason,
          new.rule_version) IS NOT (old.id, old.story, old.at, old.number, old.reason,
          old.rule_version)
        BEGIN SELECT raise(ABORT, 'story_numbers only grows'); END
    """)
    db.execute(
        "UPDATE story_numbers SET inputs = '{}' WHERE EXISTS "
        "(SELECT 1 FROM takedowns t WHERE instr(story_numbers.inputs, json_quote(t.key)))"
    )


@archive_migrations()
def takedowns_of_what_was_shown(db: Database) -> None:
    """Whether an article that was taken down was ever shown: only then is it told to be gone."""
    db.execute("ALTER TABLE takedowns ADD COLUMN shown INTEGER NOT NULL DEFAULT 1")


@archive_migrations()
def stories_that_lost_their_articles(db: Database) -> None:
    """Until November 2026 a story whose articles went to another one, because a third was edited,
    was not ended, and one that lost some of them not judged again."""
    db.execute("""
        DELETE FROM facts WHERE name = 'story_standings' AND EXISTS (
          SELECT 1 FROM stories s JOIN story_articles m ON m.story = s.id
          WHERE s.articles > 0 GROUP BY s.id HAVING count(*) <> s.articles)
    """)  # then all are judged again
    db.execute("""
        UPDATE stories SET articles = 0, seq = (SELECT max(seq) FROM stories) + 1
        WHERE articles > 0 AND id NOT IN (SELECT story FROM story_articles)
    """)
