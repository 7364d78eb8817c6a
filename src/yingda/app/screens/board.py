"""The live board: figures of the day, who waits, who works. One look a second for all."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from msgspec import Struct
from msgspec.structs import replace

from yingda.app.screens.queues import Floor, QueuesScreen, longest, simulated, waiting
from yingda.app.screens.shared import Shared
from yingda.app.screens.words import Words, is_below
from yingda.kernel.ids import AgentId, BranchId, QueueId
from yingda.kernel.name import Name
from yingda.kernel.org import Asker, Scope
from yingda.kernel.refusal import BadInput
from yingda.messages.analytics import (
    Aim,
    Column,
    Figure,
    FigureRow,
    Only,
    Simulated,
    Today,
)
from yingda.messages.desk import AgentState
from yingda.platform.ports import Clock

NEAR = 0.1
"""A figure that misses its target by less than a tenth of it is a warning."""


class Figures(Protocol):
    """What are today's figures, and how are they defined?"""

    async def today(self, scope: Scope, only: Only) -> Today: ...

    def figures(self) -> Sequence[Column]: ...


class KpiNow(Struct, frozen=True, kw_only=True):
    """One figure of the registry against its target."""

    id: str
    name: Name
    value: float | None
    numerator: int | float
    denominator: int
    unit: str
    target: float | None
    target_shown_as: str | None
    """How sure the target is (messages.analytics.Aim): never shown as law unless `rule`."""
    state: str
    """`ok`, `warn`, `bad`; `none` without a value or a target."""


class QueueLine(Struct, frozen=True, kw_only=True):
    """One queue of the board's scope."""

    queue_id: QueueId
    name: Name
    waiting: int
    simulated: int
    """So many of those who wait are simulated."""
    longest_since: datetime | None
    kpis: Mapping[str, Figure]


class BranchLine(Struct, frozen=True, kw_only=True):
    """The callers of one branch."""

    branch_id: BranchId
    name: Name
    waiting: int
    simulated: int
    """So many of those who wait are simulated."""
    longest_since: datetime | None
    kpis: Mapping[str, Figure]


class AgentLine(Struct, frozen=True, kw_only=True):
    """One agent who is signed in."""

    agent_id: AgentId
    name: str
    state: AgentState
    since: datetime
    reason: str | None
    queue_name: Name | None
    simulated: bool = False
    work: Mapping[str, int] = {}
    """Contacts by channel, those being offered and written up included."""


class HalfHourLine(Struct, frozen=True, kw_only=True):
    """Who came in one half hour, and what became of them."""

    half_hour: int
    requested: int
    answered: int
    abandoned: int
    k01: float | None


class BoardNow(Struct, frozen=True, kw_only=True, tag=True):
    """The centre at this moment, as far as the scope sees."""

    as_of: datetime
    only: Only
    """Whose contacts are counted. Agents are shown of every channel."""
    kpis: tuple[KpiNow, ...]
    waiting: int
    longest_since: datetime | None
    agents_by_state: Mapping[str, int]
    queues: tuple[QueueLine, ...]
    branches: tuple[BranchLine, ...]
    agents: tuple[AgentLine, ...]
    half_hours: tuple[HalfHourLine, ...]


class BoardScreen:
    """The same answer for every board of one scope and choice within a second."""

    def __init__(
        self, *, figures: Figures, queues: QueuesScreen, words: Words, clock: Clock
    ) -> None:
        self._figures = figures
        self._queues = queues
        self._words = words
        self._clock = clock
        self._boards = Shared(self._look, clock=clock)

    async def now(
        self, asker: Asker, channel: str = "", simulated: Simulated = ""
    ) -> BoardNow:
        """Of one channel, or of all; with simulated callers or without."""
        asker.must("board.watch")
        known = self._words.channels(asker.scope)
        if channel and channel not in known:
            raise BadInput("channel", ", ".join(known))
        only = Only(channel=channel, simulated=simulated)
        return await self._boards.get((asker.scope, only))

    async def _look(self, asked: tuple[Scope, Only]) -> BoardNow:
        scope, only = asked
        today = await self._figures.today(scope, only)
        acted = await self._words.simulated(scope)
        floor = _within(await self._queues.floor(scope), only, acted)
        columns = self._figures.figures()
        agent_ids = [one.agent_id for one in floor.agents]
        agents = await self._words.names(scope, "agent", agent_ids)
        branches = await self._words.branches(scope)
        queues = self._words.queues(scope)
        return BoardNow(
            as_of=self._clock.now(),
            only=only,
            kpis=tuple(_kpi(column, today.total) for column in columns),
            waiting=waiting(floor.waiting),
            longest_since=longest(floor.waiting),
            agents_by_state=Counter(one.state.value for one in floor.agents),
            queues=_queue_lines(queues, floor, today),
            branches=_branch_lines(branches, floor, today, scope),
            agents=tuple(
                AgentLine(
                    agent_id=one.agent_id,
                    name=agents.get(one.agent_id, one.agent_id),
                    state=one.state,
                    since=one.since,
                    reason=one.reason,
                    queue_name=queues.get(one.queue_id or ""),
                    simulated=one.agent_id in acted,
                    work=Counter(work.channel.value for work in one.work),
                )
                for one in floor.agents
            ),
            half_hours=tuple(_half_hour(row) for row in today.half_hours),
        )


