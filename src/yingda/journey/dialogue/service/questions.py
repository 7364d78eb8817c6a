"""The back ends, each asked in its words and answered in a flow's, or failed in time."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass

from yingda.journey.dialogue.core import answers
from yingda.journey.dialogue.core.answers import Answer
from yingda.journey.dialogue.limits import Limits
from yingda.journey.dialogue.model.session import (
    Answered,
    BackEndFailed,
    Question,
    Session,
)
from yingda.journey.dialogue.ports import Callers, OrderStatus, Places, Providers
from yingda.kernel.org import Scope
from yingda.kernel.refusal import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackEnds:
    callers: Callers
    orders: OrderStatus
    providers: Providers
    places: Places

    async def answer(
        self, question: Question, session: Session, scope: Scope, limits: Limits
    ) -> Answered | BackEndFailed:
        """Never raises for what a back end does: late and broken are the same."""
        is_place = question.name == "place"
        waits = (
            limits.place_waits if is_place else limits.back_end_waits
        ).total_seconds()
        try:
            async with asyncio.timeout(question.seconds or waits):
                outcome, values = await self._ask(question.name, session, scope)
        except (TimeoutError, Refusal, OSError, LookupError) as failure:
            log.warning(
                "a back end did not answer a dialogue",
                extra={
                    "contact_id": session.contact_id,
                    "question": question.name,
                    "failure": type(failure).__name__,
                },
            )
            return BackEndFailed(turn=session.turn)
        return Answered(turn=session.turn, outcome=outcome, values=values)

    def _ask(self, name: str, session: Session, scope: Scope) -> Awaitable[Answer]:
        match name:
            case "caller":
                return self._caller(session, scope)
            case "orders":
                return self._orders(session, scope)
            case "provider":
                return self._provider(session, scope)
            case "place":
                return self._place(session, scope)
            case _:
                raise LookupError(name)

    async def _caller(self, session: Session, scope: Scope) -> Answer:
        found = await self.callers.known(scope, [session.point_id])
        return answers.caller(found[session.point_id])

    async def _orders(self, session: Session, scope: Scope) -> Answer:
        if session.customer_id is None:
            return answers.orders(())
        found = await self.orders.status_of(scope, [session.customer_id])
        return answers.orders(found.get(session.customer_id, ()))

    async def _provider(self, session: Session, scope: Scope) -> Answer:
        code = session.variables.get("provider_code", "")
        found = await self.providers.providers(scope, [code])
        return answers.provider(found.get(code), session.language)

    async def _place(self, session: Session, scope: Scope) -> Answer:
        return answers.place(await self.places.place(scope, session.contact_id))
