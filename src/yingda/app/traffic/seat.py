"""A simulated agent at the desk, over the same HTTP as a browser: signs in, sits down, is
ready, serves chats, writes up, takes breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from random import Random  # noqa: TID251  # only the type: chance is an argument

import httpx
import msgspec
from msgspec import Struct

from yingda.app.traffic import plan
from yingda.journey.channels.adapters.asterisk.crowd import first
from yingda.kernel.ids import UserId
from yingda.messages.channels import Channel
from yingda.platform.http import COOKIE

log = logging.getLogger(__name__)


class Refused(Exception):
    """The centre did not do what was asked; its argument is the status."""


class About(Struct, frozen=True):
    """Who it is, as far as it matters here."""

    simulated: bool


class Panel(Struct, frozen=True):
    answer: About | None = None
    """None while the desk does not know."""


class Pop(Struct, frozen=True):
    contact: Panel


class Contact(Struct, frozen=True):
    """One contact at the desk."""

    contact_id: str
    queue_id: str
    channel: str
    stage: str
    pop: Pop

    @property
    def is_simulated(self) -> bool | None:
        """None while the desk does not know."""
        told = self.pop.contact.answer
        return told.simulated if told else None


class Desk(Struct, frozen=True):
    """As much of the desk as decides what comes next."""

    state: str
    contacts: tuple[Contact, ...]

    @property
    def unwritten(self) -> tuple[str, str] | None:
        over = (one for one in self.contacts if one.stage == "wrap")
        return next(((one.contact_id, one.queue_id) for one in over), None)


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
        serve: Callable[["Seat", Contact], Awaitable[None]],
        writes: bool,
    ) -> None:
        """`door`: so many sign in at a time, because a crowd there would be felt.
        `serve`: how a chat is served; `writes`: whether any is to be expected."""
        self.user_id = user_id
        self._password = password
        self._http = http
        self._chance = chance
        self._is_open = is_open
        self._door = door
        self._cookie = ""
        self._news = asyncio.Event()
        self._rests_until = 0.0
        self._serve = serve
        self.writes = writes
        self._chats: dict[str, asyncio.Task[None]] = {}
        """That are being served, by the contact."""

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
        self._take_up(desk)
        act = plan.look(
            self._chance,
            state=desk.state,
            unwritten=desk.unwritten,
            is_open=self._is_open(),
            rests=self._rests_until - _seconds(),
        )
        await self._do(act)

    def _take_up(self, desk: Desk) -> None:
        """Each chat is served beside whatever else the agent does."""
        for contact in desk.contacts:
            is_new = contact.contact_id not in self._chats and contact.stage != "wrap"
            if contact.channel == Channel.CHAT and is_new:
                task = asyncio.ensure_future(self._serve(self, contact))
                self._chats[contact.contact_id] = task
                task.add_done_callback(partial(self._served, contact.contact_id))

    def _served(self, contact_id: str, task: asyncio.Task[None]) -> None:
        del self._chats[contact_id]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.info("a simulated chat was cut short: %s", type(error).__name__)
        # The desk hears of it in a moment; what is still there is taken up again.
        asyncio.get_running_loop().call_later(1.0, self.touch)

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
        return msgspec.convert(await self.ask("GET", "/api/desk"), Desk)

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

    async def ask(self, method: str, path: str, body: object = None) -> object:
        answer = await self._http.request(
            method, path, json=body, headers={"Cookie": self._cookie}
        )
        self._http.cookies.clear()
        if answer.status_code == 401:
            self._cookie = ""
        if not answer.is_success:
            raise Refused(answer.status_code)
        return answer.json() if answer.content else None


def _seconds() -> float:
    return asyncio.get_running_loop().time()
