"""Rules as data on the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
import typer

from yingda.journey.system.cli.trail import Opened
from yingda.journey.system.model import (
    Difference,
    ParameterNow,
    PastVersion,
    Proposal,
    Wish,
)
from yingda.journey.system.service import Rules
from yingda.journey.system.service.changes import ADMIN, EVERYWHERE
from yingda.kernel.calendar import SHANGHAI
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput

T = TypeVar("T")

SHELL = UserId("command-line")
"""As whom the command line is written down; so what it proposes a page approves."""

Name = Annotated[str, typer.Argument(help="As `list` shows it: `desk.Limits`.")]
Place = Annotated[
    str | None, typer.Option(help="`sn.xa`; `*`: the whole system. Else the province.")
]
Since = Annotated[
    datetime | None,
    typer.Option("--from", help="In Shanghai's time; else from now on."),
]
At = Annotated[datetime | None, typer.Option(help="In Shanghai's time; else now.")]
Reason = Annotated[str | None, typer.Option(help="Kept in the history.")]
Number = Annotated[int, typer.Argument(help="Of a version, as `history` shows it.")]
Which = Annotated[str, typer.Argument(help="Of a proposal, as `proposals` shows it.")]


def commands(opened: Opened) -> typer.Typer:
    """`yingda parameters …`."""
    app = typer.Typer(no_args_is_help=True, help="Rules as data: limits, roles, words.")

    _looks(app, opened)
    _changes(app, opened)
    _ahead(app, opened)
    _proposals(app, opened)
    return app


def _ask(opened: Opened, question: Callable[[Rules, Asker], Awaitable[T]]) -> T:
    async def asked() -> T:
        async with opened() as (system, scope):
            may = frozenset({ADMIN, EVERYWHERE})
            asker = Asker(user_id=SHELL, agent_id=None, scope=scope, actions=may)
            return await question(system.rules, asker)

    return asyncio.run(asked())


def _looks(app: typer.Typer, opened: Opened) -> None:
    @app.command("list")
    def list_all(place: Place = None) -> None:
        """Every rule: the version that holds, and where it was set."""
        for one in _ask(opened, lambda rules, asker: rules.all(asker, place)):
            typer.echo(line(one))

    @app.command()
    def show(name: Name, place: Place = None, at: At = None) -> None:
        """A rule as JSON, as it holds there now or at a moment."""
        found = _ask(
            opened, lambda rules, asker: rules.one(asker, name, place, _moment(at))
        )
        typer.echo(line(found), err=True)
        typer.echo(_json(found.value))

    @app.command()
    def history(name: Name, place: Place = None) -> None:
        """Who set what, when and why; below each the fields that it changed."""
        for one in _ask(opened, lambda rules, asker: rules.history(asker, name, place)):
            typer.echo(past(one))
            for each in one.differences:
                typer.echo(difference(each))


def _changes(app: typer.Typer, opened: Opened) -> None:
    @app.command("set")
    def change(
        name: Name,
        fields: Annotated[str, typer.Argument(help='JSON: {"wrap_seconds": 45}')],
        place: Place = None,
        since: Since = None,
        reason: Reason = None,
    ) -> None:
        """Sets the fields that are given; the others stay as they are."""
        given = _object(fields)
        wish = Wish(place=place, since=_moment(since), reason=reason)

        async def changed(rules: Rules, asker: Asker) -> ParameterNow:
            held = (await rules.one(asker, name, place)).value
            whole = {**held, **given} if isinstance(held, dict) else given
            return await rules.set(asker, name, whole, wish)

        typer.echo(line(_ask(opened, changed)))

    @app.command()
    def inherit(
        name: Name,
        place: Place = None,
        since: Since = None,
        reason: Reason = None,
    ) -> None:
        """What is set above the place holds there again."""
        wish = Wish(place=place, since=_moment(since), reason=reason)
        typer.echo(
            line(_ask(opened, lambda rules, asker: rules.inherit(asker, name, wish)))
        )

    @app.command()
    def rollback(
        name: Name,
        version: Number,
        place: Place = None,
        since: Since = None,
        reason: Reason = None,
    ) -> None:
        """A new version with the value of an older one of that place."""
        wish = Wish(place=place, since=_moment(since), reason=reason)
        done = _ask(
            opened, lambda rules, asker: rules.roll_back(asker, name, version, wish)
        )
        typer.echo(line(done))


def _ahead(app: typer.Typer, opened: Opened) -> None:
    @app.command("call-off")
    def call_off(name: Name, version: Number) -> None:
        """What was set ahead never holds."""
        typer.echo(
            line(_ask(opened, lambda rules, who: rules.call_off(who, name, version)))
        )


def _proposals(app: typer.Typer, opened: Opened) -> None:
    @app.command()
    def proposals() -> None:
        """What waits for somebody else, then what was decided."""
        for one in _ask(opened, lambda rules, asker: rules.proposals.listed(asker)):
            typer.echo(proposal(one))
            for each in one.differences:
                typer.echo(difference(each))

    @app.command()
    def approve(which: Which, note: Reason = None) -> None:
        """Of somebody else's proposal: the change is made."""
        done = _ask(
            opened, lambda rules, asker: rules.proposals.approve(asker, which, note)
        )
        typer.echo(proposal(done))

    @app.command()
    def refuse(which: Which, note: Reason = None) -> None:
        """Somebody else's proposal; nothing changes."""
        done = _ask(
            opened, lambda rules, asker: rules.proposals.refuse(asker, which, note)
        )
        typer.echo(proposal(done))


def line(one: ParameterNow) -> str:
    """A rule on one line: name, version, where it was set, what is to come."""
    cells = [one.name, str(one.version), one.set_at or "default"]
    if one.next is not None:
        cells.append(f"next {_local(one.next)}")
    if one.waiting is not None:
        cells.append(f"proposal {one.waiting}: somebody else must approve it")
    return "\t".join(cells)


def past(one: PastVersion) -> str:
    state = "to come" if one.is_to_come else "holds" if one.is_in_force else ""
    if one.called_off_by is not None:
        state = f"called off by {one.called_off_by}"
    cells = [str(one.version), one.place, _local(one.since), one.by, state]
    return "\t".join([*cells, one.reason or ""])


def difference(one: Difference) -> str:
    return f"\t{one.where or '$'}: {_json(one.old)} → {_json(one.new)}"


def proposal(one: Proposal) -> str:
    cells = [one.proposal_id, one.name, one.place, one.by, one.state.value]
    return "\t".join([*cells, _local(one.expires), one.reason or ""])


def _object(text: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(text.encode(), type=dict[str, object])
    except msgspec.DecodeError as error:
        raise BadInput("fields", '{"wrap_seconds": 45}') from error


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _moment(typed: datetime | None) -> datetime | None:
    return typed.replace(tzinfo=SHANGHAI) if typed else None


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes")
