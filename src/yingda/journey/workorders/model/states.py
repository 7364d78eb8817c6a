"""The life of an order: what may be done with it, when, and by which side.

One table. What is not in it cannot happen: the service asks `step` before it does anything,
and the page offers what `allowed` says.

    new ─► sent ─► held ─► done ─► calling ─► verified ─► closed
            ▲ │     │ ▲      │        │
            │ └──┬──┘ └ paused        │
            │ returned               │
            └────────────────────────┘ rejected, not satisfied
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an order stands."""

    NEW = "new"
    """The province has it, and nobody has been told to do it: 待派单."""
    SENT = "sent"
    """Somebody was told, and has not yet said that they have it: 待签收."""
    HELD = "held"
    """处理中."""
    PAUSED = "paused"
    """The customer asked to wait; the clock stands: 已挂起."""
    RETURNED = "returned"
    """Who had it says that it is not theirs; the province judges: 退单待判."""
    DONE = "done"
    """The service is done, and the province has not yet looked at it: 待审核."""
    CALLING = "calling"
    """The customer is being asked: 待回访."""
    VERIFIED = "verified"
    """The province may close it: 待办结."""
    CLOSED = "closed"
    """已办结."""
    CANCELLED = "cancelled"
    """The customer needs it no more: 已撤销."""


class Act(StrEnum):
    """What somebody does with an order."""

    DISPATCH = "dispatch"
    """派单."""
    CONFIRM = "confirm"
    """签收."""
    HAND_ON = "hand-on"
    """转派, to somebody below."""
    GIVE_BACK = "give-back"
    """退单."""
    REASSIGN = "reassign"
    """改派."""
    RECALL = "recall"
    """撤回."""
    PAUSE = "pause"
    """挂起, once it is approved."""
    RESUME = "resume"
    """解挂."""
    REPORT = "report"
    """处理完成."""
    REJECT = "reject"
    """驳回: not well done."""
    ACCEPT = "accept"
    """审核通过."""
    CALL_BACK = "call-back"
    """回访: one try, whatever came of it."""
    CLOSE = "close"
    """办结."""
    CANCEL = "cancel"
    """撤销."""
    URGE = "urge"
    """催单."""
    SUPERVISE = "supervise"
    """督办: somebody at the province keeps an eye on it, and wants an answer."""
    ANSWER = "answer"
    """督办回复."""
    RELEASE = "release"
    """解除督办."""


class Side(StrEnum):
    """Which part somebody has in an order."""

    PROVINCE = "province"
    HOLDER = "holder"
    DESK = "desk"
    """Whoever talks with the customer at the province."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table."""

    sides: Set[Side]
    to: Set[State]
    """Where it may lead; which of them, the order's flow or the customer's answer says."""


_PROVINCE = frozenset({Side.PROVINCE})
_HOLDER = frozenset({Side.HOLDER})
_EITHER = frozenset({Side.PROVINCE, Side.HOLDER})
_ASKED = frozenset({Side.PROVINCE, Side.DESK})

OPEN = frozenset(State) - {State.CLOSED, State.CANCELLED}
GIVEN = frozenset({State.SENT, State.HELD, State.PAUSED})
"""Somebody has it, and the province may take it from them."""


def _row(sides: Set[Side], *to: State) -> Step:
    return Step(sides, frozenset(to))


def _table() -> dict[tuple[State, Act], Step]:
    new, sent, held, done = State.NEW, State.SENT, State.HELD, State.DONE
    table = {
        (new, Act.DISPATCH): _row(_PROVINCE, sent, held),
        (sent, Act.CONFIRM): _row(_HOLDER, held),
        (sent, Act.GIVE_BACK): _row(_HOLDER, State.RETURNED),
        (held, Act.GIVE_BACK): _row(_HOLDER, State.RETURNED),
        (held, Act.HAND_ON): _row(_HOLDER, sent),
        (held, Act.REPORT): _row(_HOLDER, sent, done),
        (held, Act.PAUSE): _row(_PROVINCE, State.PAUSED),
        (State.PAUSED, Act.RESUME): _row(_EITHER, held),
        (State.RETURNED, Act.DISPATCH): _row(_PROVINCE, sent, held),
        (done, Act.REJECT): _row(_PROVINCE, sent),
        (done, Act.ACCEPT): _row(_PROVINCE, State.CALLING, State.VERIFIED),
        (State.CALLING, Act.CALL_BACK): _row(
            _ASKED, State.CALLING, State.VERIFIED, sent
        ),
        (State.VERIFIED, Act.CLOSE): _row(_PROVINCE, State.CLOSED),
    }
    for state in GIVEN:
        table[state, Act.REASSIGN] = _row(_PROVINCE, sent)
        table[state, Act.RECALL] = _row(_PROVINCE, new)
        table[state, Act.ANSWER] = _row(_HOLDER, state)
    for state in OPEN:
        table[state, Act.SUPERVISE] = _row(_PROVINCE, state)
        table[state, Act.RELEASE] = _row(_PROVINCE, state)
        table[state, Act.URGE] = _row(_ASKED, state)
        table[state, Act.CANCEL] = _row(_PROVINCE, State.CANCELLED)
    return table


TABLE: Mapping[tuple[State, Act], Step] = _table()


UNDER_SUPERVISION = frozenset({Act.ANSWER, Act.RELEASE})
"""What is done only while an order is supervised …"""
AFTER_RELEASE = frozenset({Act.SUPERVISE, Act.CLOSE, Act.CANCEL})
"""… and what only while it is not."""


def step(
    state: State, act: Act, sides: Set[Side], *, is_supervised: bool = False
) -> Step | None:
    """The row, if the order stands where it begins and one of the sides may do it."""
    row = TABLE.get((state, act))
    if act in (AFTER_RELEASE if is_supervised else UNDER_SUPERVISION):
        return None
    return row if row and row.sides & sides else None


def allowed(
    state: State, sides: Set[Side], *, is_supervised: bool = False
) -> tuple[Act, ...]:
    """What these sides may do now, in the order in which it is offered."""
    return tuple(
        act for act in Act if step(state, act, sides, is_supervised=is_supervised)
    )
