"""What those who lead do to a desk: an agent's, or for the time of listening their own."""

from collections.abc import Mapping

from yingda.journey.desk import store
from yingda.journey.desk.errors import (
    AgentNotHere,
    NoSeat,
    StillServing,
    UnknownReason,
)
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import Aside, AtDesk, Back, Chose, Reason, SentHome
from yingda.journey.desk.ports import Phones
from yingda.journey.desk.service.changes import Changes
from yingda.kernel.ids import AgentId, ContactId, MessageId
from yingda.kernel.org import Asker
from yingda.messages.desk import AgentForced, AgentState
from yingda.platform.ports import Clock, Ids, Parameters, Work

RIGHT, FORCE = "desk.work", "floor.force"


class Leading:
    """Whom the asker leads was asked before."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        ids: Ids,
        changes: Changes,
        parameters: Parameters,
        phones: Phones,
        breaks: Mapping[str, Reason],
    ) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids
        self._changes = changes
        self._parameters = parameters
        self._phones = phones
        self._breaks = breaks

    async def force(
        self, asker: Asker, agent_id: AgentId, state: AgentState, reason: str | None
    ) -> None:
        """As if the agent had chosen it: at once, or after the contact they serve."""
        asker.must(FORCE)
        await self._force(
            asker, agent_id, Chose(state, reason_of(self._breaks, state, reason))
        )

    async def send_home(self, asker: Asker, agent_id: AgentId) -> None:
        """Signs the agent out, at once or when what they have is given back.
        StillServing while a caller is on their line."""
        asker.must(FORCE)
        await self._force(asker, agent_id, SentHome())
        await self._phones.dismiss(asker.scope, agent_id)

    async def step_aside(self, asker: Asker) -> None:
        """The asker is given nothing while they listen in."""
        await self._own(asker, Aside(self._listening(asker)))

    async def step_back(self, asker: Asker) -> None:
        """They do not listen after all."""
        await self._own(asker, Back(self._listening(asker)))

    async def _own(self, asker: Asker, what: Aside | Back) -> None:
        agent_id = seat(asker)
        async with self._work.begin(asker.scope) as tx:
            await self._changes.make(tx, agent_id, what, self._clock.now())

    def _listening(self, asker: Asker) -> str:
        return self._parameters.get(Limits, asker.scope).listening_reason

    async def _force(
        self, asker: Asker, agent_id: AgentId, what: Chose | SentHome
    ) -> None:
        now = self._clock.now()
        state = what.state if isinstance(what, Chose) else AgentState.OFFLINE
        async with self._work.begin(asker.scope) as tx:
            known = await store.look(tx, [agent_id])
            if not known or known[0].state is AgentState.OFFLINE:
                raise AgentNotHere(agent_id)
            call = _call(known[0])
            if isinstance(what, SentHome) and call is not None:
                raise StillServing(call)
            await self._changes.make(tx, agent_id, what, now)
            await tx.tell(
                AgentForced(
                    id=self._ids.new(MessageId),
                    at=now,
                    scope=asker.scope,
                    agent_id=agent_id,
                    user_id=asker.user_id,
                    state=state,
                    reason=what.reason if isinstance(what, Chose) else None,
                )
            )


def _call(desk: AtDesk) -> ContactId | None:
    """The call in which somebody hears the agent."""
    return next(
        (
            each.serving.contact_id
            for each in desk.work
            if each.serving.channel.takes_the_ear
            and each.state in (AgentState.TALKING, AgentState.HOLD)
        ),
        None,
    )


def reason_of(
    breaks: Mapping[str, Reason], state: AgentState, reason: str | None
) -> str | None:
    """The reason of a break, which must be one of the list; other states have none."""
    if state is not AgentState.BREAK:
        return None
    if reason not in breaks:
        raise UnknownReason(reason or "")
    return reason


def seat(asker: Asker) -> AgentId:
    asker.must(RIGHT)
    if asker.agent_id is None:
        raise NoSeat()
    return asker.agent_id
