"""`yingda world …`: making up the demo world."""

import asyncio
from typing import Annotated

import typer

from yingda.app import editions
from yingda.app.settings import load
from yingda.app.world.load import generate as load_subscribers

app = typer.Typer(no_args_is_help=True, help="The demo world.")


@app.callback()
def world() -> None:
    """The demo world: a province in a box."""


@app.command()
def generate(
    subscribers: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="How many there shall be.")
    ] = 50_000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
) -> None:
    """Make up subscribers; those who are there already are not made again."""
    fresh = asyncio.run(_generate(subscribers, seed))
    typer.echo(f"{fresh:,} subscribers are new.")


async def _generate(count: int, seed: int) -> int:
    async with editions.at_hand(load()) as edition:
        return await load_subscribers(edition, count=count, seed=seed, say=typer.echo)
