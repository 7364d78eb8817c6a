"""New ids: those of the day sort by time; those of a test can be counted."""

import os
import threading
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from yingda.platform.ports import Clock

T = TypeVar("T")

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class TimeIds:
    """26 letters: 48 bits of milliseconds, 80 of chance, counted up within one
    millisecond, so that ids of one process always sort in the order of their making."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._lock = threading.Lock()

    def new(self, kind: Callable[[str], T]) -> T:
        with self._lock:
            milliseconds = int(self._clock.now().timestamp() * 1000)
            fresh = (milliseconds << 80) | int.from_bytes(os.urandom(10))
            if fresh >> 80 <= self._last >> 80:
                fresh = self._last + 1 + (fresh & 0xFFFF)
            self._last = fresh
        return kind(_text(fresh))


def _text(number: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


class CountedIds:
    """`new-1`, `new-2`, …: the same test gives the same ids."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self, kind: Callable[[str], T]) -> T:
        return kind(f"new-{next(self._numbers):06}")
