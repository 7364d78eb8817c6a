"""What others may ask of routing, in any process: it answers from the tables."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import msgspec

from yingda.journey.routing import store
from yingda.journey.routing.core.crew import count
from yingda.journey.routing.core.forecast import estimate
from yingda.journey.routing.core.pace import position
from yingda.journey.routing.core.replay import Difference, Replay
from yingda.journey.routing.core.rules import Rules
from yingda.journey.routing.errors import NothingToReplay, NotWaiting
from yingda.journey.routing.limits import Limits
from yingda.journey.routing.model import Crew
from yingda.journey.routing.service.crews import Crews
from yingda.journey.routing.service.turns import province
from yingda.kernel.calendar import bounds
from yingda.kernel.ids import ContactId, QueueId
from yingda.kernel.org import Asker, Scope
from yingda.messages.routing import FloorSnapshot, FloorTurned, Place, QueueNow
from yingda.platform.ports import Clock, Parameters, Row, Work


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of deciding a day again."""

    turns: int
    differences: tuple[Difference, ...]
    rules: Mapping[str, int]
    """How often each rule decided who is rung."""


class Routing:
    """Places, queues and decisions."""

    def __init__(self, *, work: Work, clock: Clock, parameters: Parameters) -> None:
        self._work = work
        self._clock = clock
        self._parameters = parameters
        self._crews = Crews(clock)

    def queues(self, scope: Scope) -> frozenset[QueueId]:
        """Those that the rules know: in another one nobody would ever be served."""
        limits = self._parameters.get(Limits, province(scope))
        return frozenset(one.id for one in limits.queues)

    async def place(self, scope: Scope, contact_id: ContactId) -> Place:
        """NotWaiting if the contact is in no queue. Whoever is being rung for is next."""
        rules = self._rules(scope)
        async with self._work.system(scope) as tx:
            found = await store.waiting(tx, contact_id)
            if found is None:
                raise NotWaiting(contact_id)
            contact, is_rung = found
            if is_rung:
                return Place(
                    contact_id=contact_id,
                    queue_id=contact.queue_id,
                    position=1,
                    estimated_wait=timedelta(0),
                )
            queue = await store.queue(tx, contact.queue_id, contact.channel)
            queue_id, channel = contact.queue_id, contact.channel
            pace = await store.pace(tx, queue_id, channel)
            flows = await store.flows(tx, queue_id, channel)
            places = await self._crews.places(
                tx, scope.tenant_id, queue_id, channel, rules
            )
        at = self._clock.now()
        standings = [rules.stand(each) for each in queue]
        return Place(
            contact_id=contact_id,
            queue_id=contact.queue_id,
            position=position(standings, contact_id, at),
            estimated_wait=estimate(
                pace,
                standings,
                contact_id,
                at=at,
                places=places,
                flows=flows,
                rules=rules,
            ),
        )

    async def queues_now(self, scope: Scope) -> list[QueueNow]:
        """Queues in which somebody waits, by the branch of the callers."""
        async with self._work.begin(scope) as tx:
            return await store.queues_now(tx)

    async def ready_by_queue(self, scope: Scope) -> Mapping[QueueId, int]:
        """Idle agents of the scope who could be rung at once, for each queue."""
        rules = self._rules(scope)
        async with self._work.begin(scope) as tx:
            crews: list[Crew] = await store.crews(tx, only_idle=True)
        queues = rules.limits.queues
        return {queue.id: count(crews, queue.id, rules) for queue in queues}

    async def decisions(
        self, asker: Asker, contact_id: ContactId
    ) -> list[store.Decided]:
        """Why these agents, in the order in which they were rung."""
        asker.must("routing.explain")
        async with self._work.begin(asker.scope) as tx:
            return await store.decisions(tx, contact_id)

    async def replay(
        self, scope: Scope, day: date, *, changes: Mapping[str, object] | None = None
    ) -> Replayed:
        """Decides a day of the log again. `changes` are fields of Limits to be put in
        place of those that were in force; none of them leaves anything written."""
        replay, found = Replay(), list[Difference]()
        first, end = bounds(day)
        after = first, 0
        while True:
            async with self._work.system(province(scope)) as tx:
                page = await store.log_of(tx, end=end, after=after)
            if not page:
                break
            for row in page:
                found.extend(_step(replay, row, changes))
            last = page[-1]
            after = msgspec.convert((last["at"], last["seq"]), tuple[datetime, int])
        if not replay.turns:
            raise NothingToReplay(day)
        return Replayed(
            turns=replay.turns, differences=tuple(found), rules=replay.rules
        )

    def _rules(self, scope: Scope) -> Rules:
        at = province(scope)
        version = self._parameters.version(Limits, at)
        return Rules(self._parameters.get(Limits, at), version)


def _step(
    replay: Replay, row: Row, changes: Mapping[str, object] | None
) -> Iterable[Difference]:
    if row["kind"] == "FloorTurned":
        return replay.follow(msgspec.convert(row["payload"], FloorTurned))
    snapshot = msgspec.convert(row["payload"], FloorSnapshot)
    return replay.begin(snapshot, _rules(snapshot, changes or {}))


def _rules(snapshot: FloorSnapshot, changes: Mapping[str, object]) -> Rules:
    """Those of the snapshot, with some fields changed."""
    told: dict[str, object] = msgspec.json.decode(snapshot.rules)
    limits = msgspec.convert({**told, **changes}, Limits)
    return Rules(limits, snapshot.rules_version)
