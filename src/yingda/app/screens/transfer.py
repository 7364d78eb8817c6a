"""To whom a call can be given: agents with their state, queues with who waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from yingda.app.screens.queues import QueueLine, QueuesScreen
from yingda.app.screens.words import whole
from yingda.kernel.ids import AgentId, QueueId
from yingda.kernel.org import Asker, Scope
from yingda.messages.desk import AgentState
from yingda.messages.people import AgentCard

AT_MOST = 50


class Colleagues(Protocol):
    """Agents by a part of the name, by pinyin or by staff number."""

    async def agents(self, scope: Scope, typed: str = "") -> tuple[AgentCard, ...]: ...


class AgentTarget(Struct, frozen=True, kw_only=True):
    """A colleague who is signed in."""

    agent_id: AgentId
    name: str
    number: str
    state: AgentState
    since: datetime
    queues: tuple[QueueId, ...]


class TransferTargets(Struct, frozen=True, kw_only=True):
    """Those who match what was typed; whoever is ready first."""

    agents: tuple[AgentTarget, ...]
    queues: tuple[QueueLine, ...]


class TransferScreen:
    """One search over agents and queues of the whole centre."""

    def __init__(self, *, people: Colleagues, queues: QueuesScreen) -> None:
        self._people = people
        self._queues = queues

    async def find(self, asker: Asker, typed: str) -> TransferTargets:
        asker.must("calls.control")
        place, typed = whole(asker.scope), typed.strip()
        cards = await self._people.agents(place, typed)
        floor = await self._queues.floor(place)
        queues = (await self._queues.now(asker.scope)).queues
        present = {one.agent_id: one for one in floor.agents}
        agents = [
            AgentTarget(
                agent_id=card.agent_id,
                name=card.name,
                number=card.number,
                state=present[card.agent_id].state,
                since=present[card.agent_id].since,
                queues=card.queues,
            )
            for card in cards
            if card.agent_id in present and card.agent_id != asker.agent_id
        ]
        agents.sort(key=lambda one: (one.state is not AgentState.READY, one.since))
        return TransferTargets(
            agents=tuple(agents[:AT_MOST]), queues=_meant(queues, typed)
        )


def _meant(queues: Sequence[QueueLine], typed: str) -> tuple[QueueLine, ...]:
    return tuple(
        one
        for one in queues
        if typed in one.name.zh
        or typed.lower() in one.name.en.lower()
        or one.queue_id.startswith(typed.lower())
    )


@get("/api/transfer-targets")
async def transfer_targets(
    transfer_screen: NamedDependency[TransferScreen],
    asker: NamedDependency[Asker],
    q: FromQuery[str] = "",
) -> TransferTargets:
    return await transfer_screen.find(asker, q)


ROUTES = [transfer_targets]
