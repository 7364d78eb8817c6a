"""One person written down: the rows, and what is told of them."""

from datetime import datetime

from yingda.journey.people.core.drafts import House, differences
from yingda.journey.people.model import Draft, Kept
from yingda.journey.people.service.names import Names
from yingda.journey.people.store import staff
from yingda.kernel.ids import AgentId, BranchId, MessageId, UserId
from yingda.kernel.org import Asker, Scope
from yingda.messages.people import AgentPosted, PersonChanged
from yingda.platform.ports import Ids, Transaction

MOVED = frozenset({"group", "seat"})
"""What puts an agent into another group."""


class Writing:
    """Within one transaction and for one asker. `house` has been asked before."""

    def __init__(
        self,
        tx: Transaction,
        asker: Asker,
        house: House,
        *,
        ids: Ids,
        names: Names,
        now: datetime,
    ) -> None:
        self._tx = tx
        self._asker = asker
        self._house = house
        self._ids = ids
        self._names = names
        self._now = now

    async def add(self, draft: Draft, password: str) -> UserId:
        user_id, home = self._ids.new(UserId), self._house.home_of(draft)
        await staff.add(
            self._tx,
            user_id,
            place=home,
            login=self._names.login(draft.login),
            name=self._names.seal(user_id, draft.name.strip()),
            password=password,
            roles=draft.roles,
        )
        await self._seat(user_id, home, draft)
        await self.tell(user_id, home, "added")
        if draft.seat is not None:
            await self._post(AgentId(user_id), home, draft.seat.group_id, None)
        return user_id

    def changes(self, before: Kept, draft: Draft) -> set[str]:
        """What would be written; nothing if the person is as the draft has them."""
        login = self._names.login(draft.login) if draft.login.strip() else None
        found = differences(before, self.name(before), draft, login)
        return found if before.is_active else found | {"returned"}

    async def change(self, before: Kept, draft: Draft) -> set[str]:
        """Returns what is different now."""
        what = self.changes(before, draft)
        if not what:
            return what
        home = self._house.home_of(draft)
        if draft.seat is None and draft.path is None:
            home = before.path
        is_named = bool(draft.login.strip())
        await staff.change(
            self._tx,
            before.user_id,
            place=home,
            login=self._names.login(draft.login) if is_named else before.login,
            name=self._names.seal(before.user_id, draft.name.strip())
            if "name" in what
            else before.name,
            roles=draft.roles,
        )
        if not before.is_active:
            await staff.set_active(self._tx, before.user_id, is_active=True)
        await self._seat(before.user_id, home, draft)
        await self.tell(before.user_id, home, *sorted(what))
        if draft.seat is not None and what & (MOVED | {"returned"}):
            group_id = draft.seat.group_id
            await self._post(AgentId(before.user_id), home, group_id, before.group_id)
        elif draft.seat is None and before.number is not None:
            await staff.end_post(self._tx, AgentId(before.user_id), self._now)
        return what

    async def tell(self, user_id: UserId, home: BranchId, *what: str) -> None:
        await self._tx.tell(
            PersonChanged(
                id=self._ids.new(MessageId),
                at=self._now,
                scope=self._scope(home),
                person=user_id,
                what=what,
                user_id=self._asker.user_id,
            )
        )

    def name(self, one: Kept) -> str:
        return self._names.open(one.user_id, one.name)

    async def _seat(self, user_id: UserId, home: BranchId, draft: Draft) -> None:
        if draft.seat is None:
            await staff.drop_seat(self._tx, user_id)
            return
        kind = self._house.seat_types.types[draft.seat.seat_type]
        await staff.set_seat(
            self._tx, user_id, place=home, seat=draft.seat, capacity=kind.capacity
        )

    async def _post(
        self, agent_id: AgentId, home: BranchId, group_id: str, before: str | None
    ) -> None:
        await staff.begin_post(self._tx, agent_id, group_id, home, self._now)
        await self._tx.tell(
            AgentPosted(
                id=self._ids.new(MessageId),
                at=self._now,
                scope=self._scope(home),
                agent_id=agent_id,
                group_id=group_id,
                from_group=before,
                branch_id=home,
                user_id=self._asker.user_id,
            )
        )

    def _scope(self, home: BranchId) -> Scope:
        mine = self._asker.scope
        return Scope(tenant_id=mine.tenant_id, path=home, site=mine.site)
