"""Parameters in a table, read from memory: the nearest to a place, the latest whose
moment has come."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from yingda.kernel.ids import UserId
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.kernel.rule import Version
from yingda.platform.ports import Clock, Transaction, Work

T = TypeVar("T")

log = logging.getLogger(__name__)

Place = tuple[str, str]
"""Tenant and path."""


def name_of(kind: type) -> str:
    """`routing.Limits`: the stage and the class, as the parameter is shown and changed."""
    parts = kind.__module__.split(".")
    stage = parts[2] if len(parts) > 3 else parts[-2]
    return f"{stage}.{kind.__name__}"


@dataclass(frozen=True, slots=True)
class _Held:
    since: datetime
    version: int
    value: object
    """None: what is set above holds."""


class SqlParameters:
    """`get` and `version` of the port Parameters, and the port Versions."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._change = 0
        self._held: defaultdict[str, dict[Place, dict[int, _Held]]] = defaultdict(dict)
        self._ready: dict[tuple[type, str, str], tuple[int, object]] = {}
        self._turns: datetime | None = None
        """When the next version that is known begins to hold."""

    # --- reading --------------------------------------------------------------------

    def get(self, kind: type[T], scope: Scope) -> T:
        return self._find(kind, scope)[1]

    def version(self, kind: type[T], scope: Scope) -> int:
        return self._find(kind, scope)[0]

    def _find(self, kind: type[T], scope: Scope) -> tuple[int, T]:
        if self._turns is not None and self._turns <= self._clock.now():
            self._turn()
        key = (kind, scope.tenant_id, scope.path)
        if key not in self._ready:
            self._ready[key] = self._nearest(kind, scope)
        version, made = self._ready[key]
        assert isinstance(made, kind)
        return version, made

    def _nearest(self, kind: type[T], scope: Scope) -> tuple[int, T]:
        name = name_of(kind)
        places, now = self._held.get(name, {}), self._clock.now()
        for place in _upwards(scope):
            held = places.get(place, {}).values()
            begun = [one for one in held if one.since <= now]
            last = max(begun, key=_order, default=None)
            if last is None or last.value is None:
                continue
            try:
                return last.version, msgspec.convert(last.value, kind)
            except msgspec.ValidationError:
                # Written by another release. What is above holds, and the centre goes on.
                log.error(
                    "version %d of the rule %s cannot be read", last.version, name
                )
        return 0, kind()

    def _turn(self) -> None:
        """What was found before this moment is looked up anew; and when next?"""
        now = self._clock.now()
        self._ready.clear()
        to_come = [
            one.since
            for places in self._held.values()
            for held in places.values()
            for one in held.values()
            if one.since > now
        ]
        self._turns = min(to_come, default=None)

    async def refresh(self) -> None:
        async with self._work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select name, tenant_id, scope, version, value, since, called_off_by,"
                " change from spine.parameters where change > :change order by change",
                change=self._change,
            )
        is_new = False
        for row in rows:
            place = (str(row["tenant_id"]), str(row["scope"]))
            held = self._held[str(row["name"])].setdefault(place, {})
            before = dict(held)
            version, since = int(str(row["version"])), row["since"]
            assert isinstance(since, datetime)
            held.pop(version, None)
            if row["called_off_by"] is None:
                held[version] = _Held(since, version, row["value"])
                self._forget_past(held)
            is_new = is_new or held != before
        if rows:
            # A number may be committed after a higher one: look back a little each time.
            self._change = max(0, int(str(rows[-1]["change"])) - 100)
        if is_new:
            self._turn()

    def _forget_past(self, held: dict[int, _Held]) -> None:
        """Versions that will never hold again."""
        now = self._clock.now()
        begun = sorted((one for one in held.values() if one.since <= now), key=_order)
        for one in begun[:-1]:
            del held[one.version]

    # --- writing --------------------------------------------------------------------

    async def set(
        self,
        tx: Transaction,
        value: object,
        *,
        by: UserId,
        since: datetime | None = None,
        reason: str | None = None,
    ) -> int:
        name = name_of(type(value))
        return await self._add(tx, name, value, by=by, since=since, reason=reason)

    async def inherit(
        self,
        tx: Transaction,
        kind: type,
        *,
        by: UserId,
        since: datetime | None = None,
        reason: str | None = None,
    ) -> int:
        name = name_of(kind)
        return await self._add(tx, name, None, by=by, since=since, reason=reason)

    async def _add(
        self,
        tx: Transaction,
        name: str,
        value: object,
        *,
        by: UserId,
        since: datetime | None,
        reason: str | None,
    ) -> int:
        # Until the commit nobody else changes the same parameter.
        await tx.run(
            "select pg_advisory_xact_lock(hashtextextended(:name, 7305))", name=name
        )
        now = self._clock.now()
        rows = await tx.run(
            "insert into spine.parameters"
            " (name, tenant_id, scope, version, value, since, made_at, by, reason)"
            " select :name, :tenant_id, :path::ltree, coalesce(max(version), 0) + 1,"
            " :value, :since, :now, :by, :reason from spine.parameters"
            " where name = :name returning version",
            name=name,
            value=value,
            since=now if since is None else max(since, now),
            now=now,
            by=by,
            reason=reason,
        )
        return int(str(rows[0]["version"]))

    async def call_off(
        self, tx: Transaction, kind: type, version: int, *, by: UserId
    ) -> bool:
        rows = await tx.run(
            "update spine.parameters set called_off_by = :by, change = default"
            " where name = :name and version = :version and tenant_id = :tenant_id"
            " and scope = :path::ltree and since > :now and called_off_by is null"
            " returning version",
            name=name_of(kind),
            version=version,
            by=by,
            now=self._clock.now(),
        )
        return bool(rows)

    async def history(self, tx: Transaction, kinds: Sequence[type]) -> list[Version]:
        rows = await tx.run(
            "select name, scope as path, version, value, since, made_at, by, reason,"
            " called_off_by from spine.parameters where name = any(:names)"
            " and tenant_id = :tenant_id order by name, made_at desc, version desc",
            names=[name_of(kind) for kind in kinds],
        )
        return msgspec.convert(rows, list[Version])


def _order(one: _Held) -> tuple[datetime, int]:
    return one.since, one.version


def _upwards(scope: Scope) -> Iterator[Place]:
    """The place, all above it, and last the whole tenant."""
    path = scope.path
    while path:
        yield scope.tenant_id, path
        path = path.rpartition(".")[0]
    yield scope.tenant_id, ""
