"""Two clocks: the wall's, and one that jumps when a test says so."""

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The wall's time; a step back of the wall is not passed on."""

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        self._last = max(self._last, datetime.now(UTC))  # noqa: TID251 - this is the clock that others ask
        return self._last


class HandClock:
    """Virtual time: it stands still until it is moved forward."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        if by < timedelta(0):
            raise ValueError("time does not go back")
        self._now += by
