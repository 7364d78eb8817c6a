"""Parameters in a table, read from memory: the latest version nearest to a place."""

from collections import defaultdict
from typing import TypeVar

import msgspec

from yingda.kernel.ids import UserId
from yingda.kernel.org import EVERYWHERE, Scope
from yingda.platform.ports import Clock, Transaction, Work

T = TypeVar("T")


def name_of(kind: type) -> str:
    """`routing.Limits`: the stage and the class, as the parameter is shown and changed."""
    parts = kind.__module__.split(".")
    stage = parts[2] if len(parts) > 3 else parts[-2]
    return f"{stage}.{kind.__name__}"


class SqlParameters:
    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock
        self._change = 0
        self._values: defaultdict[str, dict[tuple[str, str], tuple[int, object]]]
        self._values = defaultdict(dict)
        self._ready: dict[tuple[type, str, str], tuple[int, object]] = {}

    def get(self, kind: type[T], scope: Scope) -> T:
        return self._find(kind, scope)[1]

    def version(self, kind: type[T], scope: Scope) -> int:
        return self._find(kind, scope)[0]

    def _find(self, kind: type[T], scope: Scope) -> tuple[int, T]:
        key = (kind, scope.tenant_id, scope.path)
        if key not in self._ready:
            version, value = self._nearest(name_of(kind), scope)
            fresh = kind() if version == 0 else msgspec.convert(value, kind)
            self._ready[key] = (version, fresh)
        version, made = self._ready[key]
        assert isinstance(made, kind)
        return version, made

    def _nearest(self, name: str, scope: Scope) -> tuple[int, object]:
        values = self._values.get(name, {})
        path = scope.path
        while True:
            if found := values.get((scope.tenant_id, path)):
                return found
            if not path:
                return 0, None
            path = path.rpartition(".")[0]

    async def set(self, tx: Transaction, value: object, *, by: UserId) -> int:
        rows = await tx.run(
            "insert into spine.parameters"
            " (name, tenant_id, scope, version, value, since, by)"
            " select :name, :tenant_id, :path::ltree, coalesce(max(version), 0) + 1,"
            " :value, :now, :by from spine.parameters"
            " where name = :name and tenant_id = :tenant_id and scope = :path::ltree"
            " returning version",
            name=name_of(type(value)),
            value=value,
            now=self._clock.now(),
            by=by,
        )
        return int(str(rows[0]["version"]))

    async def refresh(self) -> None:
        async with self._work.system(EVERYWHERE) as tx:
            rows = await tx.run(
                "select name, tenant_id, scope, version, value, change"
                " from spine.parameters where change > :change order by change",
                change=self._change,
            )
        for row in rows:
            place = (str(row["tenant_id"]), str(row["scope"]))
            version = int(str(row["version"]))
            if version > self._values[str(row["name"])].get(place, (0, None))[0]:
                self._values[str(row["name"])][place] = (version, row["value"])
        if rows:
            # A number may be committed after a higher one: look back a little each time.
            self._change = max(0, int(str(rows[-1]["change"])) - 100)
            self._ready.clear()
