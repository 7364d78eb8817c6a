"""Somebody who writes orders without end and remembers which of them were acknowledged."""

import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager

from live.house import House

PAUSE = 0.1


class Clerk:
    """Asks once for each order: what failed is not tried again."""

    def __init__(self, house: House, user: str) -> None:
        self._tables = house.tables
        self._user = user
        self._person = house.centre.person(user)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.acknowledged: dict[str, float] = {}
        """Each with the moment, by the monotonic clock."""
        self.failed: list[float] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ends.set()
        self._thread.join()

    def done_since(self, moment: float) -> int:
        return sum(at > moment for at in self.acknowledged.values())

    def are_there(self) -> None:
        """All that was acknowledged, and no more than was asked for."""
        rows = self._tables.ask(
            "select order_id from workorders.orders where opened_by = $1", self._user
        )
        found = [str(row["order_id"]) for row in rows]
        assert self.acknowledged.keys() <= set(found), "acknowledged work is lost"
        assert len(found) <= len(self.acknowledged) + len(self.failed), "done twice"

    def _run(self) -> None:
        body = {"type": "fault", "description": "灯不亮", "branch_id": "sn.xa"}
        while not self._ends.wait(PAUSE):
            try:
                made = self._person.ask("POST", "/api/orders", body)
            except (urllib.error.HTTPError, OSError):
                self.failed.append(time.monotonic())
            else:
                self.acknowledged[str(made["order_id"])] = time.monotonic()


@contextmanager
def clerk(house: House, user: str) -> Iterator[Clerk]:
    made = Clerk(house, user)
    made.start()
    try:
        yield made
    finally:
        made.stop()
