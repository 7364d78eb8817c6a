"""One state machine for an agent and one contact (AD-08): what happens, and what they are
then. Several contacts are put together in `several`.

News about a leg or contact that is not the current one changes nothing: it is late. The
same object comes back then, so that the service writes and tells nothing.
"""

from dataclasses import replace
from datetime import datetime

from yingda.journey.desk.errors import (
    ExtendedEnough,
    NotAtDesk,
    NotForAgents,
    NotWrapping,
    StillServing,
)
from yingda.journey.desk.limits import Limits
from yingda.journey.desk.model import (
    CHOSEN_BY_AGENTS,
    NO_QUEUE,
    Aside,
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
    Serving,
    SignedIn,
    SignedOut,
    WrappedUp,
    WrapTimedOut,
)
from yingda.kernel.ids import LegId
from yingda.messages.channels import LegEnd
from yingda.messages.desk import AgentState

LegNews = Rang | Consulted | Bridged | Held | Retrieved | Ended
PresenceNews = SignedIn | SignedOut | SentHome | Aside | Back | Chose
WrapNews = WrappedUp | WrapTimedOut | Extended


def step(desk: AtDesk, what: Happening, at: datetime, limits: Limits) -> AtDesk:
    """What the agent is after this. Raises a refusal for wishes that cannot be met.

    `at` may lie before the last change, since news travels: the change then counts from
    the last one on, and the states of a day leave neither gap nor overlap.
    """
    at = max(at, desk.since)
    match what:
        case Offered():
            return _offer(desk, what, at)
        case Rang() | Consulted() | Bridged() | Held() | Retrieved() | Ended():
            return _leg(desk, what, at, limits)
        case WrappedUp() | WrapTimedOut() | Extended():
            return _wrap(desk, what, at, limits)
        case _:
            return _presence(desk, what, at, limits)


def _presence(desk: AtDesk, what: PresenceNews, at: datetime, limits: Limits) -> AtDesk:
    match what:
        case SignedIn():
            return _sign_in(desk, at, limits)
        case SignedOut():
            return _sign_out(desk, at)
        case SentHome():
            return _send_home(desk, at)
        case Aside():
            return _aside(desk, what, at)
        case Back():
            return _back(desk, what, at)
        case Chose():
            return _choose(desk, what, at)


def _sign_in(desk: AtDesk, at: datetime, limits: Limits) -> AtDesk:
    if desk.state is not AgentState.OFFLINE:
        return desk
    return _pass(
        desk, Chosen(state=AgentState.BREAK, reason=limits.signed_in_reason), at
    )


def _sign_out(desk: AtDesk, at: datetime) -> AtDesk:
    if desk.serving and desk.state is not AgentState.WRAP:
        raise StillServing(desk.serving.contact_id)
    if desk.state is AgentState.OFFLINE:
        return desk
    return _pass(desk, Chosen(state=AgentState.OFFLINE), at)


def _send_home(desk: AtDesk, at: datetime) -> AtDesk:
    if desk.serving and desk.state is not AgentState.WRAP:
        return replace(desk, chosen=Chosen(state=AgentState.OFFLINE))
    return _sign_out(desk, at)


def _aside(desk: AtDesk, what: Aside, at: datetime) -> AtDesk:
    aside = Chosen(state=AgentState.BREAK, reason=what.reason)
    if desk.takes_more:
        return replace(desk, chosen=aside)
    return _pass(desk, aside, at) if desk.state is AgentState.READY else desk


def _back(desk: AtDesk, what: Back, at: datetime) -> AtDesk:
    aside = Chosen(state=AgentState.BREAK, reason=what.reason)
    if desk.serving:
        return replace(desk, chosen=None) if desk.chosen == aside else desk
    if (desk.state, desk.reason) != (aside.state, aside.reason):
        return desk
    return _pass(desk, Chosen(state=AgentState.READY), at)


def _choose(desk: AtDesk, what: Chose, at: datetime) -> AtDesk:
    _must_be_for_agents(what.state)
    if desk.state is AgentState.OFFLINE:
        raise NotAtDesk()
    chosen = Chosen(state=what.state, reason=what.reason)
    if desk.serving:
        return replace(desk, chosen=chosen)
    if (desk.state, desk.reason) == (what.state, what.reason):
        return desk
    return _pass(desk, chosen, at)


def _must_be_for_agents(state: AgentState) -> None:
    if state not in CHOSEN_BY_AGENTS:
        raise NotForAgents(state, ", ".join(sorted(CHOSEN_BY_AGENTS)))


def _offer(desk: AtDesk, what: Offered, at: datetime) -> AtDesk:
    """Whoever has just gone on break is rung all the same: the break comes after it."""
    if not _can_be_offered(desk, what, at):
        return desk
    serving = Serving(
        contact_id=what.contact_id,
        leg_id=what.leg_id,
        queue_id=what.queue_id,
        offered_at=at,
        channel=what.channel,
    )
    return _reserve(desk, serving, at)


def _reserve(desk: AtDesk, serving: Serving, at: datetime) -> AtDesk:
    chosen = desk.chosen
    if not desk.serving and desk.state is not AgentState.READY:
        chosen = Chosen(state=desk.state, reason=desk.reason)
    return AtDesk(
        agent_id=desk.agent_id,
        state=AgentState.RESERVED,
        since=at,
        serving=serving,
        chosen=chosen,
        last_leg_id=desk.serving.leg_id if desk.serving else desk.last_leg_id,
    )


