"""`yingda stubs …`: the other side of our links, for tests, demos and whoever builds one."""

import asyncio
import signal
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from yingda.journey.channels.adapters.smpp.stub import Behaviour, Kept, StubCentre

app = typer.Typer(no_args_is_help=True, help="Stand-ins for systems outside.")


@app.callback()
def stubs() -> None:
    """Stand-ins for systems outside."""


@app.command()
def smsc(
    port: Annotated[int, typer.Option(help="For SMPP 3.4.")] = 2775,
    lines_port: Annotated[
        int, typer.Option(help="For `write NUMBER SERVICE-NUMBER WORDS` and `texts`.")
    ] = 2776,
    slow: Annotated[float, typer.Option(help="Seconds until an answer.")] = 0.0,
    down: Annotated[bool, typer.Option(help="Nobody may bind.")] = False,
    twice: Annotated[bool, typer.Option(help="All answers come twice.")] = False,
    lose_receipts: Annotated[bool, typer.Option(help="None is sent.")] = False,
    lose_answers: Annotated[bool, typer.Option(help="None is sent.")] = False,
    reject: Annotated[
        str, typer.Option(help="Every text, with this status (0x0B, 88 …).")
    ] = "0",
    fails: Annotated[
        str, typer.Option(help="Numbers that cannot be reached, as an expression.")
    ] = "9999$",
    password: Annotated[str, typer.Option(help="Any, if there is none.")] = "",
) -> None:
    """A message centre on loopback that keeps what it gets and sends receipts."""
    behaviour = Behaviour(
        slow=slow,
        is_down=down,
        twice=twice,
        loses_receipts=lose_receipts,
        loses_answers=lose_answers,
        rejects=int(reject, 0),
        fails=fails,
        password=password,
    )
    asyncio.run(_serve(behaviour, port, lines_port))


async def _serve(behaviour: Behaviour, port: int, lines_port: int) -> None:
    centre = StubCentre(now=_now, behaviour=behaviour)
    ending = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, ending.set)
    async with centre.serving(port=port, lines_port=lines_port) as bound:
        typer.echo(
            f"SMPP 3.4 at 127.0.0.1:{bound}, lines at 127.0.0.1:{centre.lines_port}"
        )
        sys.stdout.flush()
        showing = asyncio.ensure_future(_show(centre))
        await ending.wait()
        showing.cancel()


async def _show(centre: StubCentre) -> None:
    """A line for each piece, as it comes: to whom, and how long."""
    shown = 0
    while True:
        async with centre.news:
            while len(centre.kept) == shown:
                await centre.news.wait()
        for one in centre.kept[shown:]:
            typer.echo(told(one))
        sys.stdout.flush()
        shown = len(centre.kept)


def told(one: Kept) -> str:
    return f"{one.to}\t{one.piece}/{one.pieces}\t{one.words}"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - no centre runs here, and so no clock
