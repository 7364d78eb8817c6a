"""Calls and legs: what is true of a contact's lines, whatever the switch may say next."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yingda.journey.channels.model.lines import Door, LineId, TalkId
from yingda.kernel.ids import (
    AgentId,
    BranchId,
    ContactId,
    CustomerId,
    LegId,
    PointId,
    QueueId,
    TierId,
    UserId,
)
from yingda.kernel.org import Scope
from yingda.messages.channels import EndedBy, LegEnd, Tone
from yingda.messages.routing import Entry


class CallState(StrEnum):
    """Whom the caller is with."""

    MACHINE = "machine"
    WAITING = "waiting"
    """For an agent, with music; the machine may still speak."""
    TALKING = "talking"
    """With an agent who has picked up, or whose line will be back in a moment."""
    HELD = "held"
    PARKED = "parked"
    """With music, for whichever agent picks the call up."""
    ENDED = "ended"


class LegState(StrEnum):
    """How far an agent's leg has come."""

    RINGING = "ringing"
    ANSWERED = "answered"
    """Picked up, and not yet in the talk together with the caller."""
    TALKING = "talking"
    AWAY = "away"
    """The line broke and the agent may be back: the caller hears music."""
    ENDED = "ended"


class Role(StrEnum):
    """Why an agent is on a call."""

    SERVES = "serves"
    CONSULTED = "consulted"
    """Asked by the agent who serves; the caller does not hear them."""
    JOINED = "joined"
    """One of several agents who talk with the caller (conference)."""
    PICKS_UP = "picks-up"
    """Takes a parked call, or one that rings elsewhere; serves once it is bridged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentLine:
    """One line to an agent's telephone; a leg has a new one after each page reload."""

    line_id: LineId
    part: int
    """1 for the first; the recordings of a leg are put together in this order."""
    record_as: str | None
    asked: datetime
    answered: datetime | None = None
    gone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One agent's share in a call, over all lines to their telephone."""

    leg_id: LegId
    agent_id: AgentId
    queue_id: QueueId | None
    asked: datetime
    talk_id: TalkId
    """Where the agent belongs: a talk of the leg's own, so that late news of another is
    told apart, or in a conference that of the first leg."""
    line_id: LineId
    """The line that counts now."""
    lines: tuple[AgentLine, ...]
    next_line_id: LineId | None = None
    """Rung because the page was loaded anew; takes over when it is answered."""
    role: Role = Role.SERVES
    state: LegState = LegState.RINGING
    rang: datetime | None = None
    in_talk: TalkId | None = None
    """Where the switch said that the line is."""
    joined: datetime | None = None
    """Since when it was where it belonged the last time."""
    bridged: datetime | None = None
    ended: datetime | None = None
    why: LegEnd | None = None

    @property
    def own_talk(self) -> TalkId:
        return TalkId(self.leg_id)

    @property
    def is_live(self) -> bool:
        return self.state is not LegState.ENDED

    def line(self, line_id: LineId) -> AgentLine | None:
        return next((one for one in self.lines if one.line_id == line_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """A leader's telephone on an agent's leg: hears the talk and is heard by nobody."""

    ear_id: str
    line_id: LineId
    listener_id: AgentId
    """Whose telephone it is."""
    user_id: UserId
    leg_id: LegId
    agent_id: AgentId
    """Who is listened to."""
    to: LineId
    """Their line that is heard; another one after their page was loaded anew."""
    tone: Tone
    sound: str
    """Path (without ending) of the tone."""
    asked: datetime
    began: datetime | None = None
    gone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One caller's line, with the legs that still matter: live ones, and ended ones
    whose lines have not all been seen to end."""

    contact_id: ContactId
    line_id: LineId
    scope: Scope
    door: Door
    called: str
    point_id: PointId
    customer_id: CustomerId | None
    tier_id: TierId
    branch_id: BranchId | None
    shown: str
    """The caller's number, masked: what an agent's telephone displays."""
    arrived: datetime
    state: CallState = CallState.MACHINE
    talk_id: TalkId | None = None
    """Where the caller belongs; None with the machine and on hold."""
    in_talk: TalkId | None = None
    """Where the switch said that the caller is."""
    joined: datetime | None = None
    """Since when the caller was where they belonged the last time."""
    ending: EndedBy | None = None
    """Who is ending it, while the caller's line is still there."""
    ended: datetime | None = None
    legs: tuple[Leg, ...] = ()
    ears: tuple[Ear, ...] = ()
    """Those whose line has not been seen to end."""

    @property
    def is_live(self) -> bool:
        return self.state is not CallState.ENDED

    @property
    def is_with_machine(self) -> bool:
        """True while the dialogue may speak and hears the keys."""
        return self.state in (CallState.MACHINE, CallState.WAITING)

    def leg(self, leg_id: LegId) -> Leg | None:
        return next((leg for leg in self.legs if leg.leg_id == leg_id), None)

    def leg_on(self, line_id: LineId) -> Leg | None:
        return next((leg for leg in self.legs if leg.line(line_id)), None)

    def ear_on(self, line_id: LineId) -> Ear | None:
        return next((ear for ear in self.ears if ear.line_id == line_id), None)

    def leg_of(self, agent_id: AgentId) -> Leg | None:
        return next(
            (leg for leg in self.legs if leg.is_live and leg.agent_id == agent_id), None
        )

    @property
    def live_legs(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.is_live)


# What has become true of a call, before it is a message with an id and a scope.


@dataclass(frozen=True, slots=True)
class Rang:
    leg: Leg


@dataclass(frozen=True, slots=True)
class Consulted:
    """The colleague has picked up."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class Bridged:
    leg: Leg


@dataclass(frozen=True, slots=True)
class Held:
    leg: Leg


@dataclass(frozen=True, slots=True)
class Retrieved:
    leg: Leg


@dataclass(frozen=True, slots=True)
class Transferred:
    leg: Leg
    to_queue: QueueId
    to_agent: AgentId | None


@dataclass(frozen=True, slots=True)
class Parked:
    leg: Leg


@dataclass(frozen=True, slots=True)
class LegOver:
    leg: Leg


@dataclass(frozen=True, slots=True)
class Over:
    """The caller's line is gone."""

    by: EndedBy


@dataclass(frozen=True, slots=True)
class EarOpened:
    ear: Ear


@dataclass(frozen=True, slots=True)
class EarClosed:
    ear: Ear


@dataclass(frozen=True, slots=True)
class Wanted:
    """An agent must be found: a wish for routing."""

    queue_id: QueueId
    entry: Entry
    from_queue: QueueId | None = None
    agent_id: AgentId | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """The agent's line broke: give the leg up unless it is back in time."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class Back:
    """The agent's line is there again."""

    leg: Leg


Fact = (
    Rang
    | Consulted
    | Bridged
    | Held
    | Retrieved
    | Transferred
    | Parked
    | LegOver
    | Over
    | Wanted
    | Missing
    | Back
    | EarOpened
    | EarClosed
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedCall:
    """A caller whom any agent may pick up."""

    contact_id: ContactId
    number: str
    """Masked."""
    arrived: datetime
    simulated: bool
