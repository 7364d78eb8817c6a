"""An agent with several contacts: each goes its own way, and together they are one state.

News is about one contact. That contact goes through the machine of `one` as if it were the
agent's only one; then the foremost of all says what the agent is doing.
"""

from dataclasses import replace
from datetime import datetime

from yingda.journey.desk.core import one
from yingda.journey.desk.errors import StillServing
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import (
    Aside,
    Assignment,
    AtDesk,
    Back,
    Bridged,
    Chose,
    Chosen,
    Consulted,
    Ended,
    Extended,
    Happening,
    Held,
    Offered,
    Rang,
    Retrieved,
    SentHome,
    SignedIn,
    SignedOut,
    WrappedUp,
    WrapTimedOut,
)
from yingda.messages.desk import AgentState

FOREMOST = (
    AgentState.TALKING,
    AgentState.HOLD,
    AgentState.RINGING,
    AgentState.RESERVED,
    AgentState.WRAP,
)
"""Of several contacts the first of these is the agent's state; of two alike, the call."""


def step(desk: AtDesk, what: Happening, at: datetime, limits: Limits) -> AtDesk:
    """What the agent is after this. Raises a refusal for wishes that cannot be met.

    The same object comes back if nothing changes. See `one.step` for late news.
    """
    at = max(at, desk.since)
    match what:
        case SignedIn() | Chose() | Aside() | Back():
            after = one.step(desk, what, at, limits)
        case SentHome() if any(_is_live(each) for each in desk.work):
            after = replace(desk, chosen=Chosen(state=AgentState.OFFLINE))
        case SignedOut() | SentHome():
            after = one.step(_all_written(desk), what, at, limits)
        case _:
            after = _turn(desk, what, at, limits)
    if after is desk or after == desk:
        return desk
    if after.since == desk.since and _differ(desk, after):
        stands = after.work[0].since if after.work else None
        return replace(after, since=at, foremost_since=stands)
    return after


def _is_live(each: Assignment) -> bool:
    return each.state is not AgentState.WRAP


def _all_written(desk: AtDesk) -> AtDesk:
    """What is only being written up keeps nobody at the desk."""
    for other in desk.beside:
        if _is_live(other):
            raise StillServing(other.serving.contact_id)
    return replace(desk, beside=())


def _turn(desk: AtDesk, what: Happening, at: datetime, limits: Limits) -> AtDesk:
    mine = _about(desk, what)
    if mine is None and isinstance(what, Held | Retrieved | Ended):
        return desk
    others = tuple(each for each in desk.work if each != mine)
    alone = _alone(desk, mine)
    moved = one.step(alone, what, at, limits)
    return desk if moved == alone else _together(desk, moved, others, at)


def _about(desk: AtDesk, what: Happening) -> Assignment | None:
    """The contact that the news is about; None if the agent does not have it (yet)."""
    ear = next((a for a in desk.work if a.serving.channel.takes_the_ear), None)
    match what:
        case Offered():
            ear = ear if what.channel.takes_the_ear else None
            return desk.on_leg(what.leg_id) or ear
        case Rang() | Consulted() | Bridged():
            return desk.on_leg(what.leg_id) or ear
        case Held() | Retrieved() | Ended():
            return desk.on_leg(what.leg_id)
        case WrappedUp() | WrapTimedOut() | Extended():
            written = (a for a in desk.work if a.serving.contact_id == what.contact_id)
            return next((a for a in written if a.wrap_until), None)
        case _:
            return None


def _alone(desk: AtDesk, mine: Assignment | None) -> AtDesk:
    """The agent as if this contact, or none, were all they have."""
    if mine is None:
        if not desk.work:
            return desk
        wish = desk.chosen or Chosen(state=AgentState.READY)
        return AtDesk(
            agent_id=desk.agent_id,
            since=desk.since,
            state=wish.state,
            reason=wish.reason,
            last_leg_id=desk.last_leg_id,
        )
    return AtDesk(
        agent_id=desk.agent_id,
        since=mine.since,
        state=mine.state,
        serving=mine.serving,
        chosen=desk.chosen,
        wrap_until=mine.wrap_until,
        last_leg_id=desk.last_leg_id,
    )


def _together(
    desk: AtDesk, moved: AtDesk, others: tuple[Assignment, ...], at: datetime
) -> AtDesk:
    if not others:
        return replace(moved, since=max(moved.since, desk.since))
    chosen = moved.chosen
    if moved.serving is None:
        is_ready = moved.state is AgentState.READY
        chosen = None if is_ready else Chosen(state=moved.state, reason=moved.reason)
    foremost, *beside = sorted((*moved.work, *others), key=_rank)
    return AtDesk(
        agent_id=desk.agent_id,
        since=desk.since if foremost.state is desk.state else at,
        state=foremost.state,
        serving=foremost.serving,
        foremost_since=foremost.since,
        chosen=chosen,
        wrap_until=foremost.wrap_until,
        last_leg_id=moved.last_leg_id,
        beside=tuple(beside),
    )


def _rank(assignment: Assignment) -> tuple[int, bool, datetime, str]:
    serving = assignment.serving
    return (
        FOREMOST.index(assignment.state),
        not serving.channel.takes_the_ear,
        serving.offered_at,
        serving.leg_id,
    )


def _differ(before: AtDesk, after: AtDesk) -> bool:
    """Is there something about the agent that whoever gives them contacts, or shows what
    they do, must know?"""
    return (before.load, before.takes_more, before.busy_with) != (
        after.load,
        after.takes_more,
        after.busy_with,
    )
