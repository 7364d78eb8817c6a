"""The numbers of the channels that a centre may set for itself."""

from datetime import timedelta

from msgspec import Struct

from yingda.kernel.ids import QueueId


class Limits(Struct, frozen=True, kw_only=True):
    """Calls, telephones and recordings."""

    resume_within: timedelta = timedelta(seconds=20)
    """An agent whose line broke may be back for so long; then somebody else is found."""
    park_for: timedelta = timedelta(minutes=3)
    """A parked caller whom nobody picks up is queued again after so long."""
    longest_note: int = 1_000
    """Characters that an agent may write to the next one."""
    queue_otherwise: QueueId = QueueId("general")
    """Where a caller goes whose agent had been rung for no queue."""
    agent_phone_lasts: timedelta = timedelta(hours=14)
    """An agent's telephone may register for so long after it was asked for."""
    page_phone_lasts: timedelta = timedelta(minutes=30)
    """A caller's page may call for so long after it was opened."""
    pages_at_a_time: int = 50
    """Callers' pages that may have a telephone at one moment."""
    ticket_lasts: timedelta = timedelta(minutes=10)
    """The address of a sound is good for so long."""
    sound_settles: timedelta = timedelta(seconds=3)
    """The switch may still be writing a file for so long after a line has ended."""
    sound_missing_after: timedelta = timedelta(minutes=10)
    """A recording whose files have not appeared by then is noted as missing."""
    keep_recordings: timedelta = timedelta(days=190)
    """At least six months; what is under legal hold is kept beyond."""
    recordings_a_page: int = 50
