"""The moments that the switch writes, by our clock."""

from datetime import datetime, timedelta

from yingda.platform.ports import Clock

SET = timedelta(seconds=1)
"""An event that seems to have been under way for so much longer than those before it tells
that the switch's clock was set."""
FORGETS = 50


class Stamps:
    """The clock of the switch's machine is not ours: it may be wrong, and somebody may
    set it amid calls. But the shortest time that lately lay between a moment as it was
    written and as it was heard is how far the two clocks are apart.

    A moment is never later than now, and never before one that was heard before it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart: timedelta | None = None
        self._last: datetime | None = None

    def ours(self, theirs: datetime) -> datetime:
        apart = self._clock.now() - theirs
        if self._apart is None or not self._apart <= apart <= self._apart + SET:
            self._apart = apart
        else:
            # It takes back a shortest one that was true once, before the clocks drifted.
            self._apart += (apart - self._apart) / FORGETS
        ours = theirs + self._apart
        self._last = max(ours, self._last or ours)
        return self._last
