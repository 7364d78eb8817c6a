"""Simulated visitors of the customers' page: each opens a chat as the page does, follows it
over the page's socket, writes at human pace, and leaves."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random  # noqa: TID251  # only the type: chance is an argument

import httpx
import msgspec
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect

from yingda.app.traffic.chat_plan import (
    Post,
    Turn,
    Visit,
    texts_of,
    visitor_turn,
    writing,
)
from yingda.app.traffic.texts import Texts

FOLLOWS = 5.0
"""Seconds after which a visitor looks whether they still want to wait."""
SAYS_GOODBYE = 20.0
"""Seconds in which the agent may end a chat that the visitor has done with."""

log = logging.getLogger(__name__)


class Lost(Exception):
    """The page shows that something went wrong, and the visitor gives up."""


class Opened(Struct, frozen=True):
    token: str


class Now(Struct, frozen=True):
    """What the page's socket says."""

    state: str
    posts: tuple[Post, ...]


@dataclass(slots=True)
class Chat:
    """One visitor's chat, as far as the page has read it."""

    token: str
    state: str = "waiting"
    after: int = 0
    own: int = 0
    others: int = 0
    """Texts of their own, and of agents."""

    def take(self, now: Now) -> bool:
        """Whether an agent has written anything."""
        self.state = now.state
        fresh = [one for one in now.posts if one.number > self.after]
        self.after = max([self.after, *(one.number for one in fresh)])
        self.own += texts_of(fresh, "visitor")
        theirs = texts_of(fresh, "agent")
        self.others += theirs
        return theirs > 0


class Asked(Struct, frozen=True, kw_only=True):
    """What opens a chat."""

    text: str
    queue_id: str
    number: str
    simulation: str


@dataclass(slots=True, kw_only=True)
class Visitors:
    """All who write now."""

    http: httpx.AsyncClient
    socket: str
    """Where the page's socket is."""
    password: str
    """Of those who are nobody real."""
    chance: Random
    texts: Texts
    is_open: Callable[[], bool]
    waiting: set[str] = field(default_factory=set)
    """Tokens of those whom no agent has answered yet."""

    async def come(self, wish: Visit, number: str) -> None:
        """From the first words to the end."""
        lines = self.texts.talks[wish.topic]
        await asyncio.sleep(writing(self.chance, lines[0], wish.seconds_a_letter))
        asked = Asked(
            text=lines[0],
            queue_id=wish.topic,
            number=number,
            simulation=self.password,
        )
        answer = await self._ask("", asked)
        chat = Chat(msgspec.json.decode(answer.content, type=Opened).token)
        try:
            self.waiting.add(chat.token)
            if await self._talks(chat, wish) and chat.state != "ended":
                await self._ask("/end", {"token": chat.token})
        finally:
            self.waiting.discard(chat.token)

    async def _talks(self, chat: Chat, wish: Visit) -> bool:
        """False if the page is closed and nothing more is said."""
        async with self._page(chat) as page:
            while not chat.others:
                if not await self._follow(page, chat, wish.patience):
                    return wish.says_so or not self.is_open()
                if chat.state == "ended":
                    return True
            self.waiting.discard(chat.token)
            if not wish.away_for:
                return await self._goes_on(page, chat, wish)
        await asyncio.sleep(wish.away_for)
        async with self._page(chat) as page:
            return await self._goes_on(page, chat, wish)

    async def _goes_on(self, page: ClientConnection, chat: Chat, wish: Visit) -> bool:
        lines = self.texts.talks[wish.topic]
        while chat.state != "ended" and self.is_open():
            turn, text = visitor_turn(lines, own=chat.own, others=chat.others)
            match turn:
                case Turn.SAYS:
                    await self._say(chat, text, wish)
                case Turn.PARTS:
                    await self._say(chat, self.texts.visitor_ends, wish)
                    if not wish.ends:
                        await self._follow(page, chat, SAYS_GOODBYE, until_end=True)
                    return True
                case _:
                    pass
            if not await self._follow(page, chat, wish.patience):
                return True
        return True

    # --- the page -------------------------------------------------------------------

    @asynccontextmanager
    async def _page(self, chat: Chat) -> AsyncIterator[ClientConnection]:
        async with connect(self.socket) as page:
            hello = {"token": chat.token, "after": chat.after}
            await page.send(msgspec.json.encode(hello).decode())
            yield page

    async def _follow(
        self,
        page: ClientConnection,
        chat: Chat,
        patience: float,
        *,
        until_end: bool = False,
    ) -> bool:
        """Until an agent has written, or the chat is over; False if it took too long."""
        until = _seconds() + patience
        while _seconds() < until and self.is_open():
            try:
                async with asyncio.timeout(min(FOLLOWS, until - _seconds())):
                    said = await page.recv()
            except TimeoutError:
                continue
            has_news = chat.take(msgspec.json.decode(said, type=Now))
            if chat.state == "ended" or (has_news and not until_end):
                return True
        return False

    async def _say(self, chat: Chat, text: str, wish: Visit) -> None:
        await asyncio.sleep(writing(self.chance, text, wish.seconds_a_letter))
        await self._ask("/say", {"token": chat.token, "text": text})

    async def _ask(self, path: str, body: object) -> httpx.Response:
        answer = await self.http.post(
            f"/api/chat{path}",
            content=msgspec.json.encode(body),
            headers={"Content-Type": "application/json"},
        )
        if not answer.is_success:
            raise Lost(answer.status_code)
        return answer


def _seconds() -> float:
    return asyncio.get_running_loop().time()
