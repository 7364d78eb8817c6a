"""The registry's queries: compiled once, run within the scope of whoever asks."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from yingda.journey.analytics import store
from yingda.journey.analytics.core.figures import (
    all_columns,
    board_columns,
    chosen,
    curve_columns,
    cut,
)
from yingda.journey.analytics.core.report import (
    CHANNEL,
    GROUP,
    HALF_HOUR,
    SIMULATED,
    TOTAL,
)
from yingda.journey.analytics.errors import BadGrouping, UnknownFigure
from yingda.journey.analytics.limits import Limits
from yingda.journey.analytics.model import (
    Attribution,
    Counts,
    Definition,
    Key,
    Registry,
)
from yingda.journey.analytics.ports import Asked, Compiler, Shape
from yingda.kernel.calendar import business_date
from yingda.kernel.ids import TenantId
from yingda.kernel.org import Scope
from yingda.messages.analytics import Only
from yingda.platform.ports import Clock, Parameters, Row, Work

GROUPS = (TOTAL, "queue", "branch", "tier", CHANNEL, SIMULATED, GROUP, HALF_HOUR)
CHOICES = Only.__struct_fields__
"""Grains of the queries that feed all boards, so that each may choose among contacts."""
MICROSECOND = timedelta(microseconds=1)
Rows = list[tuple[Key, Counts]]


class Counting:
    """Rows of counts by the registry, for reports, boards and proofs alike."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        parameters: Parameters,
        registry: Registry,
        compiler: Compiler,
    ) -> None:
        self.registry = registry
        self.columns = all_columns(registry)
        self.board = Shape(
            grain=("queue", "branch", *CHOICES), columns=board_columns(registry)
        )
        self.curve = Shape(
            grain=("branch", *CHOICES, HALF_HOUR), columns=curve_columns(registry)
        )
        self._work = work
        self._clock = clock
        self._parameters = parameters
        self._compiler = compiler
        self._texts: dict[Shape | tuple[str, Attribution], str] = {}
        self._latest: dict[tuple[TenantId, Shape], tuple[datetime, Rows]] = {}
        self._turn = asyncio.Lock()

    async def warm_up(self) -> None:
        for shape in (self.board, self.curve, *map(shape_of, GROUPS)):
            await self._text(shape)

    async def counts(self, scope: Scope, day: date, shape: Shape) -> Rows:
        """The day's measures within the scope, one row a group."""
        text = await self._text(shape)
        async with self._work.begin(scope) as tx:
            rows = await store.counts(tx, text, self.asked(scope, day))
        return self.rows(rows, shape)

    async def parts(self, scope: Scope, day: date, by: str, only: Only) -> Rows:
        """The day's counts of the chosen contacts, one row a part of `by`."""
        parts = shape_of(by).grain
        extra = tuple(name for name in chosen(only) if name not in parts)
        shape = Shape(grain=(*extra, *parts))
        rows = await self.counts(scope, day, shape)
        return cut(rows, shape.grain, only, parts)

    async def latest(
        self, scope: Scope, shape: Shape, fresh: timedelta
    ) -> tuple[datetime, Rows]:
        """Today's counts of the whole tenant, asked anew if older than `fresh`."""
        key = (scope.tenant_id, shape)
        async with self._turn:
            now = self._clock.now()
            at, rows = self._latest.get(key, (None, []))
            is_old = at is None or now - at >= fresh
            if at is None or is_old or business_date(at) < business_date(now):
                at = now
                rows = await self.counts(root(scope), business_date(now), shape)
                self._latest[key] = (at, rows)
            return at, rows

    async def behind(
        self,
        scope: Scope,
        asked: Asked,
        figure: str,
        attribution: Attribution,
        **chosen: object,
    ) -> tuple[list[Row], bool]:
        """A page of the visits behind a figure, and whether it is full."""
        text = await self._text((figure, attribution))
        async with self._work.begin(scope) as tx:
            rows = await store.counts(tx, text, asked, **chosen)
        return rows, len(rows) == self._compiler.page

    def rows(self, rows: Sequence[Row], shape: Shape) -> Rows:
        return [
            (
                tuple(_word(row[name]) for name in shape.grain),
                store.whole_numbers(row, self.columns),
            )
            for row in rows
        ]

    def asked(self, scope: Scope, day: date, half_hour: int | None = None) -> Asked:
        # Of the whole tenant: a branch and its province read the same figure.
        limits = self._parameters.get(Limits, root(scope))
        asked = Asked(
            day=day,
            answer_within=limits.answer_within // MICROSECOND,
            short_abandon=limits.short_abandon // MICROSECOND,
        )
        if half_hour is None:
            return asked
        return replace(asked, first_half=half_hour, last_half=half_hour)

    def definition(self, scope: Scope) -> Definition:
        """All that decides what the figures of the tenant are."""
        asked = self.asked(scope, date.min)
        return Definition(
            registry=self.registry,
            answer_within=asked.answer_within,
            short_abandon=asked.short_abandon,
        )

    async def _text(self, wanted: Shape | tuple[str, Attribution]) -> str:
        """Compiled once a process, in a thread: the compiler takes a second to load."""
        if wanted not in self._texts:
            self._texts[wanted] = await asyncio.to_thread(self._compile, wanted)
        return self._texts[wanted]

    def _compile(self, wanted: Shape | tuple[str, Attribution]) -> str:
        if isinstance(wanted, Shape):
            return self._compiler.counts(wanted)
        figure, attribution = wanted
        kpi = self.registry.kpi(figure)
        if kpi is None:
            raise UnknownFigure(figure)
        return self._compiler.behind(kpi, attribution)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def shape_of(by: str) -> Shape:
    """Raises BadGrouping for what figures are not kept by."""
    if by not in GROUPS:
        raise BadGrouping(by, ", ".join(GROUPS))
    return Shape(grain=() if by == TOTAL else (by,))


def root(scope: Scope) -> Scope:
    """The whole tenant that the scope belongs to."""
    return replace(scope, path=scope.path.split(".")[0])


def sees(scope: Scope, branch_id: str) -> bool:
    return branch_id == scope.path or branch_id.startswith(f"{scope.path}.")
