"""Who works now, and at what: the people whom somebody leads, live."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from yingda.app.screens.queues import QueuesScreen
from yingda.app.screens.shared import Shared
from yingda.app.screens.words import Words
from yingda.journey.floor.model import Note
from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentNow, AgentState, WorkNow
from yingda.messages.people import AgentCard
from yingda.platform.ports import Clock

PRESENT = frozenset(
    {
        AgentState.OFFLINE,
        AgentState.READY,
        AgentState.BREAK,
        AgentState.TRAINING,
        AgentState.MEETING,
    }
)
"""States without a contact; in all others the agent is engaged in work."""


class Staff(Protocol):
    """Agents of the scope."""

    async def agents(self, scope: Scope, typed: str = "") -> tuple[AgentCard, ...]: ...


class Leading(Protocol):
    """Whom does the asker lead? What was written to the asker?"""

    async def led(
        self, asker: Asker, cards: tuple[AgentCard, ...]
    ) -> list[AgentCard]: ...

    async def notes(self, asker: Asker) -> list[Note]: ...


class History(Protocol):
    """Whose customers, of these contacts, are nobody real?"""

    async def simulated(
        self, scope: Scope, contact_ids: Sequence[ContactId]
    ) -> frozenset[ContactId]: ...


class WorkLine(Struct, frozen=True, kw_only=True):
    """One contact that the agent works on."""

    state: AgentState
    since: datetime
    contact_id: ContactId
    channel: Channel
    queue_name: Name | None
    simulated: bool
    """The customer is."""


class FloorAgent(Struct, frozen=True, kw_only=True):
    """One agent: presence is exactly one thing, work may be several."""

    agent_id: AgentId
    name: str
    number: str
    group: Name
    presence: str
    """`offline`, `ready`, `break`, `training`, `meeting`, or `engaged` with work."""
    reason: str | None
    since: datetime | None
    """None for those who are offline."""
    work: tuple[WorkLine, ...]
    simulated: bool = False


class FloorNow(Struct, frozen=True, kw_only=True, tag=True):
    """Everybody whom the asker leads."""

    as_of: datetime
    agents: tuple[FloorAgent, ...]


class NoteLine(Struct, frozen=True, kw_only=True):
    """What a leader wrote."""

    note_id: str
    at: datetime
    name: str
    text: str


class NotesNow(Struct, frozen=True, kw_only=True, tag=True):
    """All that an agent has not read yet, the oldest first."""

    notes: tuple[NoteLine, ...]


class FloorScreen:
    """One look a second at states; the staff is looked up less often."""

    def __init__(
        self,
        *,
        floor: Leading,
        staff: Staff,
        queues: QueuesScreen,
        words: Words,
        history: History,
        clock: Clock,
    ) -> None:
        self._floor = floor
        self._queues = queues
        self._words = words
        self._history = history
        self._clock = clock
        self._staff = Shared(staff.agents, clock=clock, age=timedelta(seconds=15))

    async def now(self, asker: Asker) -> FloorNow:
        led = await self._floor.led(asker, await self._staff.get(asker.scope))
        present = {
            one.agent_id: one for one in (await self._queues.floor(asker.scope)).agents
        }
        made_up = await self._history.simulated(
            asker.scope,
            [
                work.contact_id
                for card in led
                if (at := present.get(card.agent_id))
                for work in at.work
            ],
        )
        return FloorNow(
            as_of=self._clock.now(),
            agents=tuple(
                self._agent(asker.scope, card, present.get(card.agent_id), made_up)
                for card in led
            ),
        )

    async def notes(self, asker: Asker) -> NotesNow:
        found: Sequence[Note] = await self._floor.notes(asker)
        names = await self._words.names(
            asker.scope, "user", [one.user_id for one in found]
        )
        return NotesNow(
            notes=tuple(
                NoteLine(
                    note_id=one.note_id,
                    at=one.at,
                    name=names.get(one.user_id, one.user_id),
                    text=one.text,
                )
                for one in found
            )
        )

    def _agent(
        self,
        scope: Scope,
        card: AgentCard,
        at: AgentNow | None,
        made_up: frozenset[ContactId],
    ) -> FloorAgent:
        state = at.state if at else AgentState.OFFLINE
        return FloorAgent(
            agent_id=card.agent_id,
            name=card.name,
            number=card.number,
            group=card.group,
            presence=state.value if state in PRESENT else "engaged",
            reason=at.reason if at else None,
            since=at.since if at else None,
            work=tuple(
                self._work(scope, one, is_made_up=one.contact_id in made_up)
                for one in (at.work if at else ())
            ),
            simulated=card.simulated,
        )

    def _work(self, scope: Scope, one: WorkNow, *, is_made_up: bool) -> WorkLine:
        return WorkLine(
            state=one.state,
            since=one.since,
            contact_id=one.contact_id,
            channel=one.channel,
            queue_name=self._words.queues(scope).get(one.queue_id),
            simulated=is_made_up,
        )


@get("/api/floor")
async def show_floor(
    floor_screen: NamedDependency[FloorScreen], asker: NamedDependency[Asker]
) -> FloorNow:
    return await floor_screen.now(asker)


@get("/api/desk/notes")
async def show_notes(
    floor_screen: NamedDependency[FloorScreen], asker: NamedDependency[Asker]
) -> NotesNow:
    return await floor_screen.notes(asker)


ROUTES = [show_floor, show_notes]
