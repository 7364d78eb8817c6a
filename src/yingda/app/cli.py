"""`yingda …`: the command line; what the pages can do it can do too."""

import sys

import typer

from yingda.app.editions import folder
from yingda.app.settings import BrokenSettings, Settings, load
from yingda.app.supervisor import CannotStart, Supervisor
from yingda.app.world.cli import app as world
from yingda.journey.dialogue import cli as flows
from yingda.journey.dialogue.ports import Sounds
from yingda.journey.dialogue.wiring import sounds

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="应答 Yingda: a contact centre."
)

app.add_typer(world, name="world")


def settings() -> Settings:
    """The settings, or the end with the sentences of what is wrong."""
    try:
        return load()
    except BrokenSettings as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def rendered() -> Sounds:
    """The prompts where callers hear them from."""
    own = settings()
    return sounds(folder=folder(own, "sounds"), recorded=folder(own, "recorded"))


app.add_typer(flows.commands(rendered), name="flows")


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
    app()


if __name__ == "__main__":
    main()
