"""The verbs of analytics: facts are folded into visits, and visits into figures."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from yingda.journey.analytics import store
from yingda.journey.analytics.core.agreement import Agreement
from yingda.journey.analytics.core.columns import columns
from yingda.journey.analytics.core.figures import chosen, cut
from yingda.journey.analytics.core.fold import Heard, step
from yingda.journey.analytics.core.presence import Presence, presence
from yingda.journey.analytics.core.registry import read
from yingda.journey.analytics.core.report import (
    CHANNEL,
    GROUP,
    HALF_HOUR,
    SIMULATED,
    TOTAL,
    day_report,
    heads,
    proof,
    today,
)
from yingda.journey.analytics.model import Attribution, ClosedDay, Definition
from yingda.journey.analytics.ports import Mart, Names
from yingda.journey.analytics.service.counting import (
    Counting,
    Rows,
    root,
    sees,
)
from yingda.journey.analytics.service.proving import CLOSED, Proving
from yingda.kernel.calendar import bounds, business_date
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.analytics import (
    Behind,
    BehindPage,
    Column,
    DayReport,
    Only,
    Today,
)
from yingda.messages.desk import AgentStateChanged
from yingda.messages.people import AgentPosted
from yingda.platform.ports import Clock, Row, Work

FRESH = timedelta(seconds=1)
"""One grouped query in this time feeds all boards of a tenant."""

ALL = Only()
PLACE = re.compile(r"(.+)~([0-9]{1,9})")
"""Where a page of visits ended: the contact, and the number of its visit."""

CURVE_FRESH = timedelta(seconds=10)
"""And one for the curve over the day, which moves more slowly."""


class Analytics:
    """What happened, added up; every number by the registry."""

    def __init__(
        self, *, work: Work, clock: Clock, counting: Counting, mart: Mart, names: Names
    ) -> None:
        self._work = work
        self._clock = clock
        self._counting = counting
        self._registry = counting.registry
        self._proving = Proving(work=work, clock=clock, counting=counting, mart=mart)
        self._names = names

    async def warm_up(self) -> None:
        """Compiles what boards and reports ask for, so that the first need not wait."""
        await self._counting.warm_up()

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

    async def agent_posted(self, event: AgentPosted) -> None:
        """What the agent answers from then on is their new group's."""
        async with self._work.system(event.scope) as tx:
            if await tx.first_time(event.id, by="analytics"):
                await store.post(tx, event.agent_id, event.group_id, event.at)

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
        only: Only = ALL,
    ) -> DayReport:
        """The day's figures within the scope: in all, and by queue, branch, tier, channel
        or half hour. A closed day keeps its numbers; where figures are defined otherwise
        since, the numbers by today's definition are beside them (rule 11)."""
        asker.must("reports.read")
        return await self.report(asker.scope, day, by, attribution, only)

    async def report(
        self, scope: Scope, day: date, by: str, attribution: Attribution, only: Only
    ) -> DayReport:
        """The same for whoever may see all of the scope."""
        rows = await self._counting.parts(scope, day, by, only)
        whole = rows
        if by == HALF_HOUR:
            # Who waited at the day's edges is in no half hour of it.
            whole = await self._counting.parts(scope, day, TOTAL, only)
        ids = [key[0] for key, _ in rows if key]
        report = day_report(
            self._registry,
            rows,
            whole,
            day=day,
            by=by,
            only=only,
            attribution=attribution,
            is_finished=day < business_date(self._clock.now()),
            names=await self._names.called(scope, by, ids) if ids else {},
        )
        return await self._as_closed(scope, report, attribution)

    async def _as_closed(
        self, scope: Scope, report: DayReport, attribution: Attribution
    ) -> DayReport:
        async with self._work.system(scope) as tx:
            row = await store.closed_day(tx, report.date)
        if row is None:
            return report
        closed = _closed(row)
        kept: Rows | None = None
        is_same = closed.definition == self._counting.definition(scope)
        # These are not kept: they are shown by today's definition only.
        if not is_same and not _is_fine(report):
            async with self._work.begin(scope) as tx:
                kept = await store.closed_counts(tx, report.date)
            if _is_by_channel(report) and any(not key[-1] for key, _ in kept):
                # Closed before it was kept by channel.
                kept = None
        return proof(report, closed, kept, CLOSED.grain, attribution)

    async def today(self, scope: Scope, only: Only = ALL) -> Today:
        """The figures of this day so far. Costs no query if another board just asked."""
        counting = self._counting
        at, rows = await counting.latest(scope, counting.board, FRESH)
        _, curve = await counting.latest(scope, counting.curve, CURVE_FRESH)
        within = [(key, sums) for key, sums in rows if sees(scope, key[1])]
        within = cut(within, counting.board.grain, only, ("queue", "branch"))
        halves = [(key, sums) for key, sums in curve if sees(scope, key[0])]
        halves = cut(halves, counting.curve.grain, only, (HALF_HOUR,))
        queues = sorted({key[0] for key, _ in within})
        branches = sorted({key[1] for key, _ in within})
        names = {
            **await self._names.called(scope, "queue", queues),
            **await self._names.called(scope, "branch", branches),
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
        channel: str = "",
        simulated: str = "",
        group: str = "",
        half_hour: int | None = None,
        attribution: Attribution = Attribution.ARRIVAL,
        after: str = "",
    ) -> BehindPage:
        """The visits that a figure of the day is made of; an empty filter takes all."""
        asker.must("reports.read")
        contact, number = _place(after)
        rows, is_full = await self._counting.behind(
            asker.scope,
            self._counting.asked(asker.scope, day, half_hour),
            figure,
            attribution,
            queue=queue,
            branch=branch,
            tier=tier,
            channel=channel,
            simulated=simulated,
            group=group,
            after_contact=contact,
            after_number=number,
        )
        found = tuple(_behind(row) for row in rows)
        following = f"{found[-1].contact_id}~{found[-1].number}" if is_full else None
        return BehindPage(rows=found, next=following)

    async def presence_of(self, scope: Scope, day: date) -> Sequence[Presence]:
        """Each agent's day by state, with the gaps that there must not be."""
        start, end = bounds(day)
        async with self._work.begin(scope) as tx:
            spans = await store.spans(tx, start, end)
        return presence(spans, start, min(end, self._clock.now()))

    # --- proving ------------------------------------------------------------------

    async def recompute(self, scope: Scope, day: date) -> Agreement:
        """Counts the day again from the log; the differences are between it, the board
        and the report."""
        return await self._proving.recompute(scope, day)

    async def rebuild(self, scope: Scope, day: date) -> int:
        """The day's ended contacts are written into the mart anew; returns how many."""
        return await self._proving.rebuild(root(scope), day)

    async def close(self, scope: Scope) -> Agreement | None:
        """The next day that is over is proved and its numbers are kept; None if all are,
        or it is too early."""
        return await self._proving.close(root(scope))


