"""The queues: their names, who waits and who is ready, asked once a second for all."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from yingda.app.screens.shared import Shared
from yingda.app.screens.words import Words, whole
from yingda.journey.desk.service import Desk
from yingda.kernel.ids import QueueId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.messages.desk import AgentNow
from yingda.messages.routing import QueueNow
from yingda.platform.ports import Clock


class Waiting(Protocol):
    """How many wait in each queue, by branch of the callers, and who could be rung?"""

    async def queues_now(self, scope: Scope) -> Sequence[QueueNow]: ...

    async def ready_by_queue(self, scope: Scope) -> Mapping[QueueId, int]: ...


class QueueLine(Struct, frozen=True, kw_only=True):
    """One queue of the whole centre at this moment."""

    queue_id: QueueId
    name: Name
    waiting: int
    simulated: int
    """So many of those who wait are simulated."""
    longest_since: datetime | None
    ready: int


class QueuesNow(Struct, frozen=True, kw_only=True, tag=True):
    """About once a second, to every desk."""

    queues: tuple[QueueLine, ...]


class QueueName(Struct, frozen=True, kw_only=True):
    """A queue by its name."""

    queue_id: QueueId
    name: Name


class QueueList(Struct, frozen=True, kw_only=True):
    """The queues in the order in which they are shown."""

    queues: tuple[QueueName, ...]


class ChannelName(Struct, frozen=True, kw_only=True):
    """A channel by its name."""

    channel: str
    name: Name


class ChannelList(Struct, frozen=True, kw_only=True):
    """The channels that there are, in the order in which they are shown."""

    channels: tuple[ChannelName, ...]


class Lines(Struct, frozen=True, kw_only=True):
    """What one look at the queues sees."""

    waiting: tuple[QueueNow, ...]
    ready: Mapping[QueueId, int]


class Floor(Struct, frozen=True, kw_only=True):
    """What one look at the floor sees."""

    waiting: tuple[QueueNow, ...]
    agents: tuple[AgentNow, ...]


class QueuesScreen:
    """One look a second at queues and agents, shared by all desks and boards."""

    def __init__(
        self, *, desk: Desk, routing: Waiting, words: Words, clock: Clock
    ) -> None:
        self._desk = desk
        self._routing = routing
        self._words = words
        self._lines = Shared(self._look, clock=clock)
        self._floor = Shared(self._look_around, clock=clock)

    async def floor(self, scope: Scope) -> Floor:
        """As far as the scope sees."""
        return await self._floor.get(scope)

    async def now(self, scope: Scope) -> QueuesNow:
        """The whole centre's queues: an agent of any branch may be asked to help."""
        place = whole(scope)
        lines = await self._lines.get(place)
        names = self._words.queues(place)
        ids = [*names, *sorted({one.queue_id for one in lines.waiting} - names.keys())]
        return QueuesNow(
            queues=tuple(
                QueueLine(
                    queue_id=QueueId(queue_id),
                    name=names.get(queue_id) or Name.by_id(queue_id),
                    waiting=waiting(lines.waiting, QueueId(queue_id)),
                    simulated=waiting(simulated(lines.waiting), QueueId(queue_id)),
                    longest_since=longest(lines.waiting, QueueId(queue_id)),
                    ready=lines.ready.get(QueueId(queue_id), 0),
                )
                for queue_id in ids
            )
        )

    def names(
        self, scope: Scope, queue_ids: Sequence[QueueId] | None = None
    ) -> QueueList:
        """Of all queues, or of these in their order; what has no name is left out."""
        known = self._words.queues(scope)
        ids = known if queue_ids is None else [one for one in queue_ids if one in known]
        return QueueList(
            queues=tuple(
                QueueName(queue_id=QueueId(one), name=known[one]) for one in ids
            )
        )

    def channels(self, scope: Scope) -> ChannelList:
        known = self._words.channels(scope)
        return ChannelList(
            channels=tuple(
                ChannelName(channel=one, name=name) for one, name in known.items()
            )
        )

    async def _look(self, scope: Scope) -> Lines:
        waiting, ready = await asyncio.gather(
            self._routing.queues_now(scope), self._routing.ready_by_queue(scope)
        )
        return Lines(waiting=tuple(waiting), ready=ready)

    async def _look_around(self, scope: Scope) -> Floor:
        """All who work are many: desks, which show only queues, do without them."""
        waiting, agents = await asyncio.gather(
            self._routing.queues_now(scope), self._desk.now(scope)
        )
        return Floor(waiting=tuple(waiting), agents=tuple(agents))


def waiting(rows: Sequence[QueueNow], queue_id: QueueId | None = None) -> int:
    """Contacts in one queue, or in all."""
    return sum(one.waiting for one in rows if queue_id in (None, one.queue_id))


def simulated(rows: Sequence[QueueNow]) -> Sequence[QueueNow]:
    """Those of simulated callers."""
    return [one for one in rows if one.simulated]


def longest(
    rows: Sequence[QueueNow], queue_id: QueueId | None = None
) -> datetime | None:
    """Since when the one who came first has been waiting."""
    return min(
        (
            one.longest_since
            for one in rows
            if one.longest_since and queue_id in (None, one.queue_id)
        ),
        default=None,
    )


@get("/api/queues")
async def list_queues(
    queues_screen: NamedDependency[QueuesScreen], asker: NamedDependency[Asker]
) -> QueueList:
    """Names only; whoever is signed in may know them."""
    return queues_screen.names(asker.scope)


@get("/api/channels")
async def list_channels(
    queues_screen: NamedDependency[QueuesScreen], asker: NamedDependency[Asker]
) -> ChannelList:
    """Names only; whoever is signed in may know them."""
    return queues_screen.channels(asker.scope)


ROUTES = [list_queues, list_channels]
