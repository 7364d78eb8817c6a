"""The verbs of those who lead: each for their own people only, and each in the log."""

from datetime import datetime
from typing import cast

from yingda.journey.floor import store
from yingda.journey.floor.errors import NotYourPeople
from yingda.journey.floor.limits import Limits
from yingda.journey.floor.model import Note
from yingda.journey.floor.ports import Chats, Desks, Ears, Staff
from yingda.kernel.ids import AgentId, MessageId, UserId
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput, Refusal
from yingda.messages.desk import AgentState
from yingda.messages.floor import AgentMessaged, NotesLetGo
from yingda.messages.people import AgentCard
from yingda.platform.ports import Clock, Ids, Keys, Parameters, Work

WATCH, LISTEN = "floor.watch", "floor.listen"
FORCE, MESSAGE = "floor.force", "floor.message"


class Floor:
    """What is happening now, and who steps in?"""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        keys: Keys,
        parameters: Parameters,
        staff: Staff,
        desks: Desks,
        ears: Ears,
        chats: Chats,
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._keys = keys
        self._parameters = parameters
        self._staff = staff
        self._desks = desks
        self._ears = ears
        self._chats = chats

    # --- stepping in ----------------------------------------------------------------

    async def force(
        self, asker: Asker, agent_id: AgentId, state: AgentState, reason: str | None
    ) -> None:
        """At once, or after the contact that the agent is serving."""
        await self._must_lead(asker, FORCE, agent_id)
        await self._desks.force(asker, agent_id, state, reason)

    async def send_home(self, asker: Asker, agent_id: AgentId) -> None:
        """Signs the agent out; their chats go to others. Refused during a call."""
        await self._must_lead(asker, FORCE, agent_id)
        await self._desks.send_home(asker, agent_id)
        await self._chats.give_back(asker.scope, agent_id)

    async def listen(self, asker: Asker, agent_id: AgentId) -> None:
        """Rings the asker's telephone; answered, it hears the agent's talk. Whoever was
        ready is given no contact meanwhile."""
        await self._must_lead(asker, LISTEN, agent_id)
        has_desk = asker.agent_id is not None and asker.may("desk.work")
        if has_desk:
            await self._desks.step_aside(asker)
        try:
            await self._ears.listen(asker, agent_id)
        except Refusal:
            if has_desk:
                await self._desks.step_back(asker)
            raise

    async def stop_listening(self, asker: Asker) -> None:
        asker.must(LISTEN)
        await self._ears.stop(asker)

    async def write(self, asker: Asker, agent_id: AgentId, text: str) -> None:
        """A note, on the agent's desk until they say that they have read it."""
        await self._must_lead(asker, MESSAGE, agent_id)
        limits = self._parameters.get(Limits, asker.scope)
        text = text.strip()
        if not 0 < len(text) <= limits.longest_note:
            raise BadInput("text", f"1 to {limits.longest_note} letters")
        note_id, now = self._ids.new(MessageId), self._clock.now()
        async with self._work.begin(asker.scope) as tx:
            await store.add(
                tx,
                note_id,
                agent_id=agent_id,
                user_id=asker.user_id,
                at=now,
                text=self._keys.seal(text, about=_about(note_id)),
            )
            await tx.tell(
                AgentMessaged(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=asker.scope,
                    agent_id=agent_id,
                    user_id=asker.user_id,
                    note_id=note_id,
                )
            )

    # --- what an agent does with notes ------------------------------------------------

    async def notes(self, asker: Asker) -> list[Note]:
        """The asker's own that they have not read, the oldest first."""
        agent_id = _agent(asker)
        limits = self._parameters.get(Limits, asker.scope)
        since = self._clock.now() - limits.unread_for
        # Whoever leads may sit higher in the tree than the agent, and so does the note.
        async with self._work.system(asker.scope) as tx:
            rows = await store.unread(tx, agent_id, since)
        return [
            Note(
                note_id=str(row["note_id"]),
                user_id=UserId(str(row["user_id"])),
                at=cast(datetime, row["at"]),
                text=self._keys.open(
                    cast(bytes, row["text"]), about=_about(str(row["note_id"]))
                ),
            )
            for row in rows
        ]

    async def read(self, asker: Asker, note_id: str) -> None:
        """Read once; again, and somebody else's, changes nothing."""
        agent_id = _agent(asker)
        async with self._work.system(asker.scope) as tx:
            await store.read(tx, agent_id, note_id, self._clock.now())

    async def let_go(self, scope: Scope) -> int:
        """Notes that were kept long enough; to be called now and then."""
        limits = self._parameters.get(Limits, scope)
        now = self._clock.now()
        async with self._work.system(scope) as tx:
            gone = await store.forget(tx, now - limits.notes_kept)
            if gone:
                await tx.tell(
                    NotesLetGo(
                        id=self._ids.new(MessageId), at=now, scope=scope, notes=gone
                    )
                )
        return gone

    # --- whom does the asker lead? -----------------------------------------------------

    async def led(self, asker: Asker, cards: tuple[AgentCard, ...]) -> list[AgentCard]:
        """Those of these whom the asker leads."""
        asker.must(WATCH)
        reach = await self._staff.within_reach(asker)
        return [card for card in cards if _is_led(asker, card, reach)]

    async def _must_lead(self, asker: Asker, action: str, agent_id: AgentId) -> None:
        asker.must(action)
        card = (await self._staff.cards(asker.scope, [agent_id])).get(agent_id)
        reach = await self._staff.within_reach(asker)
        if card is None or not _is_led(asker, card, reach):
            raise NotYourPeople(agent_id)


def _is_led(asker: Asker, card: AgentCard, reach: frozenset[AgentId] | None) -> bool:
    """Nobody leads themselves; the tree is the border in any case."""
    path, place = asker.scope.path, card.branch_id
    is_below = place == path or place.startswith(path + ".")
    is_reached = reach is None or card.agent_id in reach
    return is_below and is_reached and card.agent_id != asker.agent_id


def _agent(asker: Asker) -> AgentId:
    asker.must("desk.work")
    return asker.agent_id or AgentId("")


def _about(note_id: str) -> str:
    return f"floor/{note_id}"