def _is_fine(report: DayReport) -> bool:
    return report.by in (HALF_HOUR, GROUP) or SIMULATED in (
        report.by,
        *chosen(report.only),
    )


def _is_by_channel(report: DayReport) -> bool:
    return CHANNEL in (report.by, *chosen(report.only))


def _closed(row: Row) -> ClosedDay:
    raw = msgspec.convert(row["definition"], Mapping[str, str | int])
    definition = Definition(
        registry=read(str(raw["registry"])),
        answer_within=int(raw["answer_within"]),
        short_abandon=int(raw["short_abandon"]),
    )
    return ClosedDay(
        day=msgspec.convert(row["day"], date),
        closed_at=msgspec.convert(row["closed_at"], datetime),
        numbers=msgspec.convert(row["numbers"], int),
        differences=msgspec.convert(row["differences"], int),
        definition=definition,
    )


def _place(after: str) -> tuple[str, int]:
    """The contact and the number of its visit that a page ended with."""
    if not after:
        return "", 0
    found = PLACE.fullmatch(after)
    if found is None:
        raise BadInput("after", "the `next` of the page before")
    return found[1], int(found[2])


def _behind(row: Row) -> Behind:
    wait = row["wait"]
    return msgspec.convert(
        {**row, "wait_seconds": None if wait is None else int(str(wait)) / 1_000_000},
        Behind,
    )
