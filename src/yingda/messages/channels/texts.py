"""Short messages: what the channels say of them, and how one is asked for.

Neither a number nor what is written goes through the log: a text is asked for by the name
of its words and by values that are no person's.
"""

from collections.abc import Mapping

from yingda.kernel.ids import ContactId, CustomerId, OrderId, PointId, TextId
from yingda.kernel.message import Command, Event


class TextSent(Event, frozen=True, kw_only=True):
    """The message centre has taken all parts of a text."""

    text_id: TextId
    purpose: str
    parts: int
    is_unsure: bool
    """Of one part at least no answer came: it may have been taken or not."""
    order_id: OrderId | None = None
    contact_id: ContactId | None = None


class TextDelivered(Event, frozen=True, kw_only=True):
    """The customer's telephone has it, by the message centre's receipts."""

    text_id: TextId
    purpose: str
    order_id: OrderId | None = None
    contact_id: ContactId | None = None


class TextFailed(Event, frozen=True, kw_only=True):
    """The customer does not get it, or not all of it."""

    text_id: TextId
    purpose: str
    why: str
    """A code: `no-mobile`, `no-words`, `wants-none`, `too-long`, `unsendable`, `expired`,
    `smpp-…`, `receipt-…`."""
    order_id: OrderId | None = None
    contact_id: ContactId | None = None


class TextReceived(Event, frozen=True, kw_only=True):
    """A customer has sent us a text. What it says stays in the channels, sealed."""

    text_id: TextId
    point_id: PointId
    customer_id: CustomerId | None
    meaning: str
    """`status`, `order`, `stop`, `start` or `other`."""


class SendText(Command, frozen=True, kw_only=True):
    """Write to a customer's mobile telephone; answered by TextSent or TextFailed."""

    purpose: str
    """One of `channels.Texts.purposes`: whether it waits for the morning, and goes to those
    who want no texts."""
    words: str
    """The name of what is written, in `channels.Texts.words`."""
    values: Mapping[str, str] = {}
    """What is put in its braces: an order's number, a node. Nothing personal."""
    language: str = "zh"
    point_id: PointId | None = None
    """To this number; None: to the customer's first mobile one."""
    customer_id: CustomerId | None = None
    order_id: OrderId | None = None
    contact_id: ContactId | None = None
