"""Short messages: those we send, and those that come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from yingda.kernel.ids import ContactId, CustomerId, OrderId, PointId, TextId
from yingda.kernel.org import Scope


class TextState(StrEnum):
    """How far a text is."""

    QUEUED = "queued"
    """It waits for its moment, for the message centre, or for another try."""
    SUBMITTED = "submitted"
    """The message centre has taken all of it."""
    UNSURE = "unsure"
    """All of it was handed over, but to a part at least no answer came."""
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    """It was not handed over before it was of no more use."""


class PartState(StrEnum):
    """How far one short message of a text is."""

    SENDING = "sending"
    """It is being handed over, or was when a process died."""
    UNSURE = "unsure"
    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    FAILED = "failed"


class Meaning(StrEnum):
    """What a customer's text asks for."""

    STATUS = "status"
    """How far are my orders?"""
    ORDER = "order"
    """How far is this order?"""
    STOP = "stop"
    """Send me no more."""
    START = "start"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text to a customer, but for what it says and to whom."""

    text_id: TextId
    scope: Scope
    purpose: str
    words: str
    """The name of what it says."""
    state: TextState
    asked: datetime
    due: datetime
    """Not before then."""
    expires: datetime
    tries: int
    parts: int
    """Of how many short messages it consists."""
    reference: int
    """What its parts have in common, 0 to 255."""
    goes_first: bool
    """Before others that may go, too."""
    wants_none: bool
    """Whoever has the number wants no texts."""
    why: str | None = None
    submitted: datetime | None = None
    ended: datetime | None = None
    point_id: PointId | None = None
    customer_id: CustomerId | None = None
    order_id: OrderId | None = None
    contact_id: ContactId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One short message on its way to the message centre."""

    text_id: TextId
    number: int
    """From 1."""
    total: int
    reference: int
    to: str
    alphabet: str
    data: bytes
    lasts: timedelta
    """So long the message centre may try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """A text as staff may look at it."""

    text: Text
    number_masked: str
    said: str


# What comes of handing over a part.


@dataclass(frozen=True, slots=True)
class Taken:
    """The message centre will carry it, under a name of its own."""

    centre_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not: never, or not now."""

    why: str
    is_lasting: bool


@dataclass(frozen=True, slots=True)
class NotSent:
    """It has surely not got it."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have got it; no answer came."""


Outcome = Taken | Refused | NotSent | Unsure


# What a message centre tells of its own accord.


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAnswer:
    """What became of a part, after it had been given up."""

    text_id: TextId
    number: int
    outcome: Taken | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a part that was taken."""

    centre_id: str
    is_delivered: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A customer's text, or one piece of it."""

    number: str
    words: str
    reference: int = 0
    piece: int = 1
    pieces: int = 1


News = LateAnswer | Receipt | Received
