"""`yingda …`: the command line; what the pages can do it can do too."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from io import TextIOWrapper
from typing import TypeVar

import typer

from yingda.app import editions
from yingda.app.build import Centre, build
from yingda.app.language import load as load_language
from yingda.app.language import preferred
from yingda.app.processes import parts
from yingda.app.settings import BrokenSettings, load
from yingda.app.stubs import app as stubs
from yingda.app.supervisor import CannotStart, Supervisor
from yingda.app.traffic.cli import command as traffic
from yingda.app.world.cli import app as world
from yingda.journey.analytics.cli import commands as analytics
from yingda.journey.channels.cli import commands as texts
from yingda.journey.dialogue.cli import commands as dialogue
from yingda.journey.dialogue.ports import Sounds
from yingda.journey.partners.cli import commands as providers
from yingda.journey.people.cli import commands as people
from yingda.journey.routing.cli import commands as routing
from yingda.journey.routing.limits import Limits as Routing
from yingda.journey.system.cli import commands as audit
from yingda.journey.system.cli import parameters
from yingda.journey.workorders import wiring as workorders
from yingda.journey.workorders.cli import commands as orders
from yingda.journey.workorders.cli import flows as order_flows
from yingda.kernel.ids import QueueId
from yingda.kernel.org import Scope
from yingda.kernel.refusal import Refusal
from yingda.platform.embedded.postgres import PostgresFailed

S = TypeVar("S")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="应答 Yingda: a contact centre."
)


def opening(
    pick: Callable[[Centre], S],
) -> Callable[[], AbstractAsyncContextManager[tuple[S, Scope]]]:
    """One service of the centre for a command, over the same data."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[S, Scope]]:
        wanted = load()
        async with editions.at_hand(wanted) as edition:
            yield pick(build(edition, parts("command", wanted, edition))), edition.home

    return opened


def queues() -> Collection[QueueId]:
    """Those of a centre that has set none of its own: no database is asked."""
    return [one.id for one in Routing().queues]


def spoken(refusal: Refusal) -> str:
    """A refusal as a sentence in the language of the shell."""
    wanted = preferred(os.environ.get("LANG", "zh-CN").replace("_", "-"))
    return load_language(wanted).say(refusal)


def voice() -> Sounds:
    """The prompts of this centre."""
    return editions.voices(load())


app.add_typer(world, name="world")
app.add_typer(routing(opening(lambda centre: centre.routing)), name="routing")
app.add_typer(analytics(opening(lambda centre: centre.analytics)), name="analytics")
app.add_typer(dialogue(voice, queues), name="flows")
app.add_typer(people(opening(lambda centre: centre.people), spoken), name="people")
commands = orders(
    opening(lambda centre: (centre.workorders.dispatching, centre.system.rules)),
    workorders.tables,
    spoken,
)
commands.add_typer(order_flows(workorders.engine, spoken), name="flow")
app.add_typer(commands, name="orders")
app.add_typer(texts(opening(lambda centre: centre.channels)), name="texts")
app.add_typer(stubs, name="stubs")
app.add_typer(providers(opening(lambda centre: centre.partners)), name="providers")
app.add_typer(audit(opening(lambda centre: centre.system)), name="audit")
app.add_typer(parameters(opening(lambda centre: centre.system)), name="parameters")
app.command("traffic")(traffic(opening(lambda centre: centre.system)))


@app.command()
def run() -> None:
    """Start the centre and keep it running until Ctrl-C."""

    def say(line: str) -> None:
        typer.echo(line)
        sys.stdout.flush()

    Supervisor(load(), say).run()


def _speak() -> None:
    """A letter that the terminal's encoding lacks is told by its number, not a fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main() -> None:
    """What is in the way is told in a sentence, a refusal's in the language of the
    shell; the exit code is 1, for broken settings 2."""
    _speak()
    try:
        app()
    except BrokenSettings as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except (CannotStart, PostgresFailed) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except Refusal as refusal:
        typer.echo(spoken(refusal), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
