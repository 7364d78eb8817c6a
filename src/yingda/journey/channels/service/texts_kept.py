"""Texts as staff look at them, how long they are kept, and whether they go."""

from datetime import timedelta

from yingda.journey.channels.model.texts import SentText
from yingda.journey.channels.ports import Reach
from yingda.journey.channels.service.texts import Texts
from yingda.journey.channels.store import texts, texts_received
from yingda.kernel.ids import ContactId
from yingda.kernel.numbers import masked
from yingda.kernel.org import Asker
from yingda.kernel.refusal import BadInput
from yingda.messages.system import PersonalDataSeen

ORDERS, CONTACTS = "orders.read", "contacts.read"
AT_A_TIME = 200
PATIENCE = timedelta(minutes=5)
"""A text that might have gone for so long means that nobody carries them."""
PIECES_WAIT = timedelta(days=1)
MOST_SHOWN = 200


class KeptTexts:
    """What was written to customers."""

    def __init__(self, texts: Texts, reach: Reach) -> None:
        self._texts = texts
        self._reach = reach
        self._exchange = texts.exchange

    async def page(self, asker: Asker, about: str | None, limit: int) -> list[SentText]:
        """Of the asker's part of the tree, the newest first; `about` is `order/…` or
        `contact/…`. Texts of a contact are for those who may look at it; of orders for
        all who may look at orders. Whose texts are read is told."""
        kind, _, one = (about or "").partition("/")
        if about is not None and (kind not in ("order", "contact") or not one):
            raise BadInput("about", "order/… or contact/…, with an id")
        asker.must(CONTACTS if kind == "contact" else ORDERS)
        if kind == "contact" and not await self._reach.sees_contact(
            asker, ContactId(one)
        ):
            return []
        sees_all = kind == "contact" or await self._reach.sight(asker) is None
        exchange = self._exchange
        async with exchange.work.begin(asker.scope) as tx:
            found = await texts.page(
                tx,
                exchange.keys,
                order_id=one if kind == "order" else None,
                contact_id=one if kind == "contact" else None,
                only_of_orders=not sees_all,
                limit=max(1, min(limit, MOST_SHOWN)),
            )
            for text, _, _ in found:
                await tx.tell(
                    PersonalDataSeen(
                        id=exchange.new_id(),
                        at=exchange.clock.now(),
                        scope=asker.scope,
                        user_id=asker.user_id,
                        action="texts.read",
                        subject=f"text/{text.text_id}",
                        reason=None,
                    )
                )
        return [
            SentText(text=text, number_masked=masked(number), said=said)
            for text, number, said in found
        ]

    async def let_go(self) -> int:
        """What has been kept long enough; to be called now and then."""
        exchange = self._exchange
        rules, now = self._texts.rules(exchange.home), exchange.clock.now()
        async with exchange.system() as tx:
            before = now - rules.keep_for
            await texts_received.let_go(tx, before, now - PIECES_WAIT)
            return await texts.let_go(tx, before, AT_A_TIME)

    async def probe(self) -> None:
        """Raises ConnectionError if a text waits and nobody carries it away."""
        exchange = self._exchange
        async with exchange.system() as tx:
            since = exchange.clock.now() - PATIENCE
            is_waiting = await texts.is_waiting_since(tx, since)
        if is_waiting:
            raise ConnectionError("texts wait, and no message centre takes them")
