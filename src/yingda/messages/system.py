"""What the system says of itself and of those who look and change."""

from datetime import datetime

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
    """A rule of the centre has a new version, or one that was to come was called off."""

    user_id: UserId
    name: str
    parameter_version: int
    place: str = ""
    """Where in the tree it holds; empty in what was told before places could be chosen."""
    how: str = "set"
    """`set`, `inherit` (what is above holds again), `roll-back` or `call-off`."""
    holds_from: datetime | None = None
    """None: from the moment on at which it was told."""


class ParameterProposed(Event, frozen=True, kw_only=True):
    """A rule that needs four eyes shall change; somebody else is to decide."""

    user_id: UserId
    name: str
    place: str
    proposal_id: str


class ProposalDecided(Event, frozen=True, kw_only=True):
    """A proposal waits no longer."""

    user_id: UserId
    name: str
    proposal_id: str
    outcome: str
    """`approved` (then a ParameterChanged tells of it, too), `refused` or `withdrawn`."""
