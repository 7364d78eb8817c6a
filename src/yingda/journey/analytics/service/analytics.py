"""The verbs of analytics: facts are folded into visits, and visits into figures."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import get_args

import msgspec
from msgspec.structs import replace

from yingda.journey.analytics import store
from yingda.journey.analytics.core.agreement import Agreement, compare, together
from yingda.journey.analytics.core.columns import columns
from yingda.journey.analytics.core.figures import (
    add_up,
    all_columns,
    board_columns,
    curve_columns,
)
from yingda.journey.analytics.core.fold import Heard, fold, step
from yingda.journey.analytics.core.presence import Presence, presence
from yingda.journey.analytics.core.report import (
    HALF_HOUR,
    TOTAL,
    day_report,
    heads,
    today,
)
from yingda.journey.analytics.errors import BadGrouping, UnknownFigure
from yingda.journey.analytics.limits import Limits
from yingda.journey.analytics.model import Attribution, Counts, Key, Registry
from yingda.journey.analytics.ports import Asked, Compiler, Mart, Names, Shape
from yingda.kernel.calendar import bounds, business_date
from yingda.kernel.ids import TenantId
from yingda.kernel.org import Asker, Scope
from yingda.messages.analytics import Behind, BehindPage, Column, DayReport, Today
from yingda.messages.desk import AgentStateChanged
from yingda.platform.ports import Clock, Parameters, Row, Work

GROUPS = (TOTAL, "queue", "branch", "tier", HALF_HOUR)
FRESH = timedelta(seconds=1)
"""One grouped query in this time feeds all boards of a tenant."""

CURVE_FRESH = timedelta(seconds=10)
"""And one for the curve over the day, which moves more slowly."""

MARGIN = timedelta(days=1)
"""A contact that began or ended within this of a day is wholly read for that day."""

Rows = list[tuple[Key, Counts]]
KINDS = {kind.__name__: kind for kind in get_args(Heard)}


class Analytics:
    """What happened, added up; every number by the registry."""

    def __init__(
        self,
        *,
        work: Work,
        clock: Clock,
        parameters: Parameters,
        registry: Registry,
        compiler: Compiler,
        mart: Mart,
        names: Names,
    ) -> None:
        self._work = work
        self._clock = clock
        self._parameters = parameters
        self._registry = registry
        self._compiler = compiler
        self._mart = mart
        self._names = names
        self._texts: dict[Shape | tuple[str, Attribution], str] = {}
        self._columns = all_columns(registry)
        self._on_board = Shape(
            grain=("queue", "branch"), columns=board_columns(registry)
        )
        self._curve = Shape(
            grain=("branch", "half_hour"), columns=curve_columns(registry)
        )
        self._latest: dict[tuple[TenantId, Shape], tuple[datetime, Rows]] = {}
        self._turn = asyncio.Lock()

    # --- hearing ------------------------------------------------------------------

    async def heard(self, event: Heard) -> None:
        """The contact's story goes on by this fact, in the mart too."""
        async with self._work.system(event.scope) as tx:
            if not await tx.first_time(event.id, by="analytics"):
                return
            before = await store.story(tx, event.contact_id)
            after = step(event, before)
            if after != before:
                changed = [one for one in after.visits if one not in before.visits]
                tenant_id = event.scope.tenant_id
                rows = [(visit, columns(visit, tenant_id)) for visit in changed]
                await store.keep(tx, after, rows)

    async def agent_state_changed(self, event: AgentStateChanged) -> None:
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="analytics"):
                await store.change_state(tx, event)

    async def warm_up(self) -> None:
        """Compiles what boards and reports ask for, so that the first need not wait."""
        shapes = [self._on_board, self._curve, *map(_shape, GROUPS)]
        for shape in shapes:
            await self._text(shape)

    # --- answering ----------------------------------------------------------------

    def figures(self) -> Sequence[Column]:
        """The figures that are defined, with their targets."""
        return heads(self._registry)

    async def day(
        self,
        asker: Asker,
        day: date,
        by: str = TOTAL,
        attribution: Attribution = Attribution.ARRIVAL,
    ) -> DayReport:
        """The day's figures, in all and by queue, branch or tier, within the scope."""
        asker.must("reports.read")
        rows = await self._report(asker.scope, day, by)
        whole = rows
        if by == HALF_HOUR:
            # Who waited at the day's edges is in no half hour of it.
            whole = await self._report(asker.scope, day, TOTAL)
        ids = [key[0] for key, _ in rows if key]
        return day_report(
            self._registry,
            rows,
            whole,
            day=day,
            by=by,
            attribution=attribution,
            is_finished=day < business_date(self._clock.now()),
            names=await self._names.names(asker.scope, by, ids) if ids else {},
        )

    async def today(self, scope: Scope) -> Today:
        """The figures of this day so far. Costs no query if another board just asked."""
        at, rows = await self._now(scope, self._on_board, FRESH)
        _, curve = await self._now(scope, self._curve, CURVE_FRESH)
        within = [(key, sums) for key, sums in rows if _sees(scope, key[1])]
        halves = [(key[1:], sums) for key, sums in curve if _sees(scope, key[0])]
        queues = sorted({key[0] for key, _ in within})
        branches = sorted({key[1] for key, _ in within})
        names = {
            **await self._names.names(scope, "queue", queues),
            **await self._names.names(scope, "branch", branches),
        }
        day = business_date(at)
        return today(self._registry, within, halves, at=at, day=day, names=names)

    async def contacts_behind(
        self,
        asker: Asker,
        day: date,
        figure: str,
        *,
        queue: str = "",
        branch: str = "",
        tier: str = "",
        half_hour: int | None = None,
        attribution: Attribution = Attribution.ARRIVAL,
        after: str = "",
    ) -> BehindPage:
        """The visits that a figure of the day is made of; an empty filter takes all."""
        asker.must("reports.read")
        text = await self._text((figure, attribution))
        asked = self._asked(asker.scope, day)
        if half_hour is not None:
            asked = replace(asked, first_half=half_hour, last_half=half_hour)
        contact, _, number = after.partition("~")
        async with self._work.begin(asker.scope) as tx:
            rows = await store.counts(
                tx,
                text,
                asked,
                queue=queue,
                branch=branch,
                tier=tier,
                after_contact=contact,
                after_number=int(number) if number.isdigit() else 0,
            )
        found = tuple(_behind(row) for row in rows)
        last = found[-1] if len(found) == self._compiler.page else None
        following = f"{last.contact_id}~{last.number}" if last else None
        return BehindPage(rows=found, next=following)

    async def presence_of(self, scope: Scope, day: date) -> Sequence[Presence]:
        """Each agent's day by state, with the gaps that there must not be."""
        start, end = bounds(day)
        async with self._work.begin(scope) as tx:
            spans = await store.spans(tx, start, end)
        return presence(spans, start, min(end, self._clock.now()))

    # --- proving ------------------------------------------------------------------

    async def recompute(self, scope: Scope, day: date) -> Agreement:
        """Folds the day anew from the log and compares: board = report = recomputation."""
        visits = await self._visits_of_the_log(scope, day)
        shown = await self.counts(_root(scope), day, self._on_board)
        board = [(key, sums) for key, sums in shown if _sees(scope, key[1])]
        parts = []
        for by in GROUPS:
            shape = _shape(by)
            places = range(len(shape.grain))
            found = await asyncio.to_thread(
                self._mart.counts, shape, visits, self._asked(scope, day)
            )
            again = add_up(self._rows(found, shape), places)
            report = add_up(await self._report(scope, day, by), places)
            parts.append(
                compare(by, self._columns, {"report": report, "recomputation": again})
            )
            if by not in ("tier", HALF_HOUR):
                # A board shows neither, and of each figure what it shows.
                keep = [("queue", "branch").index(name) for name in shape.grain]
                sides = {"board": add_up(board, keep), "recomputation": again}
                parts.append(compare(by, self._on_board.columns, sides))
        return together(parts)

    async def _visits_of_the_log(
        self, scope: Scope, day: date
    ) -> list[dict[str, object]]:
        start, end = bounds(day)
        events: list[Heard] = []
        after = 0
        while True:
            async with self._work.system(scope) as tx:
                rows = await store.log(
                    tx,
                    kinds=list(KINDS),
                    start=start - MARGIN,
                    end=end + MARGIN,
                    after=after,
                )
            events += [msgspec.convert(row["payload"], Heard) for row in rows]
            if not rows:
                break
            after = int(str(rows[-1]["seq"]))
        return [
            columns(visit, scope.tenant_id)
            for story in fold(events).values()
            for visit in story.visits
            if _sees(scope, visit.branch_id)
        ]

    # --- counting -----------------------------------------------------------------

    async def _report(self, scope: Scope, day: date, by: str) -> Rows:
        if by not in GROUPS:
            raise BadGrouping(by, ", ".join(GROUPS))
        return await self.counts(scope, day, _shape(by))

    async def counts(self, scope: Scope, day: date, shape: Shape) -> Rows:
        """The day's measures within the scope, one row a group."""
        text = await self._text(shape)
        async with self._work.begin(scope) as tx:
            rows = await store.counts(tx, text, self._asked(scope, day))
        return self._rows(rows, shape)

    async def _now(
        self, scope: Scope, shape: Shape, fresh: timedelta
    ) -> tuple[datetime, Rows]:
        """The latest answer, asked anew if it is older than `fresh`."""
        async with self._turn:
            now = self._clock.now()
            key = (scope.tenant_id, shape)
            at, rows = self._latest.get(key, (None, []))
            if (
                at is None
                or now - at >= fresh
                or business_date(at) < business_date(now)
            ):
                rows = await self.counts(_root(scope), business_date(now), shape)
                at = now
                self._latest[key] = (at, rows)
            return at, rows

    def _rows(self, rows: Sequence[Row], shape: Shape) -> Rows:
        return [
            (
                tuple(str(row[name]) for name in shape.grain),
                store.whole_numbers(row, self._columns),
            )
            for row in rows
        ]

    async def _text(self, wanted: Shape | tuple[str, Attribution]) -> str:
        """Compiled once a process, in a thread: the compiler takes a second to load."""
        if wanted not in self._texts:
            self._texts[wanted] = await asyncio.to_thread(self._compile, wanted)
        return self._texts[wanted]

    def _compile(self, wanted: Shape | tuple[str, Attribution]) -> str:
        if isinstance(wanted, Shape):
            return self._compiler.counts(wanted)
        figure, attribution = wanted
        kpi = self._registry.kpi(figure)
        if kpi is None:
            raise UnknownFigure(figure)
        return self._compiler.behind(kpi, attribution)

    def _asked(self, scope: Scope, day: date) -> Asked:
        # Of the whole tenant: a branch and its province read the same figure.
        limits = self._parameters.get(Limits, _root(scope))
        return Asked(
            day=day,
            answer_within=limits.answer_within // timedelta(microseconds=1),
            short_abandon=limits.short_abandon // timedelta(microseconds=1),
        )


def _shape(by: str) -> Shape:
    return Shape(grain=() if by == TOTAL else (by,))


def _root(scope: Scope) -> Scope:
    """The whole tenant that the scope belongs to."""
    return replace(scope, path=scope.path.split(".")[0])


def _sees(scope: Scope, branch_id: str) -> bool:
    return branch_id == scope.path or branch_id.startswith(f"{scope.path}.")


def _behind(row: Row) -> Behind:
    wait = row["wait"]
    return msgspec.convert(
        {**row, "wait_seconds": None if wait is None else int(str(wait)) / 1_000_000},
        Behind,
    )
