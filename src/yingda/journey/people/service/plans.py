"""Moves that are made ahead of time: each takes effect at its moment, after a restart too."""

import logging
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from yingda.journey.people.core.drafts import problems
from yingda.journey.people.errors import UnknownGroup, UnknownPerson, UnknownPlan
from yingda.journey.people.model import Plan
from yingda.journey.people.service.staffing import ADMIN, Staffing
from yingda.journey.people.store import plans, staff
from yingda.kernel.ids import MessageId, UserId
from yingda.kernel.org import Asker, Scope
from yingda.messages.people import MakeMove
from yingda.platform.ports import Alarms, Clock, Ids, Transaction, Work

log = logging.getLogger(__name__)


class Plans:
    """A plan is a row and an alarm; it may be called off until then."""

    def __init__(
        self, *, work: Work, clock: Clock, ids: Ids, alarms: Alarms, staffing: Staffing
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._alarms = alarms
        self._staffing = staffing

    async def move(
        self, asker: Asker, user_ids: Sequence[UserId], group_id: str, at: datetime
    ) -> int:
        """Into the group from that moment on, at once if it has come; returns for how
        many."""
        if at <= self._clock.now():
            return await self._staffing.move(asker, user_ids, group_id)
        asker.must(ADMIN)
        house = await self._staffing.house(asker)
        if group_id not in house.groups:
            raise UnknownGroup(group_id)
        meant = sorted(set(user_ids))
        async with self._work.begin(asker.scope) as tx:
            writing = self._staffing.writing(tx, asker, house)
            for user_id in meant:
                one = await staff.one(tx, user_id)
                if one is None or one.number is None or not one.is_active:
                    raise UnknownPerson(user_id)
                plan = Plan(
                    plan_id=self._ids.new(MessageId),
                    user_id=user_id,
                    group_id=group_id,
                    at=at,
                    made_by=asker.user_id,
                )
                await plans.add(tx, plan, one.path)
                await self._set(tx, asker.scope, plan)
                await writing.tell(user_id, one.path, "move-planned")
        return len(meant)

    async def call_off(self, asker: Asker, plan_id: str) -> None:
        asker.must(ADMIN)
        house = await self._staffing.house(asker)
        async with self._work.begin(asker.scope) as tx:
            plan = await plans.take(tx, plan_id)
            one = await staff.one(tx, plan.user_id) if plan else None
            if plan is None or one is None:
                raise UnknownPlan(plan_id)
            await self._alarms.clear(tx, _key(asker.scope, plan_id))
            writing = self._staffing.writing(tx, asker, house)
            await writing.tell(plan.user_id, one.path, "move-called-off")

    async def make_move(self, command: MakeMove) -> None:
        """The person as they are by now goes into the group; who left meanwhile, or whose
        group is closed, stays as they are, and it is told."""
        maker = Asker(
            user_id=UserId("plan"),
            agent_id=None,
            scope=command.scope,
            actions=frozenset({ADMIN}),
        )
        house = await self._staffing.house(maker)
        async with self._work.system(command.scope) as tx:
            if not await tx.first_time(command.id, by="people"):
                return
            plan = await plans.take(tx, command.plan_id)
            before = await staff.one(tx, plan.user_id) if plan else None
            if plan is None or before is None:
                return
            writing = self._staffing.writing(
                tx, replace(maker, user_id=plan.made_by), house, at=plan.at
            )
            draft = self._staffing.draft(before)
            seat = draft.seat and replace(draft.seat, group_id=plan.group_id)
            wanted = replace(draft, seat=seat)
            is_wrong = seat is None or not before.is_active
            if is_wrong or any(problems(wanted, house)):
                log.warning("a planned move could not be made")
                await writing.tell(plan.user_id, before.path, "move-dropped")
                return
            await writing.change(before, wanted)

    async def _set(self, tx: Transaction, scope: Scope, plan: Plan) -> None:
        whole = replace(scope, path=scope.path.partition(".")[0])
        command = MakeMove(
            id=self._ids.new(MessageId), at=plan.at, scope=whole, plan_id=plan.plan_id
        )
        await self._alarms.set(tx, command, key=_key(scope, plan.plan_id), at=plan.at)


def _key(scope: Scope, plan_id: str) -> str:
    return f"people.plan:{scope.tenant_id}:{plan_id}"
