"""What a centre may set for its machine."""

from datetime import timedelta

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    back_end_waits: timedelta = timedelta(seconds=3)
    """A back end that has not answered by then has failed: a human takes over."""
    place_waits: timedelta = timedelta(seconds=1)
    """The same for the place in the queue; then the caller hears that it goes on."""
