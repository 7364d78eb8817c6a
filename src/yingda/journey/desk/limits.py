"""What the centre sets for its desks."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct, field

from yingda.kernel.ids import QueueId, ReasonCode


class Limits(Struct, frozen=True, kw_only=True):
    """How long wrap-up lasts and what follows from an unanswered ring."""

    wrap_seconds: int = 30
    wrap_seconds_of: Mapping[QueueId, int] = field(default_factory=dict)
    """Queues whose contacts need more or less time to write up."""
    extend_seconds: int = 60
    extends_at_most: int = 2
    signed_in_reason: str = "signed-in"
    """An agent who signs in is on this break until they say that they are ready."""
    no_answer_reason: str = "no-answer"
    declined_reason: str = "declined"
    unreachable_reason: str = "unreachable"
    listening_reason: str = "listening"
    """Whoever listens in is on this break and given nothing, and ready again afterwards."""
    longest_note: int = 4_000
    """Characters that an agent may write about a contact."""
    default_reason: ReasonCode = ReasonCode("other.unclassified")
    """How a contact is classed when the countdown ends first."""

    def wrap(self, queue_id: QueueId) -> timedelta:
        seconds = self.wrap_seconds_of.get(queue_id, self.wrap_seconds)
        return timedelta(seconds=seconds)

    @property
    def extension(self) -> timedelta:
        return timedelta(seconds=self.extend_seconds)
