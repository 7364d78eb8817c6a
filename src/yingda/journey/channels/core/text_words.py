"""What has become of a text, as messages."""

from collections.abc import Callable, Iterator
from datetime import datetime

from yingda.journey.channels.core.texting import Parts
from yingda.journey.channels.model.texts import PartState, Text, TextState
from yingda.kernel.ids import MessageId
from yingda.kernel.message import Event
from yingda.messages.channels.texts import TextDelivered, TextFailed, TextSent

NewId = Callable[[], MessageId]
GONE = {TextState.FAILED, TextState.EXPIRED}
OVER = GONE | {TextState.DELIVERED}


def news(
    before: Text | None, text: Text, parts: Parts, new_id: NewId, now: datetime
) -> Iterator[Event]:
    """`before`: as it was, None for one that is written down for the first time."""
    was_submitted = before is None or before.submitted is not None
    if text.submitted is not None and not was_submitted:
        yield TextSent(
            id=new_id(),
            at=now,
            scope=text.scope,
            text_id=text.text_id,
            purpose=text.purpose,
            parts=text.parts,
            is_unsure=PartState.UNSURE in parts.values(),
            order_id=text.order_id,
            contact_id=text.contact_id,
        )
    if text.state is TextState.DELIVERED:
        yield TextDelivered(
            id=new_id(),
            at=now,
            scope=text.scope,
            text_id=text.text_id,
            purpose=text.purpose,
            order_id=text.order_id,
            contact_id=text.contact_id,
        )
    elif text.state in GONE:
        yield TextFailed(
            id=new_id(),
            at=now,
            scope=text.scope,
            text_id=text.text_id,
            purpose=text.purpose,
            why=text.why or text.state.value,
            order_id=text.order_id,
            contact_id=text.contact_id,
        )
