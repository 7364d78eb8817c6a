"""Service providers on the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec
import typer

from yingda.journey.partners.model import Draft, NewProvider, Provider, Sought
from yingda.journey.partners.service import ADMIN, READ, Partners
from yingda.kernel.ids import UserId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput

T = TypeVar("T")
Opened = Callable[[], AbstractAsyncContextManager[tuple[Partners, Scope]]]
"""Opens the centre's database for as long as a command needs it."""
Run = Callable[[Callable[[Partners, Asker], Awaitable[object]]], None]

SHELL = UserId("command-line")
"""As whom the command line is written down in the logs."""

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Parts = Annotated[str, typer.Option(help="Several with commas.")]


def commands(opened: Opened) -> typer.Typer:
    """`yingda providers …`."""
    app = typer.Typer(no_args_is_help=True, help="Who serves on our behalf.")

    def run(task: Callable[[Partners, Asker], Awaitable[object]]) -> None:
        async def opened_run() -> None:
            async with opened() as (partners, scope):
                await task(partners, _asker(scope))

        asyncio.run(opened_run())

    _looks(app, run)
    _adds(app, run)
    _changes(app, run)
    return app


def _looks(app: typer.Typer, run: Run) -> None:
    @app.command("list")
    def list_providers(typed: str = "", gone: bool = False) -> None:
        """Id, name, code, regions, services, contract and score of each."""

        async def task(partners: Partners, asker: Asker) -> None:
            sought = Sought(typed=typed, with_gone=gone, limit=2_000)
            for one in (await partners.page(asker, sought)).providers:
                typer.echo(told(one))

        run(task)

    @app.command()
    def find(provider_id: str) -> None:
        """One of them, with the number to call."""

        async def task(partners: Partners, asker: Asker) -> None:
            one = await partners.provider(asker, provider_id)
            typer.echo(f"{told(one)}\t{one.phone}")

        run(task)

    @app.command()
    def end(provider_id: str) -> None:
        """It gets no more orders; what it did stays."""
        run(lambda partners, asker: partners.end(asker, provider_id))


def _adds(app: typer.Typer, run: Run) -> None:
    @app.command()
    def add(
        provider_id: str,
        zh: str,
        en: str,
        regions: Annotated[str, typer.Argument(help="Several with commas.")],
        phone: Annotated[str, typer.Option(envvar="YINGDA_PROVIDER_PHONE")],
        since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])],
        until: Day = None,
        code: str = "",
        skills: Parts = "",
        service_zh: str = "服务",
        service_en: str = "service",
    ) -> None:
        """A firm that is new here."""
        body = {
            "name": Name(zh, en),
            "service": Name(service_zh, service_en),
            "regions": _parts(regions),
            "phone": phone,
            "contract_from": since.date(),
            "contract_until": until and until.date(),
            "code": code,
            "skills": _parts(skills),
        }
        new = {"provider_id": provider_id, "provider": body}
        run(lambda partners, asker: partners.add(asker, _read(new, NewProvider)))


def _changes(app: typer.Typer, run: Run) -> None:
    @app.command()
    def change(
        provider_id: str,
        zh: str = "",
        en: str = "",
        regions: Parts = "",
        phone: Annotated[str, typer.Option(envvar="YINGDA_PROVIDER_PHONE")] = "",
        until: Day = None,
        skills: Annotated[str | None, typer.Option(help="Empty: every one.")] = None,
    ) -> None:
        """Changes what is named and leaves the rest as it is."""

        async def task(partners: Partners, asker: Asker) -> None:
            one = await partners.provider(asker, provider_id)
            body = {
                **msgspec.structs.asdict(one),
                "name": Name(zh or one.name.zh, en or one.name.en),
                "regions": _parts(regions) or one.regions,
                "phone": phone or one.phone,
                "contract_until": until.date() if until else one.contract_until,
                "skills": one.skills if skills is None else _parts(skills),
            }
            kept = {name: body[name] for name in Draft.__struct_fields__}
            draft = _read(kept, Draft)
            await partners.change(asker, provider_id, draft, one.version)

        run(task)


def _read(value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadInput("provider", str(error)) from error


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _asker(scope: Scope) -> Asker:
    return Asker(
        user_id=SHELL, agent_id=None, scope=scope, actions=frozenset({ADMIN, READ})
    )


def told(one: Provider) -> str:
    """One line: id, name, code, regions, services, contract, score."""
    until: date | str = one.contract_until or ""
    cells = [one.provider_id, one.name.zh, one.code or "-", ",".join(one.regions)]
    cells += [",".join(one.skills) or "-", f"{one.contract_from}/{until}"]
    cells.append("-" if one.score is None else f"{one.score:g}")
    return "\t".join(cells if one.is_active else [*cells, "gone"])
