"""What a contact's facts add up to."""

from datetime import datetime

import msgspec

from yingda.kernel.message import Event
from yingda.messages.channels import EndedBy

ENVELOPE = frozenset({"type", "id", "at", "scope", "contact_id"})


def outcome(
    *, by: EndedBy, answered_at: datetime | None, requested_at: datetime | None
) -> str:
    """How a contact ended, in one word."""
    if answered_at:
        return "answered"
    if by in (EndedBy.SWITCH, EndedBy.SYSTEM):
        return "lost"
    return "abandoned" if requested_at else "self-service"


def detail(event: Event) -> dict[str, object]:
    """What an event says beyond what every event of a contact says."""
    whole: dict[str, object] = msgspec.to_builtins(event)
    return {name: value for name, value in whole.items() if name not in ENVELOPE}
