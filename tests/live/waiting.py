"""Waiting for something to become true, without guessing how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(found: Callable[[], T | None], *, seconds: float, what: str) -> T:
    """The first answer that is true; fails after so many seconds, saying for what."""
    end = time.monotonic() + seconds
    while True:
        answer = found()
        if answer:
            return answer
        assert time.monotonic() < end, f"after {seconds} s there is still no {what}"
        time.sleep(0.05)