def _can_be_offered(desk: AtDesk, what: Offered, at: datetime) -> bool:
    if desk.state is AgentState.OFFLINE:
        return False
    if not desk.serving:
        return True
    # The ring before may have been taken back without our having heard of it yet.
    is_ringing = desk.state in (AgentState.RESERVED, AgentState.RINGING)
    is_newer = desk.serving.leg_id != what.leg_id and at > desk.serving.offered_at
    return is_ringing and is_newer


def _leg(desk: AtDesk, what: LegNews, at: datetime, limits: Limits) -> AtDesk:
    if isinstance(what, Rang | Consulted | Bridged):
        desk = _unasked(desk, what, at)
    serving = _serves(desk, what.leg_id)
    if serving is None:
        return desk
    if isinstance(what, Ended):
        return _end(desk, serving, what, at, limits)
    return _talk(desk, serving, what, at)


def _unasked(desk: AtDesk, what: Rang | Consulted | Bridged, at: datetime) -> AtDesk:
    """Nobody was offered this leg: a colleague asks for advice and may hand the caller
    over, or the agent picks up somebody else's call. Whoever answers it has finished
    writing; a ring alone ends no wrap-up."""
    serving = desk.serving
    known = (desk.last_leg_id, serving.leg_id if serving else None)
    is_wrapping = desk.state is AgentState.WRAP and not isinstance(what, Rang)
    is_free = serving is None or is_wrapping
    if desk.state is AgentState.OFFLINE or not is_free or what.leg_id in known:
        return desk
    serving = Serving(
        contact_id=what.contact_id,
        leg_id=what.leg_id,
        queue_id=NO_QUEUE,
        offered_at=at,
    )
    return _reserve(desk, serving, at)


def _talk(desk: AtDesk, serving: Serving, what: LegNews, at: datetime) -> AtDesk:
    match what, desk.state:
        case Rang(), AgentState.RESERVED:
            return replace(desk, state=AgentState.RINGING, since=at)
        case Consulted(), AgentState.RESERVED | AgentState.RINGING:
            return replace(desk, state=AgentState.TALKING, since=at)
        case Bridged(), _ if serving.bridged_at is None:
            queue_id = what.queue_id or serving.queue_id
            talking = replace(serving, bridged_at=at, queue_id=queue_id)
            since = desk.since if desk.state is AgentState.TALKING else at
            return replace(desk, state=AgentState.TALKING, since=since, serving=talking)
        case Held(), AgentState.TALKING if serving.bridged_at is not None:
            held = replace(serving, held_since=at)
            return replace(desk, state=AgentState.HOLD, since=at, serving=held)
        case Retrieved(), AgentState.HOLD:
            back = replace(serving, held_since=None)
            return replace(desk, state=AgentState.TALKING, since=at, serving=back)
        case _:
            return desk


def _serves(desk: AtDesk, leg_id: LegId) -> Serving | None:
    """The leg, if the agent is still on it: not one that is over or another's."""
    if desk.serving is None or desk.state is AgentState.WRAP:
        return None
    return desk.serving if desk.serving.leg_id == leg_id else None


def _end(
    desk: AtDesk, serving: Serving, what: Ended, at: datetime, limits: Limits
) -> AtDesk:
    if serving.bridged_at is None and not what.was_bridged:
        return _pass(desk, _after_vain_ring(desk, what.why, limits), at)
    wrap = limits.wrap(serving.queue_id)
    if not wrap:
        return _pass(desk, _next(desk), at)
    written = replace(
        serving, bridged_at=serving.bridged_at or desk.since, held_since=None
    )
    return replace(
        desk, state=AgentState.WRAP, since=at, serving=written, wrap_until=at + wrap
    )


def _after_vain_ring(desk: AtDesk, why: LegEnd, limits: Limits) -> Chosen:
    """Who did not answer is not rung again before they say that they are back."""
    reasons = {
        LegEnd.NO_ANSWER: limits.no_answer_reason,
        LegEnd.DECLINED: limits.declined_reason,
        LegEnd.UNREACHABLE: limits.unreachable_reason,
    }
    chosen = _next(desk)
    if why in reasons and chosen.state is AgentState.READY:
        return Chosen(state=AgentState.BREAK, reason=reasons[why])
    return chosen


def _wrap(desk: AtDesk, what: WrapNews, at: datetime, limits: Limits) -> AtDesk:
    serving, until = desk.serving, desk.wrap_until
    is_current = serving is not None and serving.contact_id == what.contact_id
    if serving is None or until is None or not is_current:
        if isinstance(what, WrapTimedOut):
            return desk
        raise NotWrapping(what.contact_id)
    match what:
        case WrapTimedOut():
            return desk if at < until else _pass(desk, _next(desk), at)
        case WrappedUp():
            if what.then is not None:
                _must_be_for_agents(what.then.state)
            return _pass(desk, what.then or _next(desk), at)
        case Extended():
            if serving.extended >= limits.extends_at_most:
                raise ExtendedEnough(limits.extends_at_most)
            longer = replace(serving, extended=serving.extended + 1)
            return replace(desk, serving=longer, wrap_until=until + limits.extension)


def _next(desk: AtDesk) -> Chosen:
    return desk.chosen or Chosen(state=AgentState.READY)


def _pass(desk: AtDesk, to: Chosen, at: datetime) -> AtDesk:
    """Into a state without a contact."""
    return AtDesk(
        agent_id=desk.agent_id,
        state=to.state,
        reason=to.reason,
        since=at,
        last_leg_id=desk.serving.leg_id if desk.serving else desk.last_leg_id,
    )
