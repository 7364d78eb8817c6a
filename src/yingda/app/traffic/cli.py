"""`yingda traffic`: how busy the demo is, while it runs."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Annotated

import typer

from yingda.app.settings import MOST
from yingda.app.traffic.limits import Limits
from yingda.journey.system.service import System
from yingda.journey.system.service.changes import ADMIN
from yingda.kernel.ids import UserId
from yingda.kernel.org import Asker, Scope
from yingda.platform.sql.parameters import name_of

Opened = Callable[[], AbstractAsyncContextManager[tuple[System, Scope]]]
"""Opens the centre's database for as long as a command needs it."""

SHELL = UserId("command-line")
"""As whom the command line is written down in the logs."""


def command(opened: Opened) -> Callable[[float | None], None]:
    def traffic(
        level: Annotated[
            float | None,
            typer.Argument(
                min=0, max=MOST, help="0 quiet, 1 gentle, 5 five times as busy."
            ),
        ] = None,
    ) -> None:
        """How busy simulated callers keep the demo; with a number, from now on until
        the centre is started again."""
        typer.echo(f"traffic {asyncio.run(turned(opened, level)):g}")

    return traffic


async def turned(opened: Opened, level: float | None) -> float:
    """The level that holds; it is set before if one is given."""
    async with opened() as (system, scope):
        asker = Asker(
            user_id=SHELL, agent_id=None, scope=scope, actions=frozenset({ADMIN})
        )
        name = name_of(Limits)
        if level is not None:
            value = {**await _held(system, asker), "level": level}
            await system.rules.set(asker, name, value)
        return float(str((await _held(system, asker))["level"]))


async def _held(system: System, asker: Asker) -> dict[str, object]:
    found = (await system.rules.one(asker, name_of(Limits))).value
    assert isinstance(found, dict)
    return found
