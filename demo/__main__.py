"""``python -m demo up`` does what ``aggregator up`` does, against sample sources on loopback."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from demo.origin import HOSTS, SampleOrigin

FOLDER = Path(__file__).parent
ORIGIN_PORT = 8077

origin_port = click.option(
    "--origin-port",
    default=ORIGIN_PORT,
    show_default=True,
    help="Port of the sample sites. Their addresses contain it: change it only if it is taken.",
)
db = click.option(
    "--db",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER / "db",
    show_default="demo/db",
    help="Where the demonstration keeps its databases.",
)


@click.group(help=__doc__)
def main() -> None:
    """The commands of the demonstration."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the site.")
@click.option("--port", default=8001, show_default=True, help="Port of the site.")
@origin_port
@db
def up(host: str, port: int, origin_port: int, db: Path) -> None:
    """Serve the sample sites, fetch them on schedule and serve what was fetched."""
    with sample_sites(db, origin_port) as origin:
        feeds = write_feeds(db, origin.port, f"http://{host}:{port}")
        click.echo(f"demo: {len(HOSTS)} sample sites on port {origin.port}; all news are invented")
        command = [
            sys.executable, "-m", "aggregator", "--feeds", str(feeds), "--db", str(db),
            "--allow-address", "127.0.0.0/8",
            "up", "--host", host, "--port", str(port),
        ]  # fmt: skip
        sys.exit(run(command))


@main.command()
@origin_port
@db
def serve_origin(origin_port: int, db: Path) -> None:
    """Serve the sample sites alone."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with sample_sites(db, origin_port) as origin:
        feeds = write_feeds(db, origin.port, "http://127.0.0.1:8001")
        for host in HOSTS:
            click.echo(origin.url("/", host))
        click.echo(
            f"fetch them with: aggregator --feeds {feeds} --db {db} "
            "--allow-address 127.0.0.0/8 fetch --all"
        )
        ended.wait()


@contextmanager
def sample_sites(db: Path, port: int) -> Iterator[SampleOrigin]:
    """The sample sites, served until the block ends."""
    db.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            origin = stack.enter_context(SampleOrigin(first_start(db), port=port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} for the sample sites: {error.strerror}; choose another --origin-port"
            ) from error
        yield origin


def first_start(db: Path) -> datetime:
    """When the demonstration was first started with this database; written down the first time."""
    note = db / "first-start"
    if not note.exists():
        note.write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="utf-8")
    return datetime.fromisoformat(note.read_text(encoding="utf-8"))


def write_feeds(db: Path, port: int, site: str) -> Path:
    """Writes ``feeds.yaml`` with the port of the sample sites and the site's own address."""
    text = (FOLDER / "feeds.yaml").read_text(encoding="utf-8")
    target = db / "feeds.yaml"
    text = text.replace(":PORT/", f":{port}/").replace("http://127.0.0.1:8001", site)
    target.write_text(text, encoding="utf-8")
    return target


def run(command: list[str]) -> int:
    """Runs ``command`` to its end and hands Ctrl-C and a request to end on to it, once each.

    It stands in a process group of its own: a terminal would otherwise send Ctrl-C to both,
    and the sample sites would be gone before the fetcher has ended its round.
    """
    child = subprocess.Popen(command, process_group=0)  # noqa: S603 - our own command

    def hand_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hand_on)
    return child.wait()


if __name__ == "__main__":
    main(prog_name="python -m demo")
