"""One call being decided about: what it becomes, what is true now, what to order."""

from dataclasses import replace
from datetime import datetime

from yingda.journey.channels.model import (
    EndTalk,
    HangUp,
    Join,
    LineId,
    Music,
    Order,
    Part,
    Ring,
    TalkId,
)
from yingda.journey.channels.model.calls import (
    AgentLine,
    Back,
    Call,
    CallState,
    Fact,
    Leg,
    LegOver,
    LegState,
    Missing,
    Over,
    Role,
    Wanted,
)
from yingda.kernel.ids import AgentId, QueueId
from yingda.messages.channels import EndedBy, LegEnd
from yingda.messages.routing import Entry


def phone_of(agent_id: AgentId) -> str:
    """The name under which an agent's telephone registers."""
    return f"agent-{agent_id}"


class Turn:
    """Gathers while functions of this package decide; the service commits it whole."""

    def __init__(self, call: Call, at: datetime) -> None:
        self.call = call
        self.at = at
        self.orders: list[Order] = []
        self.facts: list[Fact] = []

    def order(self, *orders: Order) -> None:
        self.orders += orders

    def put(self, leg: Leg) -> Leg:
        """The leg as it is from now on, in the place of what it was."""
        others = [one for one in self.call.legs if one.leg_id != leg.leg_id]
        self.call = replace(self.call, legs=(*others, leg))
        return leg

    def put_line(self, leg: Leg, line: AgentLine) -> Leg:
        lines = tuple(line if x.line_id == line.line_id else x for x in leg.lines)
        return self.put(replace(leg, lines=lines))

    # --- the caller -------------------------------------------------------------------

    def caller_into(self, talk_id: TalkId, *with_lines: LineId) -> None:
        self.call = replace(self.call, state=CallState.TALKING, talk_id=talk_id)
        self.order(
            Join(talk_id=talk_id, line_ids=(self.call.line_id, *with_lines)),
        )

    def caller_to_music(self, state: CallState) -> None:
        call = self.call
        if call.talk_id is not None:
            self.order(Part(talk_id=call.talk_id, line_id=call.line_id))
        self.order(Music(line_id=call.line_id, is_on=True))
        self.call = replace(call, state=state, talk_id=None, in_talk=None)

    def caller_gone(self, by: EndedBy, why: LegEnd = LegEnd.CALLER_LEFT) -> None:
        talk_id, legs = self.call.talk_id, self.call.live_legs
        # Without the caller nobody needs the talk.
        self.call = replace(self.call, talk_id=None, in_talk=None)
        for leg in legs:
            self.end_leg(leg, why if leg.bridged else LegEnd.WITHDRAWN)
        if talk_id is not None and all(leg.talk_id != talk_id for leg in legs):
            self._let_go(talk_id)
        self.call = replace(self.call, state=CallState.ENDED, ended=self.at)
        self.facts.append(Over(by))

    def end_call(self, by: EndedBy) -> None:
        """Hangs up; it is over when the switch says that the line is gone."""
        self.call = replace(self.call, ending=by)
        self.order(HangUp(line_id=self.call.line_id))

    def want(
        self,
        queue_id: QueueId,
        entry: Entry,
        *,
        from_queue: QueueId | None = None,
        agent_id: AgentId | None = None,
    ) -> None:
        self.facts.append(Wanted(queue_id, entry, from_queue, agent_id))

    # --- legs -------------------------------------------------------------------------

    def others_with_caller(self, leg: Leg) -> tuple[Leg, ...]:
        return tuple(
            one
            for one in self.call.live_legs
            if one.leg_id != leg.leg_id
            and one.role is not Role.CONSULTED
            and one.state in (LegState.ANSWERED, LegState.TALKING)
        )

    def consulted(self) -> tuple[Leg, ...]:
        return tuple(one for one in self.call.live_legs if one.role is Role.CONSULTED)

    def ring(self, leg: Leg, line: AgentLine, *, is_resumed: bool = False) -> None:
        headers = {
            "X-Yingda-Contact": self.call.contact_id,
            "X-Yingda-Leg": leg.leg_id,
        }
        if is_resumed:
            headers["X-Yingda-Resume"] = "1"
        self.order(
            Ring(
                line_id=line.line_id,
                phone=phone_of(leg.agent_id),
                shown=self.call.shown,
                record_as=line.record_as,
                headers=headers,
            )
        )

    def end_leg(self, leg: Leg, why: LegEnd) -> Leg:
        """Tells it and hangs up whatever line of it is still there."""
        over = self.put(
            replace(
                leg,
                state=LegState.ENDED,
                ended=self.at,
                why=why,
                next_line_id=None,
                in_talk=None,
            )
        )
        self.facts.append(LegOver(over))
        for line in over.lines:
            if line.gone is None:
                self.order(HangUp(line_id=line.line_id))
        # Whoever asked for advice, or was joined by others, has left a talk behind.
        for talk_id in dict.fromkeys((leg.talk_id, leg.own_talk)):
            self._let_go(talk_id)
        for ear in self.call.ears:
            if ear.leg_id == leg.leg_id and ear.gone is None:
                self.order(HangUp(line_id=ear.line_id))
        return over

    def leave(self, leg: Leg) -> None:
        """The agent is through with the call; it ends unless another agent is in it."""
        self.end_leg(leg, LegEnd.HUNG_UP)
        if leg.role is Role.CONSULTED:
            self.back_from_consulting()
        elif not self.others_with_caller(leg):
            for other in self.call.live_legs:
                why = LegEnd.HUNG_UP if other.bridged else LegEnd.WITHDRAWN
                self.end_leg(other, why)
            self.end_call(EndedBy.AGENT)

    def back_from_consulting(self) -> None:
        """Whoever asked is in a talk of their own again; the caller is still on hold."""
        for leg in self.call.live_legs:
            if leg.role is Role.SERVES and leg.talk_id != leg.own_talk:
                back = self.put(replace(leg, talk_id=leg.own_talk, in_talk=None))
                self.order(
                    Part(talk_id=leg.talk_id, line_id=leg.line_id),
                    Join(talk_id=back.talk_id, line_ids=(back.line_id,)),
                )
                self._let_go(leg.talk_id)

    def away(self, leg: Leg) -> None:
        """The line broke in mid-talk: the caller is kept, and the agent may be back."""
        gone = self.put(replace(leg, state=LegState.AWAY, in_talk=None))
        self.facts.append(Missing(gone))
        if self.call.talk_id is not None and not self.others_with_caller(leg):
            self.caller_to_music(self.call.state)

    def back(self, leg: Leg) -> None:
        """The line is there again, and so is the talk, unless the caller is held."""
        here = self.put(replace(leg, state=LegState.TALKING))
        self.facts.append(Back(here))
        if self.call.state is CallState.TALKING:
            self.caller_into(here.talk_id, here.line_id)
        else:
            self.order(Join(talk_id=here.talk_id, line_ids=(here.line_id,)))

    def _let_go(self, talk_id: TalkId) -> None:
        """Ends it unless somebody is still to be in it."""
        needed = {self.call.talk_id, *(leg.talk_id for leg in self.call.live_legs)}
        if talk_id not in needed:
            self.order(EndTalk(talk_id=talk_id))
