"""``make eval``: every evaluation, one table; exit status 1 where a figure is below its floor.

Floors only rise. A fingerprint of the data stands beside each figure; what needs data that is
not here (../shared, or a package) is named as not measured in the last lines, and is no failure.
"""

from __future__ import annotations

import click

from bench import (
    eval_extraction,
    eval_figures,
    eval_language,
    eval_places,
    eval_search,
    eval_stories,
    eval_topics,
)
from bench.figures import UNMEASURED, measured, table

EVALUATIONS = (
    eval_places, eval_topics, eval_language, eval_figures, eval_search, eval_stories,
    eval_extraction,
)  # fmt: skip


@click.command(help=__doc__)
def main() -> None:
    """Runs all evaluations."""
    figures = [figure for module in EVALUATIONS for figure in module.evaluate()]
    click.echo(table(figures))
    click.echo(measured(len(figures), UNMEASURED))
    missed = [figure for figure in figures if not figure.reached]
    for figure in missed:
        click.echo(f"below its floor: {figure.what}: {figure.value:.3f} < {figure.floor}", err=True)
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
