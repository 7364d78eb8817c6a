"""The alarm clock: commands that wait in a table until they are due."""

import logging
from datetime import datetime

import msgspec

from yingda.kernel.message import Command
from yingda.kernel.org import EVERYWHERE
from yingda.platform.ports import Clock, Ids, Transaction, Work
from yingda.platform.sql.work import Alarm, SqlTransaction

log = logging.getLogger(__name__)

DUE = """
with rung as (
    delete from spine.alarms where key in (
        select key from spine.alarms where due <= :now order by due, key
        limit 500 for update skip locked)
    returning key, kind, payload, due)
select kind, payload from rung order by due, key
"""


class TableAlarms:
    """One row a key. What is due is moved into the log, in one transaction."""

    def __init__(self, work: Work, clock: Clock, ids: Ids) -> None:
        self._work = work
        self._clock = clock
        self._ids = ids

    async def set(
        self, tx: Transaction, command: Command, *, key: str, at: datetime
    ) -> None:
        payload = msgspec.json.encode(command).decode()
        _of(tx).alarm(key, Alarm(due=at, kind=_name(type(command)), payload=payload))

    async def clear(self, tx: Transaction, key: str) -> None:
        _of(tx).alarm(key, None)

    async def ring(self) -> datetime | None:
        """Looks first: most of the time nothing is due, and other processes look, too."""
        first = await self._first()
        if first is None or first > self._clock.now():
            return first
        async with self._work.system(EVERYWHERE) as tx:
            due = await tx.run(DUE, now=self._clock.now())
            kinds = _kinds() if due else {}
            for row in due:
                if (kind := kinds.get(str(row["kind"]))) is None:
                    # Set by another version of ours. It must not stop the others.
                    log.error("nobody knows the alarm %s: it is dropped", row["kind"])
                    continue
                command = msgspec.json.decode(str(row["payload"]), type=kind)
                await tx.ask_later(command)
        return await self._first()

    async def _first(self) -> datetime | None:
        async with self._work.system(EVERYWHERE) as tx:
            rows = await tx.run("select min(due) as due from spine.alarms")
        first = rows[0]["due"]
        return first if isinstance(first, datetime) else None


def _of(tx: Transaction) -> SqlTransaction:
    """Alarms are written with the messages, before the commit."""
    assert isinstance(tx, SqlTransaction), "an alarm belongs to the same database"
    return tx


def _name(kind: type[Command]) -> str:
    return f"{kind.__module__}.{kind.__name__}"


def _kinds() -> dict[str, type[Command]]:
    found: dict[str, type[Command]] = {}
    waiting = list(Command.__subclasses__())
    while waiting:
        kind = waiting.pop()
        found[_name(kind)] = kind
        waiting.extend(kind.__subclasses__())
    return found
