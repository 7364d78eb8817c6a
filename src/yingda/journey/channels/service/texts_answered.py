"""What the message centre tells, and how customers' texts are answered."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from yingda.journey.channels.core.texting import Asked, asked, filled
from yingda.journey.channels.limits import Chats
from yingda.journey.channels.limits import Texts as Rules
from yingda.journey.channels.model import Number
from yingda.journey.channels.model.texts import (
    LateAnswer,
    Meaning,
    News,
    Receipt,
    Received,
)
from yingda.journey.channels.ports import Callers, Orders, OrderTold
from yingda.journey.channels.service.texts import Texts
from yingda.journey.channels.service.texts_medium import SMS
from yingda.journey.channels.service.visitors import Visitors
from yingda.journey.channels.store import texts, texts_received
from yingda.kernel.ids import TextId
from yingda.kernel.name import Name
from yingda.kernel.numbers import normal
from yingda.kernel.refusal import Refusal
from yingda.messages.channels.texts import TextReceived
from yingda.messages.customers import Whose
from yingda.platform.ports import DatabaseAway, Transaction

log = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
ANSWER = "answer"
"""The purpose of what we write back."""


class Answering:
    """A customer's text is answered once, however often the message centre brings it."""

    def __init__(
        self, texts: Texts, callers: Callers, orders: Orders, visitors: Visitors
    ) -> None:
        self._texts = texts
        self._visitors = visitors
        self._callers = callers
        self._orders = orders
        self._exchange = texts.exchange

    async def follow(self) -> None:
        """Bound to the message centre, if it is ours to be; to be begun anew."""
        await self._texts.follow(self.hear)

    async def hear(self, news: News) -> None:
        match news:
            case Receipt():
                await self._texts.receipt(news)
            case LateAnswer():
                await self._texts.late(news)
            case Received():
                await self._receive(news)

    async def _receive(self, news: Received) -> None:
        number = normal(news.number)
        now, home = self._exchange.clock.now(), self._exchange.home
        said: str | None = news.words
        if news.pieces > 1:
            async with self._exchange.system() as tx:
                keys = self._exchange.keys
                said = await texts_received.put_piece(tx, number, news, now, keys)
        if not number or said is None:
            return
        rules = self._texts.rules(home)
        async with self._exchange.system() as tx:
            if await self._is_old(tx, number, said, now, rules):
                return
        what = asked(said, rules)
        whose = (await self._callers.whose(home, [Number(number)]))[Number(number)]
        answer: tuple[str, str] | None = await self._answer(what, whose, rules)
        if what.meaning is Meaning.OTHER and await self._is_chat(number, said):
            answer = None
        async with self._exchange.system() as tx:
            await self._take(tx, number, said, what, whose, answer)

    async def _is_chat(self, number: str, said: str) -> bool:
        """Whoever writes to people comes to people, where texts are a channel. Before it
        is noted: what comes twice is better than what is lost."""
        if SMS not in self._exchange.rules(Chats).channels:
            return False
        try:
            await self._visitors.receive(SMS, number, said)
        except DatabaseAway:
            raise
        except Refusal as refused:
            log.info("a text became no chat", extra={"why": refused.code})
            return False
        return True

    async def _is_old(
        self, tx: Transaction, number: str, said: str, now: datetime, rules: Rules
    ) -> bool:
        since, keys = now - rules.same_within, self._exchange.keys
        return await texts_received.is_known(tx, number, said, since, keys)

    async def _take(
        self,
        tx: Transaction,
        number: str,
        said: str,
        what: Asked,
        whose: Whose,
        answer: tuple[str, str] | None,
    ) -> None:
        exchange, home = self._exchange, self._exchange.home
        now, rules = exchange.clock.now(), self._texts.rules(home)
        is_enough = await texts_received.is_answered_enough(
            tx, number, now - HOUR, rules.answers_an_hour, exchange.keys
        )
        text_id = exchange.ids.new(TextId)
        await texts_received.add(
            tx,
            text_id=text_id,
            at=now,
            number=number,
            said=said,
            meaning=what.meaning,
            is_answered=answer is not None and not is_enough,
            point_id=whose.point_id,
            customer_id=whose.customer_id,
            keys=exchange.keys,
        )
        blind = exchange.keys.blind(number)
        if what.meaning is Meaning.STOP:
            await texts.want_none(tx, blind, now)
        elif what.meaning is Meaning.START:
            await texts.want_again(tx, blind)
        await tx.tell(
            TextReceived(
                id=exchange.new_id(),
                at=now,
                scope=home,
                text_id=text_id,
                point_id=whose.point_id,
                customer_id=whose.customer_id,
                meaning=what.meaning.value,
            )
        )
        if answer is not None and not is_enough:
            words, words_said = answer
            drafted = self._texts.drafted(home, ANSWER, words, words_said)
            text = replace(
                drafted, point_id=whose.point_id, customer_id=whose.customer_id
            )
            await self._texts.add(tx, text, number, words_said)

    # --- what is written back -------------------------------------------------------

    async def _answer(self, what: Asked, whose: Whose, rules: Rules) -> tuple[str, str]:
        """The name of the words, and the words."""
        match what.meaning:
            case Meaning.STOP:
                return _said(rules, "stopped", what)
            case Meaning.START:
                return _said(rules, "started", what)
            case Meaning.OTHER:
                return _said(rules, "help", what)
            case Meaning.STATUS | Meaning.ORDER:
                return await self._status(what, whose, rules)

    async def _status(self, what: Asked, whose: Whose, rules: Rules) -> tuple[str, str]:
        """Of the customer's own orders only: nobody learns of those of others."""
        found: list[OrderTold] = []
        if whose.customer_id is not None:
            home = self._exchange.home
            found = list(await self._orders.told(home, whose.customer_id))
        if what.meaning is Meaning.ORDER:
            found = [one for one in found if one.number == what.order_number]
            if not found:
                return _said(rules, "order-unknown", what, number=what.order_number)
        if not found:
            return _said(rules, "orders-none", what)
        lines = [
            _said(
                rules,
                "order-node",
                what,
                number=one.number,
                node=_spoken(one.node, what.language),
            )[1]
            for one in found[: rules.orders_at_once]
        ]
        return "order-node", "\n".join(lines)


def _said(rules: Rules, words: str, what: Asked, **values: str) -> tuple[str, str]:
    template = rules.words.get(words, Name.by_id(words))
    return words, filled(_spoken(template, what.language), values)


def _spoken(name: Name, language: str) -> str:
    return name.en if language == "en" else name.zh
