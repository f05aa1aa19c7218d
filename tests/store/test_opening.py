from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from aggregator.store.migrations import archive_migrations
from aggregator.store.opening import (
    BusyError,
    StoreError,
    explained,
    fetch_lock,
    open_archive,
    read_archive,
)


def test_the_archive_is_private(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "archive.db").stat().st_mode) == 0o600


def test_an_archive_opens_twice_and_migrates_once(tmp_path: Path) -> None:
    for _ in range(2):
        open_archive(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
        rows = db.execute("SELECT name FROM _sqlite_migrations").fetchall()
    assert len(rows) == len(set(rows))


def test_an_archive_of_a_newer_version_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with closing(open_archive(tmp_path)) as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "archive", "name": "from_the_future", "applied_at": "x"}
        )
    for opens in (open_archive, read_archive):
        with pytest.raises(StoreError, match=r"newer version.*from_the_future.*Remedy"):
            opens(tmp_path)


def test_an_archive_of_an_older_version_is_brought_up_to_date_before_it_is_read(
    tmp_path: Path,
) -> None:
    db = Database(tmp_path / "archive.db")
    first = archive_migrations._migrations[1].name
    archive_migrations.apply(db, stop_before=first)
    db.close()
    with closing(read_archive(tmp_path)) as archive:
        applied = [row[0] for row in archive.execute("SELECT name FROM _sqlite_migrations")]
    assert set(applied) == {migration.name for migration in archive_migrations._migrations}


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_text("this is a letter, not a database, and it is long enough")
    with pytest.raises(StoreError, match=r"archive\.db.*not a database.*Remedy"):
        open_archive(tmp_path)


def test_a_missing_archive_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="aggregator fetch"):
        read_archive(tmp_path)


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    with closing(read_archive(tmp_path)) as db, pytest.raises(sqlite3.OperationalError):
        db.execute("DELETE FROM articles")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="permission"):
            open_archive(tmp_path / "db")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("database or disk is full"), "free some disk space"),
        (OSError(28, "No space left on device"), "free some disk space"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "writable"),
        (PermissionError(13, "Permission denied", "db"), "chown"),
        (sqlite3.DatabaseError("database disk image is malformed"), "backup"),
    ],
)
def test_errors_of_the_disk_name_their_remedy(error: Exception, words: str) -> None:
    with pytest.raises(StoreError, match=words), explained(Path("db/archive.db")):
        raise error


def test_a_full_disk_stops_with_words_and_loses_nothing(tmp_path: Path) -> None:
    with closing(open_archive(tmp_path)) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="free some disk space"), explained(tmp_path):
            for number in range(1000):
                with db.atomic():
                    db.table("texts").insert({"content_hash": str(number), "text": "x" * 500})
        stored = db.execute("SELECT count(*) FROM texts").fetchone()[0]
        assert stored > 0
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_second_fetch_is_told_who_is_fetching(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from aggregator.store.opening import fetch_lock\n"
        "with fetch_lock(pathlib.Path(sys.argv[1])):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tmp_path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=rf"process {other.pid}.*Remedy"), fetch_lock(tmp_path):
            pass
        other.kill()
        other.wait()
        with fetch_lock(tmp_path):
            pass
