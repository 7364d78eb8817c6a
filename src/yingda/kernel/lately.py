"""What was found a moment ago, for the next who asks for the same."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Remembers for a while, and no longer: for what may be that old."""

    def __init__(self, keep: timedelta) -> None:
        self._keep = keep
        # In the order of their moments.
        self._found: dict[K, tuple[datetime, V]] = {}

    def put(self, key: K, value: V, now: datetime) -> None:
        self._forget(now)
        self._found.pop(key, None)
        self._found[key] = now, value

    def get(self, key: K, now: datetime) -> V | None:
        at, value = self._found.get(key, (None, None))
        return value if at is not None and now - at < self._keep else None

    def _forget(self, now: datetime) -> None:
        old = []
        for key, (at, _) in self._found.items():
            if now - at < self._keep:
                break
            old.append(key)
        for key in old:
            del self._found[key]
