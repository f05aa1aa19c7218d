"""What hosts have asked of us: the archive's :class:`~aggregator.fetch.hosts.HostMemory`."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from aggregator.clock import from_iso, to_iso
from aggregator.fetch.hosts import RobotsFile, host_of


class Hosts:
    """Pauses and files of robots.txt, kept in the archive. Pauses and delays, which every request
    looks at, are read once; a robots.txt when the first page of its host is due."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._quiet = {
            host: from_iso(until) for host, until in db.execute("SELECT * FROM quiet_hosts")
        }
        self._delays: dict[str, float] = {
            host_of(origin): delay
            for origin, delay in db.execute("SELECT origin, delay FROM robots WHERE delay > 0")
        }

    def robots(self, origin: str) -> RobotsFile | None:
        """The robots.txt of ``origin`` as last read."""
        row = self._db.execute(
            "SELECT origin, verdict, asked, again, text, delay, detail, failing_since "
            "FROM robots WHERE origin = ?",
            [origin],
        ).fetchone()
        if row is None:
            return None
        since = from_iso(row[7]) if row[7] else None
        moments = from_iso(row[2]), from_iso(row[3])
        return RobotsFile(row[0], row[1], *moments, row[4], row[5], row[6], since)

    def keep_robots(self, file: RobotsFile) -> None:
        """Replaces it."""
        since = to_iso(file.failing_since) if file.failing_since else None
        self._db.execute(
            "INSERT OR REPLACE INTO robots (origin, verdict, asked, again, text, delay, detail, "
            "failing_since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [file.origin, file.verdict, to_iso(file.asked), to_iso(file.again), file.text,
             file.delay, file.detail, since],
        )  # fmt: skip
        self._delays[host_of(file.origin)] = file.delay

    def delay(self, host: str) -> float:
        """The Crawl-delay of ``host`` in seconds; 0 where none is known."""
        return self._delays.get(host, 0.0)

    def quiet_until(self, host: str) -> datetime | None:
        """Until when ``host`` wants to be left alone."""
        return self._quiet.get(host)

    def keep_quiet(self, host: str, until: datetime) -> None:
        """Notes that it does; a longer pause that is noted already stays."""
        if until <= self._quiet.get(host, until.min.replace(tzinfo=until.tzinfo)):
            return
        self._quiet[host] = until
        self._db.execute("INSERT OR REPLACE INTO quiet_hosts VALUES (?, ?)", [host, to_iso(until)])
