"""What many pages are shown alike, about once a second: composed, encoded and framed once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from msgspec import Struct

from yingda.kernel.refusal import Refusal
from yingda.platform.http.wire import Wire, frame

SECOND = 1.0
AT_ONCE = 100
"""Readers who are written to before others of this process have their turn."""

Compose = Callable[[], Awaitable[Struct]]

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Topic:
    compose: Compose
    readers: dict[Wire, None] = field(default_factory=dict)


class Herald:
    """Topics, and who reads each. Who may see different things reads different topics.

    Nothing is kept for a reader who is slow: the next beat brings the newest.
    """

    def __init__(self) -> None:
        self._topics: dict[Hashable, _Topic] = {}

    @contextmanager
    def tells(self, key: Hashable, compose: Compose, wire: Wire) -> Iterator[None]:
        """While it lasts. `compose` is that of the first who reads the topic: whoever
        gives the same key must be allowed to see the same."""
        topic = self._topics.setdefault(key, _Topic(compose))
        topic.readers[wire] = None
        try:
            yield
        finally:
            del topic.readers[wire]
            if not topic.readers:
                self._topics.pop(key, None)

    async def beat(self) -> None:
        """To everybody. A topic that takes long or fails holds up no other."""
        async with asyncio.TaskGroup() as tasks:
            for topic in list(self._topics.values()):
                tasks.create_task(self._tell(topic))

    async def _tell(self, topic: _Topic) -> None:
        try:
            framed = frame(await topic.compose())
        except Refusal as refused:
            # The pages notice the silence, and ask anew.
            log.info("a topic was not told", extra={"why": str(refused)})
            return
        readers = list(topic.readers)
        for first in range(0, len(readers), AT_ONCE):
            for wire in readers[first : first + AT_ONCE]:
                wire.offer(framed)
            await asyncio.sleep(0)
