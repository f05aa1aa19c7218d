"""What linking one more article costs, with 10,000 and more articles in the archive.

Articles are invented: for each day some hundred with names, places, numbers and notions drawn with
the skew of real reports (a few towns are in every tenth article). Signals, keys and stories of
all but the last are written straight into the tables; then single articles are added by the
linker itself, as after a round.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from aggregator.linking import Linker
from aggregator.store.archive import Archive
from aggregator.store.opening import open_archive
from aggregator.story.assess import Surroundings
from aggregator.story.member import Bodies
from aggregator.story.words import frequent_names

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PER_DAY = 300
"""Articles a day: 10,000 fill a month, a million nine years."""
SYLLABLES = "ба бе ви га ди жо зу ка ло ма но пе ру са ту фе хо ци ша ще".split()
MATTERS = """
затримали вчителя | обшукали будинок фермера | закрили лікарню | вивезли зерно | оштрафували
пенсіонера | забрали квартиру моряка | мобілізували шахтаря | засудили журналіста | відімкнули
воду в гуртожитку | підпалили склад пального | викрали священника | побили водія автобуса |
звільнили медсестру | перейменували школу | вивезли сиріт до табору | знесли ринок | замінували
пляж | відібрали паспорт у студента | заборонили пісню | закрили мечеть | вирубали ліс |
обстріляли міст | вивезли книжки з бібліотеки | підняли ціни на хліб | видали повістки кадетам
""".replace("\n", " ").split("|")


def word_of(chance: random.Random, least: int) -> str:
    """A name that nobody bears."""
    return "".join(chance.choices(SYLLABLES, k=chance.randint(least, least + 2))).capitalize()


TOWNS = [word_of(random.Random(seed), 3) + "ськ" for seed in range(400)]
"""The first are in the news most days, as Simferopol is."""


def text_of(number: int, chance: random.Random) -> tuple[str, str]:
    """Title and text of an invented article."""
    town = TOWNS[min(int(chance.expovariate(0.02)), len(TOWNS) - 1)]
    matter, other = (each.strip() for each in chance.sample(MATTERS, 2))
    name, figure = word_of(chance, 2), chance.randint(2, 4000)
    title = f"Біля міста {town} {matter}"
    return title, (
        f"Вранці біля міста {town} {matter}, кажуть у громаді. Серед свідків пан {name}. "
        f"Раніше там {other}; за рік таких випадків {figure}. Вигадано, номер {number}."
    )


def fill(archive: Archive, count: int, seed: int) -> None:
    """Writes ``count`` articles with their signals and keys, and a story for each."""
    from aggregator.story.signals import signals_of  # noqa: PLC0415 — after the option is read

    chance = random.Random(seed)
    first = NOW.date() - timedelta(days=count // PER_DAY)
    db = archive._db.conn
    db.execute("BEGIN")
    for number in range(1, count + 1):
        day = first + timedelta(days=number // PER_DAY)
        title, text = text_of(number, chance)
        _article(db, number, title, text, day)
        own = signals_of(title, text, day, "uk", f"source-{number % 70}")
        archive.stories.put_signals(number, f"key-{number}", own)
    db.execute("INSERT OR REPLACE INTO facts VALUES ('linked', ?)", [str(count)])
    db.execute("COMMIT")


def _article(db: object, number: int, title: str, text: str, day: date) -> None:
    moment = f"{day.isoformat()}T08:00:00Z"
    execute = db.execute  # type: ignore[attr-defined]
    execute(
        "INSERT INTO articles (id, key, source, feed, title_key, entry, entry_hash, title, "
        "language, published, first_seen, sort_date, updated, state, extraction, content_hash, "
        "seq) "
        "VALUES (?, ?, ?, ?, '', '{}', '', ?, 'uk', ?, ?, ?, ?, 'live', 'full text', ?, ?)",
        [number, f"key-{number}", f"source-{number % 70}", "feed", title, moment, moment, moment,
         moment, f"hash-{number}", number],
    )  # fmt: skip
    execute("INSERT INTO texts VALUES (?, ?)", [f"hash-{number}", text])


def measured(count: int, added: int) -> list[float]:
    """Milliseconds of linking for each of ``added`` articles on top of ``count``."""
    chance = random.Random(count)
    nobody = Surroundings(Bodies(frozenset(), frozenset(), frozenset(), frozenset()), {})
    with tempfile.TemporaryDirectory(prefix="bench-link-") as folder:
        archive = Archive(open_archive(Path(folder)))
        fill(archive, count, count)
        Linker(archive, nobody, NOW).run()
        took = []
        for number in range(count + 1, count + added + 1):
            title, text = text_of(number, chance)
            _article(archive._db.conn, number, title, text, NOW.date())
            linker = Linker(archive, nobody, NOW)
            started = time.perf_counter()
            linker.run()
            took.append((time.perf_counter() - started) * 1000)
        archive.close()
    return took


@click.command(help=__doc__)
@click.option("--articles", default=[10_000, 100_000], multiple=True, show_default=True)
@click.option("--added", default=200, show_default=True)
def main(articles: tuple[int, ...], added: int) -> None:
    """Measures and prints."""
    frequent_names()
    for count in articles:
        took = measured(count, added)
        ninth = statistics.quantiles(took, n=20)[-1]
        click.echo(
            f"{count:>9,} articles: median {statistics.median(took):6.2f} ms, "
            f"95 % below {ninth:6.2f} ms, worst {max(took):6.2f} ms (wanted: at most 20 ms, flat)"
        )


if __name__ == "__main__":
    main()
