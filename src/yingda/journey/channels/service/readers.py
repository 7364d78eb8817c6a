"""Visitors' pages that are open, and which of them have something new to show.

A page's news is a flag, not a queue: however slowly it reads, it is shown what is there
then, and nobody else waits for it.
"""

import asyncio

from yingda.kernel.ids import ContactId
from yingda.messages.channels import CallEnded, ChatWritten
from yingda.messages.routing import (
    ContactLeftQueue,
    ContactOffered,
    ContactQueued,
    OfferFailed,
)

PAGES = 4
"""Of one chat; whoever opens more gives up the oldest."""
MOVES = 1.0
"""Seconds between two looks at the places in the queues, however busy they are."""

Moved = ContactQueued | ContactOffered | OfferFailed | ContactLeftQueue


class Reader:
    """One open page."""

    def __init__(self, contact_id: ContactId) -> None:
        self.contact_id = contact_id
        self.is_waiting = True
        """For an agent: then the place in the queue is shown."""
        self.is_given_up = False
        self._wake = asyncio.Event()

    def touch(self) -> None:
        self._wake.set()

    async def news(self, *, within: float) -> None:
        """Until there is some, but not longer than so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._wake.wait()
        except TimeoutError:
            return
        self._wake.clear()


class Readers:
    """Of this process."""

    def __init__(self) -> None:
        self._readers: dict[ContactId, list[Reader]] = {}
        self._has_moved = False

    def open(self, contact_id: ContactId) -> Reader:
        reader = Reader(contact_id)
        there = self._readers.setdefault(contact_id, [])
        there.append(reader)
        if len(there) > PAGES:
            oldest = there.pop(0)
            oldest.is_given_up = True
            oldest.touch()
        return reader

    def close(self, reader: Reader) -> None:
        there = self._readers.get(reader.contact_id, [])
        if reader in there:
            there.remove(reader)
        if not there:
            self._readers.pop(reader.contact_id, None)

    async def written(self, event: ChatWritten | CallEnded) -> None:
        if event.contact_id:
            for reader in self._readers.get(event.contact_id, ()):
                reader.touch()

    async def moved(self, event: Moved) -> None:
        """Who waits may stand elsewhere now; many moves of a moment are one."""
        if not self._has_moved:
            self._has_moved = True
            asyncio.get_running_loop().call_later(MOVES, self._look_again)

    def _look_again(self) -> None:
        self._has_moved = False
        for there in self._readers.values():
            for reader in there:
                if reader.is_waiting:
                    reader.touch()
