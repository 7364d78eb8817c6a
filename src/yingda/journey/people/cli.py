"""People on the command line: whoever may read the centre's keys administers it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from yingda.journey.people.core.table import parts_of, skills_of
from yingda.journey.people.model import (
    Draft,
    Group,
    Person,
    Place,
    SeatDraft,
    Sought,
    Taking,
)
from yingda.journey.people.service import People
from yingda.journey.people.service.staffing import ADMIN, READ
from yingda.kernel.calendar import SHANGHAI
from yingda.kernel.ids import BranchId, QueueId, UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import Refusal

T = TypeVar("T")
Opened = Callable[[], AbstractAsyncContextManager[tuple[People, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

SHELL = UserId("command-line")
"""As whom the command line is written down in the logs."""

Who = Annotated[str, typer.Argument(help="A staff number, or the id of a user.")]
Ahead = Annotated[
    datetime | None,
    typer.Option(help="In Shanghai time.", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
]
Secret = Annotated[
    str,
    typer.Option(envvar="YINGDA_NEW_PASSWORD", help="Better in the environment."),
]


def commands(opened: Opened, say: Callable[[Refusal], str]) -> typer.Typer:
    """`yingda people …`. `say` puts a refusal into the language of the shell."""
    app = typer.Typer(no_args_is_help=True, help="Who works here, and where.")

    def run(task: Callable[[People, Asker], Awaitable[T]]) -> T:
        async def opened_run() -> T:
            async with opened() as (people, scope):
                return await task(people, _shell(scope))

        return asyncio.run(opened_run())

    _looks(app, run)
    _changes(app, run)
    _edits(app, run)
    _moves(app, run)
    _plans(app, run)
    _closing(app, run)
    _about_one(app, run)
    _files(app, run, say)
    return app


Run = Callable[[Callable[[People, Asker], Awaitable[T]]], T]


def _looks(app: typer.Typer, run: Run[None]) -> None:
    @app.command("list")
    def list_people(typed: str = "", group: str = "", gone: bool = False) -> None:
        """Number, name, group, roles and skills of everybody, or of those meant."""
        sought = Sought(typed=typed, group_id=group, with_gone=gone, limit=200)
        run(lambda people, asker: _listed(people, asker, sought))

    @app.command()
    def tree() -> None:
        """Places and groups, and how many work in each."""
        run(_tree)


async def _listed(people: People, asker: Asker, sought: Sought) -> None:
    while True:
        page = await people.staffing.page(asker, sought)
        for one in page.people:
            typer.echo(told(one))
        if page.next is None:
            return
        sought = replace(sought, after=page.next)


async def _tree(people: People, asker: Asker) -> None:
    for place in (await people.tree.organigram(asker)).places:
        deep = "  " * place.path.count(".")
        typer.echo(f"{deep}{place.path}\t{place.name.zh}\t{place.kind}")
        for group in place.groups:
            head = f"{deep}  {group.group_id}\t{group.name.zh}"
            typer.echo(f"{head}\t{group.people}")


def _changes(app: typer.Typer, run: Run[None]) -> None:
    @app.command()
    def add(
        login: str,
        name: str,
        roles: str = "agent",
        number: str = "",
        group: str = "",
        skills: str = "",
        queues: str = "",
        place: str = "",
        password: Secret = "",
    ) -> None:
        """Somebody new; with a number and a group they have a seat."""
        seat = SeatDraft(
            number=number,
            group_id=group,
            skills=skills_of(skills),
            queues=tuple(map(QueueId, parts_of(queues))),
        )
        draft = Draft(
            name=name,
            login=login,
            roles=parts_of(roles),
            path=BranchId(place) if place else None,
            seat=seat if group else None,
        )

        async def task(people: People, asker: Asker) -> None:
            typer.echo(told(await people.staffing.add(asker, draft, password)))

        run(task)

    @app.command()
    def place(path: str, zh: str, en: str, kind: str = "department") -> None:
        """A new province, branch or department, or another name for one."""
        made = Place(path=BranchId(path), kind=kind, name=Name(zh, en))
        run(lambda people, asker: people.tree.set_place(asker, made))

    @app.command()
    def group(group_id: str, path: str, zh: str, en: str) -> None:
        """A new group in a place, or another name for one."""
        made = Group(group_id=group_id, path=BranchId(path), name=Name(zh, en))
        run(lambda people, asker: people.tree.set_group(asker, made))


def _edits(app: typer.Typer, run: Run[None]) -> None:
    @app.command()
    def edit(
        who: Who,
        name: str = "",
        login: str = "",
        roles: str = "",
        number: str = "",
        seat: str = "",
        skills: str | None = None,
        queues: str | None = None,
    ) -> None:
        """Changes what is named and leaves the rest as it is."""

        async def task(people: People, asker: Asker) -> None:
            user_id = await _found(people, asker, who)
            one = (await people.staffing.profile(asker, user_id)).person
            draft = Draft(
                name=name or one.name,
                login=login,
                roles=parts_of(roles) or one.roles,
                path=None if one.seat else one.branch_id,
                seat=one.seat and _edited(one.seat, number, seat, skills, queues),
            )
            changed = await people.staffing.change(asker, user_id, draft, one.version)
            typer.echo(told(changed))

        run(task)


def _edited(
    seat: SeatDraft, number: str, kind: str, skills: str | None, queues: str | None
) -> SeatDraft:
    return SeatDraft(
        number=number or seat.number,
        group_id=seat.group_id,
        seat_type=kind or seat.seat_type,
        skills=seat.skills if skills is None else skills_of(skills),
        queues=seat.queues if queues is None else tuple(map(QueueId, parts_of(queues))),
    )


def _moves(app: typer.Typer, run: Run[None]) -> None:
    @app.command()
    def move(group: str, who: list[str], at: Ahead = None) -> None:
        """Puts agents into a group from now on, or from a moment to come; what they did
        before stays."""

        async def task(people: People, asker: Asker) -> None:
            meant = [await _found(people, asker, one) for one in who]
            if at is None:
                typer.echo(f"moved {await people.staffing.move(asker, meant, group)}")
                return
            moment = at.replace(tzinfo=SHANGHAI)
            count = await people.plans.move(asker, meant, group, moment)
            typer.echo(f"moves {count} at {moment.isoformat()}")

        run(task)


def _plans(app: typer.Typer, run: Run[None]) -> None:
    @app.command("plans")
    def list_plans(who: Who) -> None:
        """The moves of somebody that are still to come."""

        async def task(people: People, asker: Asker) -> None:
            user_id = await _found(people, asker, who)
            for one in (await people.staffing.profile(asker, user_id)).plans:
                at = one.at.astimezone(SHANGHAI).isoformat()
                typer.echo(f"{one.plan_id}\t{at}\t{one.group_id}")

        run(task)

    @app.command("call-off")
    def call_off(plan_id: str) -> None:
        """A move that is still to come is not made."""
        run(lambda people, asker: people.plans.call_off(asker, plan_id))


def _closing(app: typer.Typer, run: Run[None]) -> None:
    @app.command("close-group")
    def close_group(group_id: str, into: str = "") -> None:
        """Refused while somebody works in it, unless it is said into which group they go."""

        async def task(people: People, asker: Asker) -> None:
            moved = await people.tree.close_group(asker, group_id, into)
            typer.echo(f"moved {moved}")

        run(task)


def _about_one(app: typer.Typer, run: Run[None]) -> None:
    @app.command()
    def leave(who: Who) -> None:
        """They come in no more; all that was done stays theirs."""

        async def task(people: People, asker: Asker) -> None:
            await people.staffing.leave(asker, await _found(people, asker, who))

        run(task)

    @app.command("return")
    def come_back(who: Who) -> None:
        """One who left works here again, in the group of before."""

        async def task(people: People, asker: Asker) -> None:
            await people.staffing.come_back(asker, await _found(people, asker, who))

        run(task)

    @app.command()
    def password(
        who: Who,
        new: Annotated[str, typer.Option(prompt=True, hide_input=True)],
    ) -> None:
        """A new password; whoever is signed in with the old one is signed out."""

        async def task(people: People, asker: Asker) -> None:
            user_id = await _found(people, asker, who)
            await people.staffing.set_password(asker, user_id, new)

        run(task)


def _files(app: typer.Typer, run: Run[Taking], say: Callable[[Refusal], str]) -> None:
    @app.command("import")
    def take(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
        really: Annotated[
            bool, typer.Option("--do", help="Without it, only say what would change.")
        ] = False,
        password: Secret = "",
    ) -> None:
        """Everybody in a CSV file (UTF-8 or GB18030): all of them, or nobody."""
        data = file.read_bytes()
        taking = run(
            lambda people, asker: people.files.take(
                asker, data, is_meant=really, password=password
            )
        )
        for problem in taking.problems:
            typer.echo(f"{file}:{problem.line}: {say(problem.refusal)}", err=True)
        if taking.problems:
            raise typer.Exit(1)
        typer.echo(
            f"lines {taking.lines}\tadded {taking.added}\tchanged {taking.changed}"
            f"\tmoved {taking.moved}\tunchanged {taking.unchanged}"
            f"\t{'done' if taking.is_done else 'nothing done yet: repeat with --do'}"
        )


def _shell(scope: Scope) -> Asker:
    return Asker(
        user_id=SHELL, agent_id=None, scope=scope, actions=frozenset({ADMIN, READ})
    )


async def _found(people: People, asker: Asker, who: str) -> UserId:
    """By number, else by id; those who left too."""
    sought = Sought(typed=who, with_gone=True, limit=200)
    page = await people.staffing.page(asker, sought)
    for one in page.people:
        if one.seat is not None and one.seat.number == who:
            return one.user_id
    return (await people.staffing.profile(asker, UserId(who))).person.user_id


def told(one: Person) -> str:
    """One line: number, name, place, group, roles, skills."""
    seat = one.seat
    cells = [seat.number if seat else "-", one.user_id, one.name, one.branch_id]
    cells.append(seat.group_id if seat else "-")
    cells.append(",".join(one.roles))
    skills = sorted(seat.skills.items()) if seat else []
    cells.append(" ".join(f"{name}:{level}" for name, level in skills))
    return "\t".join(cells if one.is_active else [*cells, "gone"])
