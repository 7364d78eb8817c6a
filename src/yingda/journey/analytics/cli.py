"""Analytics on the command line."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Annotated

import typer

from yingda.journey.analytics.core.agreement import Agreement
from yingda.journey.analytics.service import Analytics
from yingda.kernel.org import Scope

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
    def rebuild(day: Day) -> None:
        """Writes a finished day's contacts into the mart anew, from the log."""
        typer.echo(f"contacts {asyncio.run(_rebuild(opened, day.date()))}")

    return app


async def _recompute(opened: Opened, day: date) -> Agreement:
    async with opened() as (analytics, scope):
        return await analytics.recompute(scope, day)


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
