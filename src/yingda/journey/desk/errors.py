"""Why the desk may say no."""

from dataclasses import dataclass

from yingda.kernel.ids import AgentId, ContactId
from yingda.kernel.refusal import Refusal


@dataclass(eq=False)
class NoSeat(Refusal):
    """The user has no seat, so there is nothing to sign in to."""

    code = "no-seat"
    status = 403


@dataclass(eq=False)
class NotAtDesk(Refusal):
    """The agent is offline; only signing in changes that."""

    code = "not-at-desk"


@dataclass(eq=False)
class AgentNotHere(Refusal):
    """The agent is not signed in, or in no part of the tree that the asker sees."""

    code = "agent-not-here"

    agent_id: AgentId


@dataclass(eq=False)
class StillServing(Refusal):
    """An agent cannot go home while a caller is on their line."""

    code = "still-serving"

    contact_id: ContactId


@dataclass(eq=False)
class NotWrapping(Refusal):
    """This contact is not being wrapped up by this agent, or no longer."""

    code = "not-wrapping-up"

    contact_id: ContactId


@dataclass(eq=False)
class ExtendedEnough(Refusal):
    """The wrap-up has been made longer as often as is allowed."""

    code = "extended-enough"

    times: int


@dataclass(eq=False)
class UnknownReason(Refusal):
    """There is no such reason, or not for this."""

    code = "unknown-reason"
    status = 400

    reason: str


@dataclass(eq=False)
class NotForAgents(Refusal):
    """The state follows from what happens; nobody can ask for it."""

    code = "state-not-for-agents"
    status = 400

    state: str
    allowed: str
