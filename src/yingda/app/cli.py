"""`yingda …`: the command line; what the pages can do it can do too."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

import typer

from yingda.app import editions
from yingda.app.build import Centre, build
from yingda.app.language import load as load_language
from yingda.app.language import preferred
from yingda.app.processes import parts
from yingda.app.settings import BrokenSettings, Settings, load
from yingda.app.supervisor import CannotStart, Supervisor
from yingda.app.world.cli import app as world
from yingda.journey.analytics.cli import commands as analytics
from yingda.journey.dialogue.cli import commands as dialogue
from yingda.journey.dialogue.ports import Sounds
from yingda.journey.dialogue.wiring import sounds
from yingda.journey.routing.cli import commands as routing
from yingda.kernel.org import Scope
from yingda.kernel.refusal import Refusal

S = TypeVar("S")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="应答 Yingda: a contact centre."
)


def settings() -> Settings:
    """The settings, or the end with the sentences of what is wrong."""
    try:
        return load()
    except BrokenSettings as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def opening(
    pick: Callable[[Centre], S],
) -> Callable[[], AbstractAsyncContextManager[tuple[S, Scope]]]:
    """One service of the centre for a command, over the same data. The database is
    started if it does not run, and left as it was found."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[S, Scope]]:
        wanted = settings()
        keys = editions.keys(wanted)
        server = editions.postgres(wanted, keys)
        is_ours = server is not None and await asyncio.to_thread(server.start)
        try:
            await editions.make_database(wanted, keys)
            async with editions.embedded(wanted) as edition:
                centre = build(edition, parts("command", wanted, edition))
                yield pick(centre), edition.home
        finally:
            if server is not None and is_ours:
                await asyncio.to_thread(server.stop)

    return opened


def voice() -> Sounds:
    """The prompts of this centre."""
    wanted = settings()
    return sounds(
        folder=editions.folder(wanted, "sounds"),
        recorded=editions.folder(wanted, "recorded"),
    )


app.add_typer(world, name="world")
app.add_typer(routing(opening(lambda centre: centre.routing)), name="routing")
app.add_typer(analytics(opening(lambda centre: centre.analytics)), name="analytics")
app.add_typer(dialogue(voice), name="flows")


@app.command()
def run() -> None:
    """Start the centre and keep it running until Ctrl-C."""

    def say(line: str) -> None:
        typer.echo(line)
        sys.stdout.flush()

    try:
        Supervisor(settings(), say).run()
    except CannotStart as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def main() -> None:
    """A refusal is a sentence in the language of the shell, and an exit code of 1."""
    try:
        app()
    except Refusal as refusal:
        language = preferred(os.environ.get("LANG", "zh-CN").replace("_", "-"))
        typer.echo(load_language(language).say(refusal), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
