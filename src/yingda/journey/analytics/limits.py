"""The thresholds that figures are counted with."""

from datetime import timedelta

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """A change of these changes the figures of all days that are counted afterwards."""

    answer_within: timedelta = timedelta(seconds=15)
    """K01: an answer counts as quick up to and including this wait."""
    short_abandon: timedelta = timedelta(seconds=5)
    """K06: who gives up within this time is also shown apart, never left out."""
