"""What analytics must be able to ask, and the engines that it counts with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from msgspec import Struct

from yingda.journey.analytics.model import Attribution, Kpi
from yingda.kernel.name import Name
from yingda.kernel.org import Scope
from yingda.platform.ports import Row


class Asked(Struct, frozen=True, kw_only=True):
    """The values that every compiled query takes."""

    day: date
    first_half: int = 0
    """These two matter only if the shape is of an interval."""
    last_half: int = 47
    answer_within: int
    """Microseconds."""
    short_abandon: int
    """Microseconds."""


class Shape(Struct, frozen=True, kw_only=True):
    """What a query of counts looks like."""

    grain: tuple[str, ...] = ()
    """`tenant`, `queue`, `branch`, `tier`, `channel`, `group`, `half_hour` (of the arrival);
    none for all."""
    columns: tuple[str, ...] = ()
    """Names as `core.figures.column` makes them; none for all that the grain can have."""
    is_interval: bool = False
    """False counts a whole day, for a third of the work."""


class Compiler(Protocol):
    """Turns a registry into the SQL that PostgreSQL runs; the only maker of it."""

    @property
    def page(self) -> int:
        """How many visits `behind` gives at a time."""
        ...

    def counts(self, shape: Shape) -> str:
        """Measures of the registry, one row a group; takes the values of Asked."""
        ...

    def behind(self, kpi: Kpi, attribution: Attribution) -> str:
        """The visits a figure of an interval is made of; takes Asked and the filters of
        a page."""
        ...


class Mart(Protocol):
    """Counts visits that are in no table: the same registry on another engine."""

    def counts(
        self,
        shapes: Sequence[Shape],
        visits: Sequence[Mapping[str, object]],
        asked: Asked,
    ) -> Mapping[Shape, list[Row]]: ...


class Names(Protocol):
    """What are these called? Asked once a page; an unknown id is left out."""

    async def called(
        self, scope: Scope, kind: str, ids: Sequence[str]
    ) -> Mapping[str, Name]:
        """`kind`: `queue`, `branch`, `group`, `tier` or `channel`."""
        ...
