"""Visits counted in DuckDB: the recomputation, and one day history over Parquet."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from yingda.journey.analytics.adapters.sql import duckdb_counts
from yingda.journey.analytics.core.columns import COLUMNS
from yingda.journey.analytics.model import Registry
from yingda.journey.analytics.ports import Asked, Shape
from yingda.platform.ports import Row

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TYPES = {"string": "varchar", "int32": "integer", "int64": "bigint"}
_MANY = 20_000


class DuckMart:
    """Mart of yingda.journey.analytics.ports, in memory."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._texts: dict[Shape, str] = {}

    def counts(
        self,
        shapes: Sequence[Shape],
        visits: Sequence[Mapping[str, object]],
        asked: Asked,
    ) -> Mapping[Shape, list[Row]]:
        import duckdb

        with duckdb.connect() as duck:
            _fill(duck, visits)
            return {shape: self._counted(duck, shape, asked) for shape in shapes}

    def _counted(
        self, duck: "DuckDBPyConnection", shape: Shape, asked: Asked
    ) -> list[Row]:
        if shape not in self._texts:
            self._texts[shape] = duckdb_counts(self._registry, shape)
        text = self._texts[shape]
        values = {
            name: value for name, value in asdict(asked).items() if f"${name}" in text
        }
        found = duck.execute(text, values)
        heads = [head[0] for head in found.description or ()]
        return [dict(zip(heads, row, strict=True)) for row in found.fetchall()]


def _fill(duck: "DuckDBPyConnection", visits: Sequence[Mapping[str, object]]) -> None:
    columns = ", ".join(
        f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in COLUMNS.items()
    )
    duck.execute("create schema analytics")
    duck.execute(f"create table analytics.visits ({columns})")
    marks = ", ".join(f"unnest(${name})" for name in COLUMNS)
    for start in range(0, len(visits), _MANY):
        part = visits[start : start + _MANY]
        values = {name: [visit[name] for visit in part] for name in COLUMNS}
        duck.execute(f"insert into analytics.visits select {marks}", values)
