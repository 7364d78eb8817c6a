"""Days that are over: proved against the log, and kept as they were published."""

import asyncio
import logging
from datetime import date, timedelta
from typing import get_args

import msgspec

from yingda.journey.analytics import store
from yingda.journey.analytics.core.agreement import Agreement, compare, together
from yingda.journey.analytics.core.columns import columns
from yingda.journey.analytics.core.figures import add_up
from yingda.journey.analytics.core.fold import Heard, fold
from yingda.journey.analytics.model import ClosedDay, Story
from yingda.journey.analytics.ports import Mart, Shape
from yingda.journey.analytics.service.counting import (
    GROUPS,
    Counting,
    root,
    sees,
    shape_of,
)
from yingda.kernel.calendar import bounds, business_date
from yingda.kernel.org import Scope
from yingda.platform.ports import Clock, Work

KINDS = {kind.__name__: kind for kind in get_args(Heard)}
MARGIN = timedelta(days=1)
"""A contact that began or ended within this of a day is wholly read for that day."""

GRACE = timedelta(minutes=15)
"""After midnight, before the day is closed: what is still under way may arrive."""

PATIENCE = timedelta(hours=6)
"""So long a day stays open for those of it who still wait for an answer."""

AT_ONCE = 200
"""So many contacts are rewritten in one transaction, so that none lasts long."""

CLOSED = Shape(grain=("queue", "branch", "tier", "channel"))
log = logging.getLogger(__name__)


class Proving:
    """Counts days again from the log, on another engine."""

    def __init__(
        self, *, work: Work, clock: Clock, counting: Counting, mart: Mart
    ) -> None:
        self._work = work
        self._clock = clock
        self._counting = counting
        self._mart = mart

    async def recompute(self, scope: Scope, day: date) -> Agreement:
        """Folds the day anew from the log and compares: board = report = recomputation."""
        counting = self._counting
        visits = await self._visits_of_the_log(scope, day)
        shown = await counting.counts(root(scope), day, counting.board)
        board = [(key, sums) for key, sums in shown if sees(scope, key[1])]
        shapes = {by: shape_of(by) for by in GROUPS}
        found = await asyncio.to_thread(
            self._mart.counts,
            list(shapes.values()),
            visits,
            counting.asked(scope, day),
        )
        parts = []
        for by, shape in shapes.items():
            places = range(len(shape.grain))
            again = add_up(counting.rows(found[shape], shape), places)
            report = add_up(await counting.counts(scope, day, shape), places)
            parts.append(
                compare(
                    by, counting.columns, {"report": report, "recomputation": again}
                )
            )
            if set(shape.grain) <= set(counting.board.grain):
                # Of each figure what a board shows.
                keep = [counting.board.grain.index(name) for name in shape.grain]
                sides = {"board": add_up(board, keep), "recomputation": again}
                parts.append(compare(by, counting.board.columns, sides))
        return together(parts)

    async def close(self, scope: Scope) -> Agreement | None:
        """The next day that is over is proved and its numbers are kept: yesterday, or an
        earlier one that passed while nobody was there to close it. None if all are
        closed, or it is too early."""
        now = self._clock.now()
        yesterday = business_date(now) - timedelta(days=1)
        async with self._work.system(scope) as tx:
            last = await store.last_closed(tx)
            day = yesterday if last is None else last + timedelta(days=1)
            since = now - bounds(day)[1]
            is_early = day > yesterday or since < GRACE
            if is_early or (since < PATIENCE and await store.waits(tx, day)):
                return None
        agreement = await self.recompute(scope, day)
        if agreement.differences:
            log.warning(
                "the day's figures differ from a recomputation",
                extra={
                    "day": day.isoformat(),
                    "differences": len(agreement.differences),
                },
            )
            if since < PATIENCE:
                # Facts of the day may still be on their way to the mart.
                return None
        rows = await self._counting.counts(scope, day, CLOSED)
        closed = ClosedDay(
            day=day,
            closed_at=now,
            numbers=agreement.compared,
            differences=len(agreement.differences),
            definition=self._counting.definition(scope),
        )
        async with self._work.system(scope) as tx:
            await store.close_day(tx, closed, rows)
        return agreement

    async def rebuild(self, scope: Scope, day: date) -> int:
        """Writes the day's ended contacts into the mart anew, from the log; returns how
        many. What still goes on is left to the events to come."""
        start, end = bounds(day)
        ended = [
            story
            for story in (await self._stories(scope, day)).values()
            if story.arrived_at
            and story.ended_at
            and story.ended_at >= start
            and story.arrived_at < end
        ]
        for first in range(0, len(ended), AT_ONCE):
            part = ended[first : first + AT_ONCE]
            async with self._work.system(scope) as tx:
                await store.forget(tx, [story.contact_id for story in part])
                for story in part:
                    rows = [
                        (visit, columns(visit, scope.tenant_id))
                        for visit in story.visits
                    ]
                    await store.keep(tx, story, rows)
        return len(ended)

    async def _visits_of_the_log(
        self, scope: Scope, day: date
    ) -> list[dict[str, object]]:
        stories = await self._stories(scope, day)
        async with self._work.system(scope) as tx:
            posts = await store.posts(tx)
        return [
            columns(visit, scope.tenant_id, posts)
            for story in stories.values()
            for visit in story.visits
            if sees(scope, visit.branch_id)
        ]

    async def _stories(self, scope: Scope, day: date) -> dict[str, Story]:
        """Contacts of the day and of its neighbours, folded from nothing."""
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
        return fold(events)
