"""Opening databases: settings, permissions, versions, and errors that name the remedy."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from aggregator.store.migrations import archive_migrations

ARCHIVE = "archive.db"
NEWS = "news.db"


class StoreError(Exception):
    """The database cannot be used; the text says why and what to do."""


class BusyError(StoreError):
    """Another process is already fetching into this folder."""


def open_archive(folder: Path) -> Database:
    """Opens (or makes) the private archive for writing, brought up to date.

    WAL, so that readers never wait for the writer; mode 600, because it holds full texts.
    Raises :class:`StoreError`.
    """
    path = folder / ARCHIVE
    with explained(path):
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        path.chmod(0o600)
        db = Database(sqlite3.connect(path, timeout=30, isolation_level=None))
    try:
        _settle(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _settle(db: Database, path: Path) -> None:
    with explained(path):
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA foreign_keys=ON")
        _refuse_newer(db, path)
        if archive_migrations.pending(db):
            archive_migrations.apply(db)


@contextlib.contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction that may write, or a part of the one that is open.

    BEGIN IMMEDIATE: a transaction that begins by reading and writes later is refused at once,
    whatever the timeout, where another process has written in between (SQLITE_BUSY_SNAPSHOT).
    """
    inside = db.conn.in_transaction
    if inside:
        with db.atomic():
            yield
    else:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise
        db.conn.execute("COMMIT")


def read_archive(folder: Path) -> sqlite3.Connection:
    """A connection to the archive that cannot write. Raises :class:`StoreError`.

    An archive of an older version is brought up to date first: whoever updates the program may
    well publish, or look at the health of the feeds, before the next round.
    """
    path = folder / ARCHIVE
    if not path.exists():
        raise StoreError(f"{path} does not exist yet. Remedy: run `aggregator fetch` first.")
    db = _read_only(path)
    try:
        with explained(path):
            known = Database(db)
            _refuse_newer(known, path)
            older = archive_migrations.pending(known)
    except BaseException:
        db.close()
        raise
    if not older:
        return db
    db.close()
    open_archive(folder).close()
    return _read_only(path)


def _read_only(path: Path) -> sqlite3.Connection:
    with explained(path):
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    db.row_factory = sqlite3.Row
    return db


def _refuse_newer(db: Database, path: Path) -> None:
    known = {migration.name for migration in archive_migrations._migrations}
    newer = [m.name for m in archive_migrations.applied(db) if m.name not in known]
    if newer:
        raise StoreError(
            f"{path} was written by a newer version of this program (it knows {newer[-1]!r}). "
            "Remedy: update the program, or point --db at another folder."
        )


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns the errors of disk and database into one line with a remedy."""
    try:
        yield
    except PermissionError as error:
        raise StoreError(
            f"{error.filename or path}: no permission to write. Remedy: chown or chmod the "
            "folder, or point --db at a folder of your own."
        ) from error
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: {error}. Remedy: {_remedy(str(error))}") from error


def _remedy(message: str) -> str:
    for words, remedy in (
        ("full", "free some disk space; nothing stored so far is lost"),
        ("No space", "free some disk space; nothing stored so far is lost"),
        ("readonly", "make the folder and its files writable, or point --db elsewhere"),
        ("unable to open", "check that the folder exists and is writable"),
        ("No such file", "choose a folder that can be made, with --db"),
        ("locked", "another process is writing; wait, or stop it"),
        ("not a database", "the file is something else: move it away and fetch again"),
        ("malformed", "restore the folder from a backup; keep the broken file for recovery"),
    ):
        if words in message:
            return remedy
    return "see the message above"


@contextlib.contextmanager
def fetch_lock(folder: Path) -> Iterator[None]:
    """Held by the one process that fetches into ``folder``; freed by the system if it dies.

    Raises :class:`BusyError` at once where another process holds it.
    """
    path = folder / "fetch.lock"
    with explained(path):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise BusyError(
                f"another fetch is running in {folder} (process {owner}). "
                "Remedy: wait until it has ended, or stop it."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
