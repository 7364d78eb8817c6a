"""Analytics on the command line."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Annotated

import typer

from yingda.journey.analytics.core.agreement import Agreement
from yingda.journey.analytics.core.report import TOTAL
from yingda.journey.analytics.model import Attribution
from yingda.journey.analytics.service import Analytics
from yingda.kernel.org import Scope
from yingda.messages.analytics import DayReport, Figure, Only

Opened = Callable[[], AbstractAsyncContextManager[tuple[Analytics, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DAY")]


def commands(opened: Opened) -> typer.Typer:
    """`yingda analytics …`."""
    app = typer.Typer(no_args_is_help=True, help="What happened, added up.")

    @app.command()
    def recompute(day: Day) -> None:
        """Counts a finished day again from the log; prints where board or report differ."""
        agreement = asyncio.run(_recompute(opened, day.date()))
        for line in told(agreement):
            typer.echo(line)
        if agreement.differences:
            raise typer.Exit(1)

    @app.command()
    def report(
        day: Day,
        by: Annotated[str, typer.Option(help="queue, branch, tier, channel …")] = TOTAL,
        channel: Annotated[str, typer.Option(help="voice, chat …; all without")] = "",
        attribution: Attribution = Attribution.ARRIVAL,
        without_simulated: Annotated[
            bool, typer.Option(help="Leaves out simulated callers.")
        ] = False,
    ) -> None:
        """Prints the figures of a day, a line for each part of it."""
        only = Only(channel=channel, simulated="no" if without_simulated else "")
        for line in table(
            asyncio.run(_report(opened, day.date(), by, attribution, only))
        ):
            typer.echo(line)

    @app.command()
    def rebuild(day: Day) -> None:
        """Writes a finished day's contacts into the mart anew, from the log."""
        typer.echo(f"contacts {asyncio.run(_rebuild(opened, day.date()))}")

    return app


async def _recompute(opened: Opened, day: date) -> Agreement:
    async with opened() as (analytics, scope):
        return await analytics.recompute(scope, day)


async def _report(
    opened: Opened, day: date, by: str, attribution: Attribution, only: Only
) -> DayReport:
    async with opened() as (analytics, scope):
        return await analytics.report(scope, day, by, attribution, only)


def table(report: DayReport) -> list[str]:
    """Heads and rows, by tabs: each figure as its value and what it was divided from."""
    figures = [column.id for column in report.columns]
    counts = [column.id for column in report.counts]
    lines = ["\t".join([report.by, *figures, *counts])]
    for row in report.rows:
        shown = [_shown(row.figures.get(name)) for name in figures]
        numbers = [str(row.counts.get(name, "")) for name in counts]
        lines.append("\t".join([row.key, *shown, *numbers]))
    return lines


def _shown(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return "-"
    return f"{figure.value:.4f} ({figure.numerator:g}/{figure.denominator})"


async def _rebuild(opened: Opened, day: date) -> int:
    async with opened() as (analytics, scope):
        return await analytics.rebuild(scope, day)


def told(agreement: Agreement) -> list[str]:
    """A line for each number that is not the same, then how many were compared."""
    lines = [
        "\t".join(
            [each.grain, each.key, each.column]
            + [f"{side} {number}" for side, number in each.numbers.items()]
        )
        for each in agreement.differences
    ]
    differing = len(agreement.differences)
    return [*lines, f"numbers {agreement.compared}\tdifferences {differing}"]
