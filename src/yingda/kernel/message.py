"""What stages say to each other. A message is a sentence with a moment."""

from datetime import datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from yingda.kernel.ids import MessageId
from yingda.kernel.org import Scope


class Message(Struct, frozen=True, kw_only=True, tag=True):
    """What every message carries. Ids only: no name, number or text of a person."""

    version: ClassVar[int] = 1
    """Raised when a field is added; old rows load for ever by their defaults."""
    is_urgent: ClassVar[bool] = False
    """Somebody hears nothing until it has been acted upon: other messages let it pass."""

    id: MessageId
    """The same at every delivery, so that a listener knows what it has heard."""
    at: Annotated[datetime, Meta(tz=True)]
    scope: Scope


class Event(Message, frozen=True, kw_only=True):
    """A fact. It has happened, so nobody can refuse it."""


class Command(Message, frozen=True, kw_only=True):
    """A wish with exactly one doer; its outcome arrives as an event."""


def teller(kind: type[Message]) -> str:
    """The stage in whose words it is: that of `yingda.messages.<stage>`, and below it."""
    _, found, within = kind.__module__.rpartition("messages.")
    return within.split(".")[0] if found else kind.__module__.rpartition(".")[2]
