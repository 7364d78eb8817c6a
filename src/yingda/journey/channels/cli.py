"""Texts to customers on the command line."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated

import typer

from yingda.journey.channels.model.texts import SentText
from yingda.journey.channels.service import Channels
from yingda.journey.channels.service.texts_kept import CONTACTS, ORDERS
from yingda.kernel.calendar import SHANGHAI
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, Scope

Opened = Callable[[], AbstractAsyncContextManager[tuple[Channels, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

SHELL = UserId("command-line")


def commands(opened: Opened) -> typer.Typer:
    """`yingda texts …`."""
    app = typer.Typer(no_args_is_help=True, help="Short messages to customers.")

    @app.callback()
    def texts() -> None:
        """Short messages to customers."""

    @app.command("list")
    def list_texts(
        about: Annotated[str, typer.Option(help="order/… or contact/…")] = "",
        limit: int = 50,
    ) -> None:
        """The newest first: when, number, purpose, state, why. What they say is not
        printed."""
        for one in asyncio.run(_listed(opened, about or None, limit)):
            typer.echo(told(one))

    return app


async def _listed(opened: Opened, about: str | None, limit: int) -> list[SentText]:
    async with opened() as (channels, scope):
        shell = Asker(
            user_id=SHELL,
            agent_id=None,
            scope=scope,
            actions=frozenset({CONTACTS, ORDERS}),
        )
        return await channels.kept_texts.page(shell, about, limit)


def told(one: SentText) -> str:
    text = one.text
    asked = text.asked.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return "\t".join(
        (asked, one.number_masked, text.purpose, text.state.value, text.why or "")
    )
