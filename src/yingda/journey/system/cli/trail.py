"""The logs on the command line."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer

from yingda.journey.system.model import ChainState, Kind, Sealed, Wanted
from yingda.journey.system.service import System
from yingda.journey.system.service.trail import AUDIT
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, Scope

Opened = Callable[[], AbstractAsyncContextManager[tuple[System, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

Seals = Annotated[
    Path | None,
    typer.Option(help="What an earlier `verify` printed, kept elsewhere since."),
]


def commands(opened: Opened) -> typer.Typer:
    """`yingda audit …`."""
    app = typer.Typer(no_args_is_help=True, help="Who did what: the five logs.")

    @app.command()
    def verify(seals: Seals = None) -> None:
        """Recomputes the chains; names the first altered, missing or reordered entry."""
        kept = {} if seals is None else read_seals(seals.read_text("utf-8"))
        states, differing = asyncio.run(_verify(opened, kept))
        for state in states:
            typer.echo(told(state))
        for chain in differing:
            typer.echo(f"{chain}\tis not what the kept seal says", err=True)
        if differing or any(state.finding for state in states):
            raise typer.Exit(1)

    @app.command("list")
    def list_entries(
        kind: Kind | None = None,
        user: str = "",
        action: str = "",
        subject: Annotated[str, typer.Option(help="Or `customer/`: all such.")] = "",
        origin: str = "",
        limit: int = 50,
    ) -> None:
        """The newest entries, the last first."""
        wanted = Wanted(
            kind=kind,
            user_id=UserId(user) if user else None,
            action=action or None,
            subject=subject or None,
            origin=origin or None,
            limit=limit,
        )
        for row in asyncio.run(_find(opened, wanted)):
            typer.echo(line(row))

    return app


async def _verify(
    opened: Opened, kept: dict[str, tuple[int, str]]
) -> tuple[list[ChainState], list[str]]:
    async with opened() as (system, scope):
        asker = _shell(scope)
        states = await system.trail.verify(asker)
        return states, await system.trail.differing(asker, kept)


async def _find(opened: Opened, wanted: Wanted) -> list[Sealed]:
    async with opened() as (system, scope):
        return await system.trail.find(_shell(scope), wanted)


def _shell(scope: Scope) -> Asker:
    return Asker(
        user_id=UserId("command-line"),
        agent_id=None,
        scope=scope,
        actions=frozenset({AUDIT}),
    )


def told(state: ChainState) -> str:
    """One line: the log, how many entries, its seal, and what is wrong first."""
    seal = f"{state.chain}\t{state.number}\t{state.hash or '-'}"
    if state.finding is None:
        return f"{seal}\twhole"
    finding = state.finding
    entry = f" (entry {finding.id})" if finding.id else ""
    return f"{seal}\tentry {finding.number} is {finding.wrong.value}{entry}"


def read_seals(text: str) -> dict[str, tuple[int, str]]:
    """Log → number and hash of its last entry at that time."""
    cells = [line.split("\t") for line in text.splitlines()]
    return {
        row[0]: (int(row[1]), row[2])
        for row in cells
        if len(row) >= 3 and row[1].isdigit() and row[1] != "0"
    }


def line(row: Sealed) -> str:
    """One entry on one line."""
    entry = row.entry
    cells = [entry.at.isoformat(), entry.kind.value, entry.user_id or "-"]
    about = [entry.action, entry.subject, entry.outcome, entry.origin or "-"]
    return "\t".join([*cells, *about, entry.reason or ""])
