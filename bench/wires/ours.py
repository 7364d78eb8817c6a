"""The product's own server with a thousand desks open: what is shown to them, and no
other work. Everything runs as in the process `work`: the same application, the same
protocol, the same jobs for open pages; only the moments of the beats are the benchmark's.
"""

import asyncio
import sys
import time
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import cast

import uvicorn

from bench.pop import agent, parts
from bench.wires.control import Words, listen, run
from yingda.app import jobs
from yingda.app.asgi import create
from yingda.app.build import Centre, build
from yingda.app.editions import HOME, Edition, embedded
from yingda.app.processes import served
from yingda.app.screens.attendance import LOOKS_AGAIN, Attendance
from yingda.app.screens.feed import Feed
from yingda.app.screens.herald import Herald
from yingda.app.settings import Settings
from yingda.app.world.load import load_organisation
from yingda.journey.people.store import sessions
from yingda.kernel.ids import AgentId, UserId
from yingda.kernel.org import Asker
from yingda.messages.desk import AgentState
from yingda.platform.http import COOKIE

SOMEBODY = UserId("a1001")


def name(number: int) -> str:
    return f"bench-{number}"


async def prepare(centre: Centre, desks: int) -> Mapping[str, Asker]:
    """All are at their desks and ready; who asks, by the token of the session."""
    ground, now = centre.edition, centre.edition.clock.now()
    askers = {f"token-{number}": agent(number) for number in range(desks)}
    for who in askers.values():
        await centre.desk.sign_in(who)
        await centre.desk.set_state(who, AgentState.READY, None)
    async with ground.work.system(HOME) as tx:
        for token in askers:
            digest = sha256(token.encode()).digest()
            until = now + timedelta(hours=12)
            await sessions.add_session(tx, digest, SOMEBODY, now, until)
    while await ground.bus.carry():
        pass
    return askers


class Ours:
    def __init__(self, centre: Centre, server: uvicorn.Server, desks: int) -> None:
        self._desks = desks
        self._server = server
        self._feed = cast("Feed", centre.screens["feed"])
        self._herald = cast("Herald", centre.screens["herald"])

    async def do(self, words: Words) -> Words:
        match words["what"]:
            case "open":
                port = self._server.servers[0].sockets[0].getsockname()[1]
                cookies = [f"{COOKIE}=token-{number}" for number in range(self._desks)]
                return {"port": port, "cookies": cookies}
            case "round":
                start = time.monotonic()
                for number in range(words["first"], words["first"] + words["some"]):
                    self._feed.touch(AgentId(name(number)))
                await self._herald.beat()
                return {"start": start}
            case "fill":
                for _ in range(words["times"]):
                    self._feed.touch(AgentId(name(words["number"])))
                    await asyncio.sleep(0.002)
                return {}
            case _:
                return {"cpu": time.process_time()}


async def serve(edition: Edition, settings: Settings, desks: int) -> None:
    centre = build(edition, parts(settings, edition))
    edition.bus.only(frozenset({"desk"}))
    await load_organisation(centre.people, HOME, settings.demo_password)
    askers = await prepare(centre, desks)

    async def who(token: str) -> Asker | None:
        return askers.get(token)

    app = create(centre.routes(), centre.services(), who)
    config = served(app, settings)
    config.port = 0
    server = uvicorn.Server(config)
    attendance = cast("Attendance", centre.screens["attendance"])
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve())
        look = jobs.every(LOOKS_AGAIN, attendance.look)
        looking = tasks.create_task(jobs.again("who is signed in", look))
        while not server.started:  # noqa: ASYNC110  # it has no event for it
            await asyncio.sleep(0.05)
        await listen(Ours(centre, server, desks).do)
        looking.cancel()
        server.should_exit = True
        await serving


async def main() -> None:
    settings = Settings(data=Path(sys.argv[1]), switch="simulated")
    async with embedded(settings) as edition:
        await serve(edition, settings, int(sys.argv[2]))


if __name__ == "__main__":
    run(main)
