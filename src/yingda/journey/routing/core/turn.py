"""One turn of the floor: something happened, and these changes follow."""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec.structs import replace

from yingda.journey.routing.core.choice import is_able, offer, offer_to
from yingda.journey.routing.core.floor import Changes, Floor, serves_one
from yingda.journey.routing.core.rules import moment
from yingda.journey.routing.model import AT_WORK, Ringing, Standing
from yingda.kernel.ids import AgentId, ContactId, LegId, QueueId
from yingda.messages.channels import Channel, LegEnd
from yingda.messages.desk import AgentState
from yingda.messages.routing import (
    Bridge,
    Departed,
    End,
    Expire,
    Idle,
    Input,
    Join,
    Joined,
    Miss,
    Missed,
    Offered,
    Rise,
    Rose,
    Sat,
    Sit,
    Stays,
    Waiting,
    Wake,
    Withdrawn,
)

WHY = {LegEnd.DECLINED: "declined", LegEnd.NO_ANSWER: "no-answer"}
LEAVING = (LegEnd.WITHDRAWN, LegEnd.CALLER_LEFT)
"""The caller left while it rang: the end of the call says the rest."""


def decide(floor: Floor, taken: Input, at: datetime) -> Changes:
    """What follows at this moment. The floor stays as it is until `apply`."""
    return Turn(floor, at).take(taken)


