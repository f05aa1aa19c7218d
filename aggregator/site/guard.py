"""SQL for everyone without harm, as far as one connection can give it.

Datasette's time limit is a progress handler, which cannot stop a single opcode: one
``hex(zeroblob(400000000))`` takes gigabytes (measured; docs/site.md). So strings are kept
short, the functions that make long ones are denied, those that are slow over long ones are
replaced, and so is denied what shows a path or the queries of others.
"""

from __future__ import annotations

import sqlite3

from aggregator.site.sql_functions import add_bounded_functions
from aggregator.tag.folding import match_expression
from aggregator.tag.place_forms import place_forms

LENGTH = 2_000_000
"""Bytes of one string or row. The longest row of ours is a whole article, about 60 kB of
Cyrillic; facets and group_concat over a table stay far below."""
SQL_LENGTH = 20_000
"""Characters of one statement; the longest of ours has 1,000."""
COMPOUND_SELECT = 20
LIKE_PATTERN = 200
"""Datasette looks for full-text tables with patterns of about 100 characters; one of 1,000 took
2.5 seconds over the longest string."""
FUNCTION_ARGUMENTS = 60
"""Datasette itself never calls with more than a dozen; coalesce over 40 columns still works."""

DENIED_FUNCTIONS = frozenset(
    {"zeroblob", "randomblob", "printf", "format", "load_extension", "fts3_tokenizer",
     "json_patch", "sqlite_compileoption_get", "sqlite_compileoption_used", "sqlite_source_id"}
)  # fmt: skip
"""``json_patch`` compares every name with every other: four seconds for 60,000 names. The last
three tell how SQLite was built, as ``pragma_compile_options`` would."""
DENIED_TABLES = frozenset(
    {"pragma_database_list", "pragma_compile_options", "pragma_module_list", "sqlite_dbpage",
     "sqlite_stmt", "bytecode", "tables_used", "dbstat"}
)  # fmt: skip
"""``dbstat where aggregate = 1`` reads a whole table in one step. ``sqlite_stmt`` lists the
statements that a connection keeps prepared: what other visitors asked. Debian's SQLite has it
(SQLITE_ENABLE_STMTVTAB)."""
PRAGMAS = frozenset(
    {"data_version", "database_list", "foreign_key_list", "function_list", "index_info",
     "index_list", "index_xinfo", "schema_version", "table_info", "table_list", "table_xinfo"}
)  # fmt: skip
"""Those that Datasette asks, and those that only tell of tables. ``integrity_check`` reads the
whole file in one step; others change the connection for everybody."""
_DENIED_ACTIONS = frozenset(
    {
        sqlite3.SQLITE_ATTACH,
        sqlite3.SQLITE_DETACH,
        sqlite3.SQLITE_CREATE_TEMP_TABLE,
        sqlite3.SQLITE_CREATE_TEMP_VIEW,
        sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
    }
)
"""The file is opened read-only, so what would write to it needs no rule. A list of what is
allowed is not possible: SQLite asks for CREATE TABLE and more while it opens a virtual table
such as json_each or the full-text index."""


def authorize(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """SQLite's authorizer (sqlite.org/c3ref/set_authorizer.html): reading only, no bombs."""
    if action in _DENIED_ACTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in PRAGMAS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and (first or "").lower() in DENIED_TABLES:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def guard(conn: sqlite3.Connection) -> None:
    """Puts the limits on a connection. SQLite has one authorizer: the last one set counts."""
    for limit, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LENGTH),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, SQL_LENGTH),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, COMPOUND_SELECT),
        (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_PATTERN),
        (sqlite3.SQLITE_LIMIT_FUNCTION_ARG, FUNCTION_ARGUMENTS),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    ):
        conn.setlimit(limit, value)
    # A sort that does not fit into the cache would go to a file, which nothing limits.
    conn.execute("pragma temp_store = memory")
    add_bounded_functions(conn, LENGTH)
    conn.set_authorizer(authorize)


def add_functions(conn: sqlite3.Connection) -> None:
    """``search_words(text)``: what somebody typed as an expression for the full-text index.

    The index holds folded words, so SQL must ask for folded words. Datasette's own search box
    calls ``escape_fts``; on our connections that is the same function.
    """
    for name in ("search_words", "escape_fts"):
        conn.create_function(name, 1, search_words, deterministic=True)


def search_words(text: object) -> str:
    """The expression; one that finds nothing where there is no word to look for."""
    return match_expression(str(text or "")[:200], place_forms) or '""'
