"""Texts to customers: what was written to whom, and what became of it."""

from datetime import datetime

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct

from yingda.journey.channels.model.texts import SentText
from yingda.journey.channels.service import Channels
from yingda.kernel.ids import ContactId, OrderId, TextId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker


class TextRow(Struct, frozen=True, kw_only=True):
    """One text in the list."""

    text_id: TextId
    purpose: str
    purpose_name: Name
    state: str
    """`queued`, `submitted`, `unsure`, `delivered`, `failed`, `expired`."""
    why: str | None
    """A code, where it failed or must be tried again."""
    said: str
    number_masked: str
    asked_at: datetime
    due: datetime
    """Not before then, while it is queued."""
    submitted_at: datetime | None
    ended_at: datetime | None
    tries: int
    """How often the message centre could not take it."""
    parts: int
    order_id: OrderId | None
    contact_id: ContactId | None


class TextPage(Struct, frozen=True, kw_only=True):
    """The newest first."""

    texts: tuple[TextRow, ...]
    is_carried: bool
    """False: texts wait, and no message centre takes them."""


@get("/api/texts")
async def list_texts(
    channels: NamedDependency[Channels],
    asker: NamedDependency[Asker],
    about: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> TextPage:
    """`about`: `order/…` or `contact/…`; all without."""
    found = await channels.kept_texts.page(asker, about, limit)
    try:
        await channels.kept_texts.probe()
        is_carried = True
    except ConnectionError:
        is_carried = False
    rules = channels.texts.rules(asker.scope)
    return TextPage(
        texts=tuple(_shown(one, rules.purpose(one.text.purpose).name) for one in found),
        is_carried=is_carried,
    )


def _shown(one: SentText, purpose: Name) -> TextRow:
    text = one.text
    return TextRow(
        text_id=text.text_id,
        purpose=text.purpose,
        purpose_name=purpose,
        state=text.state.value,
        why=text.why,
        said=one.said,
        number_masked=one.number_masked,
        asked_at=text.asked,
        due=text.due,
        submitted_at=text.submitted,
        ended_at=text.ended,
        tries=text.tries,
        parts=text.parts,
        order_id=text.order_id,
        contact_id=text.contact_id,
    )


ROUTES = [list_texts]
