"""What the system says of itself and of those who look and change."""

from yingda.kernel.ids import UserId
from yingda.kernel.message import Event


class PersonalDataSeen(Event, frozen=True, kw_only=True):
    """Somebody looked at, or listened to, what belongs to a person."""

    user_id: UserId
    action: str
    subject: str
    """Kind and id of what was seen: `recording/…`, `customer/…`."""
    reason: str | None
    """A code, or the fact that one was written (the words stay in the audit table)."""


class ParameterChanged(Event, frozen=True, kw_only=True):
    """A rule of the centre has a new version."""

    user_id: UserId
    name: str
    parameter_version: int
