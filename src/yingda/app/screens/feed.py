"""Which desks have something new to show. Each socket writes for itself alone.

A desk's news is a flag, not a queue: however slow a reader is, it gets the newest
snapshot next, and nobody else waits for it.
"""

import asyncio
from dataclasses import dataclass, field

from yingda.kernel.ids import AgentId, ContactId
from yingda.messages.channels import ChatWritten
from yingda.messages.desk import AgentStateChanged, ContactWrappedUp, WrapUpBegan
from yingda.messages.dialogue import CallerIdentified, DataAttached
from yingda.messages.floor import AgentMessaged
from yingda.messages.workorders import OrderOpened
from yingda.platform.ports import Bus


@dataclass(eq=False)
class Line:
    """One open socket of one agent."""

    agent_id: AgentId
    is_new: bool = True
    has_notes: bool = True
    """Somebody may have written to the agent."""
    is_taken_over: bool = False
    contact_ids: frozenset[ContactId] = frozenset()
    """The contacts of the last snapshot: news of them is news for this desk."""
    written: dict[ContactId, int] = field(default_factory=dict)
    """Chats in which something was written since, with the number of the last post."""
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def touch(self) -> None:
        self.is_new = True
        self._wake.set()

    def write(self, contact_id: ContactId, number: int) -> None:
        self.written[contact_id] = max(number, self.written.get(contact_id, 0))
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    def take_over(self) -> None:
        self.is_taken_over = True
        self._wake.set()

    async def news(self) -> None:
        """Until there is something to say."""
        await self._wake.wait()
        self._wake.clear()


class Feed:
    """The open desks. The newest tab of an agent is the one that counts."""

    def __init__(self, bus: Bus) -> None:
        self._lines: dict[AgentId, Line] = {}
        bus.watches(AgentStateChanged, self._agent_news)
        bus.watches(WrapUpBegan, self._agent_news)
        bus.watches(ContactWrappedUp, self._agent_news)
        bus.watches(CallerIdentified, self._contact_news)
        bus.watches(DataAttached, self._contact_news)
        bus.watches(OrderOpened, self._contact_news)
        bus.watches(ChatWritten, self._chat_news)
        bus.watches(AgentMessaged, self._written)

    def open(self, agent_id: AgentId) -> Line:
        """A new socket; the one before is told that it was taken over."""
        if old := self._lines.get(agent_id):
            old.take_over()
        line = self._lines[agent_id] = Line(agent_id)
        return line

    def close(self, line: Line) -> None:
        if self._lines.get(line.agent_id) is line:
            del self._lines[line.agent_id]

    async def _written(self, event: AgentMessaged) -> None:
        if line := self._lines.get(event.agent_id):
            line.has_notes = True
            line.wake()

    def touch(self, agent_id: AgentId | None) -> None:
        """What this desk shows has changed."""
        if agent_id and (line := self._lines.get(agent_id)):
            line.touch()

    async def _agent_news(
        self, event: AgentStateChanged | WrapUpBegan | ContactWrappedUp
    ) -> None:
        self.touch(event.agent_id)

    async def _contact_news(
        self, event: CallerIdentified | DataAttached | OrderOpened
    ) -> None:
        for line in self._lines.values():
            if event.contact_id in line.contact_ids:
                line.touch()

    async def _chat_news(self, event: ChatWritten) -> None:
        for line in self._lines.values():
            if event.contact_id in line.contact_ids:
                line.write(event.contact_id, event.number)
