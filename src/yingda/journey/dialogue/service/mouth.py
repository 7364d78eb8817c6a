"""What is said on each line, in the order in which it was decided."""

import asyncio
import logging
from collections.abc import Iterable, Sequence

from yingda.journey.dialogue.ports import Lines
from yingda.kernel.ids import ContactId
from yingda.messages.channels import LineAct
from yingda.platform.ports import DatabaseAway

PAUSE = 0.5
"""Seconds between two tries while the database is away."""

log = logging.getLogger(__name__)


class Mouth:
    """Acts are lined up while it is known whose turn it is, and performed after.

    Whoever finds the line busy leaves the acts to whoever is speaking on it. So a switch
    that answers at once, within the act, finds nobody waiting for itself.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._waiting: dict[ContactId, list[LineAct]] = {}
        self._speaking: set[ContactId] = set()

    def line_up(self, contact_id: ContactId, acts: Iterable[LineAct]) -> None:
        self._waiting.setdefault(contact_id, []).extend(acts)

    async def speak(self, contact_id: ContactId) -> None:
        if contact_id in self._speaking:
            return
        self._speaking.add(contact_id)
        try:
            while acts := self._waiting.pop(contact_id, None):
                await self._perform(contact_id, acts)
        except ConnectionError:
            log.warning(
                "the switch is away: the dialogue goes on when it is back",
                extra={"contact_id": contact_id},
            )
        finally:
            self._speaking.discard(contact_id)
            self._waiting.pop(contact_id, None)

    async def _perform(self, contact_id: ContactId, acts: Sequence[LineAct]) -> None:
        """Also if the database goes away between the decision and this: nobody would
        decide it again, and the caller would wait for words that never come."""
        while True:
            try:
                return await self._lines.perform(contact_id, acts)
            except DatabaseAway:
                await asyncio.sleep(PAUSE)
