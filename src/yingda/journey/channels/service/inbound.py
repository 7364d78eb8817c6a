"""Callers: who arrives, what they press, and what a machine does with their line."""

from collections.abc import Sequence

from yingda.journey.channels import model
from yingda.journey.channels.core import signals, words
from yingda.journey.channels.core.turn import Turn
from yingda.journey.channels.model import (
    KeyPressed,
    LineGone,
    LineRang,
    SayingEnded,
)
from yingda.journey.channels.model.calls import Call, CallState
from yingda.journey.channels.ports import Callers, Prompts
from yingda.journey.channels.service.exchange import Exchange
from yingda.journey.channels.service.gate import Gate
from yingda.journey.channels.store import calls
from yingda.kernel.ids import ContactId
from yingda.kernel.numbers import masked, normal
from yingda.kernel.org import Scope
from yingda.messages.channels import (
    Answer,
    CallerDid,
    EndCall,
    EndedBy,
    HeardOut,
    Hush,
    LineAct,
    PlayMusic,
    Pressed,
    Say,
)


class Inbound:
    def __init__(
        self, exchange: Exchange, callers: Callers, prompts: Prompts, gate: Gate
    ) -> None:
        self._exchange = exchange
        self._callers = callers
        self._prompts = prompts
        self._gate = gate

    async def arrive(self, signal: LineRang) -> None:
        """Nothing for a line that is known already, or is not let in."""
        exchange = self._exchange
        if exchange.knows(signal.line_id):
            return
        if not await self._gate.lets_in(signal):
            return
        home = exchange.home
        whose = (await self._callers.whose(home, [signal.caller]))[signal.caller]
        call = Call(
            contact_id=exchange.ids.new(ContactId),
            line_id=signal.line_id,
            scope=Scope(
                tenant_id=home.tenant_id,
                path=whose.branch_id or home.path,
                site=home.site,
            ),
            door=signal.door,
            called=signal.called,
            point_id=whose.point_id,
            customer_id=whose.customer_id,
            tier_id=whose.tier_id,
            branch_id=whose.branch_id,
            shown=masked(normal(signal.caller)),
            arrived=signal.at,
        )
        async with exchange.system() as tx:
            if not await calls.add(tx, call, signal.caller, exchange.keys):
                return
            await tx.tell(words.arrived(call, exchange.new_id))
        exchange.know(call.line_id, call.contact_id)

    async def hear(self, news: signals.LineNews) -> CallerDid | None:
        if isinstance(news, LineGone) and self._gate.gone(news.line_id):
            return None
        contact_id = await self._exchange.contact_on(news.line_id)
        if contact_id is None:
            return None
        did = await self._exchange.change(
            contact_id, lambda turn: signals.hear(turn, news), at=news.at
        )
        if isinstance(news, LineGone):
            self._exchange.forget(news.line_id)
        return did

    async def did(self, signal: KeyPressed | SayingEnded) -> CallerDid | None:
        """Keys are for the machine only: they are kept nowhere."""
        contact_id = await self._exchange.contact_on(signal.line_id)
        if contact_id is None:
            return None
        async with self._exchange.system() as tx:
            state = await calls.state(tx, contact_id)
        if state not in (CallState.MACHINE, CallState.WAITING):
            return None
        match signal:
            case KeyPressed(key=key):
                return Pressed(contact_id=contact_id, key=key)
            case SayingEnded(saying_id=saying_id):
                return HeardOut(contact_id=contact_id, saying_id=saying_id)

    async def perform(self, contact_id: ContactId, acts: Sequence[LineAct]) -> None:
        """What the machine wants, as long as no agent has the caller."""
        sounds = {
            prompt: self._prompts.sound(prompt)
            for act in acts
            if isinstance(act, Say)
            for prompt in act.prompts
        }

        def decide(turn: Turn) -> None:
            for act in acts:
                if turn.call.is_with_machine and turn.call.ending is None:
                    _do(turn, act, sounds)

        await self._exchange.change(contact_id, decide)


def _do(turn: Turn, act: LineAct, sounds: dict[str, str]) -> None:
    line_id = turn.call.line_id
    match act:
        case Answer():
            turn.order(model.Answer(line_id=line_id))
        case Say():
            paths = tuple(sounds[prompt] for prompt in act.prompts)
            turn.order(
                model.Say(line_id=line_id, saying_id=act.saying_id, sounds=paths)
            )
        case Hush(saying_id=saying_id):
            turn.order(model.Hush(line_id=line_id, saying_id=saying_id))
        case PlayMusic():
            turn.order(model.Music(line_id=line_id, is_on=True))
        case EndCall():
            turn.end_call(EndedBy.FLOW)