class Turn:
    """The floor and the moment, while one thing is being decided."""

    def __init__(self, floor: Floor, at: datetime) -> None:
        self._floor = floor
        self._at = at

    def take(self, taken: Input) -> Changes:  # noqa: C901, PLR0911 - one line a kind
        match taken:
            case Join(contact=contact):
                return self._join(contact)
            case Sit(idle=idle):
                return self._sit(idle)
            case Rise():
                return self._rise(taken)
            case Bridge():
                return self._bridge(taken)
            case End(contact_id=contact_id):
                return self._leave(contact_id, "abandoned")
            case Miss(contact_id=contact_id, leg_id=leg_id, why=why):
                return () if why in LEAVING else self._miss(contact_id, leg_id, why)
            case Expire(contact_id=contact_id, leg_id=leg_id):
                return self._miss(contact_id, leg_id, None)
            case Wake(contact_id=contact_id):
                return self._wake(contact_id)

    # --- contacts -------------------------------------------------------------------

    def _join(self, contact: Waiting) -> Changes:
        before = self._floor.contact(contact.contact_id)
        if contact.only_wanted and not self._is_signed_in(contact.wanted_agent):
            contact = replace(contact, only_wanted=False)
        if before is None:
            return (Joined(contact=contact), *self._seek(contact))
        if before.queue_id == contact.queue_id:
            return ()
        contact = replace(contact, since=before.since, from_queue=before.queue_id)
        left = self._out(before.contact_id, "flowed-out", contact.queue_id)
        found = self._seek(contact)
        back = self._free(before.contact_id, contact, found)
        return (*left, Joined(contact=contact), *found, *back)

    def _bridge(self, taken: Bridge) -> Changes:
        contact_id, agent_id = taken.contact_id, taken.agent_id
        ringing = self._floor.ringing.get(contact_id)
        if ringing is None or ringing.agent_id != agent_id:
            return self._leave(contact_id, "answered", agent_id=agent_id)
        answered = Departed(contact_id=contact_id, why="answered", agent_id=agent_id)
        idle = self._floor.idle.get(agent_id)
        return (
            (answered,)
            if idle is None
            else (answered, _serving(idle, ringing, taken.at))
        )

    def _leave(
        self, contact_id: ContactId, why: str, agent_id: AgentId | None = None
    ) -> Changes:
        """The contact goes; whoever was being rung for it may be back for others."""
        return (
            *self._out(contact_id, why, agent_id=agent_id),
            *self._free(contact_id, None, ()),
        )

    def _out(
        self,
        contact_id: ContactId,
        why: str,
        to_queue: QueueId | None = None,
        agent_id: AgentId | None = None,
    ) -> Changes:
        departed = Departed(
            contact_id=contact_id, why=why, agent_id=agent_id, to_queue=to_queue
        )
        ringing = self._floor.ringing.get(contact_id)
        if ringing is None:
            return (departed,) if contact_id in self._floor.waiting else ()
        withdrawn = Withdrawn(
            contact_id=contact_id, leg_id=ringing.leg_id, agent_id=ringing.agent_id
        )
        return (withdrawn, departed)

    def _miss(
        self, contact_id: ContactId, leg_id: LegId, why: LegEnd | None
    ) -> Changes:
        """Rung in vain: the contact stands where it stood. None: we stop the ringing."""
        ringing = self._floor.ringing.get(contact_id)
        if ringing is None or ringing.leg_id != leg_id:
            return ()
        reason = "no-answer" if why is None else WHY.get(why, "unreachable")
        changes, contact = self._missed(ringing, reason, is_still_ringing=why is None)
        found = self._seek(contact, [ringing.agent_id])
        idle = self._floor.idle.get(ringing.agent_id)
        if idle is not None and not serves_one(idle):
            # Sitting from before the offer: the desk decides whether they still may.
            return (*changes, *found, _away(self._floor, idle))
        return (*changes, *found, *self._free(contact_id, contact, found))

    def _missed(
        self, ringing: Ringing, why: str, *, is_still_ringing: bool
    ) -> tuple[Changes, Waiting]:
        old, agent_id = ringing.contact, ringing.agent_id
        passed = tuple(dict.fromkeys((*old.passed, agent_id)))
        contact = replace(old, looked_at=self._at, passed=passed)
        missed = Missed(
            contact_id=contact.contact_id,
            leg_id=ringing.leg_id,
            agent_id=agent_id,
            why=why,
            is_still_ringing=is_still_ringing,
        )
        return (missed, Stays(contact=contact)), contact

    def _wake(self, contact_id: ContactId) -> Changes:
        standing = self._floor.waiting.get(contact_id)
        if standing is None:
            return ()
        contact = replace(standing.contact, looked_at=self._at)
        to_queue = self._floor.rules.overflow(contact)
        if to_queue is None:
            return (Stays(contact=contact), *self._seek(contact))
        left = self._out(contact_id, "flowed-out", to_queue)
        contact = replace(contact, queue_id=to_queue, from_queue=contact.queue_id)
        return (*left, Joined(contact=contact), *self._seek(contact))

    def _seek(
        self, contact: Waiting, without: Collection[AgentId] = ()
    ) -> tuple[Offered, ...]:
        standing = self._floor.rules.stand(contact)
        found = offer(self._floor, standing, self._at, without=without)
        return () if found is None else (found,)

    def _free(
        self, contact_id: ContactId, last: Waiting | None, found: tuple[Offered, ...]
    ) -> tuple[Offered, ...]:
        """The contact's offer is over. An agent whom the desk has called ready since
        then serves whoever waits; `last` is the contact itself if it still waits, and
        `found` whom it was given to."""
        ringing = self._floor.ringing.get(contact_id)
        if ringing is None:
            return ()
        idle = self._floor.idle.get(ringing.agent_id)
        if idle is None:
            return ()
        if any(offered.agent_id == idle.agent_id for offered in found):
            return ()
        return self._serve(idle, freed=ringing, last=None if found else last)

    # --- agents ---------------------------------------------------------------------

    def _sit(self, idle: Idle) -> Changes:
        if self._is_old(idle.agent_id, idle.since):
            return ()
        return (Sat(idle=idle), *self._serve(idle, freed=None, last=None))

    def _rise(self, rise: Rise) -> Changes:
        if self._is_old(rise.agent_id, rise.at):
            return self._had_left(rise)
        rose = Rose(
            agent_id=rise.agent_id, state=rise.state, at=rise.at, scope=rise.scope
        )
        if rise.state is not AgentState.OFFLINE:
            return (rose,)
        rung = self._floor.rung(rise.agent_id).values()
        return (rose, *self._given_on(rise.agent_id, rung, "unreachable"))

    def _had_left(self, rise: Rise) -> Changes:
        """Gone on break before they were chosen, which was not known then. A telephone
        rings all the same, and the break comes after the call; a text that is written to
        somebody who looks away would wait a minute, so it goes on at once."""
        heard = self._floor.heard(rise.agent_id)
        is_older = heard is not None and rise.at < heard.at
        if rise.state in AT_WORK or is_older:
            return ()
        written = [
            ringing
            for ringing in self._floor.rung(rise.agent_id).values()
            if not ringing.contact.channel.takes_the_ear and rise.at < ringing.at
        ]
        return self._given_on(rise.agent_id, written, "withdrawn")

    def _given_on(
        self, agent_id: AgentId, rung: Iterable[Ringing], why: str
    ) -> Changes:
        """To others what this agent will not answer."""
        changes: Changes = ()
        taken = [agent_id]
        for ringing in rung:
            gone, contact = self._missed(ringing, why, is_still_ringing=True)
            found = self._seek(contact, taken)
            taken.extend(offered.agent_id for offered in found)
            changes = (*changes, *gone, *found)
        return changes

    def _is_signed_in(self, agent_id: AgentId | None) -> bool:
        heard = None if agent_id is None else self._floor.heard(agent_id)
        return heard is not None and heard.state is not AgentState.OFFLINE

    def _is_old(self, agent_id: AgentId, at: datetime) -> bool:
        """A state from before the last one known, or from before the agent was chosen."""
        heard = self._floor.heard(agent_id)
        rung = self._floor.rung(agent_id).values()
        known = [ringing.at for ringing in rung] + ([heard.at] if heard else [])
        return any(at < moment for moment in known)

    def _serve(
        self, idle: Idle, *, freed: Ringing | None, last: Waiting | None
    ) -> tuple[Offered, ...]:
        found: tuple[Offered, ...] = ()
        for channel in idle.capacity:
            room = self._room(idle, channel, freed)
            if room > 0 and not (found and serves_one(idle)):
                found = (*found, *self._for(idle, channel, room))
        if found or last is None or self._room(idle, last.channel, freed) <= 0:
            return found
        standing = self._floor.rules.stand(last)
        if not is_able(self._floor, standing, idle):
            return ()
        return (self._give(standing, idle),)

    def _room(self, idle: Idle, channel: Channel, freed: Ringing | None) -> int:
        """With the place of the offer that is over, though it stands until `apply`."""
        is_freed = freed is not None and freed.contact.channel == channel
        return self._floor.room(idle, channel) + is_freed

    def _for(self, idle: Idle, channel: Channel, room: int) -> tuple[Offered, ...]:
        """As many contacts as there is room for; those who were passed over come last."""
        now, waiting = moment(self._at), self._floor.waiting
        profile = self._floor.rules.profile(idle)
        chosen: dict[ContactId, Standing] = {}
        late: dict[ContactId, Standing] = {}
        in_turn = self._floor.lines(channel).in_turn(profile, idle.agent_id, now)
        for contact_id in in_turn:
            standing = waiting[contact_id]
            is_late = idle.agent_id in standing.contact.passed
            (late if is_late else chosen)[contact_id] = standing
            if len(chosen) == room:
                break
        both = [*chosen.values(), *late.values()][:room]
        return tuple(self._give(standing, idle) for standing in both)

    def _give(self, standing: Standing, idle: Idle) -> Offered:
        is_due = standing.due is not None and standing.due <= moment(self._at)
        return offer_to(self._floor, standing, idle, self._at, is_due=is_due)


def _serving(idle: Idle, ringing: Ringing, at: datetime | None) -> Sat | Rose:
    """Who answered: with room for more if they serve several, else not idle. News from
    before the answer does not know of it, and must not come after it."""
    channel = ringing.contact.channel
    if not serves_one(idle):
        load = {**idle.load, channel: idle.load.get(channel, 0) + 1}
        since = max(idle.since, at or idle.since)
        return Sat(idle=replace(idle, load=load, since=since))
    return Rose(
        agent_id=idle.agent_id,
        state=AgentState.TALKING,
        at=idle.since,
        scope=idle.scope,
    )


def _away(floor: Floor, idle: Idle) -> Rose:
    heard = floor.heard(idle.agent_id)
    at = heard.at if heard else idle.since
    state = AgentState.RESERVED
    return Rose(agent_id=idle.agent_id, state=state, at=at, scope=idle.scope)
