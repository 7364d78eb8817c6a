"""Work orders on the command line: the rules by which somebody gets them, and the flows
in which they go."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import typer
from msgspec.structs import replace

from yingda.journey.workorders.core.dispatch import Facts, Tried
from yingda.journey.workorders.limits.dispatch import Dispatch
from yingda.journey.workorders.model.flows import CLOCKS, LARGEST
from yingda.journey.workorders.ports import Engine, Rules, Tables
from yingda.journey.workorders.service import Dispatching
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import Refusal

T = TypeVar("T")
Desk = tuple[Dispatching, Rules]
Opened = Callable[[], AbstractAsyncContextManager[tuple[Desk, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

SHELL = UserId("command-line")
"""As whom the command line is written down in the logs."""
ADMIN, NAME = "system.admin", "workorders.Dispatch"

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE.dmn")]
Drawn = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE.bpmn")
]
Internal = Annotated[
    bool,
    typer.Option("--internal", help="There is no customer who could be called back."),
]
Where = Annotated[
    str, typer.Option(help="Whose rules, as sn.xa; the whole centre's if not given.")
]
Into = Annotated[Path | None, typer.Option(help="Write them there as DMN 1.3.")]


@dataclass(frozen=True, slots=True)
class _Shell:
    opened: Opened
    tables: Callable[[], Tables]
    say: Callable[[Refusal], str]

    def run(self, place: str, task: Callable[[Desk, Scope], Awaitable[T]]) -> T:
        async def opened_run() -> T:
            async with self.opened() as (desk, scope):
                there = replace(scope, path=place) if place else scope
                return await task(desk, there)

        return asyncio.run(opened_run())

    def given(self, file: Path) -> Dispatch:
        read = self.tables().read(file.read_bytes())
        self.refuse(file, read.problems)
        assert read.table is not None
        return read.table

    def refuse(self, file: Path, problems: Iterable[Refusal]) -> None:
        """Each on a line of its own; then nothing else is done."""
        told = [f"{file}: {self.say(one)}" for one in problems]
        for line in told:
            typer.echo(line, err=True)
        if told:
            raise typer.Exit(1)


def commands(
    opened: Opened, tables: Callable[[], Tables], say: Callable[[Refusal], str]
) -> typer.Typer:
    """`yingda orders …`. `say` puts a refusal into the language of the shell."""
    app = typer.Typer(no_args_is_help=True, help="Work orders.")
    dispatch = typer.Typer(no_args_is_help=True, help="The rules that give orders out.")
    app.add_typer(dispatch, name="dispatch")
    shell = _Shell(opened, tables, say)
    _changes(dispatch, shell)
    _looks(dispatch, shell)
    _explains(dispatch, shell)
    return app


def _changes(app: typer.Typer, shell: _Shell) -> None:
    @app.command()
    def check(file: File) -> None:
        """Whether a decision table (DMN 1.3) can be taken; every mistake is named."""
        table = shell.given(file)
        typer.echo(f"{table.table}\t{table.hit}\trules {len(table.rules)}")

    @app.command()
    def load(file: File, place: Where = "") -> None:
        """From now on the rules are those of the file; those before stay known."""
        table = shell.given(file)

        async def task(desk: Desk, scope: Scope) -> None:
            dispatching, rules = desk
            shell.refuse(file, await dispatching.strangers(scope, table))
            value = msgspec.to_builtins(table)
            await rules.set(_asker(scope), NAME, value)

        shell.run(place, task)
        typer.echo(f"{table.table}\trules {len(table.rules)}")


def _looks(app: typer.Typer, shell: _Shell) -> None:
    @app.command()
    def show(place: Where = "", into: Into = None) -> None:
        """The rules in force, in their order."""

        async def task(desk: Desk, scope: Scope) -> Dispatch:
            return desk[0].rules(scope)

        table = shell.run(place, task)
        if into is not None:
            into.write_bytes(shell.tables().written(table))
        for rule in table.rules:
            typer.echo(f"{rule.id}\t{rule.text}\t{rule.note.zh}")


def _explains(app: typer.Typer, shell: _Shell) -> None:
    @app.command()
    def explain(
        region: str,
        type_: Annotated[str, typer.Option("--type")] = "",
        line: str = "",
        service: str = "",
        tier: str = "",
        urgency: str = "",
        closed: Annotated[bool, typer.Option(help="Out of office hours.")] = False,
    ) -> None:
        """Who would get such an order if nobody had anything to do, and on which columns
        the other rules fail."""
        facts = Facts(
            region=region,
            type=type_,
            line=line,
            service=service,
            tier=tier,
            urgency=urgency,
            is_open=not closed,
        )

        async def task(desk: Desk, scope: Scope) -> Sequence[Tried]:
            there = replace(scope, path=region)
            return desk[0].explain(there, await desk[0].informed(there, facts))

        for one in shell.run("", task):
            typer.echo(f"{one.rule_id}\t{','.join(one.failed) or 'fits'}\t{one.text}")


def _asker(scope: Scope) -> Asker:
    return Asker(user_id=SHELL, agent_id=None, scope=scope, actions=frozenset({ADMIN}))


def flows(engine: Callable[[], Engine], say: Callable[[Refusal], str]) -> typer.Typer:
    """`yingda orders flow …`."""
    app = typer.Typer(no_args_is_help=True, help="The ways that orders go.")

    @app.callback()
    def flow() -> None:
        """Keeps `check` a word of its own while it is the only command."""

    @app.command()
    def check(file: Drawn, internal: Internal = False) -> None:
        """Says what is wrong with a flow, by line and element; nothing is published."""
        with file.open("rb") as opened:
            xml = opened.read(LARGEST + 1)
        faults = engine().check(xml, clocks=CLOCKS, asks_back=not internal)
        for fault in faults:
            told = f"{file}:{fault.line}: [{fault.code}] {say(fault)}"
            typer.echo(told, err=True)
        if faults:
            raise typer.Exit(1)
        typer.echo(f"{file}: sound")

    return app
