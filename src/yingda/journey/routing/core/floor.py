"""The floor: everyone waiting, everyone idle and every offer, at one moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from yingda.journey.routing.core.bench import Bench
from yingda.journey.routing.core.lines import Lines
from yingda.journey.routing.core.rules import Rules, moment
from yingda.journey.routing.model import Moment, Ringing, Standing
from yingda.kernel.ids import AgentId, ContactId
from yingda.messages.channels import Channel
from yingda.messages.desk import AgentState
from yingda.messages.routing import (
    Change,
    Departed,
    Idle,
    Joined,
    Missed,
    Offered,
    Rose,
    Sat,
    Stays,
    Waiting,
    Withdrawn,
)

Changes = tuple[Change, ...]


class Floor:
    """Holds still while it is asked, and moves only by `apply`.

    `turn.decide` answers with the changes that would follow. Whoever asked commits them
    first and applies them then, so that the floor never runs ahead of the tables.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._waiting: dict[ContactId, Standing] = {}
        self._ringing: dict[ContactId, Ringing] = {}
        self._rung: dict[AgentId, dict[ContactId, Ringing]] = {}
        self._idle: dict[AgentId, Idle] = {}
        self._states: dict[AgentId, Rose] = {}
        # Channels are what contacts and seats name; the floor knows none by itself.
        self._lines: defaultdict[Channel, Lines] = defaultdict(Lines)
        self._benches: defaultdict[Channel, Bench] = defaultdict(
            lambda: Bench(goes_round=rules.goes_round)
        )
        self._offered: dict[AgentId, datetime] = {}
        """When each agent was last offered a contact: whose turn it is."""

    # --- what stands where ----------------------------------------------------------

    @property
    def waiting(self) -> Mapping[ContactId, Standing]:
        return self._waiting

    @property
    def ringing(self) -> Mapping[ContactId, Ringing]:
        return self._ringing

    @property
    def idle(self) -> Mapping[AgentId, Idle]:
        """Agents whom the desk called ready since they were last chosen."""
        return self._idle

    def contact(self, contact_id: ContactId) -> Waiting | None:
        if contact_id in self._waiting:
            return self._waiting[contact_id].contact
        ringing = self._ringing.get(contact_id)
        return None if ringing is None else ringing.contact

    def rung(self, agent_id: AgentId) -> Mapping[ContactId, Ringing]:
        """For which contacts the agent is being rung."""
        return self._rung.get(agent_id, {})

    def heard(self, agent_id: AgentId) -> Rose | None:
        """The agent's last known state, ready or not."""
        return self._states.get(agent_id)

    def lines(self, channel: Channel) -> Lines:
        return self._lines[channel]

    def bench(self, channel: Channel) -> Bench:
        return self._benches[channel]

    def room(self, idle: Idle, channel: Channel) -> int:
        """How many more contacts of the channel the agent may be given."""
        rung = self.rung(idle.agent_id).values()
        offered = sum(ringing.contact.channel == channel for ringing in rung)
        served = idle.load.get(channel, 0)
        return idle.capacity.get(channel, 0) - served - offered

    def changes(self) -> Iterator[Change]:
        """Those that make an empty floor what this one is."""
        for ringing in self._ringing.values():
            yield Stays(contact=ringing.contact)
            yield Offered(
                contact_id=ringing.contact.contact_id,
                agent_id=ringing.agent_id,
                leg_id=ringing.leg_id,
                at=ringing.at,
            )
        yield from (Stays(contact=each.contact) for each in self._waiting.values())
        for rose in self._states.values():
            yield replace(rose, offered_at=self._offered.get(rose.agent_id))
        for idle in self._idle.values():
            at = self._offered.get(idle.agent_id)
            yield Sat(idle=replace(idle, offered_at=at))

    # --- moving ---------------------------------------------------------------------

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._apply(change)

    def _apply(self, change: Change) -> None:
        match change:
            case Joined(contact=contact) | Stays(contact=contact):
                self._forget(contact.contact_id)
                standing = self.rules.stand(contact)
                self._waiting[contact.contact_id] = standing
                self._lines[contact.channel].add(standing)
            case Sat(idle=idle):
                self._note_turn(idle.agent_id, idle.offered_at)
                if idle.offered_at is not None:
                    idle = replace(idle, offered_at=None)
                self._idle[idle.agent_id] = idle
                self._states[idle.agent_id] = _ready(idle)
                self._place(idle.agent_id)
            case Rose():
                self._note_turn(change.agent_id, change.offered_at)
                self._idle.pop(change.agent_id, None)
                self._states[change.agent_id] = change
                self._place(change.agent_id)
            case Offered():
                self._offer(change)
            case Missed() | Withdrawn() | Departed():
                self._forget(change.contact_id)

    def _note_turn(self, agent_id: AgentId, at: datetime | None) -> None:
        before = self._offered.get(agent_id)
        if at is not None and (before is None or at > before):
            self._offered[agent_id] = at

    def _offer(self, offered: Offered) -> None:
        contact = self._waiting[offered.contact_id].contact
        if offered.leg_id is None:
            raise ValueError("an offer that was not committed cannot be applied")
        self._forget(offered.contact_id)
        self._note_turn(offered.agent_id, offered.at)
        ringing = Ringing(contact, offered.agent_id, offered.leg_id, offered.at)
        self._ringing[offered.contact_id] = ringing
        self._rung.setdefault(offered.agent_id, {})[offered.contact_id] = ringing
        idle = self._idle.get(offered.agent_id)
        if idle is not None and serves_one(idle):
            # Not idle any more, whatever becomes of the offer: until the desk says so.
            del self._idle[offered.agent_id]
            self._states[offered.agent_id] = reserved(idle, offered)
        self._place(offered.agent_id)

    def _forget(self, contact_id: ContactId) -> None:
        standing = self._waiting.pop(contact_id, None)
        if standing is not None:
            self._lines[standing.contact.channel].discard(standing)
        ringing = self._ringing.pop(contact_id, None)
        if ringing is not None:
            rung = self._rung[ringing.agent_id]
            del rung[contact_id]
            if not rung:
                del self._rung[ringing.agent_id]
            self._place(ringing.agent_id)

    def _turn(self, agent_id: AgentId) -> Moment:
        """Whoever was never offered anything is next."""
        at = self._offered.get(agent_id) if self.rules.goes_round else None
        return 0 if at is None else moment(at)

    def _place(self, agent_id: AgentId) -> None:
        """The agent is on the benches of the channels with room, and on no other."""
        idle = self._idle.get(agent_id)
        for bench in self._benches.values():
            bench.discard(agent_id)
        if idle is None:
            return
        for channel in idle.capacity:
            if self.room(idle, channel) > 0:
                self._benches[channel].add(
                    agent_id,
                    profile=self.rules.profile(idle),
                    load=sum(idle.load.values()) + len(self.rung(agent_id)),
                    since=moment(idle.since),
                    turn=self._turn(agent_id),
                )


def serves_one(idle: Idle) -> bool:
    """Does one contact, of whatever channel, take the whole agent?"""
    return sum(idle.capacity.values()) <= 1


def reserved(idle: Idle, offered: Offered) -> Rose:
    """A state from before the choice is old news from now on."""
    return Rose(
        agent_id=offered.agent_id,
        state=AgentState.RESERVED,
        at=max(idle.since, offered.at),
        scope=idle.scope,
        offered_at=offered.at,
    )


def _ready(idle: Idle) -> Rose:
    return Rose(
        agent_id=idle.agent_id,
        state=AgentState.READY,
        at=idle.since,
        scope=idle.scope,
    )


def built(rules: Rules, changes: Iterable[Change]) -> Floor:
    """A floor of nothing but these changes."""
    floor = Floor(rules)
    floor.apply(changes)
    return floor
