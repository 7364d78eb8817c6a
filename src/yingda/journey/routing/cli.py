"""Routing on the command line."""

import asyncio
import tomllib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from yingda.journey.routing.core.replay import Difference
from yingda.journey.routing.errors import BadRules
from yingda.journey.routing.limits import Limits
from yingda.journey.routing.service import Routing
from yingda.journey.routing.service.routing import Replayed
from yingda.kernel.org import Scope
from yingda.messages.routing import Change, Offered

Opened = Callable[[], AbstractAsyncContextManager[tuple[Routing, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DAY")]
RulesFile = Annotated[
    Path | None,
    typer.Option(help="TOML with those fields of the rules that shall be different."),
]


def commands(opened: Opened) -> typer.Typer:
    """`yingda routing …`."""
    app = typer.Typer(
        no_args_is_help=True, help="Who was given which contact, and why."
    )

    @app.callback()
    def routing() -> None:
        """Keeps `replay` a word of its own while it is the only command."""

    @app.command()
    def replay(day: Day, rules: RulesFile = None) -> None:
        """Decides a business day of the log again and prints what would differ."""
        changes = None if rules is None else read_rules(rules)
        replayed = asyncio.run(_replay(opened, day.date(), changes))
        for difference in replayed.differences:
            typer.echo(told(difference))
        differing = len(replayed.differences)
        for rule, times in sorted(replayed.rules.items()):
            typer.echo(f"rule {rule}\tdecided {times}")
        typer.echo(f"turns {replayed.turns}\tdifferences {differing}")
        if differing and rules is None:
            raise typer.Exit(1)

    return app


def read_rules(file: Path) -> Mapping[str, object]:
    """The fields in the file, checked. BadRules says what is wrong with them."""
    try:
        changes = tomllib.loads(file.read_text("utf-8"))
        msgspec.convert(changes, Limits)
    except (OSError, ValueError) as error:
        raise BadRules(str(file), str(error)) from error
    unknown = sorted(changes.keys() - set(Limits.__struct_fields__))
    if unknown:
        allowed = ", ".join(Limits.__struct_fields__)
        raise BadRules(str(file), f"{', '.join(unknown)}: only {allowed}")
    return changes


async def _replay(
    opened: Opened, day: date, changes: Mapping[str, object] | None
) -> Replayed:
    async with opened() as (routing, scope):
        return await routing.replay(scope, day, changes=changes)


def told(difference: Difference) -> str:
    """One line: the turn, what was done, what would be done."""
    was, would = map(_moves, (difference.recorded, difference.replayed))
    return f"turn {difference.turn}\twas {was}\twould be {would}"


def _moves(changes: tuple[Change, ...]) -> str:
    return "; ".join(map(_move, changes)) or "nothing"


def _move(change: Change) -> str:
    kind = type(change).__name__.lower()
    match change:
        case Offered():
            why = f" by {change.decision.rule}" if change.decision else ""
            return f"{kind} {change.contact_id} to {change.agent_id}{why}"
        case _:
            who = getattr(change, "contact_id", None) or getattr(change, "agent_id", "")
            return f"{kind} {who}".rstrip()
