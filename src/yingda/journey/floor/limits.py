"""What a centre may set for those who lead."""

from datetime import timedelta

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """Notes to agents."""

    longest_note: int = 500
    """Letters."""
    notes_kept: timedelta = timedelta(days=190)
    """At least six months, like what is said on the telephone."""
    unread_for: timedelta = timedelta(hours=12)
    """A note that nobody has read by then belongs to another shift and is shown no more."""
