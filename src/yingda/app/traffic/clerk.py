"""How a simulated agent serves one chat: reads, thinks, types, and ends it."""

import asyncio
from collections.abc import Callable
from random import Random  # noqa: TID251  # only the type: chance is an argument

import msgspec
from msgspec import Struct

from yingda.app.traffic.chat_plan import Post, Turn, agent_turn, texts_of, writing
from yingda.app.traffic.seat import Contact, Seat
from yingda.app.traffic.texts import Texts
from yingda.journey.channels.limits import Canned

READS = 2.5
"""Seconds after which an agent looks again what the visitor wrote."""
SECONDS_A_LETTER = 0.11
PATIENCE = 75.0
"""Seconds after which a simulated visitor who writes nothing is gone: it was killed."""
CANNED = 0.7
"""So often the greeting and the farewell are ready replies."""
GREETING, FAREWELL = "hello", "bye"


class Thread(Struct, frozen=True):
    """One chat as its agent reads it."""

    state: str
    posts: tuple[Post, ...]


class Clerk:
    """Every simulated agent who writes. What comes next follows from what stands in the
    chat, so that whoever takes it over goes on."""

    def __init__(
        self, *, chance: Random, texts: Texts, is_open: Callable[[], bool]
    ) -> None:
        self._chance = chance
        self._is_open = is_open
        self._texts = texts

    async def serve(self, seat: Seat, contact: Contact) -> None:
        """Until the chat is over; one that is somebody else's by now is refused."""
        path = f"/api/chats/{contact.contact_id}"
        if contact.is_simulated is None:
            return
        lines = self._texts.talks.get(contact.queue_id, ())
        said, silent_since = 0, _seconds()
        while True:
            thread = msgspec.convert(await seat.ask("GET", path), Thread)
            if thread.state == "ended":
                return
            others = texts_of(thread.posts, "visitor")
            if others != said:
                said, silent_since = others, _seconds()
            own = texts_of(thread.posts, "agent")
            turn, text = agent_turn(lines, own=own, others=others)
            if contact.is_simulated:
                is_left = _seconds() - silent_since > PATIENCE or not self._is_open()
                turn = Turn.PARTS if is_left and turn is Turn.WAITS else turn
                await self._go_on(seat, path, turn, text)
            else:
                await self._with_people(seat, path, turn)
            await asyncio.sleep(READS)

    async def _go_on(self, seat: Seat, path: str, turn: Turn, text: str) -> None:
        match turn:
            case Turn.WAITS:
                return
            case Turn.BEGINS:
                await self._say(seat, path, await self._ready(seat, GREETING))
            case Turn.SAYS:
                await self._say(seat, path, text)
            case Turn.PARTS:
                await self._say(seat, path, await self._ready(seat, FAREWELL))
                await seat.ask("POST", f"{path}/end")

    async def _with_people(self, seat: Seat, path: str, turn: Turn) -> None:
        """The visitor is no part of the simulation: says so, and listens. Silence ends
        the chat, or the visitor does."""
        if turn is Turn.BEGINS:
            await self._say(seat, path, self._texts.agent_to_people)
        elif turn is not Turn.WAITS:
            await self._say(seat, path, self._texts.agent_goes_on)

    async def _say(self, seat: Seat, path: str, text: str) -> None:
        await asyncio.sleep(writing(self._chance, text, SECONDS_A_LETTER))
        await seat.ask("POST", f"{path}/say", {"text": text})

    async def _ready(self, seat: Seat, code: str) -> str:
        """A ready reply of the centre's, or plain words."""
        plain = {GREETING: self._texts.agent_begins, FAREWELL: self._texts.agent_ends}
        if self._chance.random() < CANNED:
            found = await seat.ask("GET", "/api/chats/canned")
            replies = msgspec.convert(found, tuple[Canned, ...])
            return next((o.text.zh for o in replies if o.code == code), plain[code])
        return plain[code]


def _seconds() -> float:
    return asyncio.get_running_loop().time()
