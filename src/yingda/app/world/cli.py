"""`yingda world …`: making up the demo world."""

import asyncio
from typing import Annotated

import typer

from yingda.app import editions
from yingda.app.settings import BrokenSettings, Settings, load
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
    try:
        settings = load()
    except BrokenSettings as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    fresh = asyncio.run(_generate(settings, subscribers, seed))
    typer.echo(f"{fresh:,} subscribers are new.")


async def _generate(settings: Settings, count: int, seed: int) -> int:
    """Starts the database if it does not run, and leaves it as it was."""
    keys = editions.keys(settings)
    server = editions.postgres(settings, keys)
    is_ours = server is not None and await asyncio.to_thread(server.start)
    try:
        await editions.make_database(settings, keys)
        async with editions.embedded(settings) as edition:
            return await load_subscribers(
                edition, count=count, seed=seed, say=typer.echo
            )
    finally:
        if server is not None and is_ours:
            await asyncio.to_thread(server.stop)