def _within(floor: Floor, only: Only, acted: Collection[AgentId]) -> Floor:
    """Who waits of the chosen contacts; `acted` are the simulated agents."""
    waiting, agents = floor.waiting, floor.agents
    if only.channel:
        waiting = tuple(one for one in waiting if one.channel == only.channel)
    if only.simulated:
        is_wanted = only.simulated == "yes"
        waiting = tuple(one for one in waiting if one.simulated is is_wanted)
        agents = tuple(one for one in agents if (one.agent_id in acted) is is_wanted)
    return replace(floor, waiting=waiting, agents=agents)


def _queue_lines(
    names: Mapping[str, Name], floor: Floor, today: Today
) -> tuple[QueueLine, ...]:
    rows = {row.key: row for row in today.queues}
    seen = rows.keys() | {one.queue_id for one in floor.waiting}
    ids = [*names, *sorted(seen - names.keys())]
    return tuple(
        QueueLine(
            queue_id=QueueId(one),
            name=names.get(one) or Name.by_id(one),
            waiting=waiting(floor.waiting, QueueId(one)),
            simulated=waiting(simulated(floor.waiting), QueueId(one)),
            longest_since=longest(floor.waiting, QueueId(one)),
            kpis=rows[one].figures if one in rows else {},
        )
        for one in ids
    )


def _branch_lines(
    names: Mapping[str, Name], floor: Floor, today: Today, scope: Scope
) -> tuple[BranchLine, ...]:
    rows = {row.key: row for row in today.branches}
    seen = rows.keys() | {one.branch_id for one in floor.waiting}
    # A place that lies above all branches, such as the centre itself, serves no callers.
    mine = [one for one in names if is_below(one, scope) and one != scope.path]
    lines = []
    for one in [*(mine or seen & names.keys()), *sorted(seen - names.keys())]:
        there = [row for row in floor.waiting if row.branch_id == one]
        lines.append(
            BranchLine(
                branch_id=BranchId(one),
                name=names.get(one) or Name.by_id(one),
                waiting=waiting(there),
                simulated=waiting(simulated(there)),
                longest_since=longest(there),
                kpis=rows[one].figures if one in rows else {},
            )
        )
    return tuple(lines)


def _half_hour(row: FigureRow) -> HalfHourLine:
    k01 = row.figures.get("K01")
    return HalfHourLine(
        half_hour=int(row.key),
        requested=row.counts.get("requested", 0),
        answered=row.counts.get("answered", 0),
        abandoned=row.counts.get("abandoned", 0),
        k01=k01.value if k01 else None,
    )


def _kpi(column: Column, total: FigureRow) -> KpiNow:
    figure = total.figures.get(
        column.id, Figure(value=None, numerator=0, denominator=0)
    )
    aim = column.aims[0] if column.aims else None
    target = None
    if aim is not None:
        target = aim.at_least if aim.at_least is not None else aim.at_most
    return KpiNow(
        id=column.id,
        name=column.name,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        unit=column.unit,
        target=target,
        target_shown_as=aim.shown_as if aim else None,
        state=_state(figure.value, aim),
    )


def _state(value: float | None, aim: Aim | None) -> str:
    """How far the figure is from its target, for the colour and the word beside it."""
    if value is None or aim is None:
        return "none"
    if aim.at_least is not None:
        missing = aim.at_least - value
        target = aim.at_least
    elif aim.at_most is not None:
        missing = value - aim.at_most
        target = aim.at_most
    else:
        return "none"
    if missing <= 0:
        return "ok"
    return "warn" if missing <= NEAR * target else "bad"


@get("/api/board")
async def show_board(
    board_screen: NamedDependency[BoardScreen],
    asker: NamedDependency[Asker],
    channel: FromQuery[str] = "",
    simulated: FromQuery[Simulated] = "",
) -> BoardNow:
    return await board_screen.now(asker, channel, simulated)


ROUTES = [show_board]
