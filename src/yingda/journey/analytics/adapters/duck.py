"""Visits counted in DuckDB: the recomputation, and one day history over Parquet."""

from collections.abc import Mapping, Sequence

from msgspec.structs import asdict

from yingda.journey.analytics.adapters.sql import duckdb_counts
from yingda.journey.analytics.core.columns import COLUMNS
from yingda.journey.analytics.model import Registry
from yingda.journey.analytics.ports import Asked, Shape
from yingda.platform.ports import Row

_TYPES = {"string": "varchar", "int32": "integer", "int64": "bigint"}
_MANY = 20_000


class DuckMart:
    """Mart of yingda.journey.analytics.ports, in memory."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._texts: dict[Shape, str] = {}

    def counts(
        self,
        shape: Shape,
        visits: Sequence[Mapping[str, object]],
        asked: Asked,
    ) -> list[Row]:
        import duckdb

        text = self._text(shape)
        with duckdb.connect() as duck:
            duck.execute("create schema analytics")
            columns = ", ".join(
                f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in COLUMNS.items()
            )
            duck.execute(f"create table analytics.visits ({columns})")
            marks = ", ".join(f"unnest(${name})" for name in COLUMNS)
            insert = f"insert into analytics.visits select {marks}"
            for start in range(0, len(visits), _MANY):
                part = visits[start : start + _MANY]
                duck.execute(
                    insert, {name: [v[name] for v in part] for name in COLUMNS}
                )
            values = {
                name: value
                for name, value in asdict(asked).items()
                if f"${name}" in text
            }
            found = duck.execute(text, values)
            heads = [head[0] for head in found.description or ()]
            return [dict(zip(heads, row, strict=True)) for row in found.fetchall()]

    def _text(self, shape: Shape) -> str:
        if shape not in self._texts:
            self._texts[shape] = duckdb_counts(self._registry, shape)
        return self._texts[shape]
