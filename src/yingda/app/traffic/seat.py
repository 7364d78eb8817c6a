"""A simulated agent at the desk, over the same HTTP as a browser: signs in, sits down, is
ready, writes up, takes breaks."""

import asyncio
import logging
from collections.abc import Callable
from random import Random  # noqa: TID251  # only the type: chance is an argument

import httpx
from msgspec import Struct

from yingda.app.traffic import plan
from yingda.journey.channels.adapters.asterisk.crowd import first
from yingda.kernel.ids import UserId
from yingda.platform.http import COOKIE

log = logging.getLogger(__name__)


class Refused(Exception):
    """The centre did not do what was asked."""


class Desk(Struct, frozen=True, kw_only=True):
    """As much of the desk as decides what comes next."""

    state: str
    contact: tuple[str, str] | None
    """The id of the foremost contact, and its queue."""


class Seat:
    """One agent. `touch` says that something has happened at the desk."""

    def __init__(
        self,
        user_id: UserId,
        *,
        password: str,
        http: httpx.AsyncClient,
        chance: Random,
        is_open: Callable[[], bool],
        door: asyncio.Semaphore,
    ) -> None:
        """`door`: so many sign in at a time, because a crowd there would be felt."""
        self.user_id = user_id
        self._password = password
        self._http = http
        self._chance = chance
        self._is_open = is_open
        self._door = door
        self._cookie = ""
        self._news = asyncio.Event()
        self._rests_until = 0.0

    def touch(self) -> None:
        self._news.set()

    async def work(self) -> None:
        """For ever: whatever goes wrong, the agent comes back."""
        while True:
            try:
                await self._next()
            except (httpx.HTTPError, Refused) as error:
                log.info("a simulated agent comes back later: %s", type(error).__name__)
                self._cookie = ""
                await asyncio.sleep(self._chance.uniform(3, 8))

    async def _next(self) -> None:
        if not self._cookie:
            if not self._is_open():
                await asyncio.sleep(1)
                return
            async with self._door:
                await self._sign_in()
        self._news.clear()
        desk = await self.desk()
        act = plan.look(
            self._chance,
            state=desk.state,
            contact=desk.contact,
            is_open=self._is_open(),
            rests=self._rests_until - _seconds(),
        )
        await self._do(act)

    async def _do(self, act: plan.Act) -> None:
        match act:
            case plan.Look(after=after):
                await first(self._news, seconds=after)
            case plan.SitDown():
                await self.ask("POST", "/api/desk/sign-in", {})
            case plan.BeReady():
                await self.ask("POST", "/api/desk/state", {"state": "ready"})
            case plan.GoHome():
                await self.go_home()
            case plan.WriteUp(contact_id=contact_id, how=how):
                await self._write_up(contact_id, how)

    async def _write_up(self, contact_id: str, how: plan.Closing) -> None:
        await asyncio.sleep(how.after)
        body: dict[str, object] = {
            "contact_id": contact_id,
            "reasons": how.reasons,
            "then": "break" if how.rest else "ready",
            "then_reason": how.rest or None,
        }
        if how.rest:
            self._rests_until = _seconds() + how.rests_for
        try:
            await self.ask("POST", "/api/desk/wrap-up", body)
        except Refused:
            """The countdown was quicker: the desk says what it is now."""

    async def desk(self) -> Desk:
        shown = await self.ask("GET", "/api/desk")
        contact = shown.get("contact")
        known = None
        if isinstance(contact, dict):
            known = str(contact["contact_id"]), str(contact["queue_id"])
        return Desk(state=str(shown["state"]), contact=known)

    async def go_home(self) -> None:
        """Signs out at the desk and at the door."""
        if self._cookie:
            await self.ask("POST", "/api/desk/sign-out", {})
            await self.ask("DELETE", "/api/session")
            self._cookie = ""

    async def _sign_in(self) -> None:
        who = {"user": self.user_id, "password": self._password}
        answer = await self._http.post("/api/session", json=who)
        if not answer.is_success:
            raise Refused(answer.status_code)
        self._cookie = f"{COOKIE}={answer.cookies[COOKIE]}"
        self._http.cookies.clear()

    async def ask(
        self, method: str, path: str, body: object = None
    ) -> dict[str, object]:
        answer = await self._http.request(
            method, path, json=body, headers={"Cookie": self._cookie}
        )
        self._http.cookies.clear()
        if answer.status_code == 401:
            self._cookie = ""
        if not answer.is_success:
            raise Refused(answer.status_code)
        found: dict[str, object] = answer.json() if answer.content else {}
        return found


def _seconds() -> float:
    return asyncio.get_running_loop().time()
